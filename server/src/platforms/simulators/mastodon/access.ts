import { createHash } from 'node:crypto';
import { z } from 'zod';
import { authorizePage } from '#platforms/simulators/authorize-page.ts';
import type { SimulatorAnswer } from '#platforms/simulators/simulator.ts';
import {
  Account,
  App,
  acctOf,
  bodyOf,
  covers,
  domain,
  fail,
  type Handler,
  isRefusal,
  newSecret,
  ok,
  StoredToken,
  signedIn,
  type World,
} from './world.ts';

/** Apps and signing in. https://docs.joinmastodon.org/methods/apps/ and /methods/oauth/ */

const Code = z.object({
  clientId: z.string(),
  accountId: z.string(),
  redirectUri: z.string(),
  scopes: z.array(z.string()),
  challenge: z.string().nullable(),
  expiresAt: z.string(),
});
type Code = z.infer<typeof Code>;

const codeLifeSeconds = 600;
const knownScopes = /^(read|write)(:[a-z_]+)?$|^(follow|push|profile)$/;

const NewApp = z.object({
  client_name: z.string().min(1),
  redirect_uris: z.union([z.string(), z.array(z.string())]),
  scopes: z.string().default('read'),
  website: z.string().optional(),
});

export async function registerApp(world: World, input: unknown): Promise<App | SimulatorAnswer> {
  const parsed = NewApp.safeParse(input);
  if (!parsed.success) return fail(422, "Validation failed: Application name can't be blank");
  const { client_name: name, redirect_uris, scopes: wanted } = parsed.data;
  const redirectUris = typeof redirect_uris === 'string' ? redirect_uris.split(/\s+/) : redirect_uris;
  if (!redirectUris.every((uri) => URL.canParse(uri)))
    return fail(422, 'Validation failed: Redirect URI must be an absolute URI.');
  const scopes = wanted.split(/\s+/).filter(Boolean);
  if (!scopes.every((scope) => knownScopes.test(scope)))
    return fail(422, "Validation failed: Scopes doesn't match configured on the server.");
  const app: App = { clientId: newSecret(), clientSecret: newSecret(), name, redirectUris, scopes };
  await world.store.put('apps', app.clientId, app);
  return app;
}

export async function createToken(
  world: World,
  app: App,
  accountId: string,
  scopes: readonly string[],
): Promise<string> {
  const token = newSecret();
  const stored: StoredToken = { accountId, clientId: app.clientId, scopes: [...scopes], revoked: false };
  await world.store.put('tokens', token, stored);
  return token;
}

async function appOf(world: World, clientId: unknown): Promise<App | undefined> {
  const stored = typeof clientId === 'string' ? await world.store.get('apps', clientId) : undefined;
  return stored ? App.parse(stored) : undefined;
}

const invalidClient = () =>
  fail(
    401,
    'invalid_client',
    'Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.',
  );
const invalidGrant = () =>
  fail(
    400,
    'invalid_grant',
    'The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.',
  );

export const createApp: Handler = async (world, request) => {
  const app = await registerApp(world, bodyOf(request));
  if (isRefusal(app)) return app;
  const { clientId, clientSecret, name, redirectUris, scopes } = app;
  return ok(world, {
    id: '1',
    name,
    website: null,
    scopes,
    redirect_uris: redirectUris,
    client_id: clientId,
    client_secret: clientSecret,
  });
};

export const authorize: Handler = async (world, { query }) => {
  const app = await appOf(world, query.get('client_id'));
  if (!app) return invalidClient();
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!app.redirectUris.includes(redirectUri))
    return fail(
      400,
      'invalid_request',
      'The requested redirect uri is malformed or does not match client redirect URI.',
    );
  if (query.get('response_type') !== 'code')
    return fail(
      400,
      'unsupported_response_type',
      'The authorization server does not support this response type.',
    );
  const scopes = (query.get('scope') ?? 'read').split(/[\s+]+/);
  if (!scopes.every((scope) => covers(app.scopes, scope)))
    return fail(400, 'invalid_scope', 'The requested scope is invalid, unknown, or malformed.');
  const challenge = query.get('code_challenge');
  if (challenge !== null && query.get('code_challenge_method') !== 'S256') {
    return fail(400, 'invalid_code_challenge_method', 'The code challenge method must be S256.');
  }
  const state = query.get('state');
  const back = (parameters: Record<string, string>) => {
    const url = new URL(redirectUri);
    for (const [name, value] of Object.entries({ ...parameters, ...(state === null ? {} : { state }) }))
      url.searchParams.set(name, value);
    return url.href;
  };
  const grants = [];
  for (const { value } of await world.store.list('accounts', '')) {
    const account = Account.parse(value);
    if (account.host !== '') continue;
    const code = newSecret();
    const expiresAt = new Date(world.now().getTime() + codeLifeSeconds * 1000).toISOString();
    const stored: Code = {
      clientId: app.clientId,
      accountId: account.id,
      redirectUri,
      scopes,
      challenge,
      expiresAt,
    };
    await world.store.put('codes', code, stored);
    grants.push({ remoteId: account.id, name: `@${acctOf(account)}@${domain}`, url: back({ code }) });
  }
  const denyUrl = back({
    error: 'access_denied',
    error_description: 'The resource owner or authorization server denied the request.',
  });
  return authorizePage({ platformName: 'Mastodon', appName: app.name, scopes, grants, denyUrl });
};

