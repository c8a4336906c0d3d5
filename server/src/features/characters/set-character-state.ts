import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import type { Character, SetCharacterState } from './contract.ts';
import { getCharacter } from './get-character.ts';
import { lockCharacter, updateCharacter } from './queries.ts';

const became = { active: 'is active again', paused: 'was paused', archived: 'was archived' } as const;

/** Pauses, archives or wakes a character. Nothing is generated for one that is not active. */
export async function setCharacterState(
  ctx: Ctx,
  characterId: string,
  { state }: SetCharacterState,
): Promise<Character> {
  requireRole(ctx, 'editor');
  return inTransaction(ctx, async (ctx) => {
    const character = await lockCharacter(ctx, characterId);
    if (character.state !== state) {
      await updateCharacter(ctx, characterId, { state });
      await recordActivity(ctx, {
        verb: `character.${state === 'active' ? 'resumed' : state}`,
        subject: { type: 'character', id: characterId, topic: 'characters' },
        characterId,
        summary: `${character.name} ${became[state]}.`,
      });
    }
    return getCharacter(ctx, characterId);
  });
}
