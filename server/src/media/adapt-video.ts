import { AppError } from '#kernel/errors.ts';
import type { Box } from './crop-box.ts';
import { cropBox } from './crop-box.ts';
import { type MediaFacts, probeMedia, runFfmpeg } from './ffmpeg.ts';

/** What a clip has to become, in pixels, seconds and bytes. */
export interface VideoAdaptation {
  /** Even numbers. */
  readonly width: number;
  readonly height: number;
  readonly maxBytes: number;
  /** Cut here, with the sound faded out. */
  readonly maxSeconds?: number;
  readonly maxFramesPerSecond?: number;
  /** What must stay in view when it is cropped, in pixels of the source. */
  readonly focus?: Box;
}

export interface VideoCall {
  readonly signal: AbortSignal;
  readonly ffmpegPath?: string;
}

const encodeSeconds = 900;
const audioBitsPerSecond = 128_000;
/** Below this a clip of a phone's size is a smear. */
const leastVideoBitsPerSecond = 150_000;
/** More than any platform takes (Threads: 100 Mbit/s), and within what x264 can count. */
const mostVideoBitsPerSecond = 80_000_000;
/** Constant quality: where x264's output can hardly be told from its source, at a sensible size. */
const quality = 20;
const fadeSeconds = 0.4;

/** What every platform takes: H.264 in 4:2:0 of 8 bits, AAC or no sound, in MP4 with its index first. */
export function isPlainMp4(facts: MediaFacts): boolean {
  const { video, audio } = facts;
  const isPlainVideo = video?.codec === 'h264' && (video.pixelFormat ?? 'yuv420p').startsWith('yuv420p');
  const isTenBit = video?.pixelFormat?.includes('10') ?? false;
  return isPlainVideo && !isTenBit && (!audio || audio.codec === 'aac');
}

/**
 * A clip for one platform: cropped around `focus`, scaled, cut, and encoded at constant quality; once more at a
 * counted bitrate when that is too heavy. Private metadata is dropped: mark it afterwards.
 * @throws AppError `too_large` when it cannot be made small enough, `unsupported_media` when it has no picture.
 */
export async function adaptVideo(
  source: string,
  target: string,
  to: VideoAdaptation,
  call: VideoCall,
): Promise<void> {
  const facts = await probeMedia(source, call);
  if (!facts.video) {
    throw new AppError('unsupported_media', 'This file has no moving picture.', {
      hint: 'Use another clip.',
    });
  }
  const seconds = Math.min(facts.durationSeconds ?? 1, to.maxSeconds ?? Number.POSITIVE_INFINITY);
  const room = Math.floor((to.maxBytes * 8 * 0.94) / seconds) - audioBitsPerSecond;
  const budget = Math.min(room, mostVideoBitsPerSecond);
  if (budget < leastVideoBitsPerSecond) {
    throw new AppError('too_large', 'This video is too long to be made small enough for the platform.', {
      hint: 'Make a shorter one.',
    });
  }
  // The quality decides, and the budget is its ceiling, so that one run is nearly always enough.
  const rate = ['-crf', String(quality), '-maxrate', String(budget), '-bufsize', String(budget)];
  await runFfmpeg(
    [
      ...['-v', 'error', '-y', '-i', source],
      ...['-t', seconds.toFixed(3), '-vf', picture(facts.video, to)],
      ...['-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'high', ...rate, '-pix_fmt', 'yuv420p'],
      ...sound(facts, seconds),
      ...['-movflags', '+faststart', '-map_metadata', '-1', '-map_chapters', '-1', target],
    ],
    {
      signal: call.signal,
      timeoutSeconds: encodeSeconds,
      ...(call.ffmpegPath && { ffmpegPath: call.ffmpegPath }),
    },
  );
}

/** Crop, scale and frame rate. Colours of more than 8 bits are brought to what every screen shows. */
function picture(video: NonNullable<MediaFacts['video']>, to: VideoAdaptation): string {
  const box = cropBox(video, to.width / to.height, to.focus);
  const even = (value: number) => value - (value % 2);
  const filters = [
    `crop=${even(box.width)}:${even(box.height)}:${box.left}:${box.top}`,
    `scale=${to.width}:${to.height}:flags=bicubic`,
    'setsar=1',
  ];
  const { maxFramesPerSecond: most } = to;
  if (most !== undefined && (video.framesPerSecond ?? 0) > most) filters.push(`fps=${most}`);
  filters.push('format=yuv420p');
  return filters.join(',');
}

function sound(facts: MediaFacts, seconds: number): readonly string[] {
  if (!facts.audio) return ['-an'];
  const isCut = (facts.durationSeconds ?? 0) > seconds + fadeSeconds;
  const fade = `afade=t=out:st=${Math.max(0, seconds - fadeSeconds).toFixed(3)}:d=${fadeSeconds}`;
  return [
    ...['-c:a', 'aac', '-b:a', String(audioBitsPerSecond), '-ac', '2'],
    ...(isCut ? ['-af', fade] : []),
  ];
}
