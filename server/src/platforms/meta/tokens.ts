import { z } from 'zod';
import type { PlatformHttp } from '#platforms/http.ts';
import {
  type Credentials,
  type PlatformAccount,
  type PlatformCall,
  PlatformError,
} from '#platforms/platform.ts';
import type { FailureOf } from './graph.ts';

/**
 * The tokens of Instagram login and of Threads: they live for 60 days and are exchanged for new ones before that,
 * without the app's secret.
 * https://developers.facebook.com/documentation/instagram-platform/instagram-api-with-instagram-login/business-login
 * https://developers.facebook.com/docs/threads/get-started/long-lived-tokens
 */

/** Instants are ISO 8601. The app's own values are there when the account was connected by signing in. */
const StoredToken = z.object({
  accessToken: z.string().min(1),
  refreshedAt: z.string(),
  expiresAt: z.string(),
  clientId: z.string().optional(),
  clientSecret: z.string().optional(),
  verifyToken: z.string().optional(),
});
export type StoredToken = z.infer<typeof StoredToken>;

const LongLived = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });

const dayMilliseconds = 24 * 60 * 60 * 1000;
/** What Meta gives a long-lived token, and a token from the app's dashboard is one. */
const tokenLifeDays = 60;
/** Renewed when fewer days than this are left: a month of a studio switched off does no harm. */
const renewBelowDays = 50;

/** What is kept of an app with a token; nothing for one that was pasted. */
type KnownApp = Partial<Pick<StoredToken, 'clientId' | 'clientSecret' | 'verifyToken'>>;

/** A renewal that fails is told to people when fewer days than this are left. */
const mustRenewBelowDays = 10;

/** An app registration at Meta, as a person copied it from there. */
export interface MetaApp {
  readonly clientId: string;
  readonly clientSecret: string;
  /** What webhooks of the app are agreed with. */
  readonly verifyToken?: string;
}

export interface FreshToken {
  readonly credentials: Credentials;
  readonly expiresAt: Date;
}

export interface LongLivedTokens {
  /** A token for a person's short one, which lives for an hour. */
  exchange(baseUrl: string, shortToken: string, app: MetaApp, call: PlatformCall): Promise<FreshToken>;
  /** The first token of a connection: renewed to learn its end, or, younger than a day, taken as brand new. */
  adopt(baseUrl: string, accessToken: string, call: PlatformCall): Promise<FreshToken>;
  /** Renews and saves a token that is due; gives the one now in force. */
  renewWhenDue(account: PlatformAccount, call: PlatformCall): Promise<StoredToken>;
}

/** `prefix` is how the platform's grants are called: `ig_refresh_token`, `th_refresh_token`. */
export function longLivedTokens(
  http: PlatformHttp,
  prefix: 'ig' | 'th',
  failureOf: FailureOf,
): LongLivedTokens {
  const ask = async (
    url: string,
    query: Readonly<Record<string, string>>,
    app: KnownApp,
    call: PlatformCall,
  ): Promise<FreshToken> => {
    const answer = await http.send({
      method: 'GET',
      url: `${url}?${new URLSearchParams(query)}`,
      answer: LongLived,
      failureOf,
      signal: call.signal,
    });
    return tokenFrom(answer.access_token, answer.expires_in * 1000, app, call.now());
  };
  const renew = (baseUrl: string, accessToken: string, app: KnownApp, call: PlatformCall) =>
    ask(
      `${baseUrl}/refresh_access_token`,
      { grant_type: `${prefix}_refresh_token`, access_token: accessToken },
      app,
      call,
    );

  return {
    exchange: (baseUrl, shortToken, app, call) =>
      ask(
        `${baseUrl}/access_token`,
        {
          grant_type: `${prefix}_exchange_token`,
          client_secret: app.clientSecret,
          access_token: shortToken,
        },
        app,
        call,
      ),

    async adopt(baseUrl, accessToken, call) {
      try {
        return await renew(baseUrl, accessToken, {}, call);
      } catch (error) {
        if (!(error instanceof PlatformError) || error.failure === 'needs_reconnect') throw error;
        return tokenFrom(accessToken, tokenLifeDays * dayMilliseconds, {}, call.now());
      }
    },

    async renewWhenDue(account, call) {
      const token = storedToken(account, call);
      const now = call.now().getTime();
      const daysLeft = (new Date(token.expiresAt).getTime() - now) / dayMilliseconds;
      const oldEnough = now - new Date(token.refreshedAt).getTime() >= dayMilliseconds;
      if (daysLeft >= renewBelowDays || !oldEnough) return token;
      try {
        const credentials = await call.renewCredentials(account.credentials, (stored) => {
          const current = storedToken({ ...account, credentials: stored }, call);
          return renew(account.baseUrl, current.accessToken, current, call);
        });
        return storedToken({ ...account, credentials }, call);
      } catch (error) {
        // The token in hand still works: the next check tries again.
        if (!(error instanceof PlatformError) || error.failure === 'needs_reconnect') throw error;
        if (daysLeft < mustRenewBelowDays) throw error;
        return token;
      }
    },
  };
}

function tokenFrom(
  accessToken: string,
  lifeMilliseconds: number,
  { clientId, clientSecret, verifyToken }: KnownApp,
  now: Date,
): FreshToken {
  const expiresAt = new Date(now.getTime() + lifeMilliseconds);
  return {
    credentials: {
      accessToken,
      refreshedAt: now.toISOString(),
      expiresAt: expiresAt.toISOString(),
      ...(clientId === undefined ? {} : { clientId }),
      ...(clientSecret === undefined ? {} : { clientSecret }),
      ...(verifyToken === undefined ? {} : { verifyToken }),
    },
    expiresAt,
  };
}

/** The stored token. @throws PlatformError 'needs_reconnect' when it is incomplete or past its end. */
export function storedToken(account: Pick<PlatformAccount, 'credentials'>, call: PlatformCall): StoredToken {
  const parsed = StoredToken.safeParse(account.credentials);
  if (!parsed.success || new Date(parsed.data.expiresAt) <= call.now()) {
    const what = parsed.success ? 'The token has run out.' : 'The stored token is incomplete.';
    throw new PlatformError('needs_reconnect', what, { hint: 'Connect the account again.' });
  }
  return parsed.data;
}
