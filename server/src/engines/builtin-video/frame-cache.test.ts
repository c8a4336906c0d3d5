import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createFrameCache } from './frame-cache.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frame-cache-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const fill = (bytes: number) => (target: string) => writeFile(join(target, 'frame.png'), Buffer.alloc(bytes));

it('builds once for the same content', async () => {
  const cache = createFrameCache({ folder, maxBytes: 1000 });
  const first = await cache.folderFor({ look: 1 }, fill(10));
  const second = await cache.folderFor({ look: 1 }, () => Promise.reject(new Error('built twice')));
  expect(first.built).toBe(true);
  expect(second).toEqual({ folder: first.folder, built: false });
  expect(await readdir(first.folder)).toEqual(['frame.png']);
});

it('lets go of what was used longest ago', async () => {
  const cache = createFrameCache({ folder, maxBytes: 250 });
  const pause = () => new Promise((resolve) => setTimeout(resolve, 15));
  await cache.folderFor('a', fill(100));
  await pause();
  await cache.folderFor('b', fill(100));
  await pause();
  await cache.folderFor('a', fill(100));
  await pause();
  await cache.folderFor('c', fill(100));
  expect((await cache.folderFor('a', fill(100))).built).toBe(false);
  expect((await cache.folderFor('b', fill(100))).built).toBe(true);
});

it('keeps nothing of a build that failed', async () => {
  const cache = createFrameCache({ folder, maxBytes: 250 });
  await expect(cache.folderFor('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await readdir(folder)).toEqual([]);
});
