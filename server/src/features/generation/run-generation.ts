import { DrizzleQueryError } from 'drizzle-orm/errors';
import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import {
  type Declared,
  learnIdentity,
  photoIdentity,
  requireDeclaration,
} from '#features/characters/index.ts';
import { announceWorks, lanesFor, liveAhead, waitingStage } from '#features/engines/index.ts';
import { RunLater } from '#jobs/handle.ts';
import { AppError, messageOf } from '#kernel/errors.ts';
import { type GenerationId, newId, type TakeId } from '#kernel/ids.ts';
import { makeImage } from './make-image.ts';
import { makeSpeech } from './make-speech.ts';
import { makeText } from './make-text.ts';
import { makeVideo } from './make-video.ts';
import {
  cancelTakes,
  claimGeneration,
  endGeneration,
  type GenerationRow,
  lockGeneration,
  releaseGeneration,
  type TakeRow,
  takesOf,
  updateTake,
} from './queries.ts';
import { needsExtra, overallProgress, takeSeed, unfinishedTakes } from './rules.ts';
import { takes } from './tables.ts';
import { type TakeOutcome, type TakeWork, worksOf } from './take-work.ts';
import { GenerationWatch } from './watch-generation.ts';

const tryAgainSeconds = 5;
/** Requests that wait for an engine at once in front of another; further ones leave their place to what is urgent. */
const mostWaiting = { words: 2, else: 12 } as const;
const longestRestSeconds = 60;

/**
 * Makes the takes of a generation one after the other. May be run again at any time: takes that are done are
 * kept, and one that was cut off is made again from the same seed.
 * @throws RunLater while another worker is at it, or much other work goes first.
 */
export async function runGeneration(
  ctx: Ctx,
  generationId: GenerationId,
  signal: AbortSignal,
): Promise<void> {
  const { ahead, isText } = await liveAhead(ctx, generationId);
  if (ahead >= (isText ? mostWaiting.words : mostWaiting.else)) {
    throw new RunLater(Math.min(longestRestSeconds, 3 + ahead / 4), `${ahead} pieces of work go first.`);
  }
  const generation = await claimGeneration(ctx, generationId);
  if (generation === 'finished') return;
  if (generation === 'busy') throw new RunLater(tryAgainSeconds, 'Another worker is at this generation.');
  await using watch = new GenerationWatch(ctx, generationId, signal);
  try {
    await makeTakes(ctx, generation, watch);
  } catch (error) {
    if (watch.isCancelled) return;
    if (signal.aborted || error instanceof DrizzleQueryError) {
      await releaseGeneration(ctx, generationId).catch(() => undefined);
      throw error;
    }
    await fail(ctx, generation, sentenceOf(error));
  }
}

async function makeTakes(ctx: Ctx, generation: GenerationRow, watch: GenerationWatch): Promise<void> {
  const { characterId, characterVersion } = generation;
  const character = await requireDeclaration(ctx, characterId, characterVersion);
  const identityFor = identityOf(ctx, character, watch);
  const fractions = new Map<string, number>();
  const makeOne = async (take: TakeRow) => {
    await makeTake(ctx, generation, take, {
      watch,
      character,
      identityFor,
      report: (fraction, stage, preview) => {
        fractions.set(take.id, fraction);
        // What another take does is more to say.
        const isMade = [...fractions.values()].some((one) => one > 0 && one < 1);
        if (stage === waitingStage && isMade) return;
        watch.report(overallProgress([...fractions.values()], generation.takesWanted), stage, take.id);
        if (preview) void watch.show(take.id, preview);
      },
    });
    fractions.set(take.id, 1);
  };

  const asked = await takesOf(ctx, [generation.id]);
  for (const { id, state } of asked) if (!unfinishedTakes.includes(state)) fractions.set(id, 1);
  const waiting = asked.filter(({ state }) => unfinishedTakes.includes(state));
  await inLanes(waiting, await lanesFor(ctx, { medium: generation.medium, characterId }), makeOne);
  for (;;) {
    const made = await takesOf(ctx, [generation.id]);
    const { takesWanted, request } = generation;
    // A request from before there was a budget holds none.
    const { extraTakes } = request as Partial<typeof request>;
    const again = made.filter(({ state }) => state === 'waiting');
    if (again.length > 0) await inLanes(again, 1, makeOne);
    else if (needsExtra(made, { takesWanted, extraTakes }))
      await makeOne(await addTake(ctx, generation, character, made));
    else if (await finish(ctx, generation, made)) return;
  }
}

/** Does all of them, `lanes` at a time, in order. The first failure ends the rest once what runs has ended. */
async function inLanes<T>(
  items: readonly T[],
  lanes: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  let failed = false;
  const lane = async () => {
    for (let item = queue.shift(); item !== undefined && !failed; item = queue.shift()) {
      await work(item).catch((error: unknown) => {
        failed = true;
        throw error;
      });
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.max(1, lanes) }, lane));
  const failure = ended.find((one) => one.status === 'rejected');
  if (failure) throw failure.reason;
}

/**
 * Learns each kind of face at most once for a generation. A connected engine is measured against the references that
 * people gave; without any, against the drawn ones that it was given instead.
 */
function identityOf(ctx: Ctx, character: Declared, watch: GenerationWatch): Means['identityFor'] {
  let drawn: Promise<readonly number[]> | undefined;
  let given: Promise<readonly number[] | null> | undefined;
  const learn = () => {
    if (character.identity) return Promise.resolve(character.identity);
    if (!drawn) watch.report(0, 'Learning the face', null);
    drawn ??= learnIdentity(ctx, character, watch.signal);
    return drawn;
  };
  return async ({ builtIn }) => {
    if (builtIn) return learn();
    given ??= photoIdentity(ctx, character, watch.signal);
    return (await given) ?? learn();
  };
}

