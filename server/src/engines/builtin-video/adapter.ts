import { join } from 'node:path';
import type { EngineHealth, MadeVideo, VideoEngine, VideoRequest } from '#engines/engine.ts';
import { LocalWork, type WorkControl } from '#engines/local-work.ts';
import { AppError } from '#kernel/errors.ts';
import { findFfmpeg } from '#media/ffmpeg.ts';
import { WorkerLane } from '#media/worker-lane.ts';
import type { FrameRenderer } from './character-renderer.ts';
import type { CompositorOperations } from './compositor-worker.ts';
import { createFrameCache } from './frame-cache.ts';
import { createLipReader } from './lip-sync.ts';
import { manifest } from './manifest.ts';
import { makeMovingStill } from './moving-still.ts';
import { makeTalkingClip } from './talking-clip.ts';
import type { VideoTools } from './video-tools.ts';

export interface BuiltinVideoOptions {
  /** Draws the key frames of talking clips. */
  readonly renderer: FrameRenderer;
  /** Changes when the renderer draws the same request differently: key frames are kept by it. */
  readonly rendererVersion: string;
  /** Key frames and fonts are kept here. */
  readonly cacheFolder: string;
  /** Most bytes of key frames that are kept; 1 GB when absent, about a hundred characters in a scene. */
  readonly maxCacheBytes?: number;
  /** An explicit ffmpeg; otherwise it is found. */
  readonly ffmpegPath?: string;
  /** Worker threads are let go after this long without work. */
  readonly idleSeconds?: number;
}

/** Talking clips and moving stills, made in this process. */
export function createBuiltinVideoEngine(options: BuiltinVideoOptions): VideoEngine {
  const idleSeconds = options.idleSeconds ?? 30;
  const tools: VideoTools = {
    renderer: options.renderer,
    rendererVersion: options.rendererVersion,
    cache: createFrameCache({
      folder: join(options.cacheFolder, 'key-frames'),
      maxBytes: options.maxCacheBytes ?? 1_000_000_000,
    }),
    compositor: new WorkerLane<CompositorOperations>({
      script: new URL('./compositor-worker.ts', import.meta.url),
      name: 'the clip compositor',
      idleSeconds,
      timeLimitSeconds: 60,
    }),
    lips: createLipReader({ ffmpegPath: options.ffmpegPath, idleSeconds }),
    fontsFolder: join(options.cacheFolder, 'fonts'),
    ffmpegPath: options.ffmpegPath,
  };
  const work = new LocalWork<VideoRequest, MadeVideo>((request, control) =>
    makeVideo(request, control, tools),
  );
  return {
    id: manifest.id,
    medium: 'video',
    manifest,
    async start(request) {
      findFfmpeg(options.ffmpegPath);
      checkRequest(request);
      return work.start(request);
    },
    check: (ticket, call) => work.check(ticket, call),
    async cancel(ticket) {
      work.cancel(ticket);
    },
    async health() {
      return healthOf(options.ffmpegPath);
    },
    async [Symbol.asyncDispose]() {
      await work.dispose();
      await tools.compositor[Symbol.asyncDispose]();
      await tools.lips[Symbol.asyncDispose]();
    },
  };
}

function healthOf(ffmpegPath: string | undefined): EngineHealth {
  try {
    findFfmpeg(ffmpegPath);
    return { ok: true, summary: 'Talking clips and moving stills can be made here.' };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { ok: false, summary: error.message, ...(error.hint && { remedy: error.hint }) };
  }
}

function checkRequest(request: VideoRequest): void {
  if (request.kind === 'talking' && !request.speech) {
    throw new AppError('invalid', 'A talking clip needs a recording.', {
      hint: 'Speak a script first, then make the clip from it.',
      field: 'speech',
    });
  }
  if (request.kind === 'moving-still' && !request.still) {
    throw new AppError('invalid', 'A moving still needs a picture.', {
      hint: 'Choose a picture from the library.',
      field: 'still',
    });
  }
}

function makeVideo(request: VideoRequest, control: WorkControl, tools: VideoTools): Promise<MadeVideo> {
  const { kind, speech, still } = request;
  if (kind === 'talking' && speech) return makeTalkingClip({ ...request, speech }, control, tools);
  if (kind === 'moving-still' && still) return makeMovingStill({ ...request, still }, control, tools);
  throw new Error(`A ${kind} clip lacks what it is made from.`);
}
