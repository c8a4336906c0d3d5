import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMediaChecks, type MediaChecks } from './media-checks.ts';

/** A group of people that comes with the face library. */
const group = join(
  dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')),
  'demo/sample6.jpg',
);

let checks: MediaChecks;
/** One picture of each person, from the group, the widest face first. */
let people: Buffer[];

beforeAll(async () => {
  checks = createMediaChecks({ extractFrames: async () => [people[0]!, people[0]!, people[1]!] });
  const { faces, width, height } = await checks.findFaces(group);
  expect(faces.length).toBe(4);
  people = await Promise.all(
    faces.map(({ box }) => {
      const left = Math.round(Math.max(0, box.left - box.width * 0.5));
      const top = Math.round(Math.max(0, box.top - box.height * 0.5));
      const side = Math.round(box.width * 2);
      return sharp(group)
        .extract({ left, top, width: Math.min(side, width - left), height: Math.min(side, height - top) })
        .png()
        .toBuffer();
    }),
  );
}, 120_000);

afterAll(() => checks[Symbol.asyncDispose]());

it('knows a person again, from another size and light, and tells others apart', async () => {
  const identity = await checks.enrol([people[0]!]);
  const changed = await sharp(people[0])
    .resize(260)
    .modulate({ brightness: 1.1 })
    .jpeg({ quality: 70 })
    .toBuffer();
  const [same, other] = [
    await checks.checkImage(changed, { identity, engine: 'photo' }),
    await checks.checkImage(people[1]!, { identity, engine: 'photo' }),
  ];
  expect(same.find((result) => result.name === 'identity')).toMatchObject({ verdict: 'pass' });
  expect(other.find((result) => result.name === 'identity')!.verdict).not.toBe('pass');
  expect(same.find((result) => result.name === 'safety')).toMatchObject({ verdict: 'pass' });
}, 60_000);

it('finds a face where it is, in pixels of the upright picture', async () => {
  const turned = await sharp(people[2]).rotate(90).withMetadata({ orientation: 8 }).jpeg().toBuffer();
  const upright = await checks.findFaces(people[2]!);
  const found = await checks.findFaces(turned);
  expect([found.width, found.height]).toEqual([upright.width, upright.height]);
  expect(found.faces[0]!.box.left).toBeCloseTo(upright.faces[0]!.box.left, -1.5);
}, 60_000);

it('refuses to enrol a group, a picture without a face, and different people', async () => {
  const nobody = await sharp({ create: { width: 300, height: 300, channels: 3, background: '#7799aa' } })
    .png()
    .toBuffer();
  await expect(checks.enrol([group])).rejects.toMatchObject({ message: expect.stringContaining('4 faces') });
  await expect(checks.enrol([people[0]!, nobody])).rejects.toMatchObject({
    message: expect.stringContaining('Picture 2 shows no clear face'),
  });
  await expect(checks.enrol([])).rejects.toMatchObject({ code: 'invalid' });
}, 60_000);

it('tells a blurred picture from a sharp one', async () => {
  const sharpnessOf = async (image: Buffer) =>
    (await checks.checkImage(image)).find((result) => result.name === 'sharpness')!;
  const blurred = await sharp(people[0]).resize(768).blur(8).png().toBuffer();
  expect((await sharpnessOf(blurred)).verdict).toBe('fail');
}, 60_000);

it('fails safety for what it cannot read, instead of throwing or passing', async () => {
  const results = await checks.checkImage(Buffer.from('no picture at all'));
  expect(Object.fromEntries(results.map((result) => [result.name, result.verdict]))).toEqual({
    identity: 'not_applicable',
    face: 'review',
    safety: 'fail',
    sharpness: 'review',
    exposure: 'review',
  });
});

it('fails safety when the time limit ends the worker, and works again afterwards', async () => {
  await using hurried = createMediaChecks({ timeLimitSeconds: 0.01 });
  const results = await hurried.checkImage(people[0]!);
  expect(results.find((result) => result.name === 'safety')).toMatchObject({
    verdict: 'fail',
    reason: expect.stringContaining('longer than'),
  });
});

it('checks a video by its frames, and fails safety without a way to get them', async () => {
  const identity = await checks.enrol([people[0]!]);
  const results = await checks.checkVideo('clip.mp4', { identity, engine: 'photo' });
  expect(results.find((result) => result.name === 'identity')).toMatchObject({ verdict: 'pass' });
  await using blind = createMediaChecks();
  expect((await blind.checkVideo('clip.mp4')).find((result) => result.name === 'safety')).toMatchObject({
    verdict: 'fail',
  });
}, 60_000);

it('stops when the caller does, and calls that no finding', async () => {
  const signal = AbortSignal.abort(new Error('no longer wanted'));
  await expect(checks.checkImage(people[0]!, { signal })).rejects.toThrow('no longer wanted');
});
