import type { PlatformHttp } from '#platforms/http.ts';
import {
  type Credentials,
  type PlatformAccount,
  type PlatformCall,
  PlatformError,
  type Renewed,
} from '#platforms/platform.ts';
import { failureOf } from './errors.ts';
import { manifest, signInUrl } from './manifest.ts';
import { credentialsSchema, type FanvueCredentials, Tokens } from './schema.ts';

/** Renewed this long before its end, so that no call begins with a token that ends on the way. */
const marginMilliseconds = 60_000;

/** Where people sign in and tokens are given: a host of its own, but not in the rehearsal. */
export const signInHost = (baseUrl: string) =>
  baseUrl === manifest.defaultBaseUrl ? signInUrl : `${baseUrl}/sign-in`;

function readCredentials(credentials: Credentials): FanvueCredentials {
  const parsed = credentialsSchema.safeParse(credentials);
  if (parsed.success) return parsed.data;
  throw new PlatformError('needs_reconnect', 'The stored key is incomplete.', {
    hint: 'Connect the account again.',
  });
}

const headersOf = (credentials: FanvueCredentials): Readonly<Record<string, string>> =>
  'apiKey' in credentials
    ? { 'x-fanvue-api-key': credentials.apiKey }
    : { authorization: `Bearer ${credentials.accessToken}` };

/**
 * Makes a call with credentials that are good: renewed when they are about to end, and once more when Fanvue says
 * that they have. A refused call has done nothing, so making it again is safe.
 */
export async function authorized<T>(
  http: PlatformHttp,
  account: PlatformAccount,
  call: PlatformCall,
  make: (headers: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  let current = account.credentials;
  const renew = async () => {
    current = await call.renewCredentials(current, (stored) => renewed(http, account.baseUrl, stored, call));
  };
  const own = readCredentials(current);
  if ('apiKey' in own) return make(headersOf(own));
  if (Date.parse(own.expiresAt) - call.now().getTime() < marginMilliseconds) {
    await renew();
    return make(headersOf(readCredentials(current)));
  }
  try {
    return await make(headersOf(own));
  } catch (error) {
    if (!(error instanceof PlatformError) || error.remoteCode !== '401') throw error;
    await renew();
    return make(headersOf(readCredentials(current)));
  }
}

/** New tokens for old ones. https://github.com/fanvue/fanvue-app-starter */
async function renewed(
  http: PlatformHttp,
  baseUrl: string,
  stored: Credentials,
  call: PlatformCall,
): Promise<Renewed> {
  const own = readCredentials(stored);
  if ('apiKey' in own) {
    throw new PlatformError('needs_reconnect', 'An API key cannot be renewed.', { hint: 'Paste a new one.' });
  }
  const form = { grant_type: 'refresh_token', refresh_token: own.refreshToken, client_id: own.clientId };
  return askTokens(http, baseUrl, own, form, call);
}

export interface App {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** @throws PlatformError 'needs_reconnect' when the code or the token is no longer good. */
export async function askTokens(
  http: PlatformHttp,
  baseUrl: string,
  { clientId, clientSecret }: App,
  form: Readonly<Record<string, string>> & { readonly refresh_token?: string },
  call: PlatformCall,
): Promise<Renewed> {
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  const tokens = await http.send({
    method: 'POST',
    url: `${signInHost(baseUrl)}/oauth2/token`,
    headers: { authorization: `Basic ${basic}` },
    body: { form },
    answer: Tokens,
    // RFC 6749 section 5.2: a worthless code or token is 'invalid_grant' with status 400.
    failureOf: (answer, publishes) => {
      const error = failureOf(answer, publishes);
      if (answer.status !== 400 && answer.status !== 401) return error;
      return new PlatformError('needs_reconnect', error.message, {
        remoteCode: error.remoteCode,
        hint: 'Sign in at Fanvue again.',
      });
    },
    signal: call.signal,
  });
  const expiresAt = new Date(call.now().getTime() + tokens.expires_in * 1000);
  const refreshToken = tokens.refresh_token ?? form.refresh_token ?? '';
  const { access_token: accessToken } = tokens;
  return {
    credentials: { accessToken, refreshToken, expiresAt: expiresAt.toISOString(), clientId, clientSecret },
    // It renews itself as long as the refresh token is good, and Fanvue does not say how long that is.
    expiresAt: null,
  };
}
