import { createHash, randomBytes } from 'node:crypto';
import type { OAuthFlow } from '#platforms/engagement.ts';
import type { PlatformHttp } from '#platforms/http.ts';
import {
  type ConnectedAccount,
  type ConnectInput,
  type PlatformAccount,
  type PlatformCall,
  PlatformError,
} from '#platforms/platform.ts';
import { asCredentials, askForTokens, storedFrom, XClient } from './client.ts';
import { failureOf } from './errors.ts';
import { manifest } from './manifest.ts';
import { Anything, Me, Stored } from './schema.ts';

/** X gives access tokens for two hours. */
const tokenLifeMilliseconds = 2 * 60 * 60 * 1000;

/** With tokens copied from the developer console. */
export async function connectWithTokens(
  http: PlatformHttp,
  { fields, baseUrl: rehearsal }: ConnectInput,
  call: PlatformCall,
): Promise<ConnectedAccount> {
  const field = (name: string) => (fields[name] ?? '').trim();
  if (field('accessToken') === '' && field('refreshToken') === '') {
    throw new PlatformError('rejected', 'The refresh token is missing.', {
      hint: 'Copy it from the X Developer Console.',
    });
  }
  if (field('refreshToken') !== '' && field('clientId') === '') {
    throw new PlatformError('rejected', 'The client ID is missing.', {
      hint: 'X renews a token only for the app it was made with: copy its client ID too.',
    });
  }
  const baseUrl = (rehearsal ?? manifest.defaultBaseUrl).replace(/\/+$/, '');
  const app = {
    clientId: field('clientId') || undefined,
    clientSecret: field('clientSecret') || undefined,
  };
  if (field('refreshToken') !== '') {
    // Renewed at once: that proves that it belongs to this app, and tells when the access token ends.
    const tokens = await askForTokens(http, baseUrl, app, call, {
      grant_type: 'refresh_token',
      refresh_token: field('refreshToken'),
    });
    return accountOf(http, baseUrl, storedFrom(tokens, app, call.now()).credentials, call);
  }
  const stored = Stored.parse({
    accessToken: field('accessToken'),
    ...app,
    expiresAt: new Date(call.now().getTime() + tokenLifeMilliseconds).toISOString(),
  });
  return accountOf(http, baseUrl, asCredentials(stored), call);
}

async function accountOf(
  http: PlatformHttp,
  baseUrl: string,
  credentials: Readonly<Record<string, string>>,
  call: PlatformCall,
): Promise<ConnectedAccount> {
  let newest = credentials;
  const keeping: PlatformCall = {
    ...call,
    async renewCredentials(stale, renew) {
      newest = await call.renewCredentials(stale, renew);
      return newest as Record<string, string>;
    },
  };
  const client = new XClient(http, { remoteId: '', handle: '', credentials, baseUrl }, keeping);
  const { data: me } = await client.send({ method: 'GET', path: '/2/users/me', answer: Me });
  const renews = newest.refreshToken !== undefined;
  return {
    remoteId: me.id,
    handle: me.username,
    displayName: me.name,
    credentials: newest,
    baseUrl,
    tokenExpiresAt: renews ? null : new Date(newest.expiresAt ?? 0),
    warnings: [
      'Label the account as automated in its settings on X: the API cannot do that.',
      ...(renews ? [] : ['Without a refresh token the connection ends after two hours.']),
    ],
  };
}

const challengeOf = (verifier: string) => createHash('sha256').update(verifier).digest('base64url');

/** Signing in at X with PKCE (S256). https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code */
export function xSignIn(http: PlatformHttp): OAuthFlow {
  return {
    async begin({ fields, redirectUrl, state, baseUrl }) {
      const clientId = (fields.clientId ?? '').trim();
      if (clientId === '') {
        throw new PlatformError('rejected', 'The client ID is missing.', {
          hint: 'Copy it from the X Developer Console.',
        });
      }
      const verifier = randomBytes(48).toString('base64url');
      const url = new URL(`${baseUrl ?? 'https://x.com'}/i/oauth2/authorize`);
      const query = {
        response_type: 'code',
        client_id: clientId,
        redirect_uri: redirectUrl,
        scope: manifest.oauth.scopes.join(' '),
        state,
        code_challenge: challengeOf(verifier),
        code_challenge_method: 'S256',
      };
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      const clientSecret = (fields.clientSecret ?? '').trim();
      return { authorizeUrl: url.href, kept: { verifier, clientId, ...(clientSecret && { clientSecret }) } };
    },

    async finish({ query, kept, redirectUrl, baseUrl: rehearsal }, call) {
      if (!query.code) {
        const denied = query.error === 'access_denied';
        throw new PlatformError('rejected', denied ? 'You did not allow it on X.' : 'X sent no code back.', {
          hint: 'Start again, and allow the app to post for the account.',
        });
      }
      const baseUrl = rehearsal ?? manifest.defaultBaseUrl;
      const tokens = await askForTokens(http, baseUrl, kept, call, {
        grant_type: 'authorization_code',
        code: query.code,
        redirect_uri: redirectUrl,
        code_verifier: kept.verifier ?? '',
      });
      const { credentials } = storedFrom(tokens, kept, call.now());
      return [await accountOf(http, baseUrl, credentials, call)];
    },
  };
}

/** Makes both tokens worthless; fine when they are already. */
export async function revokeTokens(
  http: PlatformHttp,
  account: PlatformAccount,
  call: PlatformCall,
): Promise<void> {
  const { accessToken, refreshToken, clientId = '', clientSecret } = Stored.parse(account.credentials);
  const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret ?? '')}`);
  for (const token of [refreshToken, accessToken]) {
    if (!token) continue;
    const type = token === accessToken ? 'access_token' : 'refresh_token';
    const request = {
      method: 'POST',
      url: `${account.baseUrl}/2/oauth2/revoke`,
      ...(clientSecret ? { headers: { authorization: `Basic ${basic.toString('base64')}` } } : {}),
      body: { form: { token, token_type_hint: type, client_id: clientId } },
      answer: Anything,
      failureOf,
      signal: call.signal,
    } as const;
    await http.send(request).catch((error: unknown) => {
      const isOver = error instanceof PlatformError && error.failure === 'needs_reconnect';
      if (!isOver) throw error;
    });
  }
}
