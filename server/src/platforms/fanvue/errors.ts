import { type RawAnswer, retryAfterSeconds } from '#platforms/http.ts';
import { PlatformError, type PlatformFailure } from '#platforms/platform.ts';
import { Failure } from './schema.ts';

interface Meaning {
  readonly failure: PlatformFailure;
  readonly hint: string;
}

/** Statuses of the reference's pages; what they mean for an account is our own reading. */
const byStatus: Readonly<Record<number, Meaning>> = {
  400: { failure: 'rejected', hint: 'Change the post, its audience or its price.' },
  401: { failure: 'needs_reconnect', hint: 'Sign in at Fanvue again, or paste a new API key.' },
  403: {
    failure: 'restricted',
    hint: 'Give the app every scope that is listed, then connect the account again.',
  },
  404: { failure: 'gone', hint: 'It is no longer at Fanvue.' },
  410: { failure: 'rejected', hint: 'Fanvue has ended this version of its API: update the studio.' },
  413: { failure: 'media_rejected', hint: 'Use a smaller file.' },
  415: { failure: 'media_rejected', hint: 'Use a JPEG or an MP4.' },
  422: { failure: 'rejected', hint: 'Change the post, its audience or its price.' },
  429: { failure: 'rate_limited', hint: 'Sent by itself when Fanvue takes more.' },
};

/** What a refusal of Fanvue means. */
export function failureOf(answer: RawAnswer, publishes: boolean): PlatformError {
  const { status, headers, body } = answer;
  const said = Failure.safeParse(body).data;
  const words = said?.message ?? said?.error_description ?? said?.error;
  const text = `Fanvue: ${words ?? `answer ${status}`}`;
  const remoteCode = String(status);
  if (status >= 500) {
    if (!publishes)
      return new PlatformError('unavailable', text, { remoteCode, hint: 'Tried again by itself.' });
    return new PlatformError('outcome_unknown', `${text}. The post may be out.`, {
      remoteCode,
      hint: 'It is looked up at Fanvue before anything is sent again.',
    });
  }
  const meaning = byStatus[status] ?? { failure: 'rejected', hint: 'Look at the account at Fanvue.' };
  return new PlatformError(meaning.failure, text, {
    remoteCode,
    hint: meaning.hint,
    ...(status === 429 && { retryAfterSeconds: retryAfterSeconds(headers, new Date()) ?? 60 }),
  });
}

/** What the storage behind the signed addresses says; nothing there is public. */
export function storageFailureOf({ status }: RawAnswer): PlatformError {
  const text = `Fanvue's storage answered ${status}.`;
  const details = { remoteCode: `storage ${status}`, hint: 'Uploaded again by itself.' };
  return new PlatformError(status === 413 ? 'media_rejected' : 'unavailable', text, details);
}
