import { join } from 'node:path';
import type { Ctx } from '#context';
import { type Declared, toWire } from '#features/characters/index.ts';
import { type AssetRow, readAsset, storeAsset } from '#features/library/index.ts';
import { AppError } from '#kernel/errors.ts';
import { type FilmDraft, type FilmScene, filmShapes } from '#kernel/film.ts';
import type { Timeline } from '#kernel/film-timeline.ts';
import type { Box } from '#media/crop-box.ts';
import { type CutFilm, editFilm } from '#media/edit-film.ts';
import type { SceneSource } from '#media/edit-film-scene.ts';
import type { FilmMusic, FilmSound } from '#media/edit-film-sound.ts';
import { probeMedia, runFfmpeg } from '#media/ffmpeg.ts';
import type { FilmOutput, RenderResult } from './contract.ts';
import { assetIdsOf } from './find-parts.ts';
import { type FilmRow, findMusic, type MusicRow } from './queries.ts';
import { platformOf } from './render-film.ts';
import { sourceTypeOf, timelineFor } from './rules.ts';

interface OutputWork {
  readonly film: FilmRow;
  readonly draft: FilmDraft;
  readonly version: number;
  /** Of the whole film. */
  readonly timeline: Timeline;
  readonly output: FilmOutput;
  readonly index: number;
  readonly character: Declared;
  /** Where the face is in each picture and clip, found once for all shapes. */
  readonly faces: Map<string, Box | undefined>;
  readonly signal: AbortSignal;
  /** @param fraction 0 to 1 of this file */
  readonly report: (fraction: number, stage: string) => void;
}

const engine = 'builtin-editor';
const model = 'film-editor-1';
const filmShare = 0.92;

/** Makes one file of a film, checks it, and takes it into the library with everything that it was made from. */
export async function makeOutput(ctx: Ctx, work: OutputWork): Promise<RenderResult> {
  const { draft, output, signal, report } = work;
  const { timeline, notes } = timelineFor(work.timeline, output, platformOf(ctx, output.platform));
  const parts = await partsOf(ctx, draft);
  const music = draft.music ? await findMusic(ctx, draft.music.musicId) : undefined;
  await using scratch = await ctx.files.scratch();
  const { width, height } = filmShapes[output.shape];
  const cut = await editFilm(
    {
      ...{ width, height, seconds: timeline.seconds, folder: scratch.path },
      captions: draft.captions,
      cover: draft.cover,
      scenes: await scenesOf(ctx, work, timeline, parts),
      sounds: await soundsOf(ctx, draft, timeline, parts),
      music: music && (await musicOf(ctx, draft, music)),
      captioned: await captionedOf(ctx, timeline, parts),
      fontsFolder: join(ctx.config.dataFolder, 'cache', 'fonts'),
    },
    {
      signal,
      report: (fraction, stage) => report(fraction * filmShare, stage),
      ...(ctx.media.ffmpegPath && { ffmpegPath: ctx.media.ffmpegPath }),
    },
  );
  report(filmShare, 'Checking');
  const assetId = await keep(ctx, work, { cut, timeline, parts, music });
  return {
    output: work.index,
    assetId,
    seconds: timeline.seconds,
    lufs: cut.loudness?.lufs ?? null,
    truePeakDb: cut.loudness?.truePeakDb ?? null,
    notes,
  };
}

type Parts = ReadonlyMap<string, AssetRow>;

async function partsOf(ctx: Ctx, draft: FilmDraft): Promise<Parts> {
  const found = new Map<string, AssetRow>();
  for (const id of assetIdsOf(draft)) found.set(id, (await readAsset(ctx, id)).asset);
  return found;
}

function part(parts: Parts, id: string): AssetRow {
  const asset = parts.get(id);
  if (asset) return asset;
  throw new AppError('gone', 'A part of the film is not in the library any more.', {
    hint: 'Choose another one for its scene.',
  });
}

async function scenesOf(ctx: Ctx, work: OutputWork, timeline: Timeline, parts: Parts) {
  const scenes = [];
  for (const { scene, seconds, overlapSeconds } of timeline.scenes) {
    const asset = part(parts, scene.assetId);
    const path = await ctx.files.pathOf(asset.sha256);
    const { width, height } = asset;
    if (!width || !height) {
      throw new AppError('unsupported_media', 'A picture or clip of the film does not say how large it is.', {
        hint: 'Choose another one for its scene.',
      });
    }
    work.report(0, 'Looking for the face');
    const focus = await faceIn(ctx, work, scene, path);
    const source: SceneSource = {
      ...{ path, width, height, focus },
      movement: scene.kind === 'picture' ? scene.movement : 'none',
      ...(scene.kind === 'clip' && { part: { inSeconds: scene.inSeconds, outSeconds: scene.outSeconds } }),
    };
    scenes.push({ source, seconds, overlapSeconds });
  }
  return scenes;
}

/** The widest face of a picture, or of the middle of what is shown of a clip. */
async function faceIn(
  ctx: Ctx,
  { faces, signal }: OutputWork,
  scene: FilmScene,
  path: string,
): Promise<Box | undefined> {
  const key =
    scene.kind === 'clip' ? `${scene.assetId}@${scene.inSeconds}-${scene.outSeconds}` : scene.assetId;
  if (faces.has(key)) return faces.get(key);
  let focus: Box | undefined;
  try {
    const picture = scene.kind === 'clip' ? await frameOf(ctx, scene, path, signal) : path;
    const found = await ctx.media.checks.findFaces(picture, { signal });
    focus = found.faces[0]?.box;
  } catch (error) {
    signal.throwIfAborted();
    // Without the means to look, the middle is as good as anything.
    ctx.log.warn({ err: error, assetId: scene.assetId }, 'Faces could not be looked for in a film');
  }
  faces.set(key, focus);
  return focus;
}

