import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processEnvironment } from '#config/process-environment.ts';
import { runFfmpeg } from '#media/ffmpeg.ts';
import { aCharacter } from '#test/makers/a-character.ts';
import { anAsset } from '#test/makers/an-asset.ts';
import { openSeededStudio, type SeededStudio } from './browser/open-seeded-studio.ts';
import { aVisitor } from './browser/visitor.ts';

const seconds = 1000;

/** Where pictures of the screens are kept, when somebody wants to look at them. */
const shots = processEnvironment.SHOTS;

describe('films in a browser', { timeout: 180 * seconds }, () => {
  const stack = new AsyncDisposableStack();
  let studio: SeededStudio;
  let folder: string;
  let filmPath = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ainfluencer-films-'));
    stack.defer(() => rm(folder, { recursive: true, force: true }));
    studio = stack.use(await openSeededStudio('api,generation'));
    const { ctx } = studio;
    const character = await aCharacter(ctx, { name: 'Mara' });
    for (const [index, background] of ['#c0643a', '#3a6fc0'].entries()) {
      const path = join(folder, `picture-${index}.png`);
      const noise = { type: 'gaussian', mean: 128, sigma: 20 } as const;
      await sharp({ create: { width: 400, height: 500, channels: 3, background, noise } })
        .composite([{ input: { create: { width: 160, height: 160, channels: 3, background } } }])
        .png()
        .toFile(path);
      const altText = `Picture ${index + 1}`;
      await anAsset(ctx, character, { file: { path, mime: 'image/png', width: 400, height: 500 }, altText });
    }
    const make = (source: string, name: string) =>
      runFfmpeg(['-v', 'error', '-f', 'lavfi', '-i', source, join(folder, name)], {
        signal: AbortSignal.timeout(30 * seconds),
        timeoutSeconds: 30,
      });
    await make('aevalsrc=0.3*sin(2*PI*180*t)*(0.5+0.5*sin(2*PI*4*t)):s=48000:d=1', 'voice.wav');
    await make('sine=frequency=440:duration=4', 'rain.wav');
    await anAsset(ctx, character, {
      file: { path: join(folder, 'voice.wav'), mime: 'audio/wav', durationSeconds: 1 },
      altText: 'Mara says: Rain again.',
    });
  }, 300 * seconds);
  afterAll(() => stack.disposeAsync(), 120 * seconds);

  async function keepPicture(page: Page, name: string) {
    if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
  }

  it('puts pictures, voice and music together, plays them, and makes a file', async () => {
    await using visitor = await aVisitor(studio.browser, 'wide');
    const { page, inspect } = visitor;
    await studio.signIn(page);
    await visitor.walk(async () => {
      await page.goto(studio.url);
      await visitor.goTo('Films');
      await inspect('films, none');
      await page.getByRole('button', { name: 'New film' }).click();
      const dialog = page.getByRole('dialog', { name: 'New film' });
      await dialog.getByLabel('Name', { exact: true }).fill('A day in the rain');
      await dialog.getByRole('button', { name: 'Begin' }).click();
      await page.getByRole('heading', { level: 1, name: 'A day in the rain' }).waitFor();

      for (const name of ['Picture 1', 'Picture 2']) {
        await page.getByRole('button', { name: 'Add a scene' }).click();
        await page.getByRole('dialog', { name: 'Library' }).getByRole('button', { name }).click();
        await page.getByRole('dialog', { name: 'Library' }).waitFor({ state: 'hidden' });
      }
      const scenes = page.getByRole('list', { name: 'Scenes' });
      const first = scenes.getByRole('button', { name: /^Scene 1/ });
      await scenes.getByRole('button', { name: /^Scene 2/ }).focus();
      await page.keyboard.press('Alt+ArrowLeft');
      await page.getByText('Scene 2 is now scene 1 of 2.').waitFor();
      await page.getByRole('button', { name: 'Undo', exact: true }).click();

      await first.click();
      await page.getByRole('heading', { name: 'Scene 1' }).waitFor();
      await page.getByLabel('Words', { exact: true }).fill('Rain again.');
      await page.getByRole('button', { name: 'Choose a recording' }).click();
      await page
        .getByRole('dialog', { name: 'Recordings' })
        .getByRole('button', { name: 'Use', exact: true })
        .click();
      const length = page.getByRole('slider', { name: 'Length' });
      for (const tile of [first, scenes.getByRole('button', { name: /^Scene 2/ })]) {
        await tile.click();
        await length.focus();
        await page.keyboard.press('Home');
      }

      await page.getByRole('button', { name: 'Add music' }).click();
      const music = page.getByRole('dialog', { name: 'Music' });
      await music.getByLabel('Music file', { exact: true }).setInputFiles(join(folder, 'picture-0.png'));
      await music.getByRole('checkbox').check();
      await music.getByRole('button', { name: 'Add it' }).click();
      await music.getByText('This file is no music that can be read.').waitFor();
      await music.getByLabel('Music file', { exact: true }).setInputFiles(join(folder, 'rain.wav'));
      await inspect('music');
      await music.getByRole('button', { name: 'Add it' }).click();
      await music.waitFor({ state: 'hidden' });

      await page.getByRole('button', { name: 'Play', exact: true }).click();
      await page.waitForFunction(
        () => Number(document.querySelector<HTMLInputElement>('input[type=range]')?.value) > 0.2,
      );
      await page.getByText('Saved', { exact: true }).waitFor();
      await inspect('a film');
      await page.getByRole('checkbox', { name: 'Vertical 9:16' }).uncheck();
      await page.getByRole('checkbox', { name: 'Square 1:1' }).check();
      await page.getByRole('button', { name: 'Render', exact: true }).click();
      const files = page.getByRole('list', { name: 'Finished files' });
      await files.getByText('Square 1:1').waitFor();
      await inspect('a finished film');
      await keepPicture(page, 'wide-light');
      await page.evaluate(() => document.documentElement.setAttribute('data-theme', 'dark'));
      await inspect('a finished film, dark');
      await keepPicture(page, 'wide-dark');
      filmPath = new URL(page.url()).pathname;
      await files.getByRole('button', { name: 'Make a post' }).click();
      await page.waitForURL(/\/posts\//);
    });
    expect(visitor.complaints.filter((complaint) => !isRefusal(complaint))).toEqual([]);
  });

  it('gives back an earlier version, and music that was deleted', async () => {
    await using visitor = await aVisitor(studio.browser, 'wide');
    const { page, inspect } = visitor;
    await studio.signIn(page);
    await visitor.walk(async () => {
      await page.goto(`${studio.url}${filmPath}`);
      const scenes = page.getByRole('list', { name: 'Scenes' });
      await scenes.getByRole('button', { name: /^Scene 2/ }).waitFor();
      await page.getByRole('button', { name: 'Versions' }).click();
      const sheet = page.getByRole('dialog', { name: 'Versions' });
      await sheet.getByText('Rendered').first().waitFor();
      await inspect('versions of a film');
      await keepPicture(page, 'wide-versions');
      await sheet.getByRole('button', { name: 'Bring back version 1', exact: true }).click();
      await page.getByText(/^Version 1 is back, as version/).waitFor();
      await page.getByText('Begin with a picture or a clip of the library.').waitFor();
      await undo(page, /^Version 1 is back/);
      await scenes.getByRole('button', { name: /^Scene 2/ }).waitFor();

      await page.getByRole('button', { name: 'Take the music away' }).click();
      await page.getByRole('button', { name: 'Add music' }).click();
      const music = page.getByRole('dialog', { name: 'Music' });
      const files = music.getByRole('list', { name: 'Music files' });
      await files.getByRole('button', { name: /^Delete rain/ }).click();
      await files.getByText('rain.wav', { exact: true }).waitFor({ state: 'detached' });
      await inspect('music, deleted');
      await page.keyboard.press('Escape');
      await music.waitFor({ state: 'detached' });
      await undo(page, 'is deleted. Films that use it will say so.');
      await page.getByRole('button', { name: 'Add music' }).click();
      await files.getByText('rain.wav', { exact: true }).waitFor();
    });
    expect(visitor.complaints).toEqual([]);
  });

  it('is edited on a phone as well', async () => {
    await using visitor = await aVisitor(studio.browser, 'phone');
    const { page, inspect } = visitor;
    await studio.signIn(page);
    await visitor.walk(async () => {
      await page.goto(`${studio.url}${filmPath}`);
      await page.getByRole('heading', { name: 'Storyboard' }).waitFor();
      await page.getByRole('button', { name: 'Later' }).waitFor();
      await inspect('a film on a phone');
      await keepPicture(page, 'phone-light');
      const isTooWide = await page.evaluate(
        () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
      );
      expect(isTooWide).toBe(false);
      await page.goto(`${studio.url}/films`);
      await page.getByRole('link', { name: /A day in the rain/ }).waitFor();
      await inspect('films on a phone');
      await keepPicture(page, 'phone-list');
    });
    expect(visitor.complaints).toEqual([]);
  });
});

/** Takes back what a note at the edge of the screen tells of. */
const undo = (page: Page, told: string | RegExp) =>
  page.getByRole('listitem').filter({ hasText: told }).getByRole('button', { name: 'Undo' }).click();

/** The browser's own note of an answer that refuses, which the page shows in words. */
const isRefusal = (complaint: string) => /status of (400|415|422)/.test(complaint);
