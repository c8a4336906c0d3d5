import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { authorizePage } from '#platforms/simulators/authorize-page.ts';
import type { SimulatedApp, SimulatorAnswer, SimulatorRequest } from '#platforms/simulators/simulator.ts';
import { manifest } from '#platforms/youtube/manifest.ts';
import { allAccounts, badRequest, digestOf, ok, type World } from './world.ts';

/** Google's OAuth 2.0: access tokens of an hour, refresh tokens that stay until the grant is revoked. */

const App = z.object({
  secretDigest: z.string(),
  redirectUrl: z.string().nullable(),
  /** Whether the project has passed the audit: what others upload is locked to private. */
  audited: z.boolean(),
});
const Grant = z.object({ clientId: z.string(), accountId: z.string(), scopes: z.array(z.string()) });
type Grant = z.infer<typeof Grant>;
const Code = Grant.extend({
  redirectUrl: z.string(),
  challenge: z.string(),
  offline: z.boolean(),
  endsAt: z.string(),
});
const Token = z.object({
  kind: z.enum(['access', 'refresh']),
  grantId: z.string(),
  endsAt: z.string().nullable(),
});
export type Caller = Grant & { readonly audited: boolean };

const codeLifeSeconds = 600;
const accessLifeSeconds = 3599;

export async function createApp(world: World, redirectUrl: string | null): Promise<SimulatedApp> {
  const clientId = `${randomBytes(6).readUIntBE(0, 6)}-rehearsal.apps.googleusercontent.com`;
  const clientSecret = `GOCSPX-${randomBytes(21).toString('base64url')}`;
  const app = { secretDigest: digestOf(clientSecret), redirectUrl, audited: true };
  await world.store.put('apps', clientId, app);
  return { fields: { clientId, clientSecret } };
}

async function keepToken(world: World, token: z.infer<typeof Token>): Promise<string> {
  const start = token.kind === 'access' ? 'ya29.' : '1//0';
  const text = `${start}${randomBytes(48).toString('base64url')}`;
  await world.store.put('tokens', digestOf(text), token);
  return text;
}

/** A grant of everything, as a person would have made it before: the refresh token to paste. */
export async function grantAll(world: World, clientId: string, accountId: string): Promise<string> {
  const grantId = randomBytes(12).toString('hex');
  await world.store.put('grants', grantId, { clientId, accountId, scopes: [...manifest.oauth.scopes] });
  return keepToken(world, { kind: 'refresh', grantId, endsAt: null });
}

async function findGrant(world: World, text: string, kind?: 'access' | 'refresh') {
  const found = await world.store.get('tokens', digestOf(text));
  const token = found === undefined ? undefined : Token.parse(found);
  if (!token || (kind && token.kind !== kind)) return undefined;
  if (token.endsAt !== null && new Date(token.endsAt) <= world.now()) return undefined;
  const grant = await world.store.get('grants', token.grantId);
  return grant === undefined ? undefined : { grantId: token.grantId, grant: Grant.parse(grant) };
}

/** Whose call it is; undefined without a token that holds. */
export async function callerOf(world: World, { headers }: SimulatorRequest): Promise<Caller | undefined> {
  const text = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
  const found = text ? await findGrant(world, text, 'access') : undefined;
  if (!found) return undefined;
  const app = App.parse(await world.store.get('apps', found.grant.clientId));
  return { ...found.grant, audited: app.audited };
}

