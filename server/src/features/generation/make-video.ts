import type { VideoRequest } from '#engines/engine.ts';
import { toWire } from '#features/characters/index.ts';
import { runOnEngine } from '#features/engines/index.ts';
import { likenessLines } from '#features/identity/index.ts';
import { readAsset, storeAsset } from '#features/library/index.ts';
import { lookIn, scenes } from '#kernel/shot.ts';
import { scoreTake } from '#media/checks/media-checks.ts';
import type { CheckResult, ScorePart, StartGeneration } from './contract.ts';
import { distanceIn, lookOf, whyNotOffered } from './make-image.ts';
import { speak } from './make-speech.ts';
import { weigh } from './score-words.ts';
import { madeBy, runOf, type TakeOutcome, type TakeWork } from './take-work.ts';

type VideoWanted = Extract<StartGeneration, { medium: 'video' }>;

/** Waiting behind other work included. */
const filmSeconds = 1500;
const speechShare = 0.15;
/** How much the voice counts in the worth of a talking clip. */
const voiceWeight = 0.3;

interface Source {
  readonly request: Pick<VideoRequest, 'speech' | 'still'>;
  readonly checks: readonly CheckResult[];
  readonly warnings: readonly string[];
  /** Worth of the voice, 0 to 100. */
  readonly voiceScore?: number;
  /** How the face in the picture compares and which model made it, where a picture is the beginning. */
  readonly look?: 'builtin' | 'photo';
  readonly model?: string;
  readonly from: number;
}

/** Films one clip: the voice first, or over a picture of the library; then checks some of its frames. */
export async function makeVideo(work: TakeWork, wanted: VideoWanted): Promise<TakeOutcome> {
  const { ctx, character, take, folder, signal } = work;
  const source = wanted.kind === 'talking' ? await voiceOf(work, wanted.script) : await stillOf(work, wanted);
  const request = {
    kind: wanted.kind,
    look: lookIn(wanted.shot, character.content.look),
    shot: wanted.shot,
    seed: take.seed,
    captions: wanted.captions && wanted.kind === 'talking',
    folder,
    ...(wanted.kind === 'animated' && { motion: wanted.motion }),
    ...(wanted.workflow && { workflow: wanted.workflow.workflowId }),
    ...source.request,
  };
  const run = runOf(work, filmSeconds, { from: source.from, to: 0.9 });
  const { result, warnings, engine } = await runOnEngine(
    ctx,
    {
      medium: 'video',
      abilities: ['image-to-video'],
      characterId: character.characterId,
      subject: `take ${take.id} video`,
      // Talking clips and moving stills are the product's own; only an engine with a video model animates.
      ...(wanted.kind !== 'animated' && { choice: { kind: 'builtin' } }),
      ...(wanted.workflow && {
        choice: { kind: 'instances', instanceIds: [wanted.workflow.engineId], fallback: false },
      }),
      request: async () => request,
    },
    run,
  );
  work.report(0.92, 'Checking');
  const look = source.look ?? lookOf(engine.manifest);
  const identity = await work.identityFor({ builtIn: look === 'builtin' });
  const { characterId } = character;
  // A moved still shows the face that another model made.
  const model = wanted.kind === 'moving-still' ? (source.model ?? result.model) : result.model;
  const { lines, against } = await likenessLines(ctx, { characterId, look, model, identity });
  const results = await ctx.media.checks.checkVideo(result.file.path, {
    engine: look,
    signal,
    identity,
    lines,
  });
  const { score: picture, parts } = scoreTake(results);
  const { voiceScore = picture } = source;
  const setAside = whyNotOffered(results);
  const score =
    setAside === undefined ? Math.round(picture * (1 - voiceWeight) + voiceScore * voiceWeight) : 0;
  const voiced = source.voiceScore === undefined ? parts : withVoice(parts, source.voiceScore);
  const scoreParts = setAside === undefined ? voiced : [];
  const checks = [...results.map(toWire), ...source.checks];
  const asset = await storeAsset(ctx, {
    file: result.file,
    cover: result.cover,
    ...(result.captionsFile && { captions: result.captionsFile }),
    character: { id: character.characterId, version: character.version },
    engine: engine.id,
    model: result.model,
    seed: take.seed,
    prompt: wanted.kind === 'animated' ? wanted.motion : wanted.script,
    recipe: { ...result.recipe, shot: wanted.shot },
    sourceType: engine.manifest.sourceType,
    altText: altTextOf(character.content.name, wanted),
    tags: setAside === undefined ? [wanted.kind] : [wanted.kind, 'set-aside'],
    score,
    identityDistance: distanceIn(results),
    // A moved still says nothing new about its model.
    ...(wanted.kind !== 'moving-still' && { measured: { as: look, against } }),
    checks,
    archived: setAside !== undefined,
  });
  const all = [...source.warnings, ...warnings];
  return {
    assetId: asset.id,
    score,
    scoreParts,
    checks,
    warnings: all,
    madeBy: madeBy(engine, result.model),
    ...(setAside !== undefined && { setAside }),
  };
}

/** The parts of the picture's worth and the voice's, weighed as the clip's score is. */
function withVoice(parts: readonly ScorePart[], voiceScore: number): ScorePart[] {
  const share = 1 - voiceWeight;
  const pictured = parts.map(({ name, points, most }) => ({
    name,
    points: points * share,
    most: most * share,
  }));
  return [...pictured, { name: 'voice', points: voiceScore * voiceWeight, most: 100 * voiceWeight }];
}

async function voiceOf(work: TakeWork, script: string): Promise<Source> {
  const { result, warnings, weighed } = await speak(work, script, speechShare);
  return {
    request: { speech: { path: result.file.path, script } },
    checks: weighed.map((check) => check.result),
    warnings,
    voiceScore: weigh(weighed).score,
    from: speechShare,
  };
}

async function stillOf({ ctx }: TakeWork, { assetId, seconds }: VideoWanted): Promise<Source> {
  // startGeneration has seen that there is one.
  const { asset } = await readAsset(ctx, assetId ?? '');
  const path = await ctx.files.pathOf(asset.sha256);
  const look = asset.engine === ctx.engines.image.id ? 'builtin' : 'photo';
  const { model } = asset;
  return { request: { still: { path, seconds } }, checks: [], warnings: [], look, model, from: 0 };
}

function altTextOf(name: string, { kind, script, shot, motion }: VideoWanted): string {
  const place = scenes[shot.scene].words;
  if (kind === 'moving-still') return `A slow camera movement over a picture of ${name}.`;
  if (kind === 'animated') return `${name} moves in a short clip: ${motion}`.slice(0, 1000);
  return `${name} speaks to the camera in ${place}, saying: ${script}`.slice(0, 1000);
}
