import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { authorizePage } from '#platforms/simulators/authorize-page.ts';
import type { SimulatedApp, SimulatorAnswer, SimulatorRequest } from '#platforms/simulators/simulator.ts';
import { manifest } from '#platforms/x/manifest.ts';
import { allAccounts, digestOf, invalid, ok, unauthorized, type World } from './world.ts';

/** OAuth 2.0 with PKCE as X does it: access tokens of two hours, refresh tokens that serve once. */

const App = z.object({ secretDigest: z.string(), redirectUrl: z.string() });
const Code = z.object({
  clientId: z.string(),
  redirectUrl: z.string(),
  challenge: z.string(),
  accountId: z.string(),
  scopes: z.array(z.string()),
  endsAt: z.string(),
});
const Token = z.object({
  kind: z.enum(['access', 'refresh']),
  clientId: z.string(),
  accountId: z.string(),
  scopes: z.array(z.string()),
  endsAt: z.string(),
  /** The other token of the pair. */
  pair: z.string(),
});
export type Token = z.infer<typeof Token>;

const codeLifeMilliseconds = 30_000;
const accessLifeSeconds = 7200;
/** https://docs.x.com: a refresh token lives about half a year. */
const refreshLifeSeconds = 182 * 86_400;

export async function createApp(world: World, redirectUrl: string): Promise<SimulatedApp> {
  const clientId = randomBytes(17).toString('base64url');
  const clientSecret = randomBytes(32).toString('base64url');
  await world.store.put('apps', clientId, { secretDigest: digestOf(clientSecret), redirectUrl });
  return { fields: { clientId, clientSecret } };
}

/** A fresh pair for an account; the fields a person would paste. */
export async function issuePair(
  world: World,
  facts: Pick<Token, 'clientId' | 'accountId' | 'scopes'>,
): Promise<{ readonly accessToken: string; readonly refreshToken: string | undefined }> {
  const [accessToken, refreshToken] = [randomBytes(40), randomBytes(40)].map((bytes) =>
    bytes.toString('base64url'),
  );
  const at = (seconds: number) => new Date(world.now().getTime() + seconds * 1000).toISOString();
  const keep = (kind: Token['kind'], text: string, pair: string, seconds: number) =>
    world.store.put('tokens', digestOf(text), { ...facts, kind, pair: digestOf(pair), endsAt: at(seconds) });
  await keep('access', accessToken!, refreshToken!, accessLifeSeconds);
  const renews = facts.scopes.includes('offline.access');
  if (renews) await keep('refresh', refreshToken!, accessToken!, refreshLifeSeconds);
  return { accessToken: accessToken!, refreshToken: renews ? refreshToken : undefined };
}

async function findToken(world: World, text: string, kind: Token['kind']): Promise<Token | undefined> {
  const found = await world.store.get('tokens', digestOf(text));
  const token = found === undefined ? undefined : Token.parse(found);
  return token?.kind === kind && new Date(token.endsAt) > world.now() ? token : undefined;
}

/** Whose call it is; undefined without a token that holds. */
export async function callerOf(world: World, { headers }: SimulatorRequest): Promise<Token | undefined> {
  const text = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
  return text ? findToken(world, text, 'access') : undefined;
}

/** GET /i/oauth2/authorize */
export async function showSignIn(world: World, { query }: SimulatorRequest): Promise<SimulatorAnswer> {
  const asked = Object.fromEntries(query);
  const found = await world.store.get('apps', asked.client_id ?? '');
  if (found === undefined) return invalid('Value passed for the client id was invalid.');
  const app = App.parse(found);
  if (asked.redirect_uri !== app.redirectUrl) {
    return invalid('Value passed for the redirect uri did not match the uri of the application.');
  }
  const scopes = (asked.scope ?? '').split(' ').filter(Boolean);
  const strange = scopes.find((scope) => !(manifest.oauth.scopes as readonly string[]).includes(scope));
  if (asked.response_type !== 'code' || scopes.length === 0 || strange)
    return invalid('scope or response_type');
  if (asked.code_challenge_method !== 'S256' || (asked.code_challenge ?? '').length < 43)
    return invalid('code_challenge');
  if (!asked.state) return invalid('state');
  const back = (answer: Record<string, string>) => {
    const url = new URL(app.redirectUrl);
    for (const [name, value] of Object.entries({ state: asked.state!, ...answer }))
      url.searchParams.set(name, value);
    return url.href;
  };
  const grants = [];
  for (const { id, username } of await allAccounts(world)) {
    const code = randomBytes(40).toString('base64url');
    await world.store.put('codes', digestOf(code), {
      clientId: asked.client_id,
      redirectUrl: app.redirectUrl,
      challenge: asked.code_challenge,
      accountId: id,
      scopes,
      endsAt: new Date(world.now().getTime() + codeLifeMilliseconds).toISOString(),
    });
    grants.push({ remoteId: id, name: `@${username}`, url: back({ code }) });
  }
  const denyUrl = back({ error: 'access_denied' });
  return authorizePage({
    platformName: manifest.name,
    appName: `App ${asked.client_id}`,
    scopes,
    grants,
    denyUrl,
  });
}

