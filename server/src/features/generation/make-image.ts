import type { EngineManifest } from '#engines/engine.ts';
import { toWire } from '#features/characters/index.ts';
import { runOnEngine } from '#features/engines/index.ts';
import { likenessLines } from '#features/identity/index.ts';
import { findNearestPicture, storeAsset } from '#features/library/index.ts';
import { type CheckResult, scoreTake } from '#media/checks/media-checks.ts';
import type { StartGeneration } from './contract.ts';
import { planPicture } from './plan-picture.ts';
import { takesOf } from './queries.ts';
import { madeBy, runOf, type TakeOutcome, type TakeWork } from './take-work.ts';

type ImageWanted = Extract<StartGeneration, { medium: 'image' }>;

/** Waiting behind other work included. */
const drawSeconds = 600;

/** Draws one picture, checks it against the character and keeps it. */
export async function makeImage(work: TakeWork, wanted: ImageWanted): Promise<TakeOutcome> {
  const { ctx, character, take, signal } = work;
  const plan = await planPicture(work, wanted);
  const { result, warnings, engine } = await runOnEngine(
    ctx,
    {
      medium: 'image',
      abilities: plan.abilities,
      ...(plan.choice && { choice: plan.choice }),
      characterId: character.characterId,
      subject: `take ${take.id} image`,
      request: plan.request,
    },
    runOf(work, drawSeconds, { from: 0, to: 0.85 }),
  );
  work.report(0.88, 'Checking');
  const identity = await work.identityFor(engine.manifest);
  const look = lookOf(engine.manifest);
  const { characterId } = character;
  const { lines, against } = await likenessLines(ctx, { characterId, look, model: result.model, identity });
  const results = await ctx.media.checks.checkImage(result.file.path, {
    engine: look,
    signal,
    identity,
    lines,
    // A request from before people were counted asks for one.
    people: wanted.people ?? 1,
    nearest: await nearestOf(work, result.file.path, plan.family),
  });
  const { score, parts: scoreParts } = scoreTake(results);
  const setAside = whyNotOffered(results);
  const checks = results.map(toWire);
  const asset = await storeAsset(ctx, {
    file: result.file,
    character: { id: character.characterId, version: character.version },
    engine: engine.id,
    model: result.model,
    seed: take.seed,
    prompt: wanted.prompt,
    recipe: { ...result.recipe, ...plan.record },
    sourceType: engine.manifest.sourceType,
    altText: plan.altText ?? result.altText,
    tags: setAside === undefined ? [] : ['set-aside'],
    score,
    identityDistance: distanceIn(results),
    measured: { as: look, against },
    checks,
    archived: setAside !== undefined,
  });
  return {
    assetId: asset.id,
    score,
    scoreParts,
    checks,
    warnings: [...plan.warnings, ...warnings],
    madeBy: madeBy(engine, result.model),
    ...(setAside !== undefined && { setAside }),
  };
}

/** What comes nearest in the library. Its family and the other takes of the same request are meant to be alike. */
async function nearestOf({ ctx, character, take }: TakeWork, path: string, family: readonly string[]) {
  const siblings = await takesOf(ctx, [take.generationId]);
  const except = [...family, ...siblings.flatMap(({ assetId }) => assetId ?? [])];
  const { characterId } = character;
  return findNearestPicture(ctx, path, { characterId, except, notItselfSince: take.createdAt });
}

/** How faces of an engine compare. */
export const lookOf = ({ builtIn }: Pick<EngineManifest, 'builtIn'>) => (builtIn ? 'builtin' : 'photo');

/** Checks below whose line a take is kept but not offered: safe, a face, and the right one. */
const decisive: ReadonlySet<string> = new Set(['identity', 'face']);

/** Why a picture or film is set aside; nothing when it may be offered. */
export function whyNotOffered(results: readonly CheckResult[]): string | undefined {
  const failed = results.filter((result) => result.verdict === 'fail');
  const reason = failed.find((result) => result.isSafety || decisive.has(result.name))?.reason;
  if (reason !== undefined) return reason;
  return results.some((result) => result.isSafety) ? undefined : 'No safety check was made.';
}

/** Distance of the face to the character's own, when it was measured. */
export function distanceIn(results: readonly CheckResult[]): number | null {
  return results.find(({ name }) => name === 'identity')?.score ?? null;
}
