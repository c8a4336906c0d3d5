import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { authorizePage } from '#platforms/simulators/authorize-page.ts';
import type { SimulatedApp, SimulatorAnswer, SimulatorRequest } from '#platforms/simulators/simulator.ts';
import { manifest } from '#platforms/tiktok/manifest.ts';
import { allAccounts, digestOf, type World } from './world.ts';

/** Signing in as TikTok does it: codes that serve once, access tokens of two hours, refresh tokens that are replaced. */

const App = z.object({ secretDigest: z.string(), redirectUrl: z.string(), audited: z.boolean() });
const Code = z.object({
  clientKey: z.string(),
  redirectUrl: z.string(),
  accountId: z.string(),
  scopes: z.array(z.string()),
  endsAt: z.string(),
});
const Token = z.object({
  kind: z.enum(['access', 'refresh']),
  clientKey: z.string(),
  accountId: z.string(),
  scopes: z.array(z.string()),
  endsAt: z.string(),
  /** The digest of the other token of the pair. */
  pair: z.string(),
});
export type Token = z.infer<typeof Token>;

const accessSeconds = 7200;
const refreshSeconds = 180 * 86_400;
const codeSeconds = 300;

const secret = (bytes: number) => randomBytes(bytes).toString('base64url');
const at = (world: World, seconds: number) => new Date(world.now().getTime() + seconds * 1000).toISOString();

/** An app as the developer portal registers it; its audit is passed unless told. */
export async function createApp(world: World, redirectUrl: string, audited = true): Promise<SimulatedApp> {
  const [clientKey, clientSecret] = [`aw${secret(9)}`, secret(24)];
  await world.store.put('apps', clientKey, { secretDigest: digestOf(clientSecret), redirectUrl, audited });
  return { fields: { clientKey, clientSecret } };
}

export async function isAudited(world: World, clientKey: string): Promise<boolean> {
  const found = await world.store.get('apps', clientKey);
  return found !== undefined && App.parse(found).audited;
}

type Grant = Pick<Token, 'clientKey' | 'accountId' | 'scopes'>;

/** A fresh pair. A refresh token that replaces another ends when that one would have ended. */
export async function issuePair(world: World, grant: Grant, refreshEndsAt = at(world, refreshSeconds)) {
  const { clientKey, accountId, scopes } = grant;
  const [accessToken, refreshToken] = [`act.${secret(36)}`, `rft.${secret(36)}`];
  const facts = { clientKey, accountId, scopes };
  await world.store.put('tokens', digestOf(accessToken), {
    ...{ ...facts, kind: 'access', pair: digestOf(refreshToken) },
    endsAt: at(world, accessSeconds),
  });
  await world.store.put('tokens', digestOf(refreshToken), {
    ...{ ...facts, kind: 'refresh', pair: digestOf(accessToken) },
    endsAt: refreshEndsAt,
  });
  return { accessToken, refreshToken, refreshEndsAt };
}

async function findToken(world: World, text: string, kind: Token['kind']): Promise<Token | undefined> {
  const found = await world.store.get('tokens', digestOf(text));
  const token = found === undefined ? undefined : Token.parse(found);
  return token?.kind === kind && new Date(token.endsAt) > world.now() ? token : undefined;
}

/** Whose call it is; undefined without a token that holds. */
export async function callerOf(world: World, { headers }: SimulatorRequest): Promise<Token | undefined> {
  const text = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
  return text === undefined ? undefined : findToken(world, text, 'access');
}

/** https://developers.tiktok.com/doc/oauth-error-handling */
const refused = (error: string, error_description: string, status = 400): SimulatorAnswer => ({
  status,
  body: { error, error_description, log_id: 'REHEARSAL' },
});

