import type { z } from 'zod';
import type { ExchangeInput, PlatformHttp } from '#platforms/http.ts';
import { type PlatformAccount, type PlatformCall, PlatformError, type Renewed } from '#platforms/platform.ts';
import { failureOf } from './errors.ts';
import { CreatorInfo, Envelope, PublishStatus, Stored, Tokens } from './schema.ts';

export interface TikTokRequest<T> {
  readonly method: 'GET' | 'POST';
  /** Below the base address, such as `/v2/user/info/`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly publishes?: boolean;
  /** What stands in `data`. */
  readonly answer: z.ZodType<T>;
}

/** Renewed this long before its end, so that it does not end on the way. */
const expiryMarginMilliseconds = 60_000;

/**
 * One account's calls. Each renewal gives a new refresh token and ends the old one, so both are stored before they
 * are used. https://developers.tiktok.com/docs/en/oauth-user-access-token-management
 */
export class TikTokClient {
  readonly http: PlatformHttp;
  readonly call: PlatformCall;
  readonly #account: PlatformAccount;
  #stored: Stored;

  constructor(http: PlatformHttp, account: PlatformAccount, call: PlatformCall) {
    const stored = Stored.safeParse(account.credentials);
    if (!stored.success) {
      throw new PlatformError('needs_reconnect', 'The stored sign-in is incomplete.', {
        hint: 'Connect the account again.',
      });
    }
    this.http = http;
    this.call = call;
    this.#account = account;
    this.#stored = stored.data;
  }

  get stored(): Stored {
    return this.#stored;
  }

  /** When a person has to sign in again: a refresh token ends at last, however often it is replaced. */
  get endsAt(): Date {
    return new Date(this.#stored.refreshExpiresAt);
  }

  /** Renews now when the token is about to end: before a request that must not wait. */
  async makeReady(): Promise<void> {
    const left = new Date(this.#stored.expiresAt).getTime() - this.call.now().getTime();
    if (left < expiryMarginMilliseconds) await this.#renew();
  }

  async send<T>(request: TikTokRequest<T>): Promise<T> {
    await this.makeReady();
    try {
      return await this.#once(request);
    } catch (error) {
      // A refused token proves that the request was not carried out, so one repetition is safe.
      if (!isRefusedToken(error)) throw error;
      await this.#renew();
      return await this.#once(request);
    }
  }

  /** What the account may do now; TikTok wants it asked before every post. */
  async creatorInfo(): Promise<CreatorInfo> {
    await this.call.limits.take('creator_info');
    return this.send({
      method: 'POST',
      path: '/v2/post/publish/creator_info/query/',
      json: {},
      answer: CreatorInfo,
    });
  }

  /** @throws PlatformError 'gone' when TikTok does not know the number. */
  async statusOf(publishId: string): Promise<PublishStatus> {
    await this.call.limits.take('status');
    return this.send({
      method: 'POST',
      path: '/v2/post/publish/status/fetch/',
      json: { publish_id: publishId },
      answer: PublishStatus,
    });
  }

  async #once<T>({ method, path, query, json, publishes = false, answer }: TikTokRequest<T>): Promise<T> {
    const search = query ? `?${new URLSearchParams(query)}` : '';
    const input: ExchangeInput = {
      method,
      url: `${this.#account.baseUrl}${path}${search}`,
      token: this.#stored.accessToken,
      // Demanded in this very form. https://developers.tiktok.com/doc/content-posting-api-reference-direct-post
      ...(json === undefined
        ? {}
        : { headers: { 'content-type': 'application/json; charset=UTF-8' }, body: { json } }),
      publishes,
      failureOf,
      signal: this.call.signal,
    };
    const given = await this.http.exchange(input);
    const envelope = Envelope.safeParse(given.body);
    const error = envelope.data?.error;
    const code = typeof error === 'string' ? error : error?.code;
    if (code !== undefined && code !== 'ok') throw failureOf(given, publishes);
    const data = answer.safeParse(envelope.data?.data);
    if (data.success) return data.data;
    throw new PlatformError(
      publishes ? 'outcome_unknown' : 'unavailable',
      'TikTok sent an answer we cannot read.',
      { cause: data.error },
    );
  }

  async #renew(): Promise<void> {
    const { baseUrl } = this.#account;
    const renewed = await this.call.renewCredentials(asCredentials(this.#stored), async (credentials) => {
      const stored = Stored.parse(credentials);
      const grant = { grant_type: 'refresh_token', refresh_token: stored.refreshToken };
      return storedFrom(await askForTokens(this.http, baseUrl, stored, this.call, grant), stored, this.call);
    });
    this.#stored = Stored.parse(renewed);
  }
}

const isRefusedToken = (error: unknown): boolean =>
  error instanceof PlatformError &&
  error.failure === 'needs_reconnect' &&
  (error.remoteCode ?? '').startsWith('401');

type App = Pick<Stored, 'clientKey' | 'clientSecret'>;

function asCredentials(stored: Stored): Record<string, string> {
  const { accessToken, refreshToken, clientKey, clientSecret, expiresAt, refreshExpiresAt } = stored;
  return { accessToken, refreshToken, clientKey, clientSecret, expiresAt, refreshExpiresAt };
}

/** The answer of the token endpoint as it is stored. */
export function storedFrom(
  tokens: z.infer<typeof Tokens>,
  { clientKey, clientSecret }: App,
  call: PlatformCall,
): Renewed & { readonly credentials: Record<string, string> } {
  const at = (seconds: number) => new Date(call.now().getTime() + seconds * 1000);
  const expiresAt = at(tokens.refresh_expires_in);
  const credentials = asCredentials({
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token,
    clientKey,
    clientSecret,
    expiresAt: at(tokens.expires_in).toISOString(),
    refreshExpiresAt: expiresAt.toISOString(),
  });
  return { credentials, expiresAt };
}

/** POST /v2/oauth/token/: a form; a refusal may come with status 200. */
export async function askForTokens(
  http: PlatformHttp,
  baseUrl: string,
  app: App,
  call: PlatformCall,
  form: Readonly<Record<string, string>>,
): Promise<z.infer<typeof Tokens>> {
  const given = await http.exchange({
    method: 'POST',
    url: `${baseUrl}/v2/oauth/token/`,
    body: { form: { client_key: app.clientKey, client_secret: app.clientSecret, ...form } },
    failureOf,
    signal: call.signal,
  });
  const tokens = Tokens.safeParse(given.body);
  if (tokens.success) return tokens.data;
  throw failureOf(given, false);
}
