import { type FfmpegRun, runFfmpeg } from '#media/ffmpeg.ts';
import { framesPerSecond } from './clip-plan.ts';

export interface ClipEncoding {
  readonly width: number;
  readonly height: number;
  readonly seconds: number;
  /** ffmpeg arguments of the picture input. */
  readonly picture: readonly string[];
  /** Filters of the picture, captions included. */
  readonly filters: readonly string[];
  readonly speechPath?: string | undefined;
  readonly outputPath: string;
}

/** The longest an encode may take for each second of clip, and at least: far beyond what a busy machine needs. */
const limitPerSecond = 60;
const leastLimitSeconds = 600;

/**
 * Writes an MP4 that every platform takes: H.264 High in 4:2:0 at 30 frames a second, BT.709, AAC at 48 kHz,
 * the index in front.
 */
export async function encodeClip(clip: ClipEncoding, run: Omit<FfmpegRun, 'timeoutSeconds'>): Promise<void> {
  const audio = clip.speechPath
    ? ['-map', '1:a:0', '-af', 'apad', '-c:a', 'aac', '-b:a', '160k', '-ar', '48000', '-ac', '2']
    : ['-an'];
  await runFfmpeg(
    [
      ...['-v', 'error', '-y', ...clip.picture],
      ...(clip.speechPath ? ['-i', clip.speechPath] : []),
      ...['-map', '0:v:0', '-vf', [...clip.filters, 'format=yuv420p'].join(',')],
      ...['-c:v', 'libx264', '-preset', 'superfast', '-crf', '20', '-profile:v', 'high'],
      ...[
        '-maxrate',
        '10M',
        '-bufsize',
        '20M',
        '-g',
        String(framesPerSecond * 2),
        '-r',
        String(framesPerSecond),
      ],
      ...bt709,
      ...audio,
      // The labels of a recording would become chapters.
      ...[
        '-t',
        clip.seconds.toFixed(3),
        '-movflags',
        '+faststart',
        '-map_metadata',
        '-1',
        '-map_chapters',
        '-1',
        '-f',
        'mp4',
      ],
      clip.outputPath,
    ],
    { ...run, timeoutSeconds: Math.max(leastLimitSeconds, clip.seconds * limitPerSecond) },
  );
}

const bt709 = [
  '-colorspace',
  'bt709',
  '-color_primaries',
  'bt709',
  '-color_trc',
  'bt709',
  '-color_range',
  'tv',
];

/** ffmpeg arguments for raw frames on standard input. */
export function rawFramesInput(width: number, height: number): string[] {
  const format = ['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${width}x${height}`];
  return [...format, '-r', String(framesPerSecond), ...bt709, '-i', 'pipe:0'];
}
