import type { OAuthFlow } from '#platforms/engagement.ts';
import type { PlatformHttp } from '#platforms/http.ts';
import { subscribe } from '#platforms/meta/first-comment.ts';
import { type Graph, graphOf } from '#platforms/meta/graph.ts';
import { signInWith } from '#platforms/meta/sign-in.ts';
import { type FreshToken, longLivedTokens } from '#platforms/meta/tokens.ts';
import {
  type ConnectedAccount,
  type ConnectInput,
  type PlatformCall,
  PlatformError,
} from '#platforms/platform.ts';
import { failureOf } from './errors.ts';
import { manifest } from './manifest.ts';
import { Me } from './schema.ts';
import { subscribedFields } from './webhooks.ts';

export const tokensOf = (http: PlatformHttp) => longLivedTokens(http, 'ig', failureOf);

export function instagramGraph(
  http: PlatformHttp,
  baseUrl: string,
  token: string,
  call: PlatformCall,
): Graph {
  return graphOf({ http, baseUrl, version: manifest.apiVersion, token, call, failureOf });
}

export const readMe = (graph: Graph) => graph.get('me', { fields: 'user_id,username,name,account_type' }, Me);

/** With a token copied from the app's dashboard. */
export async function connectWithToken(
  http: PlatformHttp,
  input: ConnectInput,
  call: PlatformCall,
): Promise<ConnectedAccount> {
  const baseUrl = (input.baseUrl ?? manifest.defaultBaseUrl).replace(/\/+$/, '');
  const pasted = (input.fields.accessToken ?? '').trim();
  if (pasted === '') {
    throw new PlatformError('rejected', 'The access token is missing.', {
      hint: 'Copy it from the app dashboard.',
    });
  }
  const token = await tokensOf(http).adopt(baseUrl, pasted, call);
  const account = await accountOf(http, baseUrl, token, call);
  const meant = (input.fields.accountId ?? '').trim();
  if (meant === '' || meant === account.remoteId) return account;
  throw new PlatformError(
    'rejected',
    `The token is for @${account.handle} (${account.remoteId}), not for ${meant}.`,
    { hint: 'Make the token for the account you mean.' },
  );
}

/** Signing in at Instagram. https://developers.facebook.com/documentation/instagram-platform/instagram-api-with-instagram-login/business-login */
export function instagramSignIn(http: PlatformHttp): OAuthFlow {
  return signInWith(http, {
    name: 'Instagram',
    authorizeUrl: (baseUrl) => `${baseUrl ?? 'https://www.instagram.com'}/oauth/authorize`,
    tokenUrl: (baseUrl) => `${baseUrl ?? 'https://api.instagram.com'}/oauth/access_token`,
    exchangeBy: 'form',
    scopes: manifest.oauth.scopes,
    failureOf,
    async connect(shortToken, app, rehearsal, call) {
      const baseUrl = rehearsal ?? manifest.defaultBaseUrl;
      const token = await tokensOf(http).exchange(baseUrl, shortToken, app, call);
      const account = await accountOf(http, baseUrl, token, call);
      const graph = instagramGraph(http, baseUrl, token.credentials.accessToken!, call);
      return [{ ...account, warnings: await subscribe(graph, account.remoteId, subscribedFields) }];
    },
  });
}

async function accountOf(
  http: PlatformHttp,
  baseUrl: string,
  { credentials, expiresAt }: FreshToken,
  call: PlatformCall,
): Promise<ConnectedAccount> {
  const me = await readMe(instagramGraph(http, baseUrl, credentials.accessToken!, call));
  return {
    remoteId: me.user_id,
    handle: me.username,
    displayName: me.name || me.username,
    credentials,
    baseUrl,
    tokenExpiresAt: expiresAt,
    warnings: [],
  };
}
