/**
 * Measures how far the checks keep characters apart, on pictures named `<character>__<shot>.jpg`; those whose shot
 * begins with `enrol` make the character's centroid.
 *
 *   node server/src/commands/calibrate-identity.ts <folder> [builtin|photo]
 */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { median } from '#media/checks/check.ts';
import { faceDistance, mainFace } from '#media/checks/face-checks.ts';
import type { Measurement } from '#media/checks/measurement.ts';
import { identityDistance } from '#media/checks/thresholds.ts';
import type { CheckOperations } from '#media/checks/worker.ts';
import { WorkerLane } from '#media/worker-lane.ts';

interface Picture {
  readonly name: string;
  readonly character: string;
  readonly isEnrolled: boolean;
  readonly measurement: Measurement;
}

const script = new URL(import.meta.resolve('#media/checks/worker.ts'));

async function measureAll(folder: string): Promise<Picture[]> {
  await using lane = new WorkerLane<CheckOperations>({ script, name: 'the picture checks' });
  const pictures: Picture[] = [];
  for (const file of (await readdir(folder)).toSorted()) {
    const [, character, shot] = /^(.+)__(.+)\.(?:jpg|png|webp)$/.exec(file) ?? [];
    if (!character || !shot) continue;
    const measurement = await lane.call('measure', { source: join(folder, file) });
    pictures.push({ name: basename(file), character, isEnrolled: shot.startsWith('enrol'), measurement });
  }
  return pictures;
}

const faceOf = ({ measurement }: Picture) =>
  measurement.faces.ok ? mainFace(measurement.faces.value) : undefined;

function centroids(pictures: readonly Picture[]): Map<string, number[]> {
  const byCharacter = Map.groupBy(
    pictures.filter((picture) => picture.isEnrolled && faceOf(picture)),
    (picture) => picture.character,
  );
  return new Map(
    [...byCharacter].map(([character, enrolled]) => {
      const faces = enrolled.map((picture) => faceOf(picture)!.descriptor);
      return [
        character,
        faces[0]!.map((_, index) => faces.reduce((sum, face) => sum + face[index]!, 0) / faces.length),
      ];
    }),
  );
}

const quantile = (values: readonly number[], share: number) =>
  values.toSorted((left, right) => left - right)[
    Math.min(values.length - 1, Math.floor(share * values.length))
  ] ?? Number.NaN;

function spread(label: string, values: readonly number[]): string {
  const at = [0, 0.01, 0.05, 0.5, 0.95, 0.99, 1].map((share) => quantile(values, share).toFixed(3));
  return `${label} (${values.length}): min ${at[0]}, p1 ${at[1]}, p5 ${at[2]}, median ${at[3]}, p95 ${at[4]}, p99 ${at[5]}, max ${at[6]}`;
}

function report(pictures: readonly Picture[]): void {
  const enrolled = centroids(pictures);
  const genuine: { name: string; distance: number }[] = [];
  const impostor: { name: string; distance: number }[] = [];
  for (const picture of pictures.filter(({ isEnrolled }) => !isEnrolled)) {
    const face = faceOf(picture);
    if (!face) {
      console.log(`no usable face: ${picture.name}`);
      continue;
    }
    for (const [character, centroid] of enrolled) {
      const distance = faceDistance(face.descriptor, centroid);
      const pair = { name: `${picture.name} as ${character}`, distance };
      (character === picture.character ? genuine : impostor).push(pair);
    }
  }
  const distances = (pairs: readonly { distance: number }[]) => pairs.map((pair) => pair.distance);
  console.log(spread('genuine', distances(genuine)));
  console.log(spread('impostor', distances(impostor)));
  for (let line = 0.26; line < 0.6; line += 0.02) {
    const share = (pairs: readonly { distance: number }[]) =>
      (pairs.filter((pair) => pair.distance <= line).length / Math.max(1, pairs.length)).toFixed(4);
    console.log(`at ${line.toFixed(2)}: genuine pass ${share(genuine)}, impostors pass ${share(impostor)}`);
  }
  const byDistance = (left: { distance: number }, right: { distance: number }) =>
    left.distance - right.distance;
  console.log('farthest genuine', genuine.toSorted(byDistance).slice(-8));
  console.log('nearest impostors', impostor.toSorted(byDistance).slice(0, 8));
}

function reportRest(pictures: readonly Picture[]): void {
  const faces = pictures.flatMap((picture) => faceOf(picture) ?? []);
  console.log(
    spread(
      'detector score',
      faces.map((face) => face.score),
    ),
  );
  console.log(
    spread(
      'face width',
      faces.map((face) => face.box.width),
    ),
  );
  console.log(
    spread(
      'apparent age',
      faces.map((face) => face.age),
    ),
  );
  const quality = pictures.flatMap(({ measurement }) =>
    measurement.quality.ok ? measurement.quality.value : [],
  );
  for (const key of ['sharpness', 'brightness', 'highlights', 'shadows'] as const) {
    console.log(
      spread(
        key,
        quality.map((value) => value[key]),
      ),
    );
  }
  const nudity = pictures.flatMap(({ measurement }) =>
    measurement.nudity.ok ? measurement.nudity.value : [],
  );
  console.log(
    spread(
      'porn + hentai',
      nudity.map((value) => value.porn + value.hentai),
    ),
  );
  console.log(
    spread(
      'sexy',
      nudity.map((value) => value.sexy),
    ),
  );
  for (const [character, own] of Map.groupBy(pictures, (picture) => picture.character)) {
    const ages = own.flatMap((picture) => faceOf(picture)?.age ?? []);
    console.log(`${character}: apparent age ${median(ages).toFixed(0)}`);
  }
}

const [folder, engine = 'builtin'] = process.argv.slice(2);
if (!folder) throw new Error('Usage: calibrate-identity.ts <folder> [builtin|photo]');
const measured = await measureAll(folder);
console.log(
  `${measured.length} pictures; lines now`,
  identityDistance[engine === 'photo' ? 'photo' : 'builtin'],
);
report(measured);
reportRest(measured);
