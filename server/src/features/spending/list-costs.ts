import { and, desc, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Ctx } from '#context';
import { characterCards } from '#features/characters/index.ts';
import type { CharacterId } from '#kernel/ids.ts';
import { decodeCursor, toPage } from '#kernel/paging.ts';
import type { CostPage, ListCosts } from './contract.ts';
import { costEntries } from './tables.ts';

/** Every call of a paid engine, newest first. */
export async function listCosts(ctx: Ctx, input: ListCosts): Promise<z.infer<typeof CostPage>> {
  const after = input.cursor ? decodeCursor(input.cursor, z.tuple([z.iso.datetime(), z.uuid()])) : undefined;
  const rows = await ctx.db
    .select()
    .from(costEntries)
    .where(
      and(
        eq(costEntries.workspaceId, ctx.workspaceId),
        input.month ? eq(costEntries.month, input.month) : undefined,
        after
          ? sql`(${costEntries.reservedAt}, ${costEntries.id}) < (${after[0]}::timestamptz, ${after[1]}::uuid)`
          : undefined,
      ),
    )
    .orderBy(desc(costEntries.reservedAt), desc(costEntries.id))
    .limit(input.limit + 1);
  const page = toPage(rows, input.limit, (row) => [row.reservedAt.toISOString(), row.id]);
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
