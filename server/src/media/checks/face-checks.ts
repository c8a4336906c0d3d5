import { type Check, type CheckedFile, type Judgement, median, qualityBetween } from './check.ts';
import type { Face, Measurement } from './measurement.ts';
import { fixedLines, framesWithFace, usableFace } from './thresholds.ts';

/** The face a picture is about: the widest one that is large and certain enough. */
export function mainFace(faces: readonly Face[]): Face | undefined {
  return usableFaces(faces).toSorted((left, right) => right.box.width - left.box.width)[0];
}

/** Faces large and certain enough to be looked at. */
export function usableFaces(faces: readonly Face[]): readonly Face[] {
  return faces.filter((face) => face.score >= usableFace.score && face.box.width >= usableFace.widthPixels);
}

/** Euclidean distance of two descriptors. */
export function faceDistance(left: ArrayLike<number>, right: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += (left[index]! - right[index]!) ** 2;
  return Math.sqrt(sum);
}

const facesOf = (frame: Measurement) => (frame.faces.ok ? frame.faces.value : []);

function whyNoFaces({ frames }: CheckedFile): string | undefined {
  const failed = frames.find((frame) => !frame.faces.ok);
  return failed && !failed.faces.ok ? failed.faces.why : undefined;
}

const couldNot = (threshold: number, what: string, why: string): Judgement => ({
  score: null,
  threshold,
  verdict: 'review',
  reason: `${what} could not be checked: ${why}`,
  quality: 0,
});

/** Whether there is a face to look at; how many there are is another check's. */
export const faceCheck: Check = {
  name: 'face',
  version: 2,
  kinds: ['image', 'video'],
  isSafety: false,

  run(file, { expectsFace }) {
    const why = whyNoFaces(file);
    if (why) return couldNot(usableFace.score, 'The face', why);
    return file.kind === 'video'
      ? judgeVideoFaces(file, expectsFace)
      : judgeFace(file.frames[0]!, expectsFace);
  },
};

function judgeFace(frame: Measurement, expectsFace: boolean): Judgement {
  const faces = facesOf(frame);
  const threshold = usableFace.score;
  const face = mainFace(faces);
  if (!face) {
    const largest = faces.toSorted((left, right) => right.box.width - left.box.width)[0];
    const reason = largest
      ? `The face is too small or unclear: ${Math.round(largest.box.width)} pixels wide, certainty ${largest.score.toFixed(2)}.`
      : 'No face was found.';
    const verdict = expectsFace ? 'fail' : 'not_applicable';
    return { score: largest?.score ?? 0, threshold, verdict, reason, quality: 0 };
  }
  const quality = qualityBetween(face.score, { best: 0.95, pass: threshold, fail: 0 });
  return { score: face.score, threshold, verdict: 'pass', reason: 'A clear face.', quality };
}

function judgeVideoFaces({ frames }: CheckedFile, expectsFace: boolean): Judgement {
  const seen = frames.filter((frame) => mainFace(facesOf(frame))).length;
  const score = seen / frames.length;
  const { pass: threshold, fail } = framesWithFace;
  const reason = `A clear face in ${seen} of ${frames.length} sampled frames.`;
  const quality = qualityBetween(score, { best: 1, pass: threshold, fail: 0 });
  if (seen === 0 && !expectsFace) return { score, threshold, verdict: 'not_applicable', reason, quality };
  if (score < fail) return { score, threshold, verdict: 'fail', reason, quality };
  return { score, threshold, verdict: score >= threshold ? 'pass' : 'review', reason, quality };
}

/** Whether as many people are seen as the brief asks for. A person decides about more or fewer. */
export const peopleCheck: Check = {
  name: 'people',
  version: 1,
  kinds: ['image', 'video'],
  isSafety: false,

  run(file, { expectsFace, people = 1 }) {
    const why = whyNoFaces(file);
    if (why) return couldNot(people, 'The number of people', why);
    const counts = file.frames.map((frame) => usableFaces(facesOf(frame)).length);
    const most = Math.max(...counts);
    // Somebody turns away or is cut off: the fullest frame tells how many there are.
    const reason = `${most === 0 ? 'No' : most} clear ${most === 1 ? 'face' : 'faces'}, ${people} asked for.`;
    const base = { score: most, threshold: people, reason } as const;
    if (most === people) return { ...base, verdict: 'pass', quality: 1 };
    if (most === 0 && !expectsFace) return { ...base, verdict: 'not_applicable', quality: 0 };
    return { ...base, verdict: 'review', quality: 0.3 };
  },
};

/** Whether the face is the character's. */
export const identityCheck: Check = {
  name: 'identity',
  version: 2,
  kinds: ['image', 'video'],
  isSafety: false,

  run(file, { identity, engine, expectsFace, lines = fixedLines(engine) }) {
    const threshold = lines.pass;
    const nothing = (verdict: 'fail' | 'not_applicable', reason: string) =>
      ({ score: null, threshold, verdict, reason, quality: 0 }) as const;
    if (!identity) return nothing('not_applicable', 'This character has no enrolled face yet.');
    const why = whyNoFaces(file);
    if (why) return couldNot(threshold, 'The likeness', why);
    const faces = file.frames.flatMap((frame) => mainFace(facesOf(frame)) ?? []);
    if (faces.length === 0) {
      if (!expectsFace) return nothing('not_applicable', 'No face to compare.');
      return nothing('fail', 'No usable face to compare with the character.');
    }
    const score = median(faces.map((face) => faceDistance(face.descriptor, identity)));
    const verdict = score <= lines.pass ? 'pass' : score <= lines.fail ? 'review' : 'fail';
    const reason = {
      pass: 'The face is the character’s.',
      review: 'The face is close to the character’s, but not clearly the same.',
      fail: 'The face is not the character’s.',
    }[verdict];
    const measured = `${reason} Distance ${score.toFixed(2)}; up to ${lines.pass.toFixed(2)} passes, above ${lines.fail.toFixed(2)} fails (${lines.from}).`;
    return { score, threshold, verdict, reason: measured, quality: qualityBetween(score, lines) };
  },
};
