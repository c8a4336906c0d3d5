import type { MadeVideo, VideoRequest } from '#engines/engine.ts';
import type { WorkControl } from '#engines/local-work.ts';
import { unshownCamera } from '#engines/unshown-camera.ts';
import { AppError } from '#kernel/errors.ts';
import { formats } from '#kernel/shot.ts';
import { probeMedia, runFfmpeg } from '#media/ffmpeg.ts';
import { openClipFiles } from './clip-files.ts';
import { type FramePlan, framesPerSecond, planClip } from './clip-plan.ts';
import { encodeClip, rawFramesInput } from './encode-clip.ts';
import { drawKeyFrames, keyFramesVersion } from './key-frames.ts';
import { manifest } from './manifest.ts';
import type { VideoTools } from './video-tools.ts';
import { writeCaptions } from './write-captions.ts';

const size = { width: formats.story.width, height: formats.story.height };
/**
 * Frames are put together at three quarters and enlarged by the encoder: half the work, and no finer than that is
 * what a moving, painted figure shows. Captions are laid over at full size.
 */
const drawn = { width: (size.width * 3) / 4, height: (size.height * 3) / 4 };
const enlarge = `scale=${size.width}:${size.height}:flags=bicubic`;
/** The picture stays a moment after the last word. */
const tailSeconds = 0.35;
const longestSeconds = 180;
const framesPerCall = 6;

type Speech = NonNullable<VideoRequest['speech']>;

/** A vertical clip of the character saying a recording. */
export async function makeTalkingClip(
  request: VideoRequest & { readonly speech: Speech },
  { signal, report }: WorkControl,
  tools: VideoTools,
): Promise<MadeVideo> {
  const run = { signal, ...(tools.ffmpegPath && { ffmpegPath: tools.ffmpegPath }) };
  const speechSeconds = await speechLength(request.speech, run);
  const seconds = Math.round((speechSeconds + tailSeconds) * framesPerSecond) / framesPerSecond;
  report(0, 'Drawing the key frames');
  const [keyFrames, lips] = await Promise.all([
    keyFramesFor(request, signal, (fraction) => report(0.55 * fraction, 'Drawing the key frames'), tools),
    tools.lips.read(request.speech, speechSeconds, signal),
  ]);

  report(0.55, 'Putting the clip together');
  await using files = await openClipFiles(request.folder);
  const captions = request.captions
    ? await writeCaptions(request.speech.script, lips, { ...size, seconds }, files, tools.fontsFolder)
    : undefined;
  const plans = planClip(lips.cues, seconds, request.seed);
  const draw = (some: readonly FramePlan[]) =>
    tools.compositor.call('draw', { folder: keyFrames.folder, plans: some }, { signal });
  await encodeClip(
    {
      ...size,
      seconds,
      picture: rawFramesInput(drawn.width, drawn.height),
      filters: captions ? [enlarge, captions] : [enlarge],
      speechPath: request.speech.path,
      outputPath: files.temporary('video'),
    },
    {
      ...run,
      input: framesOf(plans, draw),
      lowPriority: true,
      onProgress: (done) => report(0.55 + (0.43 * done) / seconds, 'Filming'),
    },
  );
  await writeCover(await draw([coverPlan(plans)]), files.temporary('cover'), run);
  signal.throwIfAborted();
  const paths = await files.publish(captions ? ['cover', 'captions', 'video'] : ['cover', 'video']);
  return {
    file: { path: paths.video, mime: 'video/mp4', ...size, durationSeconds: seconds },
    cover: { path: paths.cover, mime: 'image/jpeg', ...size },
    ...(captions && { captionsFile: { path: paths.captions, mime: 'text/vtt' } }),
    model: manifest.models[0]!.id,
    warnings: [...framingOf(request).warnings, ...unshownCamera(request.shot)],
    recipe: {
      engine: manifest.id,
      kind: request.kind,
      look: request.look,
      shot: framingOf(request).shot,
      seed: request.seed,
      script: request.speech.script,
      captions: request.captions,
      keyFramesVersion,
      lipSync: lips.labels.length > 0 ? 'labels' : 'rhubarb',
    },
  };
}

