import type { z } from 'zod';
import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import { assertTimeZone } from '#kernel/time-zone.ts';
import type { Character, CharacterContent, EditCharacter } from './contract.ts';
import { handleTaken } from './create-character.ts';
import { getCharacter } from './get-character.ts';
import { contentOf } from './present-character.ts';
import { isHandleTaken, lockCharacter, readVersion, updateCharacter } from './queries.ts';
import { assertAdult, changedParts } from './rules.ts';
import { saveVersion } from './save-version.ts';

/**
 * Changes a character; a change of its content makes a new version.
 * @throws AppError `conflict` with `facts.current` when somebody else has changed it since `version`.
 */
export async function editCharacter(
  ctx: Ctx,
  characterId: string,
  input: z.output<typeof EditCharacter>,
): Promise<Character> {
  requireRole(ctx, 'editor');
  const { version, note, handle, timeZone, ...edits } = input;
  if (timeZone !== undefined) assertTimeZone(timeZone);

  return inTransaction(ctx, async (ctx) => {
    const character = await lockCharacter(ctx, characterId);
    if (character.version !== version) throw await changedSince(ctx, characterId);
    const before = contentOf(await readVersion(ctx, characterId, version));
    const content = { ...before, ...withoutUndefined(edits) };
    assertAdult(content.age, content.look);
    if (handle !== undefined && handle !== character.handle && (await isHandleTaken(ctx, handle)))
      throw handleTaken(handle);

    const changed = changedParts(before, content);
    const settings = withoutUndefined({ handle, timeZone });
    if (Object.keys(settings).length > 0) await updateCharacter(ctx, characterId, settings);
    if (changed.length > 0) {
      await saveVersion(ctx, character, content, { note, lookChanged: changed.includes('look') });
    }
    await recordActivity(ctx, {
      verb: 'character.edited',
      subject: { type: 'character', id: characterId, topic: 'characters' },
      characterId,
      summary: `${content.name} was changed${changed.length > 0 ? `: ${changed.join(', ')}` : ''}.`,
      facts: { changed: [...changed, ...Object.keys(settings)] },
    });
    return getCharacter(ctx, characterId);
  });
}

/** The refusal that shows both versions, so that neither person's work is lost. */
export async function changedSince(ctx: Ctx, characterId: string): Promise<AppError> {
  const current = await getCharacter(ctx, characterId);
  return new AppError('conflict', `Somebody else has changed ${current.name} meanwhile; nothing was saved.`, {
    hint: 'Compare your changes with the current version, then save again.',
    facts: { current },
  });
}

function withoutUndefined<T extends object>(values: T) {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  } & Partial<CharacterContent>;
}
