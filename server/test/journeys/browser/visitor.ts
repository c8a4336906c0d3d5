import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Browser, BrowserContext, ConsoleMessage, Page } from 'playwright-core';

type Screen = 'wide' | 'phone';

/** Somebody at the dashboard: a browser window of their own, and what it complained about. */
export interface Visitor extends AsyncDisposable {
  readonly page: Page;
  readonly screen: Screen;
  /** Goes to a place through the main navigation. */
  goTo(place: string): Promise<void>;
  /** Adds every serious fault that axe finds on the page to the complaints. */
  inspect(what: string, page?: Page): Promise<void>;
  /** Errors of scripts and the console, and faults of accessibility, so far. */
  readonly complaints: readonly string[];
  /** How often a document was loaded: stays the same while a page changes by itself. */
  loads(): number;
  /** Runs a journey; when it fails, a picture of the screen is kept and named in the error. */
  walk(journey: (visitor: Visitor) => Promise<void>): Promise<void>;
}

const sizes = {
  wide: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
} as const;
const tabBar = ['Home', 'Studio', 'Review', 'Calendar'];
const stepMilliseconds = 90_000;
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];

export async function aVisitor(browser: Browser, screen: Screen): Promise<Visitor> {
  const context = await browser.newContext({
    ...sizes[screen],
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(stepMilliseconds);
  const complaints: string[] = [];
  listen(context, complaints);
  const page = await context.newPage();
  let loads = 0;
  page.on('load', () => {
    loads += 1;
  });
  const visitor: Visitor = {
    page,
    screen,
    complaints,
    loads: () => loads,
    goTo: (place) => goTo(page, screen, place),
    inspect: async (what, shown = page) => {
      complaints.push(...(await faultsOf(shown)).map((fault) => `${what}: ${fault}`));
    },
    walk: async (journey) => {
      try {
        await journey(visitor);
      } catch (error) {
        const path = join(tmpdir(), `ainfluencer-journey-${screen}-${process.pid}.png`);
        await page.screenshot({ path, timeout: 20_000 }).catch(() => undefined);
        const said = complaints.length > 0 ? `\nThe browser said: ${complaints.join('\n')}` : '';
        throw new Error(`At ${page.url()} (see ${path}): ${String(error)}${said}`, { cause: error });
      }
    },
    [Symbol.asyncDispose]: () => context.close(),
  };
  return visitor;
}

function listen(context: BrowserContext, complaints: string[]): void {
  context.on('weberror', (error) => complaints.push(`Uncaught: ${String(error.error())}`));
  context.on('console', (message) => {
    if (message.type() !== 'error' || isPatience(message)) return;
    complaints.push(`Console: ${message.text()} (${message.location().url})`);
  });
}

/** The browser's own note of a 503 for a drawing: on a slow machine the API asks to be asked again, and the page does. */
const isPatience = (message: ConsoleMessage) =>
  message.text().includes('status of 503') &&
  /\/(look-previews|persona-templates\/[^/]+\/picture)/.test(message.location().url);

async function goTo(page: Page, screen: Screen, place: string): Promise<void> {
  const name = new RegExp(`^${place}`);
  const bar = page.getByRole('navigation', { name: 'Main' });
  if (screen === 'wide') {
    await page.getByRole('complementary').getByRole('link', { name }).click();
  } else if (tabBar.includes(place)) {
    await bar.getByRole('link', { name }).click();
  } else {
    await bar.getByRole('button', { name: 'More' }).click();
    await page.getByRole('dialog', { name: 'More' }).getByRole('link', { name }).click();
  }
  await page.waitForURL(({ pathname }) => pathname === (place === 'Home' ? '/' : `/${place.toLowerCase()}`));
  await page.getByRole('heading', { level: 1 }).first().waitFor();
}

async function faultsOf(page: Page): Promise<string[]> {
  // The title follows a little after the page when one is opened from another.
  await page.waitForFunction(() => document.title !== '');
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => {
      const places = nodes
        .slice(0, 3)
        .map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`);
      return `${help} (${id}): ${places.join(' | ')}`;
    });
}
