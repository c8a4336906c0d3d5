/**
 * Measures the face check on photographs of real adults that come with the face library's package, and prints how
 * many of the same and of different people each line would pass.
 *
 *   node server/src/commands/measure-public-faces.ts
 *
 * Nothing says who is on these six photographs, so only what is certain is counted: people beside each other on one
 * photograph are different people, and a face in a changed copy of its own photograph is the same one. The second is
 * an easy case, an upper limit of what passes; `calibrate-identity.ts` measures pictures made anew.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { faceDistance, usableFaces } from '#media/checks/face-checks.ts';
import type { Face } from '#media/checks/measurement.ts';
import { identityDistance } from '#media/checks/thresholds.ts';
import type { CheckOperations } from '#media/checks/worker.ts';
import { WorkerLane } from '#media/worker-lane.ts';

const packageFile = createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json');
const photographs = [1, 2, 3, 4, 5, 6].map((number) =>
  join(dirname(packageFile), 'demo', `sample${number}.jpg`),
);
const widthPixels = 1600;

interface Change {
  readonly name: string;
  readonly isMirrored?: boolean;
  readonly make: (picture: Sharp) => Sharp;
}

const changes: readonly Change[] = [
  { name: 'saved at quality 40', make: (picture) => picture.jpeg({ quality: 40 }) },
  { name: 'three fifths of the size', make: (picture) => picture.resize(Math.round(widthPixels * 0.6)) },
  {
    name: 'darker and less colourful',
    make: (picture) => picture.modulate({ brightness: 0.7, saturation: 0.6 }),
  },
  { name: 'mirrored', isMirrored: true, make: (picture) => picture.flop() },
];

const lane = new WorkerLane<CheckOperations>({
  script: new URL(import.meta.resolve('#media/checks/worker.ts')),
  name: 'the picture checks',
});

async function facesOf(source: Buffer): Promise<{ width: number; faces: readonly Face[] }> {
  const { width, faces } = await lane.call('measure', { source, only: 'faces' });
  if (!faces.ok) throw new Error(faces.why);
  return { width, faces: usableFaces(faces.value) };
}

/** The middle of a face as a share of the picture's width. */
const middleOf = ({ box }: Face, width: number) => (box.left + box.width / 2) / width;

/** The face of a changed copy that stands where the one asked for stood. */
function sameFace(
  face: Face,
  width: number,
  copy: { width: number; faces: readonly Face[] },
  mirrored: boolean,
) {
  const middle = middleOf(face, width);
  const wanted = mirrored ? 1 - middle : middle;
  return copy.faces.find((other) => Math.abs(middleOf(other, copy.width) - wanted) < 0.02);
}

const same = new Map<string, number[]>();
const different: number[] = [];
let count = 0;
try {
  for (const path of photographs) {
    if (!existsSync(path)) throw new Error(`The package holds no ${path}.`);
    const original = await sharp(path).resize(widthPixels).png().toBuffer();
    const { width, faces } = await facesOf(original);
    count += faces.length;
    for (const [index, face] of faces.entries()) {
      for (const other of faces.slice(index + 1))
        different.push(faceDistance(face.descriptor, other.descriptor));
    }
    for (const change of changes) {
      const copy = await facesOf(await change.make(sharp(original)).toBuffer());
      for (const face of faces) {
        const found = sameFace(face, width, copy, change.isMirrored ?? false);
        const distances = same.get(change.name) ?? [];
        if (found) distances.push(faceDistance(face.descriptor, found.descriptor));
        same.set(change.name, distances);
      }
    }
  }
} finally {
  await lane[Symbol.asyncDispose]();
}

const passing = (distances: readonly number[], line: number) => {
  const passed = distances.filter((distance) => distance <= line).length;
  return `${passed} of ${distances.length} (${((100 * passed) / Math.max(1, distances.length)).toFixed(1)} %)`;
};
const allSame = [...same.values()].flat();
console.log(`${count} faces of adults on ${photographs.length} photographs, one face against one.`);
console.log('| line | the same face passes | another person passes |\n|---|---|---|');
const { pass, fail } = identityDistance.photo;
for (const line of [0.3, 0.35, 0.4, 0.45, pass, 0.55, fail, 0.65]) {
  const note = line === pass ? ' (passes)' : line === fail ? ' (fails above)' : '';
  console.log(`| ${line.toFixed(2)}${note} | ${passing(allSame, line)} | ${passing(different, line)} |`);
}
for (const [name, distances] of same) {
  console.log(
    `The same face ${name}: ${passing(distances, pass)} at ${pass}, at most ${Math.max(...distances).toFixed(2)}.`,
  );
}
console.log(`Different people: at least ${Math.min(...different).toFixed(2)}.`);
