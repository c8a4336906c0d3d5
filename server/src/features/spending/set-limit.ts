import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import type { SetLimit, Spending } from './contract.ts';
import { getSpending } from './get-spending.ts';
import { lockLimit, saveLimit } from './queries.ts';
import { dollars } from './rules.ts';

/** Sets what the workspace may spend on paid engines in a month. Work under way goes on. */
export async function setLimit(ctx: Ctx, input: SetLimit): Promise<Spending> {
  requireRole(ctx, 'admin');
  await inTransaction(ctx, async (ctx) => {
    const before = await lockLimit(ctx);
    await saveLimit(ctx, input);
    await recordActivity(ctx, {
      verb: 'spending.limited',
      subject: { type: 'workspace', id: ctx.workspaceId, topic: 'engines' },
      summary:
        input.limitMicros === 0
          ? 'Paid engines may no longer be used: the monthly limit is $0.'
          : `Paid engines may cost ${dollars(input.limitMicros)} a month.`,
      facts: { limitMicros: input.limitMicros, before: before.limitMicros },
    });
  });
  return getSpending(ctx, {});
}