/** GET /o/oauth2/v2/auth */
export async function showSignIn(world: World, { query }: SimulatorRequest): Promise<SimulatorAnswer> {
  const asked = Object.fromEntries(query);
  const found = await world.store.get('apps', asked.client_id ?? '');
  const wrong = (what: string) => badRequest('invalid_request', `Error 400: ${what}`);
  if (found === undefined) return wrong('invalid_client');
  const { redirectUrl } = App.parse(found);
  if (redirectUrl === null || asked.redirect_uri !== redirectUrl) return wrong('redirect_uri_mismatch');
  const scopes = (asked.scope ?? '').split(' ').filter(Boolean);
  const known: readonly string[] = manifest.oauth.scopes;
  if (scopes.length === 0 || scopes.some((scope) => !known.includes(scope))) return wrong('invalid_scope');
  if (asked.response_type !== 'code') return wrong('response_type');
  if (asked.code_challenge_method !== 'S256' || !/^[\w-]{43}$/.test(asked.code_challenge ?? '')) {
    return wrong('code_challenge');
  }
  const back = (answer: Record<string, string>) => {
    const url = new URL(redirectUrl);
    const all = { ...(asked.state && { state: asked.state }), ...answer };
    for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value);
    return url.href;
  };
  const grants = [];
  for (const { id, title, handle } of await allAccounts(world)) {
    const code = `4/0A${randomBytes(40).toString('base64url')}`;
    await world.store.put('codes', digestOf(code), {
      clientId: asked.client_id,
      redirectUrl,
      challenge: asked.code_challenge,
      accountId: id,
      scopes,
      // Without both, a further sign-in brings no refresh token.
      offline: asked.access_type === 'offline' && asked.prompt === 'consent',
      endsAt: new Date(world.now().getTime() + codeLifeSeconds * 1000).toISOString(),
    });
    grants.push({
      remoteId: id,
      name: `${title} (@${handle})`,
      url: back({ code, scope: scopes.join(' ') }),
    });
  }
  const denyUrl = back({ error: 'access_denied' });
  const appName = `App ${asked.client_id}`;
  return authorizePage({ platformName: 'Google', appName, scopes, grants, denyUrl });
}

const refused = (status: number, error: string, error_description: string): SimulatorAnswer => ({
  status,
  body: { error, error_description },
});
type Values = Readonly<Record<string, unknown>>;
const textIn = (values: Values, name: string) => (typeof values[name] === 'string' ? values[name] : '');

/** POST /token */
export async function giveTokens(world: World, values: Values): Promise<SimulatorAnswer> {
  const clientId = textIn(values, 'client_id');
  const found = await world.store.get('apps', clientId);
  if (found === undefined) return refused(401, 'invalid_client', 'The OAuth client was not found.');
  if (App.parse(found).secretDigest !== digestOf(textIn(values, 'client_secret'))) {
    return refused(401, 'invalid_client', 'The provided client secret is invalid.');
  }
  const type = textIn(values, 'grant_type');
  if (type === 'refresh_token') return renew(world, clientId, textIn(values, 'refresh_token'));
  if (type !== 'authorization_code')
    return refused(400, 'unsupported_grant_type', `Invalid grant_type: ${type}`);
  const key = digestOf(textIn(values, 'code'));
  const kept = await world.store.get('codes', key);
  if (kept === undefined) return refused(400, 'invalid_grant', 'Malformed auth code.');
  const code = Code.parse(kept);
  if (code.redirectUrl !== values.redirect_uri) return refused(400, 'redirect_uri_mismatch', 'Bad Request');
  const challenge = createHash('sha256').update(textIn(values, 'code_verifier')).digest('base64url');
  if (code.challenge !== challenge) return refused(400, 'invalid_grant', 'Invalid code verifier.');
  const isOver = new Date(code.endsAt) <= world.now();
  if (code.clientId !== clientId || isOver || !(await world.store.delete('codes', key))) {
    return refused(400, 'invalid_grant', 'Bad Request');
  }
  const grantId = randomBytes(12).toString('hex');
  const { accountId, scopes } = code;
  await world.store.put('grants', grantId, { clientId, accountId, scopes });
  const refresh = code.offline
    ? await keepToken(world, { kind: 'refresh', grantId, endsAt: null })
    : undefined;
  return accessFor(world, grantId, scopes, refresh);
}

async function renew(world: World, clientId: string, refreshToken: string): Promise<SimulatorAnswer> {
  const found = await findGrant(world, refreshToken, 'refresh');
  if (found?.grant.clientId !== clientId) {
    return refused(400, 'invalid_grant', 'Token has been expired or revoked.');
  }
  return accessFor(world, found.grantId, found.grant.scopes, undefined);
}

async function accessFor(
  world: World,
  grantId: string,
  scopes: readonly string[],
  refresh: string | undefined,
) {
  const endsAt = new Date(world.now().getTime() + accessLifeSeconds * 1000).toISOString();
  const access = await keepToken(world, { kind: 'access', grantId, endsAt });
  return ok({
    access_token: access,
    expires_in: accessLifeSeconds,
    ...(refresh && { refresh_token: refresh }),
    scope: scopes.join(' '),
    token_type: 'Bearer',
  });
}

/** POST /revoke: either token ends the whole grant. */
export async function revoke(world: World, values: Values): Promise<SimulatorAnswer> {
  const found = await findGrant(world, textIn(values, 'token'));
  if (!found) return refused(400, 'invalid_token', 'Token expired or revoked');
  await world.store.delete('grants', found.grantId);
  return ok({});
}
