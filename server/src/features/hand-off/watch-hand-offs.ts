import { type AppContext, asSystem } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { lockDelivery, setDelivery, tellDelivery } from '#features/publishing/index.ts';
import { prepareHandOffJob, watchHandOffsJob } from './jobs.ts';
import { changeHandOff, type HandOffRow, handOffsComingUp, lateHandOffs } from './queries.ts';
import { nextStep } from './rules.ts';
import { tellPhone } from './tell-phone.ts';

/** Prepares what comes up, reminds of what is late (twice at most), gives up what nobody posted for a day. */
export async function watchHandOffs(app: AppContext, signal: AbortSignal): Promise<void> {
  for (const { delivery_id: deliveryId, workspace_id: workspaceId } of await handOffsComingUp(app)) {
    await app.jobs.add(app.db, prepareHandOffJob, { workspaceId, deliveryId });
  }
  for (const row of await lateHandOffs(app)) {
    if (signal.aborted) return;
    const step = nextStep(row.dueAt, row.reminders, app.now());
    if (step === 'remind') await remind(app, row, signal);
    if (step === 'give_up') await giveUp(app, row);
  }
}

const systemCtx = (app: AppContext, row: HandOffRow) => asSystem(app, row.workspaceId, watchHandOffsJob.name);

async function remind(app: AppContext, row: HandOffRow, signal: AbortSignal): Promise<void> {
  const ctx = systemCtx(app, row);
  await inTransaction(ctx, async (ctx) => {
    const delivery = await lockDelivery(ctx, row.deliveryId);
    await changeHandOff(ctx, row.deliveryId, { reminders: row.reminders + 1, remindedAt: ctx.now() });
    await tellDelivery(
      ctx,
      delivery,
      'delivery.overdue',
      ({ character, platform }) => `${character}’s post on ${platform} still waits to be posted by hand.`,
    );
  });
  await tellPhone(ctx, row.deliveryId, 'late', signal);
}

async function giveUp(app: AppContext, row: HandOffRow): Promise<void> {
  const ctx = systemCtx(app, row);
  await inTransaction(ctx, async (ctx) => {
    const delivery = await lockDelivery(ctx, row.deliveryId);
    if (delivery.state !== 'handed_off') return;
    await setDelivery(ctx, row.deliveryId, {
      state: 'missed',
      failure: null,
      failureMessage: 'Nobody confirmed within a day that it was posted.',
      failureHint: 'If it is out, open the package and paste its address. If not, schedule it again.',
    });
    await tellDelivery(
      ctx,
      delivery,
      'delivery.missed',
      ({ character, platform }) => `Nobody posted ${character}’s post on ${platform}; it counts as missed.`,
    );
  });
}
