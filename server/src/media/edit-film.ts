import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { filmFramesPerSecond } from '#kernel/film.ts';
import { captionFilter, toAss, toTitle } from './burned-captions.ts';
import { toWebVtt } from './captions.ts';
import { type CaptionedScene, captionFilm, type FilmCaptions } from './edit-film-captions.ts';
import { type SceneSource, writeScene } from './edit-film-scene.ts';
import { type FilmMusic, type FilmSound, mixFilmSound } from './edit-film-sound.ts';
import { type FfmpegRun, runFfmpeg } from './ffmpeg.ts';
import { prepareCaptionFonts } from './fonts.ts';

/** A film in one shape and length, with everything that is in it. */
export interface FilmCut {
  readonly width: number;
  readonly height: number;
  readonly seconds: number;
  readonly scenes: readonly {
    readonly source: SceneSource;
    readonly seconds: number;
    /** Seen together with the scene before; 0 for a cut. */
    readonly overlapSeconds: number;
  }[];
  readonly sounds: readonly FilmSound[];
  readonly music?: FilmMusic | undefined;
  readonly captioned: readonly CaptionedScene[];
  readonly captions: { readonly burned: boolean; readonly file: boolean };
  readonly cover: { readonly atSeconds: number; readonly title: string };
  /** A folder for everything that is written; the caller removes it. */
  readonly folder: string;
  readonly fontsFolder: string;
}

export interface CutFilm {
  /** MP4: H.264 High in 4:2:0 at 30 frames a second, BT.709, AAC at 48 kHz, the index in front. */
  readonly video: string;
  /** JPEG. */
  readonly cover: string;
  /** WebVTT, where there are words and a file is wanted. */
  readonly captions?: string;
  /** LUFS and dBTP of the finished sound; absent for a silent film. */
  readonly loudness?: { readonly lufs: number; readonly truePeakDb: number };
}

export interface CutCall extends Pick<FfmpegRun, 'signal' | 'ffmpegPath'> {
  /** @param fraction 0 to 1 */
  readonly report: (fraction: number, stage: string) => void;
}

const sceneShare = 0.45;
const soundShare = 0.1;
const limitPerSecond = 90;
const leastLimitSeconds = 600;

/** Makes one cut of a film: each scene by itself, the sound, then all of it together. */
export async function editFilm(cut: FilmCut, call: CutCall): Promise<CutFilm> {
  const { signal, report } = call;
  const run = { signal, lowPriority: true, ...(call.ffmpegPath && { ffmpegPath: call.ffmpegPath }) };
  const scenes: string[] = [];
  const allSeconds = cut.scenes.reduce((sum, scene) => sum + scene.seconds, 0);
  let done = 0;
  for (const [index, { source, seconds }] of cut.scenes.entries()) {
    const before = done;
    report((sceneShare * before) / allSeconds, `Filming scene ${index + 1} of ${cut.scenes.length}`);
    const output = join(cut.folder, `scene-${index}.mp4`);
    const scratch = join(cut.folder, `scene-${index}.png`);
    await writeScene(
      { source, width: cut.width, height: cut.height, seconds, scratch, output },
      {
        ...run,
        onProgress: (at) =>
          report(
            (sceneShare * (before + at)) / allSeconds,
            `Filming scene ${index + 1} of ${cut.scenes.length}`,
          ),
      },
    );
    done += seconds;
    scenes.push(output);
  }
  report(sceneShare, 'Mixing the sound');
  const mixed = join(cut.folder, 'sound.wav');
  const loudness = await mixFilmSound({ ...cut, mix: join(cut.folder, 'mix.wav'), output: mixed }, run);
  const captions = await captionFilm(cut.captioned, cut.seconds);
  report(sceneShare + soundShare, 'Putting it together');
  const video = join(cut.folder, 'film.mp4');
  await joinParts(cut, { scenes, sound: loudness && mixed, captions, video }, run, report);
  const cover = join(cut.folder, 'cover.jpg');
  await writeCover(cut, video, cover, run);
  const vtt = join(cut.folder, 'captions.vtt');
  const hasFile = cut.captions.file && captions.file.length > 0;
  if (hasFile) await writeFile(vtt, toWebVtt(captions.file));
  return { video, cover, ...(hasFile && { captions: vtt }), ...(loudness && { loudness }) };
}

interface Parts {
  readonly scenes: readonly string[];
  readonly sound: string | undefined;
  readonly captions: FilmCaptions;
  readonly video: string;
}

