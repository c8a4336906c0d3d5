import type { PlatformHttp } from '#platforms/http.ts';
import {
  type Credentials,
  type PlatformAccount,
  type PlatformCall,
  PlatformError,
} from '#platforms/platform.ts';
import { failureOf } from './errors.ts';
import { tokenOf } from './graph.ts';
import { RefreshedToken } from './schema.ts';

const dayMilliseconds = 24 * 60 * 60 * 1000;
/** What Meta gives a long-lived token, and a token from the app's dashboard is one. */
const tokenLifeDays = 60;
/** Renewed when fewer days than this are left: a month of a studio switched off does no harm. */
const renewBelowDays = 50;

export interface Token {
  readonly credentials: Credentials;
  readonly expiresAt: Date;
}

/**
 * A new token for an old one; works from the old one's second day on.
 * https://developers.facebook.com/documentation/instagram-platform/instagram-api-with-instagram-login/business-login
 */
async function renewToken(
  http: PlatformHttp,
  baseUrl: string,
  accessToken: string,
  call: PlatformCall,
): Promise<Token> {
  const query = new URLSearchParams({ grant_type: 'ig_refresh_token', access_token: accessToken });
  const answer = await http.send({
    method: 'GET',
    url: `${baseUrl}/refresh_access_token?${query}`,
    answer: RefreshedToken,
    failureOf,
    signal: call.signal,
  });
  return tokenFrom(answer.access_token, answer.expires_in * 1000, call.now());
}

/** The first token of a connection: renewed to learn its end, or, younger than a day, taken as brand new. */
export async function firstToken(
  http: PlatformHttp,
  baseUrl: string,
  accessToken: string,
  call: PlatformCall,
): Promise<Token> {
  try {
    return await renewToken(http, baseUrl, accessToken, call);
  } catch (error) {
    if (!(error instanceof PlatformError) || error.failure === 'needs_reconnect') throw error;
    return tokenFrom(accessToken, tokenLifeDays * dayMilliseconds, call.now());
  }
}

function tokenFrom(accessToken: string, lifeMilliseconds: number, now: Date): Token {
  const expiresAt = new Date(now.getTime() + lifeMilliseconds);
  return {
    credentials: { accessToken, refreshedAt: now.toISOString(), expiresAt: expiresAt.toISOString() },
    expiresAt,
  };
}

/** Renews and saves a token that is due; gives the end of the one now in force and the token itself. */
export async function renewWhenDue(http: PlatformHttp, account: PlatformAccount, call: PlatformCall) {
  const token = tokenOf(account, call);
  const expiresAt = new Date(token.expiresAt);
  const now = call.now().getTime();
  const daysLeft = (expiresAt.getTime() - now) / dayMilliseconds;
  const oldEnough = now - new Date(token.refreshedAt).getTime() >= dayMilliseconds;
  if (daysLeft >= renewBelowDays || !oldEnough) return { accessToken: token.accessToken, expiresAt };
  const credentials = await call.renewCredentials(account.credentials, () =>
    renewToken(http, account.baseUrl, token.accessToken, call),
  );
  const renewed = tokenOf({ ...account, credentials }, call);
  return { accessToken: renewed.accessToken, expiresAt: new Date(renewed.expiresAt) };
}
