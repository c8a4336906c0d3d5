import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { AppError } from '#kernel/errors.ts';
import { checkedUrl, type EngineAnswer, type EngineExchange, type EngineHttp } from './engine-http.ts';
import { isPublicAddress } from './openai-address.ts';
import { nothingCharged } from './paid-work.ts';

/** A service that is paid by use, for messages. */
export interface HostedService {
  readonly name: string;
  /** Where a person sees keys and bills. */
  readonly account: string;
}

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * The address of a service: https only, for a key goes there. A test server on this machine may speak plainly.
 * @throws AppError `invalid`
 */
export function hostedAddress(address: string): string {
  const url = checkedUrl(address);
  if (url.protocol === 'https:' || loopback.has(url.hostname)) return address.replace(/\/+$/, '');
  throw new AppError('invalid', 'The key may only go over an encrypted connection.', {
    field: 'address',
    hint: 'Write the address with https://.',
  });
}

/**
 * The address of a result as a service names it: https, on the public internet. A test server's own is taken too.
 * @throws AppError `unavailable`
 */
export function resultAddress(text: string, service: string): string {
  const url = URL.parse(text);
  const own = URL.parse(service);
  const isTest = own !== null && loopback.has(own.hostname) && url?.host === own.host;
  if (url && (isTest || (url.protocol === 'https:' && url.username === '' && isPublicAddress(url.href)))) {
    return url.href;
  }
  throw new AppError('unavailable', 'The result lies at an address that is not used.', {
    hint: 'Only https addresses on the public internet are fetched.',
  });
}

const mostTries = 3;
const usualPauseSeconds = 2;
const longestPauseSeconds = 30;

/**
 * Sends a request that costs money when it is taken up. Told to come back later, it waits as long as it is told to,
 * half a minute at most, and three times at most: such an answer proves that nothing was begun. Nothing else is sent again.
 * @throws AppError in our words; EngineHttpError when no answer came
 */
export async function askPaid<T>(
  http: EngineHttp,
  service: HostedService,
  input: EngineExchange & { readonly answer: z.ZodType<T> },
): Promise<{ readonly value: T; readonly headers: EngineAnswer['headers'] }> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await http.exchange(input);
    const pause = pauseSeconds(answer);
    if (isTooEarly(answer) && attempt < mostTries && pause <= longestPauseSeconds && !isOutOfMoney(answer)) {
      await wait(pause * 1000, undefined, { signal: input.signal });
      continue;
    }
    if (answer.status < 200 || answer.status > 299) throw refusalOf(service, answer);
    return { value: read(service, answer, input.answer), headers: answer.headers };
  }
}

/** Asks what costs nothing. @throws AppError; EngineHttpError when no answer came */
export async function askFree<T>(
  http: EngineHttp,
  service: HostedService,
  input: EngineExchange & { readonly answer: z.ZodType<T> },
): Promise<T> {
  const answer = await http.exchange(input);
  if (answer.status < 200 || answer.status > 299) throw refusalOf(service, answer);
  return read(service, answer, input.answer);
}

function read<T>({ name }: HostedService, { body }: EngineAnswer, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new AppError('unavailable', `${name} sent an answer that cannot be read.`, {
    hint: 'Look whether the address belongs to this service.',
    facts: { status: 502, passing: true },
    cause: parsed.error,
  });
}

/** 503 says so only together with a time to come back; alone it may come from a gateway, after the work was begun. */
const isTooEarly = ({ status, headers }: EngineAnswer) =>
  status === 429 || (status === 503 && headers['retry-after'] !== undefined);

function pauseSeconds({ headers }: EngineAnswer): number {
  const told = Number(headers['retry-after'] ?? Number.NaN);
  return told >= 0 ? told : usualPauseSeconds;
}

/** Codes and words by which services say that their content rules forbid it. */
const contentWords =
  /moderation_blocked|content_policy|content policy|safety system|nsfw|flagged as sensitive|content_moderation|prohibited/i;
