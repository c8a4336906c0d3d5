import type { OAuthFlow } from '#platforms/engagement.ts';
import type { PlatformHttp } from '#platforms/http.ts';
import {
  type ConnectedAccount,
  type ConnectInput,
  type PlatformAccount,
  type PlatformCall,
  PlatformError,
} from '#platforms/platform.ts';
import { askForTokens, storedFrom, TikTokClient } from './client.ts';
import { failureOf } from './errors.ts';
import { manifest } from './manifest.ts';
import { UserInfo } from './schema.ts';

function appOf(fields: Readonly<Record<string, string>>) {
  const [clientKey = '', clientSecret = ''] = [fields.clientKey?.trim(), fields.clientSecret?.trim()];
  if (clientKey === '' || clientSecret === '') {
    throw new PlatformError('rejected', 'The client key or the client secret is missing.', {
      hint: 'Copy both from your app on developers.tiktok.com.',
    });
  }
  return { clientKey, clientSecret };
}

/** With a refresh token of the person's own app: renewed at once, which proves that it works. */
export async function connectWithToken(
  http: PlatformHttp,
  { fields, baseUrl: rehearsal }: ConnectInput,
  call: PlatformCall,
): Promise<ConnectedAccount> {
  const refreshToken = (fields.refreshToken ?? '').trim();
  if (refreshToken === '') {
    throw new PlatformError('rejected', 'The refresh token is missing.', {
      hint: 'Sign in with TikTok instead, or paste the token that a sign-in gave.',
    });
  }
  return accountFor(http, rehearsal, appOf(fields), call, {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
  });
}

async function accountFor(
  http: PlatformHttp,
  rehearsal: string | undefined,
  app: { readonly clientKey: string; readonly clientSecret: string },
  call: PlatformCall,
  grant: Readonly<Record<string, string>>,
): Promise<ConnectedAccount> {
  const baseUrl = (rehearsal ?? manifest.defaultBaseUrl).replace(/\/+$/, '');
  const tokens = await askForTokens(http, baseUrl, app, call, grant);
  const { credentials, expiresAt } = storedFrom(tokens, app, call);
  const granted = tokens.scope.split(',').map((scope) => scope.trim());
  if (!granted.includes('video.publish')) {
    throw new PlatformError('rejected', 'TikTok was not allowed to post for the account.', {
      hint: 'Start again and leave the switch for posting on. The app needs the scope video.publish.',
    });
  }
  const missing = manifest.oauth.scopes.filter((scope) => !granted.includes(scope));
  const client = new TikTokClient(http, { remoteId: '', handle: '', credentials, baseUrl }, call);
  const me = await readMe(client);
  return {
    remoteId: tokens.open_id,
    ...me,
    credentials,
    baseUrl,
    tokenExpiresAt: expiresAt,
    warnings: missing.length > 0 ? [`Not allowed, and therefore missing here: ${missing.join(', ')}.`] : [],
  };
}

/** GET /v2/user/info/; without the scope for the profile the creator's own name is asked for. */
export async function readMe(
  client: TikTokClient,
): Promise<{ readonly handle: string; readonly displayName: string }> {
  const query = { fields: 'open_id,display_name,username' };
  const known = await client
    .send({ method: 'GET', path: '/v2/user/info/', query, answer: UserInfo })
    .catch((error: unknown) => {
      if (error instanceof PlatformError && error.failure === 'restricted') return undefined;
      throw error;
    });
  const { username, display_name } = known?.user ?? {};
  if (username) return { handle: username, displayName: display_name || username };
  const { creator_username = '', creator_nickname } = await client.creatorInfo();
  return { handle: creator_username, displayName: creator_nickname || creator_username };
}

/**
 * Signing in at TikTok. A web app has no PKCE there: its secret stands in for it.
 * https://developers.tiktok.com/doc/login-kit-web
 */
export function tiktokSignIn(http: PlatformHttp): OAuthFlow {
  return {
    async begin({ fields, redirectUrl, state, baseUrl }) {
      const app = appOf(fields);
      const url = new URL(`${baseUrl ?? 'https://www.tiktok.com'}/v2/auth/authorize/`);
      const query = {
        client_key: app.clientKey,
        response_type: 'code',
        // With commas, not spaces.
        scope: manifest.oauth.scopes.join(','),
        redirect_uri: redirectUrl,
        state,
      };
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      return { authorizeUrl: url.href, kept: app };
    },

    async finish({ query, kept, redirectUrl, baseUrl }, call) {
      if (!query.code) {
        const denied = query.error === 'access_denied';
        throw new PlatformError(
          'rejected',
          denied ? 'You did not allow it on TikTok.' : 'TikTok sent no code back.',
          { hint: 'Start again, and allow the app to post for the account.' },
        );
      }
      const grant = {
        grant_type: 'authorization_code',
        code: query.code,
        redirect_uri: redirectUrl,
      };
      return [await accountFor(http, baseUrl, appOf(kept), call, grant)];
    },
  };
}

/** POST /v2/oauth/revoke/: takes the app's permission away; fine when it is gone already. */
export async function revokeToken(
  http: PlatformHttp,
  account: PlatformAccount,
  call: PlatformCall,
): Promise<void> {
  try {
    const client = new TikTokClient(http, account, call);
    // An access token that has ended revokes nothing.
    await client.makeReady();
    const { accessToken, clientKey, clientSecret } = client.stored;
    const { body } = await http.exchange({
      method: 'POST',
      url: `${account.baseUrl}/v2/oauth/revoke/`,
      body: { form: { client_key: clientKey, client_secret: clientSecret, token: accessToken } },
      failureOf,
      signal: call.signal,
    });
    // Success is an empty answer; a refusal may come with status 200.
    if (typeof body === 'object' && body !== null && 'error' in body && body.error !== '') {
      throw failureOf({ status: 200, headers: {}, body }, false);
    }
  } catch (error) {
    const isOver = error instanceof PlatformError && error.failure === 'needs_reconnect';
    if (!isOver) throw error;
  }
}
