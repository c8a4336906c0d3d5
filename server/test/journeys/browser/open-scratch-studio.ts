import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStudio } from '#compose';
import { loadConfig } from '#config/config.ts';
import { processEnvironment } from '#config/process-environment.ts';
import type { AppContext } from '#context';
import { isDashboardBuilt } from '#http/dashboard.ts';
import { freePort } from '#http/free-port.ts';
import { findChromium } from '#media/chromium.ts';
import { runRoles } from '#run-roles';

export interface ScratchStudio extends AsyncDisposable {
  /** What the product is made of, for setting a scene without drawing it. */
  readonly app: AppContext;
  /** Where a browser opens the dashboard. */
  readonly url: string;
  /** Where the studio unpacks its Chromium: a browser of the test finds it there too. */
  readonly chromiumFolder: string;
}

/**
 * The whole product in this process, all roles (or those told) and the dashboard, on a free port and a data folder
 * that goes away with it. Uses the database at `databaseUrl`, or an embedded one of its own.
 * @throws Error when the dashboard is not built.
 */
export async function openScratchStudio(databaseUrl = '', roles = ''): Promise<ScratchStudio> {
  if (!isDashboardBuilt()) throw new Error('The dashboard is not built: run `npm test`, which builds it.');
  await using stack = new AsyncDisposableStack();
  const dataFolder = await mkdtemp(join(tmpdir(), 'ainfluencer-journey-'));
  stack.defer(() => rm(dataFolder, { recursive: true, force: true }));
  const config = loadConfig({
    ...processEnvironment,
    PORT: String(await freePort()),
    DATABASE_URL: databaseUrl,
    AINFLUENCER_DATA: dataFolder,
    AINFLUENCER_URL: '',
    AINFLUENCER_ROLES: roles,
    AINFLUENCER_DEV: '',
    AINFLUENCER_LOG: processEnvironment.AINFLUENCER_LOG ?? 'error',
  });
  const chromiumFolder = join(dataFolder, 'cache', 'chromium');
  // Unpacked before two ask for it: the engines, and the browser of the test.
  await findChromium({ cacheFolder: chromiumFolder, executablePath: config.chromePath });
  const studio = stack.use(await openStudio(config, { scratch: true }));
  stack.use(await runRoles(studio));
  const open = stack.move();
  return {
    app: studio.app,
    url: config.publicUrl,
    chromiumFolder,
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}
