import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import { type CharacterId, newId } from '#kernel/ids.ts';
import { assertTimeZone } from '#kernel/time-zone.ts';
import type { Character, CreateCharacter } from './contract.ts';
import { getCharacter } from './get-character.ts';
import { drawPortraitJob, learnIdentityJob } from './jobs.ts';
import { insertVersion } from './queries.ts';
import { assertAdult } from './rules.ts';
import { characters, declarations } from './tables.ts';

/**
 * Makes an adult character with its declaration, and starts learning its face and drawing its portrait.
 * @throws AppError `invalid` for an age under 18, `conflict` for a handle in use.
 */
export async function createCharacter(ctx: Ctx, input: CreateCharacter): Promise<Character> {
  requireRole(ctx, 'editor');
  assertAdult(input.age, input.look);
  const { handle, timeZone = 'UTC', declaration, ...content } = input;
  assertTimeZone(timeZone);

  return inTransaction(ctx, async (ctx) => {
    const id = newId<CharacterId>();
    const { name, tagline, age } = content;
    const at = ctx.now();
    const identity = { id, workspaceId: ctx.workspaceId, name, handle, tagline, age, timeZone };
    const made = await ctx.db
      .insert(characters)
      .values({ ...identity, version: 1, createdAt: at, updatedAt: at })
      .onConflictDoNothing()
      .returning({ id: characters.id });
    if (made.length === 0) throw handleTaken(handle);
    await insertVersion(ctx, id, 1, content, 'Created');
    await ctx.db.insert(declarations).values({
      ...declaration,
      id: newId(),
      workspaceId: ctx.workspaceId,
      characterId: id,
      actor: ctx.actor,
      createdAt: at,
    });
    await recordActivity(ctx, {
      verb: 'character.created',
      subject: { type: 'character', id, topic: 'characters' },
      characterId: id,
      summary: `${name} was created.`,
      facts: { declaration: declaration.kind },
    });
    await startDrawing(ctx, id);
    return getCharacter(ctx, id);
  });
}

/** Starts what a new look needs: its face is learnt and its portrait drawn. */
export async function startDrawing(ctx: Ctx, characterId: CharacterId): Promise<void> {
  const payload = { workspaceId: ctx.workspaceId, characterId };
  await ctx.jobs.add(ctx.db, learnIdentityJob, payload);
  await ctx.jobs.add(ctx.db, drawPortraitJob, payload);
}

export function handleTaken(handle: string): AppError {
  return new AppError('conflict', `Another character of this workspace already has the handle "${handle}".`, {
    field: 'handle',
    hint: 'Choose another handle, or rename that character first.',
  });
}
