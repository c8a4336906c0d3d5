import { and, eq, inArray } from 'drizzle-orm';
import type { Ctx } from '#context';
import type { CharacterId } from '#kernel/ids.ts';
import { presentSummary } from './present-character.ts';
import { type CharacterRow, readCharacter } from './queries.ts';
import { characters } from './tables.ts';

/** What other features show and need of a character. */
export interface CharacterCard
  extends Pick<CharacterRow, 'id' | 'name' | 'handle' | 'state' | 'timeZone' | 'version'> {
  readonly portraitUrl: string | null;
}

/** @throws AppError `not_found`. */
export async function characterCard(ctx: Ctx, characterId: CharacterId): Promise<CharacterCard> {
  const { character } = await readCharacter(ctx, characterId);
  return cardOf(character);
}

/** Several characters of the workspace at once, by id; those not found are left out. */
export async function characterCards(
  ctx: Ctx,
  ids: readonly CharacterId[],
): Promise<ReadonlyMap<string, CharacterCard>> {
  if (ids.length === 0) return new Map();
  const rows = await ctx.db
    .select()
    .from(characters)
    .where(and(eq(characters.workspaceId, ctx.workspaceId), inArray(characters.id, [...new Set(ids)])));
  return new Map(rows.map((row) => [row.id as string, cardOf(row)]));
}

function cardOf(character: CharacterRow): CharacterCard {
  const { id, name, handle, state, timeZone, version } = character;
  return { id, name, handle, state, timeZone, version, portraitUrl: presentSummary(character).portraitUrl };
}
