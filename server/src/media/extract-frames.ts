import { probeMedia, runFfmpeg } from './ffmpeg.ts';

const frameSeconds = 20;

/**
 * Still pictures (PNG bytes, at most 960 pixels wide or high) spread evenly over a video, in order of time.
 * The very first and last moments are left out: they are often black.
 */
export async function extractFrames(
  path: string,
  options: { readonly count: number; readonly signal: AbortSignal; readonly ffmpegPath?: string },
): Promise<Buffer[]> {
  const { count, ...call } = options;
  const { durationSeconds = 0, video } = await probeMedia(path, call);
  if (!video || durationSeconds <= 0) return [];
  const frames: Buffer[] = [];
  for (let index = 0; index < count; index += 1) {
    const at = (durationSeconds * (index + 0.5)) / count;
    const { stdout } = await runFfmpeg(
      [
        ...['-v', 'error', '-ss', at.toFixed(3), '-i', path, '-frames:v', '1'],
        ...[
          '-vf',
          'scale=960:960:force_original_aspect_ratio=decrease',
          '-c:v',
          'png',
          '-f',
          'image2pipe',
          'pipe:1',
        ],
      ],
      { ...call, timeoutSeconds: frameSeconds },
    );
    if (stdout.length > 0) frames.push(stdout);
  }
  return frames;
}
