import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';
import { processEnvironment } from '#config/process-environment.ts';
import { type Ctx, inNameOf } from '#context';
import type { WorkspaceId } from '#kernel/ids.ts';
import { createTestDatabase } from '#test/postgres.ts';
import { openBrowser } from './open-browser.ts';
import { openScratchStudio } from './open-scratch-studio.ts';

const owner = { name: 'Robin Berg', email: 'robin@example.com', password: 'a long enough password' };
const Session = z.object({ workspace: z.object({ id: z.string() }) });

/** A running studio with an owner, to be filled through the product's own verbs and looked at in a browser. */
export interface SeededStudio extends AsyncDisposable {
  readonly url: string;
  readonly browser: Browser;
  /** In the owner's name. */
  readonly ctx: Ctx;
  /** Signs a page's browser in, without the form. */
  signIn(page: Page): Promise<void>;
}

/** Serves and publishes, but draws nothing by itself: what a scene needs drawn is made by hand. */
const usualRoles = 'api,platform';

/** @throws Error when the dashboard is not built. */
export async function openSeededStudio(roles = usualRoles): Promise<SeededStudio> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await createTestDatabase());
  const studio = stack.use(await openScratchStudio(database.connectionString, roles));
  const browser = await openBrowser(studio.chromiumFolder, processEnvironment.CHROME_PATH);
  stack.defer(() => browser.close());
  const session = await makeOwner(studio.url);
  const workspaceId = session.workspace.id as WorkspaceId;
  const actor = { kind: 'user', userId: 'owner', name: owner.name } as const;
  const open = stack.move();
  return {
    url: studio.url,
    browser,
    ctx: inNameOf(studio.app, workspaceId, actor, 'owner'),
    signIn: async (page) => {
      const { email, password } = owner;
      const answer = await page.request.post(`${studio.url}/api/v1/sign-in`, { data: { email, password } });
      if (!answer.ok()) throw new Error(`Signing in answered ${answer.status()}: ${await answer.text()}`);
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

async function makeOwner(url: string) {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ ...owner, timeZone: 'Europe/Berlin' });
  const made = await fetch(`${url}/api/v1/owner`, { method: 'POST', headers, body });
  const cookie = made.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const session = await fetch(`${url}/api/v1/session`, { headers: { cookie } });
  return Session.parse(await session.json());
}
