import { DrizzleQueryError } from 'drizzle-orm/errors';
import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { requireDeclaration } from '#features/characters/index.ts';
import { RunLater } from '#jobs/handle.ts';
import { AppError, messageOf } from '#kernel/errors.ts';
import { makeOutput } from './make-output.ts';
import {
  addResult,
  claimRender,
  endRender,
  type FilmRow,
  type RenderRow,
  readFilm,
  readVersion,
  releaseRender,
} from './queries.ts';
import { assertRenderable } from './render-film.ts';
import { RenderWatch } from './watch-render.ts';

const tryAgainSeconds = 5;

/**
 * Makes the files of a render one after the other. May be run again at any time: files that are finished are kept,
 * and one that was cut off is made again from the beginning.
 * @throws RunLater while another worker is at it.
 */
export async function runRender(ctx: Ctx, renderId: string, signal: AbortSignal): Promise<void> {
  const render = await claimRender(ctx, renderId);
  if (render === 'finished') return;
  if (render === 'busy') throw new RunLater(tryAgainSeconds, 'Another worker is at this film.');
  const film = await readFilm(ctx, render.filmId);
  await using watch = new RenderWatch(ctx, renderId, signal);
  try {
    await makeOutputs(ctx, film, render, watch);
    await end(ctx, film, render, { state: 'done', progress: 1, stage: 'Done' }, 'is rendered');
  } catch (error) {
    if (watch.isCancelled) return;
    if (signal.aborted || error instanceof DrizzleQueryError) {
      // Not a word more that somebody is at it, or the next one would wait.
      await watch[Symbol.asyncDispose]();
      await releaseRender(ctx, renderId).catch(() => undefined);
      throw error;
    }
    ctx.log.warn({ err: error, renderId }, 'A film could not be rendered');
    const failure = sentenceOf(error);
    await end(ctx, film, render, { state: 'failed', failure, stage: 'Failed' }, 'could not be rendered');
  }
}

async function makeOutputs(ctx: Ctx, film: FilmRow, render: RenderRow, watch: RenderWatch): Promise<void> {
  // Consent may have been withdrawn, and files may have gone, since it was asked for.
  const character = await requireDeclaration(ctx, film.characterId);
  const { draft } = await readVersion(ctx, film.id, render.version);
  const timeline = await assertRenderable(ctx, draft);
  const faces = new Map();
  const finished = new Set(render.results.map(({ output }) => output));
  for (const [index, output] of render.outputs.entries()) {
    if (finished.has(index)) continue;
    watch.signal.throwIfAborted();
    const result = await makeOutput(ctx, {
      ...{ film, draft, timeline, output, index, character, faces, signal: watch.signal },
      version: render.version,
      report: (fraction, stage) => {
        const named =
          render.outputs.length > 1 ? `${stage} (${index + 1} of ${render.outputs.length})` : stage;
        watch.report((index + fraction) / render.outputs.length, named);
      },
    });
    if (!(await addResult(ctx, render.id, result))) throw new AppError('gone', 'Cancelled.');
    ctx.emit({ type: 'changed', topic: 'films', id: film.id });
  }
}

async function end(
  ctx: Ctx,
  film: FilmRow,
  render: RenderRow,
  how: Parameters<typeof endRender>[2],
  what: string,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    if (!(await endRender(ctx, render.id, how))) return;
    await recordActivity(ctx, {
      verb: how.state === 'done' ? 'film.rendered' : 'film.render_failed',
      subject: { type: 'film', id: film.id, topic: 'films' },
      characterId: film.characterId,
      summary: `The film “${film.title}” ${what}${how.failure ? `: ${how.failure}` : '.'}`,
      facts: { version: render.version },
    });
  });
}

/** What happened and what to do, in the words a person reads beside the film. */
function sentenceOf(error: unknown): string {
  if (error instanceof AppError) return [error.message, error.hint].filter(Boolean).join(' ');
  return `Something went wrong while it was made: ${messageOf(error).slice(0, 300)}. Try again; if it fails again, look into the server’s log.`;
}
