import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { authorizePage } from '#platforms/simulators/authorize-page.ts';
import type { SimulatorAnswer, SimulatorRequest } from '#platforms/simulators/simulator.ts';
import { Account, digestOf, fail, find, newUuid, ok, type World } from './world.ts';

/** Signing in, tokens and keys: OAuth 2 with PKCE, refresh tokens that rotate. */

export const accessTokenSeconds = 3600;

const App = z.object({ clientId: z.string(), secretHash: z.string(), redirectUrl: z.string() });
const Code = z.object({
  owner: z.string(),
  clientId: z.string(),
  redirectUrl: z.string(),
  challenge: z.string(),
  scopes: z.array(z.string()),
});
const Grant = z.object({
  owner: z.string(),
  clientId: z.string(),
  scopes: z.array(z.string()),
  until: z.number(),
});

export interface Caller {
  readonly account: Account;
  readonly scopes: readonly string[];
}

const everything = ['read:self', 'read:post', 'write:post', 'read:media', 'write:media'];

export async function createApp(world: World, redirectUrl: string) {
  const clientId = newUuid();
  const clientSecret = randomBytes(24).toString('base64url');
  await world.store.put('apps', clientId, { clientId, secretHash: digestOf(clientSecret), redirectUrl });
  return { fields: { clientId, clientSecret } };
}

export async function newApiKey(world: World, owner: string): Promise<string> {
  const key = `fvk_${randomBytes(24).toString('base64url')}`;
  await world.store.put('keys', digestOf(key), owner);
  return key;
}

/** Who asks, by key or token; a refusal otherwise. */
export async function callerOf(world: World, request: SimulatorRequest): Promise<Caller | SimulatorAnswer> {
  const key = request.headers['x-fanvue-api-key'];
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const grant = token ? await find(world, Grant, 'access', digestOf(token)) : undefined;
  const owner = key ? await find(world, z.string(), 'keys', digestOf(key)) : grant?.owner;
  const ended = grant !== undefined && grant.until < world.now().getTime();
  const account = owner === undefined || ended ? undefined : await find(world, Account, 'accounts', owner);
  return account ? { account, scopes: grant?.scopes ?? everything } : fail(401, 'Unauthorized');
}

/** GET …/oauth2/auth */
export async function showSignIn(world: World, { query }: SimulatorRequest): Promise<SimulatorAnswer> {
  const app = await find(world, App, 'apps', query.get('client_id') ?? '');
  const redirectUrl = query.get('redirect_uri') ?? '';
  if (!app || app.redirectUrl !== redirectUrl)
    return fail(400, 'invalid_client: unknown app or redirect_uri');
  const scopes = (query.get('scope') ?? '').split(' ');
  const challenge = query.get('code_challenge') ?? '';
  const state = query.get('state') ?? '';
  const fine = query.get('response_type') === 'code' && query.get('code_challenge_method') === 'S256';
  const mandatory = ['openid', 'offline_access', 'offline'].every((scope) => scopes.includes(scope));
  if (!fine || challenge.length !== 43 || state.length < 3 || !mandatory) return fail(400, 'invalid_request');
  const back = (more: Record<string, string>) => `${redirectUrl}?${new URLSearchParams({ ...more, state })}`;
  const grants = [];
  for (const { value } of await world.store.list('accounts', '')) {
    const { uuid, handle } = Account.parse(value);
    const code = randomBytes(24).toString('base64url');
    const record = { owner: uuid, clientId: app.clientId, redirectUrl, challenge, scopes };
    await world.store.put('codes', digestOf(code), record);
    grants.push({ remoteId: uuid, name: `@${handle}`, url: back({ code }) });
  }
  const denyUrl = back({
    error: 'access_denied',
    error_description: 'The resource owner denied the request',
  });
  return authorizePage({ platformName: 'Fanvue', appName: 'AInfluencer', scopes, grants, denyUrl });
}

/** POST …/oauth2/token */
export async function giveTokens(world: World, request: SimulatorRequest): Promise<SimulatorAnswer> {
  if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    return fail(400, 'invalid_request');
  }
  const form = new URLSearchParams(request.body.toString('utf8'));
  const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const [clientId = '', secret = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  const app = await find(world, App, 'apps', clientId);
  if (!app || app.secretHash !== digestOf(secret) || form.get('client_id') !== clientId) {
    return fail(401, 'invalid_client');
  }
  const grant =
    form.get('grant_type') === 'authorization_code'
      ? await byCode(world, form, clientId)
      : await byRefreshToken(world, form, clientId);
  return grant ? ok(await tokensFor(world, clientId, grant)) : fail(400, 'invalid_grant');
}

async function byCode(world: World, form: URLSearchParams, clientId: string) {
  const key = digestOf(form.get('code') ?? '');
  const code = await find(world, Code, 'codes', key);
  const challenge = createHash('sha256')
    .update(form.get('code_verifier') ?? '')
    .digest('base64url');
  const fits =
    code?.clientId === clientId &&
    code.redirectUrl === form.get('redirect_uri') &&
    code.challenge === challenge;
  return fits && (await world.store.delete('codes', key)) ? code : undefined;
}

async function byRefreshToken(world: World, form: URLSearchParams, clientId: string) {
  if (form.get('grant_type') !== 'refresh_token') return undefined;
  const key = digestOf(form.get('refresh_token') ?? '');
  const grant = await find(world, Grant, 'refresh', key);
  // It rotates: whoever deletes it has used it.
  return grant?.clientId === clientId && (await world.store.delete('refresh', key)) ? grant : undefined;
}

async function tokensFor(
  world: World,
  clientId: string,
  { owner, scopes }: { readonly owner: string; readonly scopes: readonly string[] },
) {
  const access = randomBytes(24).toString('base64url');
  const refresh = randomBytes(24).toString('base64url');
  const until = world.now().getTime() + accessTokenSeconds * 1000;
  await world.store.put('access', digestOf(access), { owner, clientId, scopes, until });
  await world.store.put('refresh', digestOf(refresh), { owner, clientId, scopes, until });
  return {
    access_token: access,
    refresh_token: refresh,
    expires_in: accessTokenSeconds,
    token_type: 'bearer',
    scope: scopes.join(' '),
  };
}