const moneyWords =
  /insufficient_quota|billing_hard_limit|insufficient credit|exhausted balance|quota_exceeded|user is locked|exceeds your quota/i;

const isOutOfMoney = (answer: EngineAnswer) =>
  answer.status === 402 || moneyWords.test(spoken(answer.body).all);

/** Whether what a service says means that its content rules forbid it. */
export const isContentRefusal = (words: string): boolean => contentWords.test(words);

/**
 * The error for an answer outside 200-299. Its facts hold the `status`; `passing` where another try may work, and
 * `costsNothing` where the service certainly began nothing.
 */
export function refusalOf(service: HostedService, answer: EngineAnswer): AppError {
  const { name, account } = service;
  const { status } = answer;
  const { said, all } = spoken(answer.body);
  const words = said === '' ? `it answered ${status}` : said;
  if (isOutOfMoney(answer)) {
    return refusal(
      `${name} says that the account has no money left: ${words}.`,
      `Top it up at ${account}.`,
      status,
    );
  }
  if (isContentRefusal(all)) return contentRefusal(name, words, status);
  if (status === 401 || status === 403) {
    return refusal(
      `${name} does not take the key: ${words}.`,
      `Make a new key at ${account} and give it on the engines page.`,
      status,
    );
  }
  if (isTooEarly(answer)) {
    return new AppError('unavailable', `${name} is too busy now: ${words}.`, {
      hint: 'Try again in some minutes.',
      facts: { status, passing: true, ...nothingCharged },
    });
  }
  if (status >= 500) {
    return new AppError('unavailable', `${name} broke down over it: ${words}.`, {
      hint: `Look into your account at ${account} whether it was billed.`,
      facts: { status, passing: true },
    });
  }
  return refusal(
    `${name} refused it: ${words}.`,
    'Look at the engine’s settings: model, quality, address.',
    status,
  );
}

/** Refused by the content rules of a service: never tried again by itself. */
export function contentRefusal(name: string, words: string, status?: number): AppError {
  return new AppError('unavailable', `${name} refused this under its content rules: ${words}.`, {
    hint: 'Change the words or the pictures. It is not tried again by itself.',
    facts: { ...(status !== undefined && { status, ...nothingCharged }), contentRefusal: true },
  });
}

function refusal(message: string, hint: string, status: number): AppError {
  return new AppError('unavailable', message, { hint, facts: { status, ...nothingCharged } });
}

const Detail = z.looseObject({
  msg: z.string().optional(),
  message: z.string().optional(),
  type: z.string().optional(),
});
const Spoken = z.looseObject({
  error: z
    .union([z.string(), z.looseObject({ message: z.string().optional(), code: z.string().nullish() })])
    .nullish(),
  detail: z.union([z.string(), Detail, z.array(Detail)]).nullish(),
  title: z.string().nullish(),
  message: z.string().nullish(),
});

/** What an error body says, for people, and all of it with its codes. */
function spoken(body: unknown): { readonly said: string; readonly all: string } {
  const all = typeof body === 'string' ? body : (JSON.stringify(body ?? '') ?? '');
  const read = Spoken.safeParse(body).data;
  const { error, detail, title, message } = read ?? {};
  const details = Array.isArray(detail)
    ? detail
    : typeof detail === 'object' && detail !== null
      ? [detail]
      : [];
  const said = [
    typeof error === 'string' ? error : error?.message,
    typeof detail === 'string' ? detail : details.map((one) => one.msg ?? one.message ?? '').join('; '),
    message,
    title,
    typeof body === 'string' && !/<html/i.test(body) ? body : '',
  ].find((words) => words !== undefined && words !== null && words.trim() !== '');
  return {
    said: (said ?? '').replace(/\s+/g, ' ').trim().replace(/[.]+$/, '').slice(0, 300),
    all: all.slice(0, 4000),
  };
}

/** Whether a piece of work may be begun again here, as far as the service is concerned. */
export const mayPass = (error: unknown): boolean =>
  !(error instanceof AppError) || 'reached' in error || error.facts.passing === true;