export const giveToken: Handler = async (world, request) => {
  const body = bodyOf(request) ?? {};
  const app = await appOf(world, body.client_id);
  if (!app || body.client_secret !== app.clientSecret) return invalidClient();
  if (body.grant_type !== 'authorization_code')
    return fail(
      400,
      'unsupported_grant_type',
      'The authorization grant type is not supported by the authorization server.',
    );
  const key = typeof body.code === 'string' ? body.code : '';
  const stored = await world.store.get('codes', key);
  if (!stored) return invalidGrant();
  const code = Code.parse(stored);
  const verifier = typeof body.code_verifier === 'string' ? body.code_verifier : '';
  const proved =
    code.challenge === null || createHash('sha256').update(verifier).digest('base64url') === code.challenge;
  const fresh = new Date(code.expiresAt) > world.now();
  if (!proved || !fresh || code.clientId !== app.clientId || code.redirectUri !== body.redirect_uri)
    return invalidGrant();
  // Whoever deletes it has it: a code works once.
  if (!(await world.store.delete('codes', key))) return invalidGrant();
  const access_token = await createToken(world, app, code.accountId, code.scopes);
  const created_at = Math.floor(world.now().getTime() / 1000);
  return ok(world, { access_token, token_type: 'Bearer', scope: code.scopes.join(' '), created_at });
};

export const revoke: Handler = async (world, request) => {
  const body = bodyOf(request) ?? {};
  const refused = () => fail(403, 'unauthorized_client', 'You are not authorized to revoke this token');
  const app = await appOf(world, body.client_id);
  if (!app || body.client_secret !== app.clientSecret || typeof body.token !== 'string') return refused();
  const stored = await world.store.get('tokens', body.token);
  if (!stored) return ok(world, {});
  const token = StoredToken.parse(stored);
  if (token.clientId !== app.clientId) return refused();
  await world.store.put('tokens', body.token, { ...token, revoked: true } satisfies StoredToken);
  return ok(world, {});
};

/** The account as its owner sees it, with its counts. */
export const verifyCredentials: Handler = async (world, request) => {
  const account = await signedIn(world, request, 'read:accounts');
  return isRefusal(account) ? account : ok(world, await ownView(world, account));
};

export const updateCredentials: Handler = async (world, request) => {
  const account = await signedIn(world, request, 'write:accounts');
  if (isRefusal(account)) return account;
  const body = z.looseObject({ bot: z.boolean().optional() }).safeParse(bodyOf(request));
  if (!body.success) return fail(422, 'Validation failed: Bot is invalid');
  const changed: Account = { ...account, bot: body.data.bot ?? account.bot };
  await world.store.put('accounts', account.id, changed);
  return ok(world, await ownView(world, changed));
};

export const accountView = (account: Account) => ({
  id: account.id,
  username: account.username,
  acct: acctOf(account),
  display_name: account.displayName,
  bot: account.bot,
  note: account.bio,
});

async function ownView(world: World, account: Account) {
  const following = await world.store.list('follows', `${account.id}/`);
  const followers = (await world.store.list('follows', '')).filter(({ key }) =>
    key.endsWith(`/${account.id}`),
  );
  const statuses = (await world.store.list('statuses', '')).filter(
    ({ value }) => z.object({ accountId: z.string() }).parse(value).accountId === account.id,
  );
  return {
    ...accountView(account),
    followers_count: followers.length,
    following_count: following.length,
    statuses_count: statuses.length,
  };
}

export const follow: Handler = async (world, request, [id = '']) => {
  const account = await signedIn(world, request, 'write:follows');
  if (isRefusal(account)) return account;
  if (!(await world.store.get('accounts', id))) return fail(404, 'Record not found');
  if (id === account.id) return fail(403, 'This action is not allowed');
  await world.store.put('follows', `${account.id}/${id}`, true);
  return ok(world, { id, following: true, requested: false });
};
