import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CheckResult } from './check.ts';
import { createMediaChecks, type MediaChecks } from './media-checks.ts';

/** Drawn by the built-in engine. */
const fixture = (name: string) => fileURLToPath(import.meta.resolve(`#test/fixtures/face-${name}.jpg`));
const mara = fixture('mara-plain');
const maraElsewhere = fixture('mara-post');
const dayo = fixture('dayo-plain');
/** Four people, a picture that comes with the face library. */
const group = join(
  dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')),
  'demo/sample6.jpg',
);

let checks: MediaChecks;
let identity: Float32Array;

const seconds = 1000;
const named = (results: readonly CheckResult[], name: string) =>
  results.find((result) => result.name === name)!;

beforeAll(async () => {
  checks = createMediaChecks({ extractFrames: async () => [await sharp(mara).png().toBuffer()] });
  identity = await checks.enrol([mara]);
}, 120 * seconds);

afterAll(() => checks[Symbol.asyncDispose]());

it(
  'knows a character again in another light and mood, and finds nothing to object to',
  async () => {
    const results = await checks.checkImage(maraElsewhere, { identity });
    expect(Object.fromEntries(results.map(({ name, verdict }) => [name, verdict]))).toEqual({
      identity: 'pass',
      face: 'pass',
      people: 'pass',
      safety: 'pass',
      'apparent-age': 'not_applicable',
      sharpness: 'pass',
      exposure: 'pass',
      duplicate: 'not_applicable',
    });
  },
  60 * seconds,
);

it(
  'does not take another character for her',
  async () => {
    expect(named(await checks.checkImage(dayo, { identity }), 'identity').verdict).toBe('fail');
  },
  60 * seconds,
);

it(
  'gives a centroid of 128 numbers that is near each enrolled face',
  async () => {
    const both = await checks.enrol([mara, maraElsewhere]);
    expect(both).toHaveLength(128);
    const results = await checks.checkImage(mara, { identity: both });
    expect(named(results, 'identity').score).toBeLessThan(0.2);
  },
  60 * seconds,
);

it(
  'finds a face where it is, in pixels of the upright picture',
  async () => {
    const turned = await sharp(mara).rotate(90).withMetadata({ orientation: 8 }).jpeg().toBuffer();
    const [upright, found] = [await checks.findFaces(mara), await checks.findFaces(turned)];
    expect([found.width, found.height]).toEqual([360, 360]);
    const [left, right] = [upright.faces[0]!.box, found.faces[0]!.box];
    expect(Math.abs(left.left - right.left)).toBeLessThan(12);
    expect(Math.abs(left.top - right.top)).toBeLessThan(12);
  },
  60 * seconds,
);

it(
  'refuses to enrol a group, a picture without a face, and different people',
  async () => {
    const nobody = await sharp({ create: { width: 200, height: 200, channels: 3, background: '#7799aa' } })
      .png()
      .toBuffer();
    await expect(checks.enrol([group])).rejects.toMatchObject({
      message: expect.stringContaining('4 faces'),
    });
    await expect(checks.enrol([mara, nobody])).rejects.toMatchObject({
      message: expect.stringContaining('Picture 2 shows no clear face'),
    });
    await expect(checks.enrol([mara, maraElsewhere, dayo])).rejects.toMatchObject({
      message: expect.stringContaining('Picture 3'),
    });
    await expect(checks.enrol([])).rejects.toMatchObject({ code: 'invalid' });
  },
  90 * seconds,
);

it(
  'tells a blurred picture from a sharp one',
  async () => {
    const blurred = await sharp(mara).resize(768).blur(8).png().toBuffer();
    expect(named(await checks.checkImage(blurred), 'sharpness').verdict).toBe('fail');
  },
  60 * seconds,
);

it(
  'fails safety for what it cannot read, instead of throwing or passing',
  async () => {
    const results = await checks.checkImage(Buffer.from('no picture at all'));
    expect(Object.fromEntries(results.map((result) => [result.name, result.verdict]))).toEqual({
      identity: 'not_applicable',
      face: 'review',
      people: 'review',
      safety: 'fail',
      'apparent-age': 'review',
      sharpness: 'review',
      exposure: 'review',
      duplicate: 'not_applicable',
    });
  },
  60 * seconds,
);

it(
  'fails safety when the time limit ends the worker',
  async () => {
    await using hurried = createMediaChecks({ timeLimitSeconds: 0.01 });
    const safety = named(await hurried.checkImage(mara), 'safety');
    expect(safety).toMatchObject({ verdict: 'fail', reason: expect.stringContaining('longer than') });
  },
  60 * seconds,
);

it(
  'checks a video by its frames, and fails safety without a way to get them',
  async () => {
    const results = await checks.checkVideo('clip.mp4', { identity });
    expect(named(results, 'identity').verdict).toBe('pass');
    await using blind = createMediaChecks();
    expect(named(await blind.checkVideo('clip.mp4'), 'safety').verdict).toBe('fail');
  },
  60 * seconds,
);

it('stops when the caller does, and calls that no finding', async () => {
  const signal = AbortSignal.abort(new Error('no longer wanted'));
  await expect(checks.checkImage(mara, { signal })).rejects.toThrow('no longer wanted');
});
