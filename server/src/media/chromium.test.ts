import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createChromium, findChromium } from './chromium.ts';

const nowhere = {
  cacheFolder: join(tmpdir(), 'no-chromium'),
  platform: 'darwin-arm64',
  searchPaths: ['/nowhere/chrome'],
};

it('says what to do when no browser can be had', async () => {
  await expect(findChromium(nowhere)).rejects.toMatchObject({
    code: 'unavailable',
    hint: expect.stringContaining('CHROME_PATH'),
  });
});

it('names the browser that was asked for and is not there', async () => {
  await expect(findChromium({ ...nowhere, executablePath: '/nowhere/my-chrome' })).rejects.toThrow(
    '/nowhere/my-chrome',
  );
});

it('finds an installed browser where the packaged one does not run', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'chromium-'));
  const path = join(folder, 'chrome');
  await writeFile(path, '');
  expect(await findChromium({ ...nowhere, searchPaths: ['/nowhere/chrome', path] })).toEqual({
    executablePath: path,
    libraryFolder: undefined,
    origin: 'installed',
  });
  await rm(folder, { recursive: true });
});

it('gives the same clear error to work that needs the browser', async () => {
  const chromium = createChromium(nowhere);
  await expect(chromium.use(async () => 1)).rejects.toMatchObject({ code: 'unavailable' });
  await chromium[Symbol.asyncDispose]();
});

it('refuses work after it was disposed', async () => {
  const chromium = createChromium(nowhere);
  await chromium[Symbol.asyncDispose]();
  await expect(chromium.use(async () => 1)).rejects.toMatchObject({ code: 'gone' });
});
