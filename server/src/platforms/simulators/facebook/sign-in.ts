import { manifest } from '#platforms/facebook/manifest.ts';
import { allAccounts } from '#platforms/simulators/meta/accounts.ts';
import { graphError, invalid, ok, type World } from '#platforms/simulators/meta/answers.ts';
import { isAppSecret, showSignIn, takeCode } from '#platforms/simulators/meta/sign-in.ts';
import { issueToken, longLifeMilliseconds, tokenOf } from '#platforms/simulators/meta/tokens.ts';
import type { SimulatorAnswer, SimulatorRequest } from '#platforms/simulators/simulator.ts';

const knownScopes = [...manifest.oauth.scopes, 'business_management', 'pages_messaging'];

/** The dialog, the exchange of its code, and the exchange of a short token for a long one. */
export async function signingIn(
  world: World,
  request: SimulatorRequest,
): Promise<SimulatorAnswer | undefined> {
  const { method, path, query } = request;
  if (method !== 'GET') return undefined;
  if (/^\/v2[1-6]\.0\/dialog\/oauth$/.test(path)) {
    const accounts = (await allAccounts(world)).map(({ userId, name }) => ({ remoteId: userId, name }));
    return showSignIn(world, request, { platformName: 'Facebook', knownScopes, accounts });
  }
  if (!/^\/v2[1-6]\.0\/oauth\/access_token$/.test(path)) return undefined;
  if (query.get('grant_type') === 'fb_exchange_token') return lengthen(world, query);
  const code = await takeCode(world, Object.fromEntries(query));
  if ('why' in code) return graphError(100, 36009, code.why);
  // The token is a person's; the Page that was clicked is one of theirs.
  const facts = { userId: `person-of-${code.accountId}`, kind: 'short', scopes: code.scopes } as const;
  const access_token = await issueToken(world, 'EAAU', facts);
  return ok({ access_token, token_type: 'bearer', expires_in: 3600 });
}

async function lengthen(world: World, query: URLSearchParams): Promise<SimulatorAnswer> {
  if (!(await isAppSecret(world, query.get('client_secret') ?? '')))
    return graphError(101, undefined, 'Error validating client secret.');
  const token = await tokenOf(world, query.get('fb_exchange_token') ?? '');
  if ('status' in token) return token;
  if (token.kind === 'page') return invalid('fb_exchange_token');
  const { userId, scopes } = token;
  const access_token = await issueToken(world, 'EAAU', { userId, kind: 'long', scopes });
  return ok({ access_token, token_type: 'bearer', expires_in: longLifeMilliseconds / 1000 });
}
