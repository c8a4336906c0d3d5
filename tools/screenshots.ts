/**
 * `npm run screenshots`: fills a scratch studio through its API, then photographs its screens, light and dark,
 * wide and on a phone, into docs/images/<screen>-<theme>-<width>.webp, and lists them in docs/screens.md.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Filled, fillStudio, owner } from '../server/src/commands/fill-studio.ts';
import { openBrowser } from '../server/test/journeys/browser/open-browser.ts';
import { openScratchStudio } from '../server/test/journeys/browser/open-scratch-studio.ts';

const require = createRequire(join(import.meta.dirname, '..', 'server', 'package.json'));
const sharp = require('sharp') as typeof import('sharp').default;
type Browser = Awaited<ReturnType<typeof openBrowser>>;
type Page = Awaited<ReturnType<Browser['newPage']>>;
const root = join(import.meta.dirname, '..');
const imagesFolder = join(root, 'docs', 'images');
const largestBytes = 150 * 1024;
const stepMilliseconds = 120_000;
/** How long a page may still move after it says it is ready: pictures fade in. */
const settleMilliseconds = 1500;

const themes = ['light', 'dark'] as const;
type Theme = (typeof themes)[number];
const sizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const;
type Size = (typeof sizes)[number];

interface Scene {
  readonly name: string;
  readonly title: string;
  readonly path: (filled: Filled) => string;
  /** Brings the page to what is shown, and waits for it. */
  readonly ready: (page: Page, filled: Filled) => Promise<unknown>;
}

const heading = (page: Page, name: string | RegExp) =>
  page.getByRole('heading', { level: 1, name }).waitFor();

const scenes: readonly Scene[] = [
  {
    name: 'home',
    title: 'Home: what needs you, who is there, what happens now',
    path: () => '/',
    ready: (page) => page.getByRole('region', { name: 'Live' }).getByRole('listitem').first().waitFor(),
  },
  {
    name: 'characters',
    title: 'Characters',
    path: () => '/characters',
    ready: (page, { characters }) => page.getByText(characters[0]!.name).first().waitFor(),
  },
  {
    name: 'character',
    title: 'A character: portrait, persona, trust, latest work',
    path: ({ characters }) => `/characters/${characters[0]!.id}`,
    ready: (page, { characters }) => heading(page, characters[0]!.name),
  },
  {
    name: 'look',
    title: 'A new character: the look, drawn live',
    path: () => '/characters/new',
    ready: showLook,
  },
  {
    name: 'studio',
    title: 'Studio: takes with their checks, best first',
    path: ({ characters, generationId }) =>
      `/studio?character=${characters[0]!.id}&generation=${generationId}`,
    ready: (page) => page.getByRole('list', { name: 'All takes, best first' }).waitFor(),
  },
  {
    name: 'library',
    title: 'Library',
    path: () => '/library',
    ready: (page) => page.getByRole('main').getByRole('button', { name: / of / }).first().waitFor(),
  },
  {
    name: 'review',
    title: 'Review: exactly what would be sent',
    path: () => '/review',
    ready: (page) => page.getByRole('article').waitFor(),
  },
  {
    name: 'post',
    title: 'A post: caption, alt text, accounts and how it will look there',
    path: ({ draftId }) => `/posts/${draftId}`,
    ready: (page) => heading(page, /^Post by/),
  },
  {
    name: 'calendar',
    title: 'Calendar',
    path: () => '/calendar',
    ready: (page) => heading(page, /\d{4}$/),
  },
  {
    name: 'accounts',
    title: 'Accounts, all on the rehearsal network',
    path: () => '/accounts',
    ready: (page) => page.getByText('Healthy').first().waitFor(),
  },
  {
    name: 'delivery',
    title: 'A delivery: each attempt, and the label read back',
    path: ({ deliveryId }) => `/deliveries/${deliveryId}`,
    ready: (page) => page.getByText('it is labelled as AI-made').waitFor(),
  },
  {
    name: 'timeline',
    title: 'What the public sees of a rehearsal account',
    path: ({ timelinePath }) => timelinePath,
    ready: (page) => page.getByRole('article').first().waitFor(),
  },
];

