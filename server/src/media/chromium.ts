import { createReadStream } from 'node:fs';
import { access, chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { type Browser, chromium as playwright } from 'playwright-core';
import { AppError, messageOf } from '#kernel/errors.ts';

export interface ChromiumOptions {
  /** Where the packaged Chromium is unpacked, about 210 MB; kept between starts. */
  readonly cacheFolder: string;
  /** A Chrome or Chromium to use instead of looking for one. */
  readonly executablePath?: string | undefined;
  /** The browser is closed after this long without work. 60 when absent. */
  readonly idleSeconds?: number;
  /** The browser is replaced after this many pieces of work, since it grows with use. 150 when absent. */
  readonly worksPerBrowser?: number;
  /** Stand-ins for the platform and the usual places, for tests. */
  readonly platform?: string;
  readonly searchPaths?: readonly string[];
}

export interface FoundChromium {
  readonly executablePath: string;
  /** Shared libraries that come with the packaged Chromium, for machines without them. */
  readonly libraryFolder: string | undefined;
  readonly origin: 'packaged' | 'installed' | 'given';
}

/** A headless browser that starts when first needed and goes away when idle. */
export interface Chromium extends AsyncDisposable {
  /** Finds or unpacks the browser without starting it; throws `unavailable` with what to do. */
  find(): Promise<FoundChromium>;
  /** Runs `work` with a started browser. A browser that died is replaced; `work` itself is not repeated. */
  use<T>(work: (browser: Browser) => Promise<T>): Promise<T>;
}

const installedPaths: Readonly<Record<string, readonly string[]>> = {
  linux: [
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/snap/bin/chromium',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
};

/** Software rendering everywhere, so that the same scene gives the same picture; and no network at all. */
const launchArguments = [
  '--no-sandbox',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  '--hide-scrollbars',
  '--disable-extensions',
  '--disable-component-update',
  '--disable-background-networking',
  '--force-color-profile=srgb',
  '--host-resolver-rules=MAP * ~NOTFOUND',
];
const launchTimeoutMilliseconds = 60_000;

export function createChromium(options: ChromiumOptions): Chromium {
  return new WarmChromium(options);
}

/** The packaged Chromium on 64-bit Linux, else an installed one. */
export async function findChromium(options: ChromiumOptions): Promise<FoundChromium> {
  const platform = options.platform ?? `${process.platform}-${process.arch}`;
  if (options.executablePath) {
    if (await exists(options.executablePath))
      return { executablePath: options.executablePath, libraryFolder: undefined, origin: 'given' };
    throw missing(`There is no browser at ${options.executablePath}.`);
  }
  if (platform === 'linux-x64') {
    try {
      return await unpackChromium(options.cacheFolder);
    } catch (error) {
      if (error instanceof AppError) throw error;
      const installed = await findInstalled(options, platform);
      if (installed) return installed;
      throw missing(`The packaged Chromium could not be unpacked (${messageOf(error)}).`, error);
    }
  }
  const installed = await findInstalled(options, platform);
  if (installed) return installed;
  throw missing('The built-in image engine draws in Chrome or Chromium, and none was found on this machine.');
}

async function findInstalled(options: ChromiumOptions, platform: string): Promise<FoundChromium | undefined> {
  const paths = options.searchPaths ?? installedPaths[platform.split('-')[0]!] ?? [];
  for (const path of paths)
    if (await exists(path)) return { executablePath: path, libraryFolder: undefined, origin: 'installed' };
  return undefined;
}

const missing = (message: string, cause?: unknown) =>
  new AppError('unavailable', message, {
    hint: 'Install Google Chrome or Chromium, or set CHROME_PATH to one, then try again.',
    cause,
  });

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/**
 * Unpacks the Chromium of the npm package `@sparticuz/chromium` into a folder named by its version.
 * Written to a temporary folder first and renamed, so that a cut-off start leaves nothing half done.
 */
async function unpackChromium(cacheFolder: string): Promise<FoundChromium> {
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const packageFolder = dirname(dirname(entry));
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  const folder = join(cacheFolder, `chromium-${version}`);
  const found: FoundChromium = {
    executablePath: join(folder, 'chromium'),
    libraryFolder: join(folder, 'libraries'),
    origin: 'packaged',
  };
  if (await exists(found.executablePath)) return found;
  const draft = `${folder}.${process.pid}.part`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(join(draft, 'libraries'), { recursive: true });
  try {
    const archive = (name: string) => join(packageFolder, 'bin', name);
    await decompressTo(archive('chromium.br'), join(draft, 'chromium'));
    await chmod(join(draft, 'chromium'), 0o755);
    await extractTar(archive('swiftshader.tar.br'), draft, draft);
    await extractTar(archive('al2023.tar.br'), join(draft, 'libraries'), draft);
    await rename(draft, folder).catch(async (error: unknown) => {
      // Another process of ours may have finished first.
      if (!(await exists(found.executablePath))) throw error;
    });
  } catch (cause) {
    const full = (cause as NodeJS.ErrnoException).code === 'ENOSPC';
    if (full)
      throw new AppError('storage_full', 'There is no room to unpack the drawing engine.', {
        hint: `Free about 250 MB where ${cacheFolder} lies, then try again.`,
        cause,
      });
    throw cause;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return found;
}

const decompressTo = (from: string, to: string) =>
  pipeline(
    createReadStream(from),
    createBrotliDecompress(),
    async function* save(chunks) {
      const { open } = await import('node:fs/promises');
      const file = await open(to, 'w');
      try {
        for await (const chunk of chunks as AsyncIterable<Buffer>) await file.write(chunk);
      } finally {
        await file.close();
      }
      yield Buffer.alloc(0);
    },
    async (rest: AsyncIterable<Buffer>) => {
      for await (const _ of rest);
    },
  );

/** Extracts the regular files of a compressed ustar archive, flat: enough for a folder of libraries. */
async function extractTar(from: string, to: string, scratch: string): Promise<void> {
  const plain = join(scratch, 'archive.tar');
  await decompressTo(from, plain);
  const bytes = await readFile(plain);
  await rm(plain);
  for (let at = 0; at + 512 <= bytes.length; ) {
    const name = bytes.toString('utf8', at, at + 100).replace(/\0.*$/s, '');
    if (name === '') break;
    const size = Number.parseInt(
      bytes
        .toString('latin1', at + 124, at + 136)
        .replace(/\0.*$/s, '')
        .trim(),
      8,
    );
    const type = bytes.toString('latin1', at + 156, at + 157);
    const flat = name.split('/').at(-1)!;
    if ((type === '0' || type === '\0') && flat !== '')
      await writeFile(join(to, flat), bytes.subarray(at + 512, at + 512 + size), { mode: 0o755 });
    at += 512 + Math.ceil(size / 512) * 512;
  }
}

class WarmChromium implements Chromium {
  readonly #options: ChromiumOptions;
  #found: Promise<FoundChromium> | undefined;
  #browser: Promise<Browser> | undefined;
  #active = 0;
  #works = 0;
  #idle: NodeJS.Timeout | undefined;
  #needsLibraries = false;
  #disposed = false;

  constructor(options: ChromiumOptions) {
    this.#options = options;
  }

  find(): Promise<FoundChromium> {
    this.#found ??= findChromium(this.#options);
    this.#found.catch(() => {
      this.#found = undefined;
    });
    return this.#found;
  }

  async use<T>(work: (browser: Browser) => Promise<T>): Promise<T> {
    if (this.#disposed) throw new AppError('gone', 'The drawing engine is shutting down.');
    clearTimeout(this.#idle);
    this.#active += 1;
    try {
      return await work(await this.#started());
    } finally {
      this.#active -= 1;
      this.#works += 1;
      if (this.#active === 0) await this.#rest();
    }
  }

  async #started(): Promise<Browser> {
    const known = this.#browser;
    const current = await known?.catch(() => undefined);
    if (current?.isConnected()) return current;
    // Whoever asked at the same moment may have started one already.
    if (this.#browser && this.#browser !== known) return this.#browser;
    this.#works = 0;
    this.#browser = this.#launch();
    return this.#browser;
  }

  async #launch(): Promise<Browser> {
    const found = await this.find();
    try {
      return await this.#launchOnce(found, this.#needsLibraries);
    } catch (error) {
      // A bare machine lacks libnss3 and friends: they come along in the package.
      const lacksLibraries = /shared librar|libnss3|libnspr4|libexpat/i.test(messageOf(error));
      if (!found.libraryFolder || this.#needsLibraries || !lacksLibraries) throw launchError(error);
      this.#needsLibraries = true;
      return await this.#launchOnce(found, true).catch((second: unknown) => {
        throw launchError(second);
      });
    }
  }

  /** The browser talks over a pipe and ends by itself when this process dies and the pipe closes. */
  #launchOnce(found: FoundChromium, withLibraries: boolean): Promise<Browser> {
    return playwright.launch({
      executablePath: found.executablePath,
      args: launchArguments,
      headless: true,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      timeout: launchTimeoutMilliseconds,
      ...(withLibraries && found.libraryFolder ? { env: { LD_LIBRARY_PATH: found.libraryFolder } } : {}),
    });
  }

  async #rest(): Promise<void> {
    if (this.#works >= (this.#options.worksPerBrowser ?? 150)) return this.#close();
    this.#idle = setTimeout(() => void this.#close(), (this.#options.idleSeconds ?? 60) * 1000);
    this.#idle.unref();
  }

  async #close(): Promise<void> {
    const browser = this.#browser;
    this.#browser = undefined;
    await (await browser?.catch(() => undefined))?.close().catch(() => undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    clearTimeout(this.#idle);
    await this.#close();
  }
}

const launchError = (cause: unknown) =>
  new AppError('unavailable', `The browser that draws could not start: ${messageOf(cause).split('\n')[0]}`, {
    hint: 'Install Google Chrome or Chromium, or set CHROME_PATH to one, then try again.',
    cause,
  });
