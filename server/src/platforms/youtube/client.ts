import type { z } from 'zod';
import type { ExchangeInput, PlatformHttp, RawAnswer } from '#platforms/http.ts';
import { type PlatformAccount, type PlatformCall, PlatformError, type Renewed } from '#platforms/platform.ts';
import { failureOf } from './errors.ts';
import { Stored, Tokens } from './schema.ts';

type Asked = Pick<
  ExchangeInput,
  'method' | 'body' | 'headers' | 'publishes' | 'alsoAccepts' | 'timeoutSeconds'
>;

export interface YouTubeRequest<T> extends Asked {
  /** Below the base address, such as `/youtube/v3/videos`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly answer: z.ZodType<T>;
}

/** Where Google itself answers, and where the rehearsal does. */
export const googleBaseUrl = 'https://www.googleapis.com';
export function signInAddresses(baseUrl: string) {
  return baseUrl === googleBaseUrl
    ? {
        authorize: 'https://accounts.google.com/o/oauth2/v2/auth',
        token: 'https://oauth2.googleapis.com/token',
        revoke: 'https://oauth2.googleapis.com/revoke',
      }
    : {
        authorize: `${baseUrl}/o/oauth2/v2/auth`,
        token: `${baseUrl}/token`,
        revoke: `${baseUrl}/revoke`,
      };
}

/** Renewed this long before its end, so that it does not end on the way. */
const expiryMarginMilliseconds = 60_000;

/**
 * One account's calls. An access token lives an hour; the refresh token stays the same from renewal to renewal.
 * https://developers.google.com/identity/protocols/oauth2/web-server#offline
 */
export class YouTubeClient {
  readonly #http: PlatformHttp;
  readonly #call: PlatformCall;
  readonly baseUrl: string;
  #stored: Stored;

  constructor(http: PlatformHttp, account: PlatformAccount, call: PlatformCall) {
    const stored = Stored.safeParse(account.credentials);
    if (!stored.success) {
      throw new PlatformError('needs_reconnect', 'The stored sign-in is incomplete.', {
        hint: 'Connect the account again.',
      });
    }
    this.#http = http;
    this.#call = call;
    this.baseUrl = account.baseUrl;
    this.#stored = stored.data;
  }

  /** When the sign-in ends; null when it renews itself for as long as it is used. */
  get endsAt(): Date | null {
    return endOf(this.#stored);
  }

  /** Renews now when the token is about to end: before a request that must not wait. */
  async makeReady(): Promise<void> {
    const left = new Date(this.#stored.expiresAt).getTime() - this.#call.now().getTime();
    if (left < expiryMarginMilliseconds && this.#stored.refreshToken) await this.#renew();
  }

  /** A call and its answer, read. The units it costs are taken by the caller, or by `read`. */
  send<T>({ path, query, answer, ...request }: YouTubeRequest<T>): Promise<T> {
    const search = query ? `?${new URLSearchParams(query)}` : '';
    const url = `${this.baseUrl}${path}${search}`;
    return this.#authorized((token) =>
      this.#http.send({ ...request, url, token, answer, failureOf, signal: this.#call.signal }),
    );
  }

  /** A GET, at the one unit that each costs. */
  async read<T>(request: Pick<YouTubeRequest<T>, 'path' | 'query' | 'answer'>): Promise<T> {
    await this.#call.limits.take('units');
    return this.send({ method: 'GET', ...request });
  }

  /** The answer unread, at a whole address: the upload session's own. */
  exchange(url: string, request: Asked): Promise<RawAnswer> {
    return this.#authorized((token) =>
      this.#http.exchange({ ...request, url, token, failureOf, signal: this.#call.signal }),
    );
  }

  async #authorized<T>(attempt: (token: string) => Promise<T>): Promise<T> {
    await this.makeReady();
    try {
      return await attempt(this.#stored.accessToken);
    } catch (error) {
      // A refused token proves that the request was not carried out, so one repetition is safe.
      if (!isRefusedToken(error) || !this.#stored.refreshToken) throw error;
      await this.#renew();
      return await attempt(this.#stored.accessToken).catch((again: unknown) => {
        throw isRefusedToken(again) ? inTrouble() : again;
      });
    }
  }

  async #renew(): Promise<void> {
    const renewed = await this.#call.renewCredentials(asCredentials(this.#stored), (credentials) =>
      renewTokens(this.#http, this.baseUrl, Stored.parse(credentials), this.#call),
    );
    this.#stored = Stored.parse(renewed);
  }
}

const isRefusedToken = (error: unknown): boolean =>
  error instanceof PlatformError &&
  error.failure === 'needs_reconnect' &&
  (error.remoteCode ?? '').startsWith('401') &&
  error.remoteCode !== '401/invalid_client';

const inTrouble = () =>
  new PlatformError('unavailable', 'YouTube refuses a token that Google has just given.', {
    retryAfterSeconds: 300,
    hint: 'Tried again by itself.',
  });

function endOf({ refreshToken, refreshEndsAt, expiresAt }: Stored): Date | null {
  if (!refreshToken) return new Date(expiresAt);
  return refreshEndsAt ? new Date(refreshEndsAt) : null;
}

/** Only what is there: stored secrets are text by name. */
export function asCredentials(stored: Stored): Record<string, string> {
  const { accessToken, refreshToken, clientId, clientSecret, expiresAt, refreshEndsAt } = stored;
  return {
    accessToken,
    expiresAt,
    ...(refreshToken && { refreshToken }),
    ...(refreshEndsAt && { refreshEndsAt }),
    ...(clientId && { clientId }),
    ...(clientSecret && { clientSecret }),
  };
}

/** The answer of the token endpoint as it is stored; a renewal brings no refresh token, so the old one stays. */
export function storedFrom(
  tokens: z.infer<typeof Tokens>,
  known: Pick<Stored, 'clientId' | 'clientSecret' | 'refreshToken' | 'refreshEndsAt'>,
  now: Date,
): Renewed & { readonly credentials: Record<string, string> } {
  const at = (seconds: number) => new Date(now.getTime() + seconds * 1000).toISOString();
  const refreshLife = tokens.refresh_token_expires_in;
  const stored: Stored = {
    clientId: known.clientId,
    clientSecret: known.clientSecret,
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token ?? known.refreshToken,
    expiresAt: at(tokens.expires_in),
    refreshEndsAt: refreshLife === undefined ? known.refreshEndsAt : at(refreshLife),
  };
  return { credentials: asCredentials(stored), expiresAt: endOf(stored) };
}

async function renewTokens(
  http: PlatformHttp,
  baseUrl: string,
  stored: Stored,
  call: PlatformCall,
): Promise<Renewed> {
  const form = { grant_type: 'refresh_token', refresh_token: stored.refreshToken ?? '' };
  return storedFrom(await askForTokens(http, baseUrl, stored, call, form), stored, call.now());
}

/** https://developers.google.com/identity/protocols/oauth2/web-server: the client names itself in the form. */
export function askForTokens(
  http: PlatformHttp,
  baseUrl: string,
  { clientId = '', clientSecret = '' }: Pick<Stored, 'clientId' | 'clientSecret'>,
  call: PlatformCall,
  form: Readonly<Record<string, string>>,
) {
  return http.send({
    method: 'POST',
    url: signInAddresses(baseUrl).token,
    body: { form: { ...form, client_id: clientId, client_secret: clientSecret } },
    answer: Tokens,
    failureOf,
    signal: call.signal,
  });
}
