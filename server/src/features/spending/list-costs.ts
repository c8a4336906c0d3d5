import type { z } from 'zod';
import type { Ctx } from '#context';
import { characterCards } from '#features/characters/index.ts';
import type { CharacterId } from '#kernel/ids.ts';
import type { CostPage, ListCosts } from './contract.ts';
import { pageOfCosts } from './queries.ts';

/** Every call of a paid engine, newest first. */
export async function listCosts(ctx: Ctx, input: ListCosts): Promise<z.infer<typeof CostPage>> {
  const page = await pageOfCosts(ctx, input);
  const cards = await characterCards(
    ctx,
    page.items.flatMap(({ characterId }) => (characterId === null ? [] : [characterId as CharacterId])),
  );
  return {
    ...page,
    items: page.items.map((row) => ({
      id: row.id,
      characterId: row.characterId,
      characterName: (row.characterId === null ? undefined : cards.get(row.characterId)?.name) ?? null,
      engineName: row.engineName,
      medium: row.medium,
      state: row.state,
      estimatedMicros: row.estimatedMicros,
      bookedMicros: row.bookedMicros,
      basis: row.basis,
      isPriceKnown: row.isPriceKnown,
      providerFigure: row.providerFigure,
      note: row.note,
      at: row.reservedAt.toISOString(),
    })),
  };
}
