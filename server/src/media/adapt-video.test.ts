import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { adaptVideo, isPlainMp4 } from './adapt-video.ts';
import { probeMedia, runFfmpeg } from './ffmpeg.ts';

const call = { signal: AbortSignal.timeout(120_000) };
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'adapt-video-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function clip(name: string, args: readonly string[], size = '320x180', seconds = 3): Promise<string> {
  const path = join(folder, name);
  const source = ['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=30:duration=${seconds}`];
  await runFfmpeg(['-v', 'error', '-y', ...source, ...args, path], { ...call, timeoutSeconds: 60 });
  return path;
}

async function adapted(source: string, to: Partial<Parameters<typeof adaptVideo>[2]> = {}) {
  const target = join(folder, 'out.mp4');
  await adaptVideo(source, target, { width: 180, height: 320, maxBytes: 5_000_000, ...to }, call);
  return { target, facts: await probeMedia(target, call) };
}

it('turns HEVC of 10 bits without sound into what every platform takes, cropped', async () => {
  const hevc = await clip('ten.mp4', [
    '-c:v',
    'libx265',
    '-pix_fmt',
    'yuv420p10le',
    '-x265-params',
    'log-level=none',
  ]);
  const before = await probeMedia(hevc, call);
  expect(before.video).toMatchObject({ codec: 'hevc', pixelFormat: 'yuv420p10le' });
  expect(isPlainMp4(before)).toBe(false);
  const { facts } = await adapted(hevc);
  expect(facts.video).toMatchObject({ codec: 'h264', width: 180, height: 320, pixelFormat: 'yuv420p' });
  expect(facts.audio).toBeUndefined();
  expect(isPlainMp4(facts)).toBe(true);
}, 60_000);

it('cuts length, frame rate and weight to what was asked', async () => {
  const sound = [
    '-f',
    'lavfi',
    '-i',
    'sine=frequency=440:duration=3',
    '-c:v',
    'libx264',
    '-c:a',
    'aac',
    '-shortest',
  ];
  const long = await clip('long.mp4', sound);
  const { facts, target } = await adapted(long, { maxSeconds: 2, maxFramesPerSecond: 24, maxBytes: 120_000 });
  expect(facts.durationSeconds).toBeCloseTo(2, 0);
  expect(facts.video?.framesPerSecond).toBe(24);
  expect(facts.audio?.codec).toBe('aac');
  expect((await stat(target)).size).toBeLessThanOrEqual(120_000);
}, 60_000);

it('turns a moving GIF of 300 frames into a clip', async () => {
  const gif = await clip('many.gif', [], '64x64', 10);
  const { facts } = await adapted(gif, { width: 64, height: 64 });
  expect(facts.video).toMatchObject({ codec: 'h264', width: 64, height: 64 });
  expect(facts.durationSeconds).toBeCloseTo(10, 0);
}, 60_000);

it('says so when no bitrate would do', async () => {
  const source = await clip('any.mp4', ['-c:v', 'libx264']);
  await expect(adapted(source, { maxBytes: 20_000 })).rejects.toMatchObject({ code: 'too_large' });
}, 60_000);
