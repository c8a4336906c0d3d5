import { AppError, messageOf } from '#kernel/errors.ts';
import { WorkerLane } from '#media/worker-lane.ts';
import type {
  CheckContext,
  CheckedFile,
  CheckResult,
  EngineLook,
  LikenessLines,
  NearestPicture,
} from './check.ts';
import { runChecks } from './checks.ts';
import { faceDistance, mainFace, usableFaces } from './face-checks.ts';
import type { Face, Measurement } from './measurement.ts';
import { identityDistance } from './thresholds.ts';
import type { CheckOperations } from './worker.ts';

export type { CheckResult, EngineLook, LikenessLines, NearestPicture } from './check.ts';
export type { Face } from './measurement.ts';
export { scoreTake } from './score-take.ts';

/** Takes still pictures (JPEG or PNG bytes) out of a video, spread evenly over its length. */
export type ExtractFrames = (
  path: string,
  options: { readonly count: number; readonly signal?: AbortSignal },
) => Promise<readonly Buffer[]>;

export interface MediaChecksOptions {
  /** Without it videos cannot be checked. */
  readonly extractFrames?: ExtractFrames;
  /** The worker thread ends after this long without work. Default 60. */
  readonly idleSeconds?: number;
  /** Longest time for one picture. Default 120: the first one loads the models, and the machine may be busy. */
  readonly timeLimitSeconds?: number;
}

export interface CheckOptions {
  /** Centroid from `enrol`. */
  readonly identity?: ArrayLike<number>;
  /** How faces of its engine compare. Default `builtin`. */
  readonly engine?: EngineLook;
  /** Instead of the fixed lines of the engine's look. */
  readonly lines?: LikenessLines;
  /** How many people the brief asks for. Default 1. */
  readonly people?: number;
  /** For a picture: what comes nearest to it in the library; null for nothing. */
  readonly nearest?: NearestPicture | null;
  /** False for pictures that need not show anybody. Default true. */
  readonly expectsFace?: boolean;
  readonly signal?: AbortSignal;
}

export interface FoundFaces {
  /** Of the upright picture, in pixels; boxes are within it. */
  readonly width: number;
  readonly height: number;
  /** Widest first. */
  readonly faces: readonly Face[];
}

/** Looks at what was made. All heavy work is done by one worker thread, one picture at a time. */
export interface MediaChecks {
  /** Throws when the file is no picture; no face is an empty list. */
  findFaces(source: string | Buffer, call?: { readonly signal?: AbortSignal }): Promise<FoundFaces>;
  /**
   * The centroid of the face in one to eight pictures of one person; three to five are best.
   * Refuses a picture without exactly one clear face, and pictures of different people.
   */
  enrol(
    paths: readonly (string | Buffer)[],
    options?: Pick<CheckOptions, 'engine' | 'signal'>,
  ): Promise<Float32Array>;
  /** Never throws because a check could not run: a safety check then fails, the others ask for a person. */
  checkImage(source: string | Buffer, options?: CheckOptions): Promise<CheckResult[]>;
  /** Checks sampled frames; the worst frame decides about safety, the middle one about the rest. */
  checkVideo(path: string, options?: CheckOptions): Promise<CheckResult[]>;
  [Symbol.asyncDispose](): Promise<void>;
}

const sampledFrames = 6;
const mostEnrolled = 8;

