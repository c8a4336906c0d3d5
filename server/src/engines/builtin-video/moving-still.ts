import sharp from 'sharp';
import type { MadeVideo, VideoRequest } from '#engines/engine.ts';
import type { WorkControl } from '#engines/local-work.ts';
import { AppError } from '#kernel/errors.ts';
import { formats } from '#kernel/shot.ts';
import { probeMedia } from '#media/ffmpeg.ts';
import { openClipFiles } from './clip-files.ts';
import { framesPerSecond } from './clip-plan.ts';
import { encodeClip } from './encode-clip.ts';
import { manifest } from './manifest.ts';
import { randomFrom } from './random.ts';
import type { VideoTools } from './video-tools.ts';
import { writeCaptions } from './write-captions.ts';

const tailSeconds = 0.35;
const leastSeconds = 1;
const longestSeconds = 180;
/** How near the camera comes. */
const closest = 1.14;

type Still = NonNullable<VideoRequest['still']>;

/** A picture with a slow, eased camera move, with or without speech. */
export async function makeMovingStill(
  request: VideoRequest & { readonly still: Still },
  { signal, report }: WorkControl,
  tools: VideoTools,
): Promise<MadeVideo> {
  const { width, height } = formats[request.shot.format];
  const size = { width, height };
  const run = { signal, ...(tools.ffmpegPath && { ffmpegPath: tools.ffmpegPath }) };
  const speechSeconds = request.speech
    ? ((await probeMedia(request.speech.path, run)).durationSeconds ?? 0)
    : 0;
  const seconds = Math.max(request.still.seconds, speechSeconds > 0 ? speechSeconds + tailSeconds : 0);
  if (!(seconds >= leastSeconds && seconds <= longestSeconds)) {
    throw new AppError('invalid', `A moving still lasts ${leastSeconds} to ${longestSeconds} seconds.`, {
      field: 'still.seconds',
    });
  }
  report(0.05, 'Preparing the picture');
  await using files = await openClipFiles(request.folder);
  const prepared = files.scratch('still.png');
  await prepareStill(request.still.path, prepared, files.temporary('cover'), size);
  const captions =
    request.captions && request.speech
      ? await writeCaptions(
          request.speech.script,
          await tools.lips.read(request.speech, speechSeconds, signal),
          { ...size, seconds },
          files,
          tools.fontsFolder,
        )
      : undefined;

  report(0.15, 'Filming');
  await encodeClip(
    {
      ...size,
      seconds,
      picture: ['-framerate', String(framesPerSecond), '-i', prepared],
      filters: [
        'scale=out_color_matrix=bt709:out_range=tv,format=yuv420p',
        // Repeated inside ffmpeg, so that the picture is decoded once.
        'loop=loop=-1:size=1',
        moveFilter(seconds, request.seed),
        `scale=${width}:${height}:flags=bicubic`,
        ...(captions ? [captions] : []),
      ],
      speechPath: request.speech?.path,
      outputPath: files.temporary('video'),
    },
    { ...run, lowPriority: true, onProgress: (done) => report(0.15 + (0.83 * done) / seconds, 'Filming') },
  );
  signal.throwIfAborted();
  const paths = await files.publish(captions ? ['cover', 'captions', 'video'] : ['cover', 'video']);
  return {
    file: { path: paths.video, mime: 'video/mp4', ...size, durationSeconds: seconds },
    cover: { path: paths.cover, mime: 'image/jpeg', ...size },
    ...(captions && { captionsFile: { path: paths.captions, mime: 'text/vtt' } }),
    model: manifest.models[1]!.id,
    warnings:
      request.captions && !request.speech
        ? ['There is nothing said in this clip, so it has no captions.']
        : [],
    recipe: {
      engine: manifest.id,
      kind: request.kind,
      seconds,
      seed: request.seed,
      format: request.shot.format,
      ...(request.speech && { script: request.speech.script }),
    },
  };
}

/** The picture as large as it is seen from nearest, filling the format, and a cover of it. */
async function prepareStill(
  source: string,
  prepared: string,
  cover: string,
  { width, height }: { width: number; height: number },
): Promise<void> {
  try {
    const large = { width: even(width * closest), height: even(height * closest) };
    const fill = { fit: 'cover', position: 'attention' } as const;
    await sharp(source)
      .rotate()
      .resize({ ...large, ...fill })
      .removeAlpha()
      .toColorspace('srgb')
      .png({ compressionLevel: 1 })
      .toFile(prepared);
    await sharp(prepared).resize(width, height).jpeg({ quality: 88 }).toFile(cover);
  } catch (cause) {
    throw new AppError('unsupported_media', 'The picture for the moving still cannot be read.', {
      hint: 'Choose a JPEG, PNG or WebP picture from the library.',
      field: 'still',
      cause,
    });
  }
}

const even = (value: number) => Math.round(value / 2) * 2;

/**
 * ffmpeg's `perspective` samples between pixels; `zoompan` moves by whole ones and trembles in slow moves.
 * The move eases in and out, towards or away from a point a little above the middle, where faces are.
 */
export function moveFilter(seconds: number, seed: number): string {
  const random = randomFrom(seed);
  const inwards = random() < 0.65;
  const target = { x: 0.5 + (random() - 0.5) * 0.24, y: 0.4 + (random() - 0.5) * 0.12 };
  const frames = Math.max(1, Math.round(seconds * framesPerSecond) - 1);
  const part = `min(on/${frames},1)`;
  const eased = `(${part}*${part}*(3-2*${part}))`;
  const nearness = inwards ? eased : `(1-${eased})`;
  // The share of the picture that is outside the view when the camera is nearest.
  const hidden = (1 - 1 / closest).toFixed(5);
  const left = `W*${hidden}*${target.x.toFixed(4)}*${nearness}`;
  const right = `W-W*${hidden}*${(1 - target.x).toFixed(4)}*${nearness}`;
  const top = `H*${hidden}*${target.y.toFixed(4)}*${nearness}`;
  const bottom = `H-H*${hidden}*${(1 - target.y).toFixed(4)}*${nearness}`;
  const corners = { x0: left, y0: top, x1: right, y1: top, x2: left, y2: bottom, x3: right, y3: bottom };
  const options = Object.entries(corners).map(([name, value]) => `${name}='${value}'`);
  return `perspective=${[...options, 'interpolation=linear', 'sense=source', 'eval=frame'].join(':')}`;
}
