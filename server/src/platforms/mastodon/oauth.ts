import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { OAuthFlow } from '#platforms/engagement.ts';
import type { PlatformHttp } from '#platforms/http.ts';
import { type PlatformAccount, type PlatformCall, PlatformError } from '#platforms/platform.ts';
import { connectWith, readInstance, serverAddress } from './connect.ts';
import { manifest } from './manifest.ts';
import { Anything, credentialsSchema, RegisteredApp, Token } from './schema.ts';
import { MastodonServer } from './server.ts';

/** What is kept between the two halves of signing in. */
const Kept = z.object({
  baseUrl: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  verifier: z.string(),
  labelAsBot: z.string(),
});

const scope = manifest.oauth.scopes.join(' ');
const clientName = 'AInfluencer';

/**
 * Registers this studio at the person's own server, then the usual way with PKCE.
 * https://docs.joinmastodon.org/methods/oauth/ ; servers before 4.3 take no notice of the challenge.
 */
export function oauthOf(http: PlatformHttp): OAuthFlow {
  return {
    async begin({ fields, redirectUrl, state, baseUrl: rehearsal }, call) {
      const baseUrl = rehearsal ?? serverAddress(fields.instance ?? '');
      const server = new MastodonServer(http, baseUrl, call);
      await readInstance(server, new URL(baseUrl).host);
      const json = { client_name: clientName, redirect_uris: [redirectUrl], scopes: scope };
      const app = await server.ask({
        method: 'POST',
        path: '/api/v1/apps',
        body: { json },
        answer: RegisteredApp,
      });
      const verifier = randomBytes(48).toString('base64url');
      const query = new URLSearchParams({
        response_type: 'code',
        client_id: app.client_id,
        redirect_uri: redirectUrl,
        scope,
        state,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      });
      const kept = {
        baseUrl,
        clientId: app.client_id,
        clientSecret: app.client_secret,
        verifier,
        labelAsBot: fields.labelAsBot ?? 'true',
      };
      return { authorizeUrl: `${baseUrl}/oauth/authorize?${query}`, kept };
    },

    async finish({ query, kept, redirectUrl }, call) {
      const { data: begun } = Kept.safeParse(kept);
      if (!begun) throw declined({});
      const { baseUrl, clientId, clientSecret, verifier, labelAsBot } = begun;
      const { code } = query;
      if (!code) throw declined(query);
      const form = {
        grant_type: 'authorization_code',
        code,
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uri: redirectUrl,
        code_verifier: verifier,
      };
      const server = new MastodonServer(http, baseUrl, call);
      const token = await server.ask({ method: 'POST', path: '/oauth/token', body: { form }, answer: Token });
      const credentials = { accessToken: token.access_token, clientId, clientSecret };
      return [await connectWith(http, { baseUrl, credentials, labelAsBot: labelAsBot !== 'false' }, call)];
    },
  };
}

function declined({ error, error_description }: Readonly<Record<string, string>>): PlatformError {
  const says =
    error === 'access_denied' ? 'It was not allowed on the server’s page.' : error_description || error;
  return new PlatformError('needs_reconnect', says || 'The server sent no code.', {
    remoteCode: error,
    hint: 'Begin again, and allow it on the server’s page.',
  });
}

/** Ends a token at its server: only the app it belongs to may. */
export async function revokeToken(
  http: PlatformHttp,
  account: PlatformAccount,
  call: PlatformCall,
): Promise<void> {
  const { accessToken, clientId, clientSecret } = credentialsSchema
    .catch({ accessToken: '', clientId: '', clientSecret: '' })
    .parse(account.credentials);
  if (clientId === '' || clientSecret === '') {
    throw new PlatformError('rejected', 'A pasted token cannot be revoked from here.', {
      hint: 'Delete the application in the server’s preferences, under Development.',
    });
  }
  const form = { client_id: clientId, client_secret: clientSecret, token: accessToken };
  const server = new MastodonServer(http, account.baseUrl, call);
  await server.ask({ method: 'POST', path: '/oauth/revoke', body: { form }, answer: Anything });
}
