import type { Ctx } from '#context';
import { characterCard } from '#features/characters/index.ts';
import type { CharacterId } from '#kernel/ids.ts';
import type { SavedLook } from './contract.ts';
import { presentLook } from './present-look.ts';
import { looksOf } from './queries.ts';

/** The saved looks of a character, newest first. @throws AppError `not_found` without the character. */
export async function listLooks(ctx: Ctx, characterId: string): Promise<{ items: SavedLook[] }> {
  const { id } = await characterCard(ctx, characterId as CharacterId);
  return { items: (await looksOf(ctx, id)).map(presentLook) };
}
