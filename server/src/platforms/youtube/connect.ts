import { createHash, randomBytes } from 'node:crypto';
import type { OAuthFlow } from '#platforms/engagement.ts';
import type { PlatformHttp } from '#platforms/http.ts';
import {
  type AccountLimits,
  type ConnectedAccount,
  type ConnectInput,
  type Credentials,
  type PlatformAccount,
  type PlatformCall,
  PlatformError,
} from '#platforms/platform.ts';
import { askForTokens, signInAddresses, storedFrom, YouTubeClient } from './client.ts';
import { failureOf } from './errors.ts';
import { manifest } from './manifest.ts';
import { Anything, type Channel, Channels, Stored } from './schema.ts';

/** With a refresh token copied from elsewhere. */
export async function connectWithToken(
  http: PlatformHttp,
  { fields, baseUrl: rehearsal }: ConnectInput,
  call: PlatformCall,
): Promise<ConnectedAccount> {
  const asked = Object.fromEntries(manifest.connect.map(({ name }) => [name, (fields[name] ?? '').trim()]));
  const missing = manifest.connect.find(({ name }) => asked[name] === '');
  if (missing) {
    throw new PlatformError('rejected', `Missing: ${missing.label}.`, { hint: missing.help });
  }
  const baseUrl = (rehearsal ?? manifest.defaultBaseUrl).replace(/\/+$/, '');
  const { refreshToken = '', ...app } = asked;
  // Renewed at once: that proves that it belongs to this client.
  const form = { grant_type: 'refresh_token', refresh_token: refreshToken };
  const tokens = await askForTokens(http, baseUrl, app, call, form);
  const { credentials } = storedFrom(tokens, { ...app, refreshToken }, call.now());
  return accountOf(http, baseUrl, credentials, call);
}

/** The channel of the sign-in. A Google account that has several names one while it signs in. */
export async function readChannel(client: YouTubeClient): Promise<Channel> {
  const { items } = await client.read({
    path: '/youtube/v3/channels',
    query: { part: 'snippet,contentDetails,status,statistics', mine: 'true' },
    answer: Channels,
  });
  const [channel] = items;
  if (channel) return channel;
  throw new PlatformError('checkpoint', 'This Google account has no YouTube channel.', {
    hint: 'Create one at youtube.com, or sign in with the account that has it.',
  });
}

/** The channel's @name without the @, or its title where it has none. */
export const handleOf = ({ id, snippet }: Channel): string =>
  (snippet?.customUrl ?? '').replace(/^@/, '') || (snippet?.title ?? id);

/** Until a channel is verified by phone its videos may run 15 minutes. https://developers.google.com/youtube/v3/docs/channels */
const unverifiedSeconds = 900;

export function limitsOf({ status }: Channel): AccountLimits {
  const { longUploadsStatus } = status ?? {};
  if (longUploadsStatus !== 'eligible' && longUploadsStatus !== 'disallowed') return {};
  return { media: { video: { maxSeconds: unverifiedSeconds } } };
}

async function accountOf(
  http: PlatformHttp,
  baseUrl: string,
  credentials: Credentials,
  call: PlatformCall,
): Promise<ConnectedAccount> {
  const client = new YouTubeClient(http, { remoteId: '', handle: '', credentials, baseUrl }, call);
  const channel = await readChannel(client);
  const isShortOnly = limitsOf(channel).media !== undefined;
  return {
    remoteId: channel.id,
    handle: handleOf(channel),
    displayName: channel.snippet?.title ?? channel.id,
    credentials,
    baseUrl,
    tokenExpiresAt: client.endsAt,
    warnings: [
      ...(credentials.refreshToken
        ? []
        : ['Google gave no refresh token, so the connection ends in an hour.']),
      ...(isShortOnly ? ['Verify the channel by phone: until then videos may run 15 minutes.'] : []),
    ],
  };
}

const challengeOf = (verifier: string) => createHash('sha256').update(verifier).digest('base64url');

/** Signing in at Google with PKCE (S256). https://developers.google.com/identity/protocols/oauth2/web-server */
export function youtubeSignIn(http: PlatformHttp): OAuthFlow {
  return {
    async begin({ fields, redirectUrl, state, baseUrl }) {
      const clientId = (fields.clientId ?? '').trim();
      const clientSecret = (fields.clientSecret ?? '').trim();
      if (clientId === '' || clientSecret === '') {
        throw new PlatformError('rejected', 'The client ID or its secret is missing.', {
          hint: 'Copy both from the Google Cloud console.',
        });
      }
      const verifier = randomBytes(48).toString('base64url');
      const url = new URL(signInAddresses(baseUrl ?? manifest.defaultBaseUrl).authorize);
      const query = {
        response_type: 'code',
        client_id: clientId,
        redirect_uri: redirectUrl,
        scope: manifest.oauth.scopes.join(' '),
        state,
        // Without both, a second sign-in brings no refresh token.
        access_type: 'offline',
        prompt: 'consent',
        code_challenge: challengeOf(verifier),
        code_challenge_method: 'S256',
      };
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      return { authorizeUrl: url.href, kept: { verifier, clientId, clientSecret } };
    },

    async finish({ query, kept, redirectUrl, baseUrl: rehearsal }, call) {
      if (!query.code) {
        const denied = query.error === 'access_denied';
        throw new PlatformError(
          'rejected',
          denied ? 'You did not allow it at Google.' : 'Google sent no code back.',
          {
            hint: 'Start again, and allow the app to manage the channel’s videos.',
          },
        );
      }
      const baseUrl = rehearsal ?? manifest.defaultBaseUrl;
      const tokens = await askForTokens(http, baseUrl, kept, call, {
        grant_type: 'authorization_code',
        code: query.code,
        redirect_uri: redirectUrl,
        code_verifier: kept.verifier ?? '',
      });
      assertGranted(tokens.scope);
      const { clientId, clientSecret } = kept;
      const { credentials } = storedFrom(tokens, { clientId, clientSecret }, call.now());
      return [await accountOf(http, baseUrl, credentials, call)];
    },
  };
}

/** On Google's page a person may untick any of the permissions. */
function assertGranted(granted: string | undefined): void {
  if (granted === undefined) return;
  const given = granted.split(' ');
  if (manifest.oauth.scopes.every((scope) => given.includes(scope))) return;
  throw new PlatformError('rejected', 'Not everything the studio needs was allowed at Google.', {
    hint: 'Start again, and leave every box ticked.',
  });
}

/** Ends the whole grant: all its tokens with it. Fine when it has ended already. */
export async function revokeGrant(
  http: PlatformHttp,
  account: PlatformAccount,
  call: PlatformCall,
): Promise<void> {
  const { accessToken, refreshToken } = Stored.parse(account.credentials);
  const request = {
    method: 'POST',
    url: signInAddresses(account.baseUrl).revoke,
    body: { form: { token: refreshToken ?? accessToken } },
    answer: Anything,
    failureOf,
    signal: call.signal,
  } as const;
  await http.send(request).catch((error: unknown) => {
    const isOver = error instanceof PlatformError && error.failure === 'needs_reconnect';
    if (!isOver) throw error;
  });
}