/** GET /v2/auth/authorize/ */
export async function showSignIn(world: World, { query }: SimulatorRequest): Promise<SimulatorAnswer> {
  const asked = Object.fromEntries(query);
  const found = await world.store.get('apps', asked.client_key ?? '');
  if (found === undefined) return refused('invalid_client', 'client_key');
  const app = App.parse(found);
  if (asked.redirect_uri !== app.redirectUrl) return refused('invalid_request', 'redirect_uri');
  if (asked.response_type !== 'code') return refused('unsupported_response_type', 'response_type');
  const scopes = (asked.scope ?? '').split(',').filter(Boolean);
  const known: readonly string[] = manifest.oauth.scopes;
  if (scopes.length === 0 || scopes.some((scope) => !known.includes(scope)))
    return refused('invalid_scope', 'scope');
  if (!asked.state) return refused('invalid_request', 'state');
  const back = (answer: Record<string, string>) => {
    const url = new URL(app.redirectUrl);
    for (const [name, value] of Object.entries({ ...answer, state: asked.state! }))
      url.searchParams.set(name, value);
    return url.href;
  };
  const grants = [];
  for (const { openId, username } of await allAccounts(world)) {
    const code = secret(40);
    await world.store.put('codes', digestOf(code), {
      clientKey: asked.client_key,
      redirectUrl: app.redirectUrl,
      accountId: openId,
      scopes,
      endsAt: at(world, codeSeconds),
    });
    grants.push({ remoteId: openId, name: `@${username}`, url: back({ code, scopes: scopes.join(',') }) });
  }
  const denyUrl = back({ error: 'access_denied', error_description: 'The user denied the request.' });
  const appName = `App ${asked.client_key}`;
  return authorizePage({ platformName: manifest.name, appName, scopes, grants, denyUrl });
}

type Form = Readonly<Record<string, string>>;

/** The form of a request; undefined for any other kind of body. */
export function formOf({ headers, body }: SimulatorRequest): Form | undefined {
  const isForm = (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  return isForm ? Object.fromEntries(new URLSearchParams(body.toString('utf8'))) : undefined;
}

async function appRefusal(world: World, form: Form | undefined): Promise<SimulatorAnswer | undefined> {
  if (!form) return refused('invalid_request', 'Only `application/x-www-form-urlencoded` is supported.');
  const found = await world.store.get('apps', form.client_key ?? '');
  const fits = found !== undefined && App.parse(found).secretDigest === digestOf(form.client_secret ?? '');
  return fits ? undefined : refused('invalid_client', 'Client key or secret is incorrect.', 401);
}

/** POST /v2/oauth/token/ */
export async function giveTokens(world: World, request: SimulatorRequest): Promise<SimulatorAnswer> {
  const form = formOf(request);
  const refusal = await appRefusal(world, form);
  if (!form || refusal) return refusal ?? refused('invalid_request', 'body');
  if (form.grant_type === 'refresh_token') return renew(world, form);
  if (form.grant_type !== 'authorization_code') return refused('unsupported_grant_type', 'grant_type');
  const key = digestOf(form.code ?? '');
  const found = await world.store.get('codes', key);
  const wrong = refused('invalid_grant', 'Authorization code is expired or invalid.');
  if (found === undefined) return wrong;
  const code = Code.parse(found);
  const fits = code.clientKey === form.client_key && code.redirectUrl === form.redirect_uri;
  if (!fits || new Date(code.endsAt) <= world.now() || !(await world.store.delete('codes', key)))
    return wrong;
  return pairFor(world, code);
}

async function renew(world: World, form: Form): Promise<SimulatorAnswer> {
  const text = form.refresh_token ?? '';
  const token = await findToken(world, text, 'refresh');
  const wrong = refused('invalid_grant', 'Refresh token is invalid or expired.');
  if (!token || token.clientKey !== form.client_key) return wrong;
  // Whoever deletes it has it: the old one ends with its use.
  if (!(await world.store.delete('tokens', digestOf(text)))) return wrong;
  await world.store.delete('tokens', token.pair);
  return pairFor(world, token, token.endsAt);
}

async function pairFor(world: World, grant: Grant, refreshEndsAt?: string): Promise<SimulatorAnswer> {
  const pair = await issuePair(world, grant, refreshEndsAt);
  const left = Math.floor((new Date(pair.refreshEndsAt).getTime() - world.now().getTime()) / 1000);
  const body = {
    access_token: pair.accessToken,
    expires_in: accessSeconds,
    open_id: grant.accountId,
    refresh_token: pair.refreshToken,
    refresh_expires_in: left,
    scope: grant.scopes.join(','),
    token_type: 'Bearer',
  };
  return { status: 200, body };
}

/** POST /v2/oauth/revoke/: ends both tokens. */
export async function revoke(world: World, request: SimulatorRequest): Promise<SimulatorAnswer> {
  const form = formOf(request);
  const refusal = await appRefusal(world, form);
  if (!form || refusal) return refusal ?? refused('invalid_request', 'body');
  const token = await findToken(world, form.token ?? '', 'access');
  if (!token || token.clientKey !== form.client_key) return refused('invalid_grant', 'The token is invalid.');
  await world.store.delete('tokens', digestOf(form.token!));
  await world.store.delete('tokens', token.pair);
  return { status: 200, body: {} };
}
