import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { requireDeclaration } from '#features/characters/index.ts';
import { announceWorks, canDo } from '#features/engines/index.ts';
import { readAsset, whySetAside } from '#features/library/index.ts';
import { assertTakesMedia } from '#features/publishing/index.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import { type CharacterId, type GenerationId, newId, type PostId, type TakeId } from '#kernel/ids.ts';
import type { WrittenKind } from '#kernel/written.ts';
import { assertPicture, assertWorkflow } from './assert-picture.ts';
import type { Generation, StartGeneration } from './contract.ts';
import { getGeneration } from './get-generation.ts';
import { jobFor } from './jobs.ts';
import { keepPlan } from './keep-plan.ts';
import { takeSeed } from './rules.ts';
import { generations, takes } from './tables.ts';
import { worksOf } from './take-work.ts';

const nouns = { image: 'pictures', speech: 'recordings', video: 'clips' } as const;
const writtenNouns: Readonly<Record<WrittenKind, string>> = {
  caption: 'captions',
  hook: 'opening lines',
  thread: 'threads',
  script: 'scripts',
  'alt-text': 'picture descriptions',
  reply: 'replies',
};
const nounsOf = (input: StartGeneration) =>
  input.medium === 'text' ? writtenNouns[input.kind] : nouns[input.medium];

/**
 * Asks the engines for takes of a character; they are made one after the other by a job.
 * @throws AppError `forbidden` without a declaration, `conflict` for a character that is not active.
 */
export async function startGeneration(ctx: Ctx, input: StartGeneration): Promise<Generation> {
  requireRole(ctx, 'editor');
  const character = await requireDeclaration(ctx, input.characterId);
  await assertDoable(ctx, input);
  const { forPostId, neededBy, mayBeDropped = true, ...request } = input;
  const postId = forPostId as PostId | undefined;
  if (postId) await assertTakesMedia(ctx, postId, character.characterId);
  const seed = input.seed ?? crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;

  const id = newId<GenerationId>();
  await inTransaction(ctx, async (ctx) => {
    const at = ctx.now();
    await ctx.db.insert(generations).values({
      id,
      workspaceId: ctx.workspaceId,
      characterId: character.characterId,
      characterVersion: character.version,
      medium: input.medium,
      request: { ...request, seed },
      takesWanted: input.takes,
      forPostId: postId ?? null,
      neededBy: neededBy === undefined ? null : new Date(neededBy),
      mayBeDropped,
      stage: 'Waiting for its turn',
      actor: ctx.actor,
      createdAt: at,
    });
    const asked = Array.from({ length: input.takes }, (_, index) => ({
      id: newId<TakeId>(),
      workspaceId: ctx.workspaceId,
      generationId: id,
      number: index + 1,
      seed: takeSeed(seed, index + 1),
      createdAt: at,
    }));
    await ctx.db.insert(takes).values(asked);
    await announceWorks(ctx, worksOf(character, input, asked));
    await recordActivity(ctx, {
      verb: 'generation.started',
      subject: { type: 'generation', id, topic: 'generations' },
      characterId: character.characterId,
      summary: `${character.content.name}: ${nounsOf(input)} were asked for.`,
      facts: { medium: input.medium, takes: input.takes, declarationId: character.declarationId },
    });
    await ctx.jobs.add(ctx.db, jobFor(input.medium), { workspaceId: ctx.workspaceId, generationId: id });
  });
  // It is under way; what would be late is looked at again every minute.
  await keepPlan(ctx).catch((error: unknown) => ctx.log.warn({ err: error }, 'The plan was not kept'));
  return getGeneration(ctx, id);
}

async function assertDoable(ctx: Ctx, input: StartGeneration): Promise<void> {
  if (input.medium === 'text') return assertWritable(ctx, input);
  if (input.medium === 'image') return assertPicture(ctx, input);
  if (input.medium !== 'video') return;
  if (input.kind === 'talking' && input.script === '') {
    throw new AppError('invalid', 'A talking clip needs a script.', {
      field: 'script',
      hint: 'Write what the character says, in one to five sentences.',
    });
  }
  if (input.kind === 'talking') return;
  if (input.kind === 'animated' && input.workflow) {
    await assertWorkflow(ctx, input.workflow, ['image-to-video']);
  } else if (input.kind === 'animated') {
    await assertAnimates(ctx, input.characterId as CharacterId);
  }
  if (!input.assetId) {
    throw new AppError('invalid', 'This clip needs a picture to begin with.', {
      field: 'assetId',
      hint: 'Choose a picture from the library.',
    });
  }
  const { asset } = await readAsset(ctx, input.assetId);
  const reason = whySetAside(asset.checks);
  if (asset.kind !== 'image' || asset.characterId !== input.characterId || reason !== undefined) {
    throw new AppError('invalid', reason ?? 'This clip needs a picture of this character.', {
      field: 'assetId',
      hint: 'Choose another picture from the library.',
    });
  }
}

async function assertWritable(
  ctx: Ctx,
  { kind, assetId, message, characterId }: Extract<StartGeneration, { medium: 'text' }>,
): Promise<void> {
  const asset = assetId ? (await readAsset(ctx, assetId)).asset : undefined;
  if (kind === 'reply' && message === '') {
    throw new AppError('invalid', 'There is no comment to answer.', {
      field: 'message',
      hint: 'Paste what somebody wrote.',
    });
  }
  if (kind !== 'alt-text') return;
  if (asset?.kind !== 'image') {
    throw new AppError('invalid', 'Only a picture can be described.', {
      field: 'assetId',
      hint: 'Choose a picture; write what a clip shows yourself.',
    });
  }
  if (await canDo(ctx, { medium: 'text', abilities: ['alt-text'], characterId: characterId as CharacterId }))
    return;
  throw new AppError('unavailable', 'No connected model sees pictures.', {
    field: 'assetId',
    hint: 'Connect a model that sees on the engines page, or write it yourself.',
  });
}

async function assertAnimates(ctx: Ctx, characterId: CharacterId): Promise<void> {
  if (await canDo(ctx, { medium: 'video', abilities: ['image-to-video'], characterId })) return;
  throw new AppError('unavailable', 'No connected engine can animate a picture.', {
    hint: 'Connect a ComfyUI with a video model on the engines page, or make a moving still.',
  });
}
