import { createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { authorizePage } from '#platforms/simulators/authorize-page.ts';
import type { SimulatedApp, SimulatorAnswer, SimulatorRequest } from '#platforms/simulators/simulator.ts';
import { digestOf, graphError, invalid, newId, type World } from './answers.ts';

/** App registrations, the sign-in page and its codes, the same on all of Meta's platforms. */

/** Its secret stays as it is: calls are signed with it. */
const App = z.object({ secret: z.string(), redirectUrl: z.string() });
const Code = z.object({
  clientId: z.string(),
  redirectUri: z.string(),
  accountId: z.string(),
  scopes: z.array(z.string()),
  expiresAt: z.string(),
});
export type Code = z.infer<typeof Code>;

const codeLifeMilliseconds = 60 * 60 * 1000;

export async function createApp(
  world: World,
  { redirectUrl }: { readonly redirectUrl: string },
): Promise<SimulatedApp> {
  const clientId = newId('2', world.now());
  const clientSecret = randomBytes(16).toString('hex');
  await world.store.put('apps', clientId, { secret: clientSecret, redirectUrl });
  return { fields: { clientId, clientSecret } };
}

async function findApp(world: World, clientId: string) {
  const found = await world.store.get('apps', clientId);
  return found === undefined ? undefined : App.parse(found);
}

/** Whether any registered app has this secret, for calls that name the secret alone. */
export async function isAppSecret(world: World, secret: string): Promise<boolean> {
  return (await secretsOf(world)).includes(secret);
}

/** Whether a call's `appsecret_proof` was made with the secret of a registered app. */
export async function isAppProof(world: World, token: string, proof: string): Promise<boolean> {
  const secrets = await secretsOf(world);
  return secrets.some((secret) => createHmac('sha256', secret).update(token).digest('hex') === proof);
}

async function secretsOf(world: World): Promise<string[]> {
  return (await world.store.list('apps', '')).map(({ value }) => App.parse(value).secret);
}

export interface SignInPage {
  readonly platformName: string;
  readonly knownScopes: readonly string[];
  readonly accounts: readonly { readonly remoteId: string; readonly name: string }[];
}

/** The authorize page: refuses an app, an address or a scope that is not registered. */
export async function showSignIn(
  world: World,
  request: SimulatorRequest,
  page: SignInPage,
): Promise<SimulatorAnswer> {
  const asked = Object.fromEntries(request.query);
  const app = await findApp(world, asked.client_id ?? '');
  if (!app) return graphError(101, undefined, 'Invalid platform app.');
  if (asked.redirect_uri !== app.redirectUrl) {
    return graphError(191, undefined, 'Invalid redirect URI: it is not entered in the app.');
  }
  if (asked.response_type !== 'code') return invalid('response_type');
  const scopes = (asked.scope ?? '').split(',').filter(Boolean);
  const strange = scopes.filter((scope) => !page.knownScopes.includes(scope));
  if (scopes.length === 0 || strange.length > 0)
    return invalid(`Invalid Scopes: ${strange.join(', ') || 'none'}`);
  const back = (query: Readonly<Record<string, string>>, end = '') => {
    const url = new URL(app.redirectUrl);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    if (asked.state !== undefined) url.searchParams.set('state', asked.state);
    return `${url.href}${end}`;
  };
  const grants = [];
  for (const { remoteId, name } of page.accounts) {
    const code = randomBytes(24).toString('base64url');
    const expiresAt = new Date(world.now().getTime() + codeLifeMilliseconds).toISOString();
    const kept: Code = {
      clientId: asked.client_id!,
      redirectUri: app.redirectUrl,
      accountId: remoteId,
      scopes,
      expiresAt,
    };
    await world.store.put('codes', digestOf(code), kept);
    grants.push({ remoteId, name, url: back({ code }, '#_') });
  }
  const denied = { error: 'access_denied', error_reason: 'user_denied', error_description: 'Denied.' };
  return authorizePage({
    platformName: page.platformName,
    appName: `App ${asked.client_id}`,
    scopes,
    grants,
    denyUrl: back(denied),
  });
}

/** Takes a code once, with everything that belongs to it; else why not. */
export async function takeCode(
  world: World,
  asked: Readonly<Record<string, unknown>>,
): Promise<Code | { readonly why: string }> {
  const text = (name: string) => (typeof asked[name] === 'string' ? asked[name] : '');
  const app = await findApp(world, text('client_id'));
  if (!app || app.secret !== text('client_secret')) {
    return { why: 'Error validating client secret.' };
  }
  const key = digestOf(text('code'));
  const found = await world.store.get('codes', key);
  const code = found === undefined ? undefined : Code.parse(found);
  if (!code || code.clientId !== text('client_id') || new Date(code.expiresAt) <= world.now()) {
    return { why: 'Matching code was not found or was already used' };
  }
  if (code.redirectUri !== text('redirect_uri')) {
    return { why: 'Error validating verification code. Please make sure your redirect_uri is identical.' };
  }
  // Whoever deletes it has it.
  if (!(await world.store.delete('codes', key)))
    return { why: 'Matching code was not found or was already used' };
  return code;
}
