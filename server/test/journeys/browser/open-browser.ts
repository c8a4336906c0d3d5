import { type Browser, chromium } from 'playwright-core';
import { findChromium } from '#media/chromium.ts';

const launchMilliseconds = 120_000;

/** Starts the Chromium that the product draws with, as a browser for people: it may reach this machine's ports. */
export async function openBrowser(cacheFolder: string, executablePath?: string): Promise<Browser> {
  const found = await findChromium({ cacheFolder, executablePath });
  const launch = (env?: Record<string, string>) =>
    chromium.launch({
      executablePath: found.executablePath,
      args: ['--no-sandbox', '--force-color-profile=srgb', '--disable-extensions'],
      timeout: launchMilliseconds,
      ...(env && { env }),
    });
  const { libraryFolder } = found;
  // A bare machine lacks shared libraries; they come with the package.
  return libraryFolder ? launch().catch(() => launch({ LD_LIBRARY_PATH: libraryFolder })) : launch();
}