async function addTake(
  ctx: Ctx,
  generation: GenerationRow,
  character: Declared,
  made: readonly TakeRow[],
): Promise<TakeRow> {
  const number = made.length + 1;
  const [take] = await ctx.db
    .insert(takes)
    .values({
      id: newId<TakeId>(),
      workspaceId: ctx.workspaceId,
      generationId: generation.id,
      number,
      seed: takeSeed(generation.request.seed ?? 0, number),
      warnings: ['An extra take, made because the takes before it were set aside.'],
      createdAt: ctx.now(),
    })
    .returning();
  if (take) {
    await announceWorks(ctx, worksOf(character, generation.request, [take]));
    return take;
  }
  throw new AppError('internal', 'The extra take could not be added.');
}

interface Means extends Pick<TakeWork, 'character' | 'identityFor' | 'report'> {
  readonly watch: GenerationWatch;
}

async function makeTake(ctx: Ctx, generation: GenerationRow, take: TakeRow, means: Means): Promise<void> {
  const { watch, ...given } = means;
  const { signal } = watch;
  signal.throwIfAborted();
  // Dropped while it waited.
  if (!(await updateTake(ctx, take.id, { state: 'running' }))) return;
  tellChanged(ctx, generation.id);
  try {
    await using scratch = await ctx.files.scratch();
    given.report(0, 'Starting');
    const made = await makeOf(generation, { ...given, ctx, take, folder: scratch.path, signal });
    const { setAside, assetId, caption, hashtags, parts, score, scoreParts, checks, warnings, madeBy } = made;
    await updateTake(ctx, take.id, {
      state: setAside === undefined ? 'done' : 'set_aside',
      assetId: assetId ?? null,
      caption: caption ?? null,
      hashtags: hashtags ? [...hashtags] : null,
      parts: parts ? [...parts] : null,
      score,
      scoreParts: [...(scoreParts ?? [])],
      checks: [...checks],
      warnings: [...take.warnings, ...warnings],
      madeBy,
      failure: setAside ?? null,
      finishedAt: ctx.now(),
    });
  } catch (error) {
    if (signal.aborted || error instanceof DrizzleQueryError) throw error;
    ctx.log.warn({ err: error, takeId: take.id }, 'A take failed');
    await updateTake(ctx, take.id, { state: 'failed', failure: sentenceOf(error), finishedAt: ctx.now() });
  }
  tellChanged(ctx, generation.id);
}

function makeOf({ request }: GenerationRow, work: TakeWork): Promise<TakeOutcome> {
  if (request.medium === 'image') return makeImage(work, request);
  if (request.medium === 'text') return makeText(work, request);
  if (request.medium === 'speech') return makeSpeech(work, request);
  return makeVideo(work, request);
}

/** Answers false when a take was asked for again meanwhile. */
async function finish(ctx: Ctx, generation: GenerationRow, made: readonly TakeRow[]): Promise<boolean> {
  const done = made.filter(({ state }) => state === 'done').length;
  if (done > 0) {
    return end(
      ctx,
      generation,
      { state: 'done', progress: 1, stage: 'Done' },
      `${done} of ${made.length} ${made.length === 1 ? 'take is' : 'takes are'} ready.`,
    );
  }
  const aside = made.find(({ state }) => state === 'set_aside');
  const reason = aside?.failure ?? made.find(({ failure }) => failure)?.failure ?? 'No take could be made.';
  const failure = aside
    ? `${made.length === 1 ? 'The one take was' : `All ${made.length} takes were`} set aside. ${reason} Try another pose, light or framing, or a look nearer to the middle.`
    : reason;
  return end(ctx, generation, { state: 'failed', failure, stage: 'Failed' }, failure);
}

async function fail(ctx: Ctx, generation: GenerationRow, failure: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await lockGeneration(ctx, generation.id);
    await cancelTakes(ctx, generation.id);
    await end(ctx, generation, { state: 'failed', failure, stage: 'Failed' }, failure);
  });
}

/** Ends it, unless a take waits: answers whether it has ended. */
async function end(
  ctx: Ctx,
  { id, characterId }: GenerationRow,
  how: Parameters<typeof endGeneration>[2],
  summary: string,
): Promise<boolean> {
  return inTransaction(ctx, async (ctx) => {
    await lockGeneration(ctx, id);
    if ((await takesOf(ctx, [id])).some(({ state }) => state === 'waiting')) return false;
    if (!(await endGeneration(ctx, id, how))) return true;
    await cancelTakes(ctx, id);
    await recordActivity(ctx, {
      verb: how.state === 'done' ? 'generation.finished' : 'generation.failed',
      subject: { type: 'generation', id, topic: 'generations' },
      characterId,
      summary,
    });
    return true;
  });
}

function tellChanged(ctx: Ctx, id: GenerationId): void {
  ctx.emit({ type: 'changed', topic: 'generations', id });
}

/** What happened and what to do, in the words a person reads beside the take. */
function sentenceOf(error: unknown): string {
  if (error instanceof AppError) return [error.message, error.hint].filter(Boolean).join(' ');
  return `Something went wrong while it was made: ${messageOf(error)}. Try again; if it fails again, look into the server’s log.`;
}
