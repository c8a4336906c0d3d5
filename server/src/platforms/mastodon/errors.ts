import type { RawAnswer } from '#platforms/http.ts';
import { PlatformError, type PlatformFailure } from '#platforms/platform.ts';
import { Failure } from './schema.ts';

const reconnect = 'Connect the account again.';

/** What the words of a refusal mean. https://github.com/mastodon/mastodon/blob/main/config/locales/en.yml (unverified live) */
const byWords: readonly (readonly [RegExp, PlatformFailure, string])[] = [
  [/not finished processing/i, 'unavailable', 'Sent again by itself once the file is ready.'],
  [/not found or already attached/i, 'unavailable', 'The file is uploaded again by itself.'],
  [/file|media|content type|thumbnail|video|image/i, 'media_rejected', 'Make another rendition.'],
];

const byStatus: Readonly<Record<number, readonly [PlatformFailure, string]>> = {
  401: ['needs_reconnect', reconnect],
  403: ['restricted', 'Look at the account on the server: it may be limited, or the app lacks a permission.'],
  404: ['gone', 'It is not there any more.'],
  410: ['gone', 'It is not there any more.'],
  413: ['media_rejected', 'Make a smaller rendition.'],
  429: ['rate_limited', 'Sent again by itself once the limit is over.'],
};

/** Errors of signing in. https://docs.joinmastodon.org/methods/oauth/ */
const byCode: Readonly<Record<string, readonly [PlatformFailure, string]>> = {
  invalid_grant: ['needs_reconnect', 'Begin again: a code works once and for a few minutes.'],
  invalid_client: ['needs_reconnect', 'Begin again: the server no longer knows this studio.'],
  access_denied: ['needs_reconnect', 'Begin again and allow it on the server’s page.'],
  invalid_scope: ['rejected', 'The server does not know a permission that is asked for; it may be too old.'],
  unauthorized_client: ['needs_reconnect', reconnect],
};

/** What an answer outside 200-299 means. A 5xx to a publishing request proves nothing. */
export function failureOf(answer: RawAnswer, publishes: boolean): PlatformError {
  const { error, error_description } = Failure.catch({ error: '', error_description: '' }).parse(answer.body);
  const says = error_description || error || `status ${answer.status}`;
  const details = { remoteCode: error && byCode[error] ? error : String(answer.status) };
  if (answer.status >= 500) {
    const failure = publishes ? 'outcome_unknown' : 'unavailable';
    return new PlatformError(failure, `The Mastodon server failed: ${says}`, details);
  }
  const coded = byCode[error];
  if (coded) return new PlatformError(coded[0], `Mastodon: ${says}`, { ...details, hint: coded[1] });
  if (answer.status === 422) {
    const known = byWords.find(([pattern]) => pattern.test(says));
    const [, failure = 'rejected', hint] = known ?? [];
    const retryAfterSeconds = failure === 'unavailable' ? 10 : undefined;
    return new PlatformError(failure, `Mastodon refuses it: ${says}`, {
      ...details,
      hint,
      retryAfterSeconds,
    });
  }
  const [failure, hint] = byStatus[answer.status] ?? (['rejected', undefined] as const);
  const retryAfterSeconds = failure === 'rate_limited' ? secondsUntilReset(answer.headers) : undefined;
  return new PlatformError(failure, `Mastodon: ${says}`, { ...details, hint, retryAfterSeconds });
}

const shortestSeconds = 1;
const defaultSeconds = 300;

/** `X-RateLimit-Reset` is a time, not a number of seconds. https://docs.joinmastodon.org/api/rate-limits/ */
function secondsUntilReset(headers: Readonly<Record<string, string>>): number {
  const seconds = (Date.parse(headers['x-ratelimit-reset'] ?? '') - Date.now()) / 1000;
  return Number.isNaN(seconds) ? defaultSeconds : Math.max(shortestSeconds, Math.ceil(seconds));
}
