import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ImageEngine, ImageRequest, MadeImage } from '#engines/engine.ts';
import { Look } from '#kernel/look.ts';
import { Shot } from '#kernel/shot.ts';
import { type Chromium, createChromium } from '#media/chromium.ts';
import { createBuiltinImageEngine } from './adapter.ts';
import { type CharacterRenderer, createCharacterRenderer } from './renderer.ts';

const packFolder = join(import.meta.dirname, '../../../assets/character-pack');
const limitMilliseconds = 240_000;
let folder: string;
let chromium: Chromium;
let renderer: CharacterRenderer;
let engine: ImageEngine;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'builtin-image-'));
  // Unpacked once a machine: 210 MB are not worth a second copy.
  chromium = createChromium({ cacheFolder: join(tmpdir(), 'ainfluencer-test-chromium') });
  renderer = createCharacterRenderer({ packFolder, chromium });
  engine = createBuiltinImageEngine({ renderer, chromium });
});
afterAll(async () => {
  await engine[Symbol.asyncDispose]();
  await renderer[Symbol.asyncDispose]();
  await chromium[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const request = (into: string): ImageRequest => ({
  look: Look.parse({ hair: { style: 'crop' } }),
  shot: Shot.parse({ scene: 'studio', outfit: 'tee', style: 'clean' }),
  prompt: '',
  seed: 7,
  quality: 'preview',
  previewPixels: 200,
  folder: into,
});

async function made(input: ImageRequest): Promise<MadeImage> {
  const signal = AbortSignal.timeout(limitMilliseconds);
  const { ticket } = await engine.start(input, { signal });
  for (;;) {
    const progress = await engine.check(ticket, { signal });
    if (progress.state === 'done') return progress.result;
    if (progress.state !== 'running') throw new Error(JSON.stringify(progress));
  }
}

it('draws a picture of the asked size, and the same bytes for the same request', {
  timeout: limitMilliseconds,
}, async () => {
  const first = await made(request(folder));
  const second = await made(request(folder));
  const { format, width, height } = await sharp(first.file.path).metadata();
  expect({ format, width, height }).toEqual({ format: 'jpeg', width: 160, height: 200 });
  expect((await readFile(first.file.path)).equals(await readFile(second.file.path))).toBe(true);
  const { entropy } = await sharp(first.file.path).stats();
  expect(entropy).toBeGreaterThan(4);
  expect(first.altText).toMatch(/3D render of a virtual/);
  expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
});

it('stops when cancelled and leaves no file', { timeout: limitMilliseconds }, async () => {
  const into = await mkdtemp(join(folder, 'cancelled-'));
  const signal = AbortSignal.timeout(limitMilliseconds);
  const { ticket } = await engine.start({ ...request(into), seed: 8 }, { signal });
  await engine.cancel(ticket);
  for (;;) {
    const progress = await engine.check(ticket, { signal });
    if (progress.state === 'running') continue;
    expect(progress).toMatchObject({ state: 'failed', retry: false });
    break;
  }
  expect(await readdir(into)).toEqual([]);
});

it('refuses to change a picture that is there, and says what can', async () => {
  for (const kind of ['edit', 'detail-face'] as const) {
    const task = { kind, source: join(folder, 'source.png'), strength: 0.5 };
    await expect(made({ ...request(folder), task })).rejects.toThrow('changes none that are there');
  }
});