const refused = (error: string, error_description: string): SimulatorAnswer => ({
  status: 400,
  body: { error, error_description },
});

/** The app that asks, by Basic or by its name; public clients made by `createAccount` have no secret. */
async function clientOf(
  world: World,
  { headers }: SimulatorRequest,
  values: Readonly<Record<string, unknown>>,
): Promise<string | undefined> {
  const basic = /^Basic (\S+)$/.exec(headers.authorization ?? '')?.[1];
  if (basic) {
    const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent);
    const found = await world.store.get('apps', id);
    return found !== undefined && App.parse(found).secretDigest === digestOf(secret) ? id : undefined;
  }
  return typeof values.client_id === 'string' ? values.client_id : undefined;
}

/** POST /2/oauth2/token */
export async function giveTokens(
  world: World,
  request: SimulatorRequest,
  values: Readonly<Record<string, unknown>>,
): Promise<SimulatorAnswer> {
  const clientId = await clientOf(world, request, values);
  if (!clientId) return unauthorized();
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : '');
  if (values.grant_type === 'refresh_token') return renew(world, clientId, text('refresh_token'));
  if (values.grant_type !== 'authorization_code') return refused('unsupported_grant_type', 'grant_type');
  const key = digestOf(text('code'));
  const found = await world.store.get('codes', key);
  const wrong = refused('invalid_grant', 'Value passed for the authorization code was invalid.');
  if (found === undefined) return wrong;
  const code = Code.parse(found);
  const challenge = createHash('sha256').update(text('code_verifier')).digest('base64url');
  const fits =
    code.clientId === clientId && code.redirectUrl === values.redirect_uri && code.challenge === challenge;
  if (!fits || new Date(code.endsAt) <= world.now() || !(await world.store.delete('codes', key)))
    return wrong;
  return pairFor(world, code);
}

async function renew(world: World, clientId: string, refreshToken: string): Promise<SimulatorAnswer> {
  const token = await findToken(world, refreshToken, 'refresh');
  const wrong = refused('invalid_grant', 'Value passed for the token was invalid.');
  if (!token || token.clientId !== clientId) return wrong;
  // Whoever deletes it has it: a refresh token serves once.
  if (!(await world.store.delete('tokens', digestOf(refreshToken)))) return wrong;
  await world.store.delete('tokens', token.pair);
  return pairFor(world, token);
}

async function pairFor(world: World, facts: Pick<Token, 'clientId' | 'accountId' | 'scopes'>) {
  const { clientId, accountId, scopes } = facts;
  const { accessToken, refreshToken } = await issuePair(world, { clientId, accountId, scopes });
  return ok({
    token_type: 'bearer',
    expires_in: accessLifeSeconds,
    access_token: accessToken,
    scope: scopes.join(' '),
    ...(refreshToken && { refresh_token: refreshToken }),
  });
}

/** POST /2/oauth2/revoke */
export async function revoke(
  world: World,
  request: SimulatorRequest,
  values: Readonly<Record<string, unknown>>,
): Promise<SimulatorAnswer> {
  if (!(await clientOf(world, request, values))) return unauthorized();
  if (typeof values.token !== 'string') return refused('invalid_request', 'token is missing');
  await world.store.delete('tokens', digestOf(values.token));
  return ok({ revoked: true });
}
