import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { requireDeclaration } from '#features/characters/index.ts';
import { assetSummaries, whySetAside } from '#features/library/index.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import type { FilmDraft } from '#kernel/film.ts';
import { findProblems, lengthsOf } from '#kernel/film-problems.ts';
import { planTimeline, type Timeline } from '#kernel/film-timeline.ts';
import { newId } from '#kernel/ids.ts';
import type { FilmRender, RenderFilm } from './contract.ts';
import { changedMeanwhile } from './edit-film.ts';
import { assetIdsOf, findParts } from './find-parts.ts';
import { renderFilmJob } from './jobs.ts';
import { presentRender } from './present-film.ts';
import { insertRender, lockFilm, openStates, readFilm, rendersOf } from './queries.ts';
import { sameOutput, timelineFor } from './rules.ts';

/**
 * Asks for a film's files, made one after the other by a job.
 * @throws AppError `forbidden` without a declaration, `invalid` for a film that cannot be made as it is or does not
 * fit a platform, `conflict` when it was changed meanwhile or is being rendered already.
 */
export async function renderFilm(ctx: Ctx, filmId: string, input: RenderFilm): Promise<FilmRender> {
  requireRole(ctx, 'editor');
  const { characterId, draft } = await readFilm(ctx, filmId);
  const character = await requireDeclaration(ctx, characterId);
  const timeline = await assertRenderable(ctx, draft);
  const outputs = input.outputs.filter(
    (output, index) => input.outputs.findIndex((other) => sameOutput(other, output)) === index,
  );
  for (const output of outputs) timelineFor(timeline, output, platformOf(ctx, output.platform));

  return inTransaction(ctx, async (ctx) => {
    const film = await lockFilm(ctx, filmId);
    if (film.version !== input.version) throw changedMeanwhile(film);
    const open = (await rendersOf(ctx, [filmId])).find(({ state }) => openStates.includes(state));
    if (open) {
      throw new AppError('conflict', 'This film is being rendered already.', {
        hint: 'Wait for it to end, or cancel it first.',
      });
    }
    const made = await insertRender(ctx, {
      id: newId(),
      workspaceId: ctx.workspaceId,
      filmId,
      version: film.version,
      outputs,
      state: 'queued',
      stage: 'Waiting for its turn',
      actor: ctx.actor,
      createdAt: ctx.now(),
    });
    await recordActivity(ctx, {
      verb: 'film.render_started',
      subject: { type: 'film', id: filmId, topic: 'films' },
      characterId: film.characterId,
      summary: `The film “${film.title}” is being rendered.`,
      facts: { version: film.version, outputs, declarationId: character.declarationId },
    });
    await ctx.jobs.add(ctx.db, renderFilmJob, { workspaceId: ctx.workspaceId, renderId: made.id });
    return presentRender(made);
  });
}

/** What an output is made for; nothing for a file of no platform. @throws AppError `not_found`. */
export function platformOf(ctx: Ctx, platformId: string | null) {
  return platformId === null ? undefined : ctx.platforms.manifest(platformId);
}

/** The film's timeline. @throws AppError `invalid` for the first thing that has to be put right. */
export async function assertRenderable(ctx: Ctx, draft: FilmDraft): Promise<Timeline> {
  const parts = await findParts(ctx, draft);
  const [problem] = findProblems(draft, parts);
  if (problem) {
    throw new AppError('invalid', problem.message, {
      hint: problem.hint,
      field: 'draft',
      facts: { sceneId: problem.sceneId },
    });
  }
  for (const asset of (await assetSummaries(ctx, assetIdsOf(draft))).values()) {
    const reason = whySetAside(asset.checks);
    if (reason === undefined) continue;
    throw new AppError('invalid', `A part of the film was set aside: ${reason}`, {
      hint: 'Choose another take for its scene.',
      field: 'draft',
      facts: { assetId: asset.id },
    });
  }
  return planTimeline(draft, lengthsOf(parts));
}