export function createMediaChecks(options: MediaChecksOptions = {}): MediaChecks {
  const lane = new WorkerLane<CheckOperations>({
    script: new URL('./worker.ts', import.meta.url),
    name: 'the picture checks',
    idleSeconds: options.idleSeconds ?? 60,
    timeLimitSeconds: options.timeLimitSeconds ?? 120,
  });
  const measure = (source: string | Buffer, signal?: AbortSignal, only?: 'faces') =>
    lane.call('measure', only ? { source, only } : { source }, signal ? { signal } : {});

  const findFaces: MediaChecks['findFaces'] = async (source, { signal } = {}) => {
    const { width, height, faces } = await measure(source, signal, 'faces');
    if (!faces.ok) throw new AppError('unavailable', `Faces could not be looked for: ${faces.why}`);
    return { width, height, faces: faces.value.toSorted((left, right) => right.box.width - left.box.width) };
  };

  return {
    findFaces,

    async enrol(sources, { engine = 'builtin', signal } = {}) {
      if (sources.length === 0 || sources.length > mostEnrolled) {
        throw new AppError(
          'invalid',
          `A face is enrolled from 1 to ${mostEnrolled} pictures; these are ${sources.length}.`,
          {
            hint: 'Three to five pictures with different expressions are best.',
          },
        );
      }
      const faces: Face[] = [];
      for (const source of sources) {
        const { faces: found } = await findFaces(source, signal ? { signal } : {});
        faces.push(theOneFace(found, faces.length + 1));
      }
      return centroidOf(faces, engine);
    },

    async checkImage(source, checkOptions = {}) {
      const frame = await measureOrSayWhy(() => measure(source, checkOptions.signal), checkOptions.signal);
      return runChecks({ kind: 'image', frames: [frame] }, contextOf(checkOptions));
    },

    async checkVideo(path, checkOptions = {}) {
      const { signal } = checkOptions;
      const frames: Measurement[] = [];
      try {
        for (const frame of await framesOf(options.extractFrames, path, signal)) {
          frames.push(await measureOrSayWhy(() => measure(frame, signal), signal));
        }
        if (frames.length === 0) frames.push(unmeasured('the video gave no pictures'));
      } catch (error) {
        signal?.throwIfAborted();
        frames.push(unmeasured(messageOf(error)));
      }
      return runChecks({ kind: 'video', frames } satisfies CheckedFile, contextOf(checkOptions));
    },

    [Symbol.asyncDispose]: () => lane[Symbol.asyncDispose](),
  };
}

function contextOf(options: CheckOptions): CheckContext {
  const { identity, engine = 'builtin', expectsFace = true, lines, people, nearest } = options;
  return {
    engine,
    expectsFace,
    ...(identity && { identity }),
    ...(lines && { lines }),
    ...(people !== undefined && { people }),
    ...(nearest !== undefined && { nearest }),
  };
}

async function framesOf(extract: ExtractFrames | undefined, path: string, signal?: AbortSignal) {
  if (!extract) throw new Error('this machine has no ffmpeg to take pictures out of videos');
  return extract(path, signal ? { count: sampledFrames, signal } : { count: sampledFrames });
}

const unmeasured = (why: string): Measurement => {
  const not = { ok: false, why } as const;
  return { width: 0, height: 0, faces: not, nudity: not, quality: not };
};

async function measureOrSayWhy(work: () => Promise<Measurement>, signal?: AbortSignal): Promise<Measurement> {
  try {
    // A worker that crashed or was too slow starts afresh: once more is worth it before a take is set aside.
    return await work().catch((error: unknown) => {
      signal?.throwIfAborted();
      if (error instanceof AppError && error.code === 'unavailable') return work();
      throw error;
    });
  } catch (error) {
    // Somebody stopped it: that is no finding about the picture.
    signal?.throwIfAborted();
    return unmeasured(messageOf(error));
  }
}

function theOneFace(found: readonly Face[], position: number): Face {
  const count = usableFaces(found).length;
  const face = mainFace(found);
  if (face && count === 1) return face;
  throw new AppError(
    'invalid',
    `Picture ${position} shows ${count === 0 ? 'no clear face' : `${count} faces`}.`,
    {
      hint: 'Use a picture with one face, at least 60 pixels wide and not turned away.',
      facts: { position },
    },
  );
}

function centroidOf(faces: readonly Face[], engine: EngineLook): Float32Array {
  const length = faces[0]!.descriptor.length;
  const centroid = new Float32Array(length);
  for (const { descriptor } of faces) {
    for (let index = 0; index < length; index++) centroid[index]! += descriptor[index]! / faces.length;
  }
  const distances = faces.map((face) => faceDistance(face.descriptor, centroid));
  const farthest = Math.max(...distances);
  if (farthest <= identityDistance[engine].fail) return centroid;
  const position = distances.indexOf(farthest) + 1;
  throw new AppError('invalid', `Picture ${position} does not seem to show the same person as the others.`, {
    hint: 'Use pictures of one person.',
    facts: { position, distance: farthest },
  });
}
