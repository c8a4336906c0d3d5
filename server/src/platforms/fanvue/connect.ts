import { createHash, randomBytes } from 'node:crypto';
import type { OAuthFlow } from '#platforms/engagement.ts';
import type { PlatformHttp } from '#platforms/http.ts';
import {
  type AccountCheck,
  type ConnectedAccount,
  type ConnectInput,
  type Credentials,
  type PlatformAccount,
  type PlatformCall,
  PlatformError,
} from '#platforms/platform.ts';
import { type App, askTokens, signInHost } from './credentials.ts';
import { manifest } from './manifest.ts';
import { Me } from './schema.ts';
import { fanvueOf } from './server.ts';

const baseOf = (baseUrl: string | undefined) => (baseUrl ?? manifest.defaultBaseUrl).replace(/\/+$/, '');

export async function connectByKey(
  http: PlatformHttp,
  input: ConnectInput,
  call: PlatformCall,
): Promise<ConnectedAccount> {
  const apiKey = (input.fields.apiKey ?? '').trim();
  if (!/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new PlatformError('rejected', 'The API key is missing.', {
      hint: 'Copy it from Fanvue’s settings.',
    });
  }
  return connectedAs(http, baseOf(input.baseUrl), { apiKey }, call);
}

async function connectedAs(
  http: PlatformHttp,
  baseUrl: string,
  credentials: Credentials,
  call: PlatformCall,
): Promise<ConnectedAccount> {
  const account = { remoteId: '', handle: '', credentials, baseUrl };
  const me = await fanvueOf(http, account, call).get('/users/me', Me);
  if (!me.isCreator) {
    throw new PlatformError('restricted', `@${me.handle} is not a creator account.`, {
      hint: 'Become a creator at Fanvue and be verified, then connect it.',
    });
  }
  return {
    remoteId: me.uuid,
    handle: me.handle,
    displayName: me.displayName || me.handle,
    credentials,
    baseUrl,
    tokenExpiresAt: null,
    warnings: ['Make sure that the profile carries Fanvue’s AI tag: the API does not tell.'],
  };
}

export async function checkAccount(
  http: PlatformHttp,
  account: PlatformAccount,
  call: PlatformCall,
): Promise<AccountCheck> {
  const me = await fanvueOf(http, account, call).get('/users/me', Me);
  return {
    handle: me.handle,
    displayName: me.displayName || me.handle,
    tokenExpiresAt: null,
    publishesLeft: null,
    profileLabelled: null,
  };
}

/** Authorization code with PKCE S256. https://github.com/fanvue/fanvue-app-starter */
export function oauthOf(http: PlatformHttp): OAuthFlow {
  return {
    async begin({ fields, redirectUrl, state, baseUrl }) {
      const app = appOf(fields);
      const verifier = randomBytes(32).toString('base64url');
      const query = new URLSearchParams({
        response_type: 'code',
        client_id: app.clientId,
        redirect_uri: redirectUrl,
        scope: manifest.oauth.scopes.join(' '),
        state,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      });
      const authorizeUrl = `${signInHost(baseOf(baseUrl))}/oauth2/auth?${query}`;
      return { authorizeUrl, kept: { ...app, verifier } };
    },
    async finish({ query, kept, redirectUrl, baseUrl }, call) {
      const { code } = query;
      if (!code) {
        throw new PlatformError('rejected', query.error_description || 'Nobody signed in at Fanvue.', {
          remoteCode: query.error,
          hint: 'Begin again, and allow what the studio asks for.',
        });
      }
      const form = {
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirectUrl,
        client_id: kept.clientId ?? '',
        code_verifier: kept.verifier ?? '',
      };
      const base = baseOf(baseUrl);
      const { credentials } = await askTokens(http, base, appOf(kept), form, call);
      return [await connectedAs(http, base, credentials, call)];
    },
  };
}

function appOf(fields: Readonly<Record<string, string>>): App {
  const clientId = (fields.clientId ?? '').trim();
  const clientSecret = (fields.clientSecret ?? '').trim();
  if (clientId !== '' && clientSecret !== '') return { clientId, clientSecret };
  throw new PlatformError('rejected', 'The app’s client id or secret is missing.', {
    hint: 'Copy both from Fanvue’s developer area.',
  });
}
