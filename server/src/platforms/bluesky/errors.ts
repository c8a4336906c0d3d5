import { type RawAnswer, retryAfterSeconds } from '#platforms/http.ts';
import { PlatformError, type PlatformFailure } from '#platforms/platform.ts';
import { XrpcFailure } from './schema.ts';

const reconnect = 'Connect the account again with a new app password.';

/** Errors by XRPC name; https://docs.bsky.app and the lexicons. */
const byName: Readonly<Record<string, readonly [PlatformFailure, string]>> = {
  ExpiredToken: ['needs_reconnect', reconnect],
  InvalidToken: ['needs_reconnect', reconnect],
  AuthMissing: ['needs_reconnect', reconnect],
  AuthenticationRequired: ['needs_reconnect', 'Check the handle and the app password.'],
  AuthFactorTokenRequired: ['needs_reconnect', 'Use an app password, not the main password.'],
  InsufficientScope: ['restricted', 'Connect the account again with a full app password.'],
  AccountTakedown: ['restricted', 'Bluesky has taken the account down: write to its support.'],
  AccountSuspended: ['restricted', 'Bluesky has suspended the account: write to its support.'],
  AccountDeactivated: ['restricted', 'Activate the account in the Bluesky app.'],
  RateLimitExceeded: ['rate_limited', 'Sent again by itself once the limit is over.'],
  DailyLimitExceeded: ['rate_limited', 'Sent again by itself once the limit is over.'],
  BlobTooLarge: ['media_rejected', 'Make a smaller rendition.'],
  PayloadTooLarge: ['media_rejected', 'Make a smaller rendition.'],
  InvalidMimeType: ['media_rejected', 'Use JPEG, PNG, WebP or MP4.'],
  BlobNotFound: ['unavailable', 'The file is uploaded again by itself.'],
  RecordNotFound: ['gone', 'It is not there any more.'],
  NotFound: ['gone', 'It is not there any more.'],
  InvalidSwap: ['unavailable', 'Somebody changed it at the same time; tried again by itself.'],
  UpstreamFailure: ['unavailable', 'Tried again later by itself.'],
  VideoTooLarge: ['media_rejected', 'Make a smaller rendition.'],
  unconfirmed_email: ['restricted', 'Confirm the e-mail address of the account in the Bluesky app.'],
  HandleNotFound: ['rejected', 'Check the spelling of the handle.'],
};

/**
 * What an answer of the server means. A 5xx to a publishing request proves nothing: the reference server
 * answers 500 also for a record key that is taken, which is the sign that the post is out.
 */
export function failureOf(answer: RawAnswer, publishes: boolean): PlatformError {
  const { error, message } = XrpcFailure.catch({ error: '', message: '' }).parse(answer.body);
  const says = message || error || `status ${answer.status}`;
  const details = {
    remoteCode: error || String(answer.status),
    retryAfterSeconds: retryAfterSeconds(answer.headers, new Date()),
  };
  const known = byName[error];
  // A failure further back says nothing of what was done here.
  if (known && !(publishes && known[0] === 'unavailable' && answer.status >= 500))
    return new PlatformError(known[0], `Bluesky: ${says}`, { ...details, hint: known[1] });
  if (answer.status === 429) {
    return new PlatformError('rate_limited', `Bluesky limits us: ${says}`, {
      ...details,
      hint: byName.RateLimitExceeded![1],
    });
  }
  if (answer.status >= 500) {
    const failure = publishes ? 'outcome_unknown' : 'unavailable';
    return new PlatformError(failure, `The Bluesky server failed: ${says}`, details);
  }
  if (answer.status === 401)
    return new PlatformError('needs_reconnect', `Bluesky: ${says}`, { ...details, hint: reconnect });
  if (answer.status === 403)
    return new PlatformError('restricted', `Bluesky refuses this account: ${says}`, details);
  if (answer.status === 413) return new PlatformError('media_rejected', `Bluesky: ${says}`, details);
  return new PlatformError('rejected', `Bluesky refuses the request: ${says}`, details);
}