async function showLook(page: Page): Promise<void> {
  await page
    .getByRole('region', { name: 'Starting points' })
    .getByRole('button', { name: /, \d+/ })
    .nth(4)
    .click();
  await page.getByRole('button', { name: 'Next: the look' }).click();
  await page.getByRole('tab', { name: 'Hair' }).click();
  await page.getByRole('img', { name: /as they look now$/ }).waitFor();
}

async function signedIn(browser: Browser, url: string) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${url}/sign-in`);
  await page.getByLabel('E-mail').fill(owner.email);
  await page.getByLabel('Password').fill(owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Main' }).first().waitFor({ timeout: stepMilliseconds });
  const state = await context.storageState();
  await context.close();
  return state;
}

async function photograph(page: Page, scene: Scene, filled: Filled, url: string, file: string) {
  await page.goto(`${url}${scene.path(filled)}`);
  await scene.ready(page, filled);
  await page.waitForFunction(() =>
    [...document.images].every((image) => image.complete || image.loading === 'lazy'),
  );
  await page.waitForTimeout(settleMilliseconds);
  await writeFile(join(imagesFolder, file), await compress(await page.screenshot()));
}

/** The best quality that stays under the limit. */
async function compress(png: Buffer): Promise<Buffer> {
  for (const quality of [88, 80, 70, 60]) {
    const image = await sharp(png).webp({ quality, effort: 5, smartSubsample: true }).toBuffer();
    if (image.length <= largestBytes) return image;
  }
  throw new Error(`A screen does not fit into ${largestBytes} bytes.`);
}

const fileOf = (scene: Scene, theme: Theme, size: Size) => `${scene.name}-${theme}-${size.width}.webp`;

function screensPage(): string {
  const cell = (scene: Scene, theme: Theme, size: Size) =>
    `<img src="images/${fileOf(scene, theme, size)}" alt="${scene.title}, ${theme}" width="${size.width === 390 ? 180 : 420}">`;
  const sections = scenes.map((scene) => {
    const rows = themes.map((theme) => `| ${sizes.map((size) => cell(scene, theme, size)).join(' | ')} |`);
    return `## ${scene.title}\n\n| 1440 × 900 | 390 × 844 |\n| --- | --- |\n${rows.join('\n')}\n`;
  });
  return `# The screens\n\nTaken by \`npm run screenshots\` from a scratch studio with the built-in engines and the rehearsal network.\n\n${sections.join('\n')}`;
}

async function photographAll(browser: Browser, url: string, filled: Filled, only: readonly string[]) {
  const storageState = await signedIn(browser, url);
  const failures: string[] = [];
  for (const [size, theme] of sizes.flatMap((size) => themes.map((theme) => [size, theme] as const))) {
    const context = await browser.newContext({
      viewport: size,
      isMobile: size.width < 600,
      hasTouch: size.width < 600,
      colorScheme: theme,
      locale: 'en-GB',
      timezoneId: 'Europe/Berlin',
      reducedMotion: 'reduce',
      storageState,
    });
    context.setDefaultTimeout(stepMilliseconds);
    const opened = await context.newPage();
    for (const scene of scenes.filter(({ name }) => only.length === 0 || only.includes(name))) {
      const file = fileOf(scene, theme, size);
      await photograph(opened, scene, filled, url, file).then(
        () => console.log(file),
        (error: unknown) => failures.push(`${file}: ${String(error)}`),
      );
    }
    await context.close();
  }
  return failures;
}

await mkdir(imagesFolder, { recursive: true });
await using studio = await openScratchStudio();
const filled = await fillStudio(studio.url, (message) => console.log(message));
const browser = await openBrowser(studio.chromiumFolder, process.env.CHROME_PATH);
const failures = await photographAll(browser, studio.url, filled, process.argv.slice(2));
await browser.close();
await writeFile(join(root, 'docs', 'screens.md'), screensPage());
if (failures.length > 0) {
  console.error(failures.join('\n'));
  process.exitCode = 1;
}
