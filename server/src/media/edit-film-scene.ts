import sharp from 'sharp';
import { closestView, filmFramesPerSecond, type Movement } from '#kernel/film.ts';
import { type Box, cropBox } from './crop-box.ts';
import { type FfmpegRun, runFfmpeg } from './ffmpeg.ts';

/** A picture or a part of a clip as it stands in a film. */
export interface SceneSource {
  readonly path: string;
  /** Pixels of the upright picture or of the clip. */
  readonly width: number;
  readonly height: number;
  /** What must stay in view, such as a face, in those pixels. */
  readonly focus?: Box | undefined;
  readonly movement: Movement;
  /** For a clip: the part that is shown. What is missing at its end is filled with its last frame. */
  readonly part?: { readonly inSeconds: number; readonly outSeconds: number };
}

export interface SceneWork {
  readonly source: SceneSource;
  readonly width: number;
  readonly height: number;
  readonly seconds: number;
  /** A path for a file that is needed on the way only. */
  readonly scratch: string;
  readonly output: string;
}

type Run = Omit<FfmpegRun, 'timeoutSeconds'>;

/** The longest that one second of a scene may take; far beyond what a busy machine needs. */
const limitPerSecond = 60;
const leastLimitSeconds = 120;

/** Nearly lossless and quick to read again: the last pass encodes for the viewer. */
const intermediate = [
  ...['-an', '-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '12', '-pix_fmt', 'yuv420p'],
  ...[
    '-g',
    String(filmFramesPerSecond),
    '-r',
    String(filmFramesPerSecond),
    '-video_track_timescale',
    '15360',
  ],
  ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'],
  ...['-map_metadata', '-1', '-map_chapters', '-1', '-f', 'mp4'],
];

/** Writes one scene without sound in the shape of the film, cropped around what must stay in view. */
export async function writeScene(work: SceneWork, run: Run): Promise<void> {
  const { source, seconds, output } = work;
  const input = source.part ? clipInput(work) : await pictureInput(work);
  await runFfmpeg(['-v', 'error', '-y', ...input, '-t', seconds.toFixed(4), ...intermediate, output], {
    ...run,
    timeoutSeconds: Math.max(leastLimitSeconds, seconds * limitPerSecond),
  });
}

async function pictureInput({ source, width, height, seconds, scratch }: SceneWork): Promise<string[]> {
  const large = { width: even(width * closestView), height: even(height * closestView) };
  await sharp(source.path)
    .autoOrient()
    .extract(cropBox(source, width / height, source.focus))
    .resize(large.width, large.height, { fit: 'fill' })
    .removeAlpha()
    .toColourspace('srgb')
    .png({ compressionLevel: 1 })
    .toFile(scratch);
  const filters = [
    'scale=out_color_matrix=bt709:out_range=tv,format=yuv420p',
    // Repeated inside ffmpeg, so that the picture is decoded once.
    'loop=loop=-1:size=1',
    ...(source.movement === 'none' ? [] : [cameraFilter(source.movement, seconds)]),
    `scale=${width}:${height}:flags=bicubic`,
    'setsar=1',
  ];
  return ['-framerate', String(filmFramesPerSecond), '-i', scratch, '-vf', filters.join(',')];
}

function clipInput({ source, width, height, seconds }: SceneWork): string[] {
  const { inSeconds, outSeconds } = source.part ?? { inSeconds: 0, outSeconds: seconds };
  const { left, top, ...box } = cropBox(source, width / height, source.focus);
  const filters = [
    `crop=${box.width}:${box.height}:${left}:${top}:exact=1`,
    `scale=${width}:${height}:flags=bicubic:out_color_matrix=bt709:out_range=tv`,
    `fps=${filmFramesPerSecond}`,
    `tpad=stop_mode=clone:stop_duration=${seconds.toFixed(3)}`,
    'setsar=1,format=yuv420p',
  ];
  const part = ['-ss', inSeconds.toFixed(3), '-t', (outSeconds - inSeconds).toFixed(3)];
  return [...part, '-i', source.path, '-map', '0:v:0', '-vf', filters.join(',')];
}

const even = (value: number) => Math.round(value / 2) * 2;

/** A part of a picture, in shares of its width and height. */
interface View {
  readonly left: number;
  readonly top: number;
  readonly share: number;
}

const near = 1 / closestView;
const rest = 1 - near;
const whole: View = { left: 0, top: 0, share: 1 };
/** Faces are a little above the middle. */
const close: View = { left: rest / 2, top: rest * 0.4, share: near };

/** What the camera sees at the beginning and at the end; the dashboard's preview moves between the same. */
const views: Readonly<Record<Exclude<Movement, 'none'>, readonly [View, View]>> = {
  in: [whole, close],
  out: [close, whole],
  left: [
    { ...close, left: rest },
    { ...close, left: 0 },
  ],
  right: [
    { ...close, left: 0 },
    { ...close, left: rest },
  ],
  up: [
    { ...close, top: rest },
    { ...close, top: 0 },
  ],
  down: [
    { ...close, top: 0 },
    { ...close, top: rest },
  ],
};

/**
 * ffmpeg's `perspective` samples between pixels; `zoompan` moves by whole ones and trembles in slow moves.
 * The move eases in and out.
 */
export function cameraFilter(movement: Exclude<Movement, 'none'>, seconds: number): string {
  const [from, to] = views[movement];
  const frames = Math.max(1, Math.round(seconds * filmFramesPerSecond) - 1);
  const part = `min(on/${frames},1)`;
  const eased = `(${part}*${part}*(3-2*${part}))`;
  const between = (a: number, b: number) => `(${a.toFixed(5)}+(${(b - a).toFixed(5)})*${eased})`;
  const left = `W*${between(from.left, to.left)}`;
  const right = `W*${between(from.left + from.share, to.left + to.share)}`;
  const top = `H*${between(from.top, to.top)}`;
  const bottom = `H*${between(from.top + from.share, to.top + to.share)}`;
  const corners = { x0: left, y0: top, x1: right, y1: top, x2: left, y2: bottom, x3: right, y3: bottom };
  const options = Object.entries(corners).map(([name, value]) => `${name}='${value}'`);
  return `perspective=${[...options, 'interpolation=linear', 'sense=source', 'eval=frame'].join(':')}`;
}
