import { z } from 'zod';
import { type RawAnswer, retryAfterSeconds } from '#platforms/http.ts';
import { PlatformError, type PlatformFailure } from '#platforms/platform.ts';

/** https://developers.google.com/youtube/v3/docs/errors; the token endpoint answers as RFC 6749 section 5.2 says. */
const Refusal = z.looseObject({
  error: z.union([
    z.string(),
    z.looseObject({
      message: z.string().optional(),
      status: z.string().optional(),
      errors: z
        .array(z.looseObject({ reason: z.string().optional(), message: z.string().optional() }))
        .optional(),
    }),
  ]),
  error_description: z.string().optional(),
});

interface Told {
  readonly reason: string;
  readonly detail: string;
}

function toldBy({ body }: RawAnswer): Told {
  const parsed = Refusal.safeParse(body);
  if (!parsed.success) return { reason: '', detail: '' };
  const { error, error_description: description = '' } = parsed.data;
  if (typeof error === 'string') return { reason: error, detail: description };
  const first = error.errors?.[0];
  return { reason: first?.reason ?? error.status ?? '', detail: first?.message ?? error.message ?? '' };
}

type Known = readonly [failure: PlatformFailure, message: string, hint: string];

const reconnect = 'Connect the account again.';
const notThere: Known = ['gone', 'YouTube no longer knows it.', 'It may have been deleted there.'];
const ended: Known = ['needs_reconnect', 'YouTube no longer takes the account’s sign-in.', reconnect];
const fullDay: Known = [
  'rate_limited',
  'The day’s calls of your Google project are used up.',
  'They begin anew at midnight in California. More can be asked for in the Google Cloud console.',
];
const slower: Known = ['rate_limited', 'YouTube wants us to wait.', 'Sent by itself when it is time.'];

/** What each reason means, whatever status it comes with. */
const reasons: Readonly<Record<string, Known>> = {
  invalid_grant: [
    'needs_reconnect',
    'Google no longer renews the account’s sign-in.',
    `${reconnect} While the app is in testing, Google ends each sign-in after seven days.`,
  ],
  invalid_client: [
    'needs_reconnect',
    'Google does not know the client ID, or its secret is another.',
    'Copy both again from the Google Cloud console, then connect the account again.',
  ],
  unauthorized_client: ended,
  invalid_token: ended,
  authError: ended,
  authorizationRequired: ended,
  invalidCredentials: ended,
  required: ended,
  youtubeSignupRequired: [
    'checkpoint',
    'This Google account has no YouTube channel.',
    'Create one at youtube.com, then resume the account here.',
  ],
  quotaExceeded: fullDay,
  dailyLimitExceeded: fullDay,
  rateLimitExceeded: slower,
  userRateLimitExceeded: slower,
  RESOURCE_EXHAUSTED: slower,
  uploadLimitExceeded: [
    'rate_limited',
    'The channel has uploaded as many videos as YouTube allows in a day.',
    'Sent by itself a day later. A channel with a verified phone number may upload more.',
  ],
  accessNotConfigured: [
    'restricted',
    'The YouTube Data API is switched off in your Google project.',
    'Enable YouTube Data API v3 in the Google Cloud console, then resume the account here.',
  ],
  insufficientPermissions: [
    'restricted',
    'The sign-in does not cover this.',
    'Connect the account again and leave every box ticked.',
  ],
  authenticatedUserAccountSuspended: [
    'restricted',
    'YouTube has suspended the account.',
    'Sign in at youtube.com to see why; you may appeal there.',
  ],
  channelSuspended: [
    'restricted',
    'YouTube has suspended the channel.',
    'Sign in at youtube.com to see why.',
  ],
  authenticatedUserAccountClosed: ['gone', 'The YouTube account is closed.', 'Connect another account.'],
  channelClosed: ['gone', 'The YouTube channel is closed.', 'Connect another channel.'],
  commentsDisabled: [
    'rejected',
    'The video takes no comments.',
    'Private videos and videos made for kids have none.',
  ],
  invalidTitle: ['rejected', 'YouTube does not take this title.', 'Change it, then schedule it again.'],
  invalidDescription: ['rejected', 'YouTube does not take this text.', 'Change it, then schedule it again.'],
  invalidTags: ['rejected', 'YouTube does not take these hashtags.', 'Change them, then schedule it again.'],
  invalidCategoryId: ['rejected', 'YouTube does not take this category here.', 'Choose another one.'],
  mediaBodyRequired: ['media_rejected', 'No video reached YouTube.', 'Make the clip again.'],
  badContent: ['media_rejected', 'YouTube does not take files of this kind.', 'Use an MP4 clip.'],
  invalidImage: ['media_rejected', 'YouTube does not take this picture.', 'Use a JPEG or PNG up to 2 MB.'],
  videoNotFound: notThere,
  commentNotFound: notThere,
  commentThreadNotFound: notThere,
  parentCommentNotFound: notThere,
};

const daySeconds = 24 * 60 * 60;

/**
 * Seconds to the next midnight in California, when the day's calls begin anew; at least one. On the two days a year
 * on which the clocks change it is an hour off. https://developers.google.com/youtube/v3/determine_quota_cost
 */
export function secondsToPacificMidnight(now: Date): number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'America/Los_Angeles',
    hourCycle: 'h23',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const part = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, Number(value)]));
  return Math.max(1, daySeconds - (part.hour! * 3600 + part.minute! * 60 + part.second!));
}

function waitOf(reason: string, { headers }: RawAnswer): number {
  const now = new Date();
  const asked = retryAfterSeconds(headers, now);
  if (asked !== undefined) return asked;
  if (reason === 'uploadLimitExceeded') return daySeconds;
  return reasons[reason] === fullDay ? secondsToPacificMidnight(now) : 60;
}

/** What an answer of Google or YouTube outside 200-299 means. */
export function failureOf(answer: RawAnswer, publishes: boolean): PlatformError {
  const { reason, detail } = toldBy(answer);
  const { status } = answer;
  const known = reasons[reason];
  const remoteCode = [status, reason].filter(Boolean).join('/');
  if (known && status < 500) {
    const [failure, message, hint] = known;
    const retryAfterSeconds = failure === 'rate_limited' ? waitOf(reason, answer) : undefined;
    return new PlatformError(failure, message, { hint, remoteCode, retryAfterSeconds });
  }
  const [failure, message, hint] = byStatus(status, detail, publishes);
  const wait = failure === 'rate_limited' ? waitOf(reason, answer) : undefined;
  return new PlatformError(failure, message, { hint, remoteCode, retryAfterSeconds: wait });
}

function byStatus(status: number, words: string, publishes: boolean): Known {
  const detail = words === '' ? '' : ` (${words.replaceAll(/<[^>]*>/g, '').slice(0, 200)})`;
  if (status === 401) return ended;
  if (status === 429) return slower;
  if (status === 403) {
    return ['restricted', `YouTube does not allow this${detail}.`, 'Look at the channel in YouTube Studio.'];
  }
  if (status === 404 || status === 410) return notThere;
  if (status === 413) return ['media_rejected', 'The file is too large for YouTube.', 'Use a smaller one.'];
  if (status >= 400 && status < 500) {
    return [
      'rejected',
      `YouTube does not take this request${detail}.`,
      'Change the post, then schedule it again.',
    ];
  }
  if (publishes) {
    return [
      'outcome_unknown',
      `YouTube answered with an error (${status}). The video may be out.`,
      'It is looked up before anything is sent again.',
    ];
  }
  return ['unavailable', `YouTube is in trouble (${status}).`, 'Tried again by itself.'];
}
