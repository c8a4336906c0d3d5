import type { Ctx } from '#context';
import { characterCards } from '#features/characters/index.ts';
import type { CharacterId } from '#kernel/ids.ts';
import type { Spending, SpendingQuery } from './contract.ts';
import { limitOf, sharesByCharacter, sharesByEngine, timeZoneOf, totalsOf } from './queries.ts';
import { forecast, monthOf } from './rules.ts';

/** What paid engines cost in a month, this one unless told, and what is left of the limit. */
export async function getSpending(ctx: Ctx, input: SpendingQuery): Promise<Spending> {
  const timeZone = await timeZoneOf(ctx);
  const now = ctx.now();
  const current = monthOf(now, timeZone);
  const month = input.month ?? current;
  const [limit, totals, engines, characters] = await Promise.all([
    limitOf(ctx),
    totalsOf(ctx, month),
    sharesByEngine(ctx, month),
    sharesByCharacter(ctx, month),
  ]);
  const cards = await characterCards(
    ctx,
    characters.flatMap(({ id }) => (id === null ? [] : [id as CharacterId])),
  );
  return {
    month,
    timeZone,
    currency: 'USD',
    ...limit,
    spentMicros: totals.spent,
    reservedMicros: totals.reserved,
    leftMicros: Math.max(0, limit.limitMicros - totals.spent - totals.reserved),
    forecastMicros: month === current ? forecast(totals.spent, now, timeZone) : null,
    byEngine: engines.map(({ id, name, counted, pieces }) => ({ id, name, micros: counted, pieces })),
    byCharacter: characters.map(({ id, counted, pieces }) => ({
      id,
      name: (id === null ? undefined : cards.get(id)?.name) ?? 'No character',
      micros: counted,
      pieces,
    })),
  };
}
