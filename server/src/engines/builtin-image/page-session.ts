import { readFile } from 'node:fs/promises';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';
import type { Browser, Page, Route } from 'playwright-core';
import { AppError, messageOf } from '#kernel/errors.ts';
import type { Chromium } from '#media/chromium.ts';
import type { SceneSpec } from './scene-spec.ts';

const origin = 'http://engine.local';
const openTimeoutMilliseconds = 60_000;
const renderTimeoutMilliseconds = 180_000;

/** What the page may fetch while a scene is drawn: the buffers of a part, one after the other, by its key. */
export type BufferStore = Map<string, Uint8Array>;

export interface RenderedScene {
  readonly bytes: Buffer;
  /** How long each stage took in the page. */
  readonly milliseconds: Readonly<Record<string, number>>;
}

/**
 * The drawing page. It has no network and no port: every request it makes is answered from memory here.
 * One scene at a time.
 */
export class PageSession {
  readonly #chromium: Chromium;
  readonly #textureOf: (name: string) => Promise<Uint8Array>;
  readonly #buffers: BufferStore = new Map();
  #page: { readonly browser: Browser; readonly page: Page } | undefined;

  /** `textureOf` reads a WebP texture of the character pack. */
  constructor(chromium: Chromium, textureOf: (name: string) => Promise<Uint8Array>) {
    this.#chromium = chromium;
    this.#textureOf = textureOf;
  }

  /** Draws one scene. When `signal` aborts, the page is closed and the call fails at once. */
  render(spec: SceneSpec, buffers: BufferStore, signal: AbortSignal): Promise<RenderedScene> {
    signal.throwIfAborted();
    return this.#chromium.use(async (browser) => {
      const page = await this.#open(browser);
      this.#buffers.clear();
      for (const [name, bytes] of buffers) this.#buffers.set(name, bytes);
      const abort = Promise.withResolvers<never>();
      const timer = setTimeout(() => abort.reject(tooLong()), renderTimeoutMilliseconds);
      const onAbort = () => abort.reject(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        const drawn = page.evaluate((scene: SceneSpec) => window.renderScene(scene), spec);
        const { data, milliseconds } = await Promise.race([drawn, abort.promise]);
        return { bytes: Buffer.from(data, 'base64'), milliseconds };
      } catch (error) {
        // A page in the middle of drawing cannot be told to stop, only closed.
        this.#page = undefined;
        await page.close().catch(() => undefined);
        if (signal.aborted) throw signal.reason;
        if (error instanceof AppError) throw error;
        throw new Error(`The picture could not be drawn: ${messageOf(error)}`, { cause: error });
      } finally {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.#buffers.clear();
      }
    });
  }

  async #open(browser: Browser): Promise<Page> {
    if (this.#page?.browser === browser && !this.#page.page.isClosed()) return this.#page.page;
    const page = await browser.newPage();
    page.setDefaultTimeout(openTimeoutMilliseconds);
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    await page.route('**/*', (route) => this.#answer(route));
    await page.goto(`${origin}/`);
    await page
      .waitForFunction(() => 'renderScene' in window)
      .catch((cause: unknown) => {
        throw new Error(`The drawing page did not start: ${problems.join('; ').slice(0, 500)}`, { cause });
      });
    this.#page = { browser, page };
    return page;
  }

  async #answer(route: Route): Promise<void> {
    const path = decodeURIComponent(new URL(route.request().url()).pathname);
    const found = await this.#read(path).catch(() => undefined);
    if (found) await route.fulfill({ contentType: found.type, body: found.body });
    else await route.fulfill({ status: 404, body: '' });
  }

  async #read(path: string): Promise<{ type: string; body: Buffer | string } | undefined> {
    if (path === '/') return { type: 'text/html', body: html };
    if (path.startsWith('/parts/')) {
      const parts = path
        .slice('/parts/'.length)
        .split(',')
        .map((key) => this.#buffers.get(key));
      if (parts.includes(undefined)) return undefined;
      return { type: 'application/octet-stream', body: Buffer.concat(parts as Uint8Array[]) };
    }
    const texture = /^\/texture\/([a-z-]+)$/.exec(path);
    if (texture) return { type: 'image/webp', body: Buffer.from(await this.#textureOf(texture[1]!)) };
    const three = /^\/three\/(three\.(?:module|core)\.js)$/.exec(path);
    if (three) return { type: 'text/javascript', body: await readFile(join(threeFolder(), three[1]!)) };
    const script = /^\/(page\/[a-z-]+|[a-z-]+)\.ts$/.exec(path);
    if (script) {
      const source = await readFile(join(import.meta.dirname, `${script[1]}.ts`), 'utf8');
      return { type: 'text/javascript', body: stripTypeScriptTypes(source) };
    }
    return undefined;
  }
}

const threeFolder = () =>
  dirname(
    createRequire(import.meta.url)
      .resolve('three')
      .replace(/three\.cjs$/, 'three.module.js'),
  );
const tooLong = () =>
  new AppError('unavailable', 'Drawing the picture took too long and was stopped.', {
    hint: 'Try again when the machine is less busy, or choose a smaller format.',
  });

const html = `<!doctype html><meta charset="utf-8"><script type="importmap">{"imports":{"three":"/three/three.module.js"}}</script><script type="module" src="/page/main.ts"></script>`;
