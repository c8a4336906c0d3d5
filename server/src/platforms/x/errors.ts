import { z } from 'zod';
import type { RawAnswer } from '#platforms/http.ts';
import { PlatformError, type PlatformFailure } from '#platforms/platform.ts';

/** RFC 7807 as X writes it, and the older shapes that its gateways still send. https://docs.x.com/x-api/fundamentals/response-codes-and-errors */
const Refusal = z.looseObject({
  type: z.string().optional(),
  title: z.string().optional(),
  detail: z.string().optional(),
  reason: z.string().optional(),
  error: z.string().optional(),
  error_description: z.string().optional(),
  errors: z
    .array(
      z.looseObject({
        code: z.number().optional(),
        message: z.string().optional(),
        detail: z.string().optional(),
      }),
    )
    .optional(),
});

interface Told {
  readonly problem: string;
  readonly detail: string;
  readonly code: number | undefined;
}

function toldBy({ body }: RawAnswer): Told {
  const parsed = Refusal.safeParse(body);
  const refusal: z.infer<typeof Refusal> = parsed.success ? parsed.data : {};
  const first = refusal.errors?.[0];
  return {
    problem: refusal.type?.split('/').at(-1) ?? refusal.error ?? '',
    detail:
      refusal.detail ?? first?.message ?? first?.detail ?? refusal.error_description ?? refusal.title ?? '',
    code: first?.code,
  };
}

const longestWaitSeconds = 24 * 60 * 60;

/** When a closed window opens: `x-rate-limit-reset` in Unix seconds. */
export function resetOf(headers: Readonly<Record<string, string>>): Date | undefined {
  const reset = headers['x-rate-limit-reset'];
  return reset && /^\d+$/.test(reset) ? new Date(Number(reset) * 1000) : undefined;
}

/** What an answer of X outside 200-299 means. */
export function failureOf(answer: RawAnswer, publishes: boolean): PlatformError {
  const told = toldBy(answer);
  const say = (failure: PlatformFailure, message: string, hint: string, retryAfterSeconds?: number) =>
    new PlatformError(failure, message, {
      hint,
      retryAfterSeconds,
      remoteCode: [answer.status, told.problem, told.code].filter(Boolean).join('/'),
    });
  const detail = told.detail === '' ? '' : ` (${told.detail.slice(0, 200)})`;
  const { status } = answer;
  if (status === 401) {
    return say('needs_reconnect', 'X no longer takes the account’s token.', 'Connect the account again.');
  }
  if (status === 402 || told.problem === 'usage-capped' || told.problem === 'credits') {
    return say(
      'checkpoint',
      'The prepaid credits of your X app are used up.',
      'Buy credits in the X Developer Console, then resume the account here.',
    );
  }
  if (status === 429) {
    const reset = resetOf(answer.headers);
    const seconds = reset ? Math.ceil((reset.getTime() - Date.now()) / 1000) : 900;
    return say(
      'rate_limited',
      'X wants us to wait.',
      'Sent by itself when its window opens.',
      Math.min(longestWaitSeconds, Math.max(1, seconds)),
    );
  }
  if (status === 403) return forbidden(told, detail, say);
  if (status === 404) return say('gone', `X no longer knows it${detail}.`, 'It may have been deleted there.');
  if (status === 413) return say('media_rejected', 'The file is too large for X.', 'Use a smaller one.');
  if (status >= 400 && status < 500) return badRequest(told, detail, say);
  if (publishes)
    return say(
      'outcome_unknown',
      `X answered with an error (${status}). The post may be out.`,
      'It is looked up before anything is sent again.',
    );
  return say('unavailable', `X is in trouble (${status}).`, 'Tried again by itself.');
}

type Say = (failure: PlatformFailure, message: string, hint: string) => PlatformError;

/** Codes of the older API that still appear: 187 duplicate, 326 locked, 64 suspended. */
function forbidden({ problem, detail: words, code }: Told, detail: string, say: Say): PlatformError {
  if (code === 187 || /duplicate/i.test(words)) {
    return say(
      'rejected',
      'X refuses a post with the same words as a recent one.',
      'Change the words, then schedule it again.',
    );
  }
  if (code === 326 || /locked/i.test(words)) {
    return say(
      'checkpoint',
      'X has locked the account until a person confirms something.',
      'Sign in at x.com, do what it asks, then resume the account here.',
    );
  }
  if (code === 64 || problem === 'user-suspended' || /suspended/i.test(words)) {
    return say(
      'restricted',
      'X has suspended the account.',
      'Sign in at x.com to see why; you may appeal there.',
    );
  }
  if (problem === 'client-forbidden' || problem === 'not-authorized-for-resource') {
    return say(
      'restricted',
      `The app or its token lacks a permission${detail}.`,
      'Check the app’s permissions and plan, then connect the account again.',
    );
  }
  return say(
    'rejected',
    `X does not allow this${detail}.`,
    'It may be too long, or the conversation closed to replies of programs.',
  );
}

function badRequest({ problem, detail: words }: Told, detail: string, say: Say): PlatformError {
  if (
    /invalid_grant|invalid_request|unauthorized_client/.test(problem) &&
    /token|grant|authoriz/i.test(words + problem)
  ) {
    return say('needs_reconnect', 'X no longer renews the account’s token.', 'Connect the account again.');
  }
  if (/media|image|video|file|dimension|duration/i.test(words)) {
    return say('media_rejected', `X does not take this file${detail}.`, 'Use another picture or clip.');
  }
  return say(
    'rejected',
    `X does not take this request${detail}.`,
    'Change the post, then schedule it again.',
  );
}
