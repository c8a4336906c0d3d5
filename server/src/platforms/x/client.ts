import type { z } from 'zod';
import type { ExchangeInput, PlatformHttp } from '#platforms/http.ts';
import { type PlatformAccount, type PlatformCall, PlatformError, type Renewed } from '#platforms/platform.ts';
import { failureOf, resetOf } from './errors.ts';
import { Stored, Tokens } from './schema.ts';

export interface XRequest<T> extends Pick<ExchangeInput, 'method' | 'body' | 'publishes' | 'timeoutSeconds'> {
  /** Below the base address, such as `/2/tweets`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly answer: z.ZodType<T>;
  /** The bucket whose standing the answer's headers tell. */
  readonly bucket?: string;
}

/** Renewed this long before its end, so that it does not end on the way. */
const expiryMarginMilliseconds = 60_000;

/**
 * One account's calls. An access token lives two hours; each renewal gives a new refresh token too, and both are
 * stored before they are used. https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code
 */
export class XClient {
  readonly #http: PlatformHttp;
  readonly #account: PlatformAccount;
  readonly #call: PlatformCall;
  #stored: Stored;

  constructor(http: PlatformHttp, account: PlatformAccount, call: PlatformCall) {
    const stored = Stored.safeParse(account.credentials);
    if (!stored.success) {
      throw new PlatformError('needs_reconnect', 'The stored sign-in is incomplete.', {
        hint: 'Connect the account again.',
      });
    }
    this.#http = http;
    this.#account = account;
    this.#call = call;
    this.#stored = stored.data;
  }

  /** When the sign-in ends unless it is used; null when it renews itself. */
  get endsAt(): Date | null {
    return this.#stored.refreshToken ? null : new Date(this.#stored.expiresAt);
  }

  /** Renews now when the token is about to end: before a request that must not wait. */
  async makeReady(): Promise<void> {
    const left = new Date(this.#stored.expiresAt).getTime() - this.#call.now().getTime();
    if (left < expiryMarginMilliseconds && this.#stored.refreshToken) await this.#renew();
  }

  async send<T>(request: XRequest<T>): Promise<T> {
    await this.makeReady();
    try {
      return await this.#once(request);
    } catch (error) {
      // A refused token proves that the request was not carried out, so one repetition is safe.
      if (!isRefusedToken(error) || !this.#stored.refreshToken) throw error;
      await this.#renew();
      return await this.#once(request).catch((again: unknown) => {
        // A token that X itself has just given: then it is X that is in trouble, as on 30 June 2026.
        throw isRefusedToken(again) ? inTrouble() : again;
      });
    }
  }

  #once<T>({ path, query, answer, bucket, ...request }: XRequest<T>): Promise<T> {
    const search = query ? `?${new URLSearchParams(query)}` : '';
    return this.#http.send({
      ...request,
      url: `${this.#account.baseUrl}${path}${search}`,
      token: this.#stored.accessToken,
      answer,
      failureOf: (refused, publishes) => {
        if (bucket && refused.status === 429) void this.#learn(bucket, refused.headers);
        return failureOf(refused, publishes);
      },
      signal: this.#call.signal,
      ...(bucket && { onHeaders: (headers) => this.#learn(bucket, headers) }),
    });
  }

  async #learn(bucket: string, headers: Readonly<Record<string, string>>): Promise<void> {
    const remaining = Number(headers['x-rate-limit-remaining']);
    const resetsAt = resetOf(headers);
    if (!resetsAt || Number.isNaN(remaining)) return;
    await this.#call.limits.learn(bucket, { remaining: Math.max(0, remaining), resetsAt });
  }

  async #renew(): Promise<void> {
    const { baseUrl } = this.#account;
    const renewed = await this.#call.renewCredentials(asCredentials(this.#stored), (credentials) =>
      renewTokens(this.#http, baseUrl, Stored.parse(credentials), this.#call),
    );
    this.#stored = Stored.parse(renewed);
  }
}

const isRefusedToken = (error: unknown): boolean =>
  error instanceof PlatformError &&
  error.failure === 'needs_reconnect' &&
  (error.remoteCode ?? '').startsWith('401');

const inTrouble = () =>
  new PlatformError('unavailable', 'X refuses a token that it has just given.', {
    retryAfterSeconds: 300,
    hint: 'This has been an outage of X before. Tried again by itself.',
  });

/** Only what is there: stored secrets are text by name. */
export function asCredentials(stored: Stored): Record<string, string> {
  const { accessToken, refreshToken, clientId, clientSecret, expiresAt } = stored;
  return {
    accessToken,
    expiresAt,
    ...(refreshToken && { refreshToken }),
    ...(clientId && { clientId }),
    ...(clientSecret && { clientSecret }),
  };
}

/** The answer of the token endpoint as it is stored. */
export function storedFrom(
  tokens: z.infer<typeof Tokens>,
  app: Pick<Stored, 'clientId' | 'clientSecret'>,
  now: Date,
): Renewed & { readonly credentials: Record<string, string> } {
  const expiresAt = new Date(now.getTime() + tokens.expires_in * 1000);
  const credentials = asCredentials({
    ...app,
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token,
    expiresAt: expiresAt.toISOString(),
  });
  return { credentials, expiresAt: tokens.refresh_token ? null : expiresAt };
}

async function renewTokens(
  http: PlatformHttp,
  baseUrl: string,
  stored: Stored,
  call: PlatformCall,
): Promise<Renewed> {
  const tokens = await askForTokens(http, baseUrl, stored, call, {
    grant_type: 'refresh_token',
    refresh_token: stored.refreshToken ?? '',
  });
  return storedFrom(
    { ...tokens, refresh_token: tokens.refresh_token ?? stored.refreshToken },
    stored,
    call.now(),
  );
}

/** The token endpoint: confidential clients sign in with Basic, public ones name themselves. */
export function askForTokens(
  http: PlatformHttp,
  baseUrl: string,
  { clientId = '', clientSecret }: Pick<Stored, 'clientId' | 'clientSecret'>,
  call: PlatformCall,
  form: Readonly<Record<string, string>>,
) {
  const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret ?? '')}`);
  return http.send({
    method: 'POST',
    url: `${baseUrl}/2/oauth2/token`,
    ...(clientSecret ? { headers: { authorization: `Basic ${basic.toString('base64')}` } } : {}),
    body: { form: { ...form, client_id: clientId } },
    answer: Tokens,
    failureOf,
    signal: call.signal,
  });
}
