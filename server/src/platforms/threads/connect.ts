import type { OAuthFlow } from '#platforms/engagement.ts';
import type { PlatformHttp } from '#platforms/http.ts';
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

export const tokensOf = (http: PlatformHttp) => longLivedTokens(http, 'th', failureOf);

export function threadsGraph(http: PlatformHttp, baseUrl: string, token: string, call: PlatformCall): Graph {
  return graphOf({ http, baseUrl, version: manifest.apiVersion, token, call, failureOf });
}

export const readMe = (graph: Graph) => graph.get('me', { fields: 'id,username,name' }, Me);

/** With a token copied from the app's dashboard. */
export async function connectWithToken(
  http: PlatformHttp,
  input: ConnectInput,
  call: PlatformCall,
): Promise<ConnectedAccount> {
  const pasted = (input.fields.accessToken ?? '').trim();
  if (pasted === '') {
    throw new PlatformError('rejected', 'The access token is missing.', {
      hint: 'Copy it from the app dashboard.',
    });
  }
  const baseUrl = (input.baseUrl ?? manifest.defaultBaseUrl).replace(/\/+$/, '');
  return accountOf(http, baseUrl, await tokensOf(http).adopt(baseUrl, pasted, call), call);
}

/** Signing in at Threads. https://developers.facebook.com/docs/threads/get-started/get-access-tokens-and-permissions */
export function threadsSignIn(http: PlatformHttp): OAuthFlow {
  return signInWith(http, {
    name: 'Threads',
    authorizeUrl: (baseUrl) => `${baseUrl ?? 'https://threads.net'}/oauth/authorize`,
    tokenUrl: (baseUrl) => `${baseUrl ?? manifest.defaultBaseUrl}/oauth/access_token`,
    exchangeBy: 'form',
    scopes: manifest.oauth.scopes,
    failureOf,
    async connect(shortToken, app, rehearsal, call) {
      const baseUrl = rehearsal ?? manifest.defaultBaseUrl;
      const token = await tokensOf(http).exchange(baseUrl, shortToken, app, call);
      return [await accountOf(http, baseUrl, token, call)];
    },
  });
}

async function accountOf(
  http: PlatformHttp,
  baseUrl: string,
  { credentials, expiresAt }: FreshToken,
  call: PlatformCall,
): Promise<ConnectedAccount> {
  const me = await readMe(threadsGraph(http, baseUrl, credentials.accessToken!, call));
  return {
    remoteId: me.id,
    handle: me.username,
    displayName: me.name || me.username,
    credentials,
    baseUrl,
    tokenExpiresAt: expiresAt,
    warnings: [],
  };
}