async function frameOf(
  ctx: Ctx,
  scene: Extract<FilmScene, { kind: 'clip' }>,
  path: string,
  signal: AbortSignal,
): Promise<Buffer> {
  const at = (scene.inSeconds + scene.outSeconds) / 2;
  const png = ['-frames:v', '1', '-c:v', 'png', '-f', 'image2pipe', 'pipe:1'];
  const { ffmpegPath } = ctx.media;
  const { stdout } = await runFfmpeg(['-v', 'error', '-ss', at.toFixed(3), '-i', path, ...png], {
    ...{ signal, timeoutSeconds: 60 },
    ...(ffmpegPath && { ffmpegPath }),
  });
  return stdout;
}

async function soundsOf(ctx: Ctx, draft: FilmDraft, timeline: Timeline, parts: Parts): Promise<FilmSound[]> {
  const sounds: FilmSound[] = [];
  const add = async (assetId: string, atSeconds: number, fromSeconds: number, seconds: number) => {
    const path = await ctx.files.pathOf(part(parts, assetId).sha256);
    const heard = Math.min(seconds, timeline.seconds - atSeconds);
    if (heard > 0) sounds.push({ path, atSeconds, fromSeconds, seconds: heard });
  };
  for (const { scene, startSeconds, voiceSeconds } of timeline.scenes) {
    if (scene.voiceAssetId) await add(scene.voiceAssetId, startSeconds, 0, voiceSeconds);
    if (scene.kind !== 'clip' || !scene.sound) continue;
    const { ffmpegPath } = ctx.media;
    const call = { signal: AbortSignal.timeout(30_000), ...(ffmpegPath && { ffmpegPath }) };
    const { audio } = await probeMedia(await ctx.files.pathOf(part(parts, scene.assetId).sha256), call);
    if (audio) await add(scene.assetId, startSeconds, scene.inSeconds, scene.outSeconds - scene.inSeconds);
  }
  if (draft.voice) {
    const { assetId } = draft.voice;
    await add(assetId, 0, 0, part(parts, assetId).durationSeconds ?? timeline.seconds);
  }
  return sounds;
}

async function musicOf(ctx: Ctx, { music }: FilmDraft, row: MusicRow): Promise<FilmMusic | undefined> {
  if (!music) return undefined;
  const { belowDb, duckDb } = music;
  return { path: await ctx.files.pathOf(row.sha256), lufs: row.lufs, belowDb, duckDb };
}

async function captionedOf(ctx: Ctx, timeline: Timeline, parts: Parts) {
  const captioned = [];
  for (const { scene, startSeconds, seconds, voiceSeconds } of timeline.scenes) {
    const path = scene.voiceAssetId && (await ctx.files.pathOf(part(parts, scene.voiceAssetId).sha256));
    captioned.push({
      ...{ text: scene.text, startSeconds, seconds },
      ...(path && voiceSeconds > 0 && { voice: { path, seconds: voiceSeconds } }),
    });
  }
  return captioned;
}

interface Finished {
  readonly cut: CutFilm;
  readonly timeline: Timeline;
  readonly parts: Parts;
  readonly music: MusicRow | undefined;
}

async function keep(ctx: Ctx, work: OutputWork, { cut, timeline, parts, music }: Finished): Promise<string> {
  const { film, version, draft, output, character, signal } = work;
  const size = filmShapes[output.shape];
  const { width, height } = size;
  // Every part has been measured against the face already; that nothing unsafe came together is looked at again.
  const results = await ctx.media.checks.checkVideo(cut.video, { expectsFace: false, signal });
  const words = timeline.scenes.map(({ scene }) => scene.text.trim()).filter(Boolean);
  signal.throwIfAborted();
  const asset = await storeAsset(ctx, {
    file: { path: cut.video, mime: 'video/mp4', width, height, durationSeconds: timeline.seconds },
    cover: { path: cut.cover, mime: 'image/jpeg', width, height },
    ...(cut.captions && { captions: { path: cut.captions, mime: 'text/vtt' } }),
    character: { id: character.characterId, version: character.version },
    ...{ engine, model, seed: 0 },
    prompt: words.join(' ').slice(0, 2000),
    recipe: {
      engine,
      film: { id: film.id, title: film.title, version },
      output,
      seconds: timeline.seconds,
      draft,
      parts: [...parts.values()].map(({ id, sha256, sourceType, engine, model }) => ({
        ...{ assetId: id, sha256, sourceType, engine, model },
      })),
      ...(music && {
        music: { id: music.id, name: music.name, sha256: music.sha256, statement: music.statement },
      }),
      ...(cut.loudness && { loudness: cut.loudness }),
    },
    sourceType: sourceTypeOf([...parts.values()].map(({ sourceType }) => sourceType)),
    altText: `${film.title}, a film of ${character.content.name}. ${words.join(' ')}`.trim().slice(0, 1000),
    tags: ['film'],
    score: null,
    identityDistance: null,
    checks: results.filter(({ isSafety }) => isSafety).map(toWire),
    archived: false,
  });
  return asset.id;
}