async function speechLength(
  speech: Speech,
  run: { signal: AbortSignal; ffmpegPath?: string },
): Promise<number> {
  const { durationSeconds, audio } = await probeMedia(speech.path, run);
  if (!audio || !durationSeconds) {
    throw new AppError('invalid', 'The recording for the talking clip holds no sound.', {
      hint: 'Speak the script again, then make the clip from the new recording.',
      field: 'speech',
    });
  }
  if (durationSeconds > longestSeconds) {
    throw new AppError(
      'too_large',
      `A talking clip may last ${longestSeconds} seconds; this recording is longer.`,
      {
        hint: 'Split the script into several clips.',
        field: 'speech',
      },
    );
  }
  return durationSeconds;
}

/** In a full-length shot the mouth is a few pixels wide, so a talking clip never goes farther than the waist. */
function framingOf({ shot }: VideoRequest) {
  const near = { ...shot, format: 'story' as const };
  if (shot.framing !== 'full') return { shot: near, warnings: [] };
  return {
    shot: { ...near, framing: 'waist' as const },
    warnings: [
      'A talking clip shows the character from the waist up, not full length, so that the mouth can be seen.',
    ],
  };
}

function keyFramesFor(
  request: VideoRequest,
  signal: AbortSignal,
  onProgress: (fraction: number) => void,
  tools: VideoTools,
) {
  const { shot } = framingOf(request);
  // The scene of a character stays the same from clip to clip, whatever the seed of the motion.
  const subject = { look: request.look, shot, size: drawn, paint: shot.style !== 'clean', seed: 1 };
  const content = { keyFramesVersion, renderer: tools.rendererVersion, subject };
  return tools.cache.folderFor(content, (folder) =>
    drawKeyFrames(tools.renderer, subject, folder, { signal, onProgress }),
  );
}

type Draw = (plans: readonly FramePlan[]) => Promise<Uint8Array>;

/** Frames in order, the next ones drawn while ffmpeg takes the last. */
async function* framesOf(plans: readonly FramePlan[], draw: Draw) {
  const ahead = (from: number) => {
    const frames = draw(plans.slice(from, from + framesPerCall));
    // When ffmpeg ends early nobody waits for these.
    frames.catch(() => undefined);
    return frames;
  };
  let next = ahead(0);
  for (let from = framesPerCall; from < plans.length + framesPerCall; from += framesPerCall) {
    const frames = await next;
    if (from < plans.length) next = ahead(from);
    yield frames;
  }
}

/** A moment with open eyes and a closed mouth, not at the very start. */
function coverPlan(plans: readonly FramePlan[]): FramePlan {
  const rested = plans.filter((plan) => plan.eyelids === 0);
  const best = rested.toSorted((a, b) => (b.mouth.X ?? 0) - (a.mouth.X ?? 0))[0] ?? plans[0]!;
  return { ...best, mouth: { X: 1 }, eyelids: 0 };
}

async function writeCover(
  frame: Uint8Array,
  path: string,
  run: { signal: AbortSignal; ffmpegPath?: string },
): Promise<void> {
  const input = (async function* () {
    yield frame;
  })();
  const jpeg = ['-frames:v', '1', '-q:v', '2', '-update', '1', '-f', 'image2', path];
  const picture = rawFramesInput(drawn.width, drawn.height);
  // JPEG is full range; without saying so the picture would look washed out.
  const range = 'in_range=tv:out_range=pc:out_color_matrix=bt601';
  const filter = ['-vf', `${enlarge}:${range},format=yuvj420p`];
  await runFfmpeg(['-v', 'error', '-y', ...picture, ...filter, ...jpeg], {
    ...run,
    input,
    timeoutSeconds: 60,
  });
}