async function joinParts(
  cut: FilmCut,
  parts: Parts,
  run: Omit<FfmpegRun, 'timeoutSeconds'>,
  report: CutCall['report'],
): Promise<void> {
  const burn = cut.captions.burned && parts.captions.burned.length > 0;
  const ass = join(cut.folder, 'captions.ass');
  if (burn) await writeFile(ass, toAss(parts.captions.burned, cut));
  const over = burn ? [captionFilter(ass, await prepareCaptionFonts(cut.fontsFolder))] : [];
  const graph = `${joinScenes(cut.scenes)};[all]${[...over, 'format=yuv420p'].join(',')}[out]`;
  const sound = parts.sound
    ? ['-map', `${parts.scenes.length}:a:0`, '-c:a', 'aac', '-b:a', '192k', '-ar', '48000', '-ac', '2']
    : ['-an'];
  await runFfmpeg(
    [
      ...['-v', 'error', '-y', ...parts.scenes.flatMap((path) => ['-i', path])],
      ...(parts.sound ? ['-i', parts.sound] : []),
      ...['-filter_complex', graph, '-map', '[out]', ...sound],
      ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-profile:v', 'high'],
      ...['-maxrate', '10M', '-bufsize', '20M', '-g', String(filmFramesPerSecond * 2)],
      ...['-r', String(filmFramesPerSecond), '-colorspace', 'bt709', '-color_primaries', 'bt709'],
      ...['-color_trc', 'bt709', '-color_range', 'tv', '-t', cut.seconds.toFixed(3)],
      ...['-movflags', '+faststart', '-map_metadata', '-1', '-map_chapters', '-1', '-f', 'mp4', parts.video],
    ],
    {
      ...run,
      timeoutSeconds: Math.max(leastLimitSeconds, cut.seconds * limitPerSecond),
      onProgress: (seconds) => {
        const from = sceneShare + soundShare;
        report(from + (0.98 - from) * Math.min(1, seconds / cut.seconds), 'Putting it together');
      },
    },
  );
}

/** The filter graph that puts the scenes one after the other as `[all]`. */
export function joinScenes(scenes: FilmCut['scenes']): string {
  // `fps` comes last: `xfade` wants a constant rate, which `setpts` forgets.
  const clock = `setpts=PTS-STARTPTS,fps=${filmFramesPerSecond}`;
  // Scenes between two dissolves are one stretch.
  const stretches: { readonly members: number[]; readonly overlap: number; seconds: number }[] = [];
  for (const [index, { seconds, overlapSeconds }] of scenes.entries()) {
    const last = stretches.at(-1);
    if (last && overlapSeconds === 0) {
      last.members.push(index);
      last.seconds += seconds;
    } else stretches.push({ members: [index], overlap: overlapSeconds, seconds });
  }
  const graph = stretches.map(({ members }, index) => {
    const inputs = members.map((member) => `[${member}:v:0]`).join('');
    return `${inputs}concat=n=${members.length}:v=1:a=0,${clock}[t${index}]`;
  });
  let name = 't0';
  let end = stretches[0]?.seconds ?? 0;
  for (const [index, { overlap, seconds }] of stretches.entries()) {
    if (index === 0) continue;
    const fade = `xfade=transition=fade:duration=${overlap.toFixed(4)}:offset=${(end - overlap).toFixed(4)}`;
    graph.push(`[${name}][t${index}]${fade},${clock}[x${index}]`);
    name = `x${index}`;
    end += seconds - overlap;
  }
  return `${graph.join(';')};[${name}]null[all]`;
}

async function writeCover(
  cut: FilmCut,
  video: string,
  output: string,
  run: Omit<FfmpegRun, 'timeoutSeconds'>,
): Promise<void> {
  const at = Math.min(cut.cover.atSeconds, Math.max(0, cut.seconds - 2 / filmFramesPerSecond));
  const title = cut.cover.title.trim();
  const ass = join(cut.folder, 'title.ass');
  if (title) await writeFile(ass, toTitle(title, cut));
  const filters = [
    ...(title ? [captionFilter(ass, await prepareCaptionFonts(cut.fontsFolder))] : []),
    // JPEG is full range; without saying so the picture would look washed out.
    'scale=in_range=tv:out_range=pc:in_color_matrix=bt709:out_color_matrix=bt601,format=yuvj420p',
  ];
  await runFfmpeg(
    [
      ...['-v', 'error', '-y', '-ss', at.toFixed(3), '-i', video, '-map', '0:v:0', '-vf', filters.join(',')],
      ...['-frames:v', '1', '-q:v', '2', '-update', '1', '-f', 'image2', output],
    ],
    { ...run, timeoutSeconds: 120 },
  );
}
