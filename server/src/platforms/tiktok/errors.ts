import { z } from 'zod';
import type { RawAnswer } from '#platforms/http.ts';
import { PlatformError, type PlatformFailure } from '#platforms/platform.ts';

/** The API's own shape, and that of the token endpoint. https://developers.tiktok.com/doc/tiktok-api-v2-error-handling */
const Refusal = z.looseObject({
  error: z
    .union([z.looseObject({ code: z.string(), message: z.string().optional() }), z.string()])
    .optional(),
  error_description: z.string().optional(),
});

type Meaning = readonly [failure: PlatformFailure, message: string, hint: string, retryAfterSeconds?: number];

const minute = 60;
const day = 86_400;
const byItself = 'Tried again by itself.';
const again = 'Connect the account again.';
const inApp = 'Open TikTok with this account, see what it says, then resume the account here.';

const scopes: Meaning = [
  'restricted',
  'TikTok’s permission for this is missing.',
  'Add the scopes to your app, connect the account again, and leave all switches on when TikTok asks.',
];
const spam: Meaning = [
  'policy',
  'TikTok takes the post for spam or against its rules.',
  'Change the words or the picture, and post less often.',
];
const banned: Meaning = ['restricted', 'TikTok lets this account post nothing for now.', inApp];
const fullDay: Meaning = [
  'rate_limited',
  'TikTok takes no more posts from programs for this account today.',
  'It goes on tomorrow by itself; posting by hand is possible now.',
  day,
];
const wrongRequest: Meaning = [
  'rejected',
  'TikTok does not take this request.',
  'Change the post, then schedule it again.',
];
const wrongFile = (what: string): Meaning => [
  'media_rejected',
  `TikTok does not take this file: ${what}.`,
  'Make another rendition of it, or use another file.',
];
const unpulled: Meaning = [
  'unavailable',
  'TikTok could not fetch the files from this studio.',
  'Its public address has to answer without sign-in or redirects. Tried again by itself.',
  minute,
];
const noSuchPost: Meaning = [
  'gone',
  'TikTok does not know this post.',
  'It may have been deleted in the app.',
];
const inTrouble: Meaning = ['unavailable', 'TikTok is in trouble.', byItself];

/** Error codes of requests, and the reasons of posts that failed afterwards. */
const meanings: Readonly<Record<string, Meaning>> = {
  access_token_invalid: ['needs_reconnect', 'TikTok no longer takes the account’s token.', again],
  invalid_grant: ['needs_reconnect', 'TikTok no longer renews the account’s token.', again],
  invalid_client: [
    'needs_reconnect',
    'TikTok does not know the app, or its secret is wrong.',
    'Copy client key and client secret again, then connect the account again.',
  ],
  unauthorized_client: ['needs_reconnect', 'TikTok does not let this app sign people in.', again],
  auth_removed: ['needs_reconnect', 'The account took its permission back in TikTok.', again],
  scope_not_authorized: scopes,
  scope_permission_missed: scopes,
  token_not_authorized_for_specified_scope: scopes,
  invalid_scope: scopes,
  rate_limit_exceeded: ['rate_limited', 'TikTok asks for a pause.', byItself, minute],
  spam_risk_too_many_posts: fullDay,
  spam_risk_too_many_pending_share: [
    'rate_limited',
    'Too many drafts of this account wait in TikTok.',
    'Finish or delete them in the app; otherwise it goes on tomorrow.',
    day,
  ],
  reached_active_user_cap: [
    'rate_limited',
    'Your TikTok app has reached its number of accounts for today.',
    'An app that is not audited may post for five a day. It goes on tomorrow, or post by hand.',
    day,
  ],
  spam_risk_user_banned_from_posting: banned,
  spam_risk_text: [
    'policy',
    'TikTok refuses the words of the post.',
    'Change the caption, then schedule it again.',
  ],
  spam_risk: spam,
  unaudited_client_can_only_post_to_private_accounts: [
    'restricted',
    'TikTok has not audited your app, so it may post to private accounts only.',
    'Make the account private in TikTok and choose "Only me", or post by hand until the audit is passed.',
  ],
  url_ownership_unverified: [
    'rejected',
    'TikTok fetches pictures only from a domain that your app has verified.',
    'Verify this studio’s public domain in your app under URL properties.',
  ],
  privacy_level_option_mismatch: [
    'rejected',
    'The account does not have this choice of who can see the post.',
    'Check the account, choose again, then schedule it again.',
  ],
  app_version_check_failed: [
    'checkpoint',
    'The account’s TikTok app is too old for this.',
    'Update the app, then resume the account here.',
  ],
  invalid_file_upload: wrongFile('it does not meet the specification'),
  file_format_check_failed: wrongFile('wrong format'),
  duration_check_failed: wrongFile('wrong length'),
  frame_rate_check_failed: wrongFile('wrong frame rate'),
  picture_size_check_failed: wrongFile('wrong size of the picture'),
  video_pull_failed: unpulled,
  photo_pull_failed: unpulled,
  publish_cancelled: [
    'rejected',
    'The post was cancelled in TikTok.',
    'Schedule it again if it shall go out.',
  ],
  invalid_publish_id: noSuchPost,
  token_not_authorized_for_specified_publish_id: noSuchPost,
  invalid_param: wrongRequest,
  invalid_params: wrongRequest,
  invalid_request: wrongRequest,
  internal: inTrouble,
  internal_error: inTrouble,
};

function errorOf(
  [failure, message, hint, retryAfterSeconds]: Meaning,
  remoteCode: string,
  detail = '',
): PlatformError {
  const said = detail === '' ? message : `${message.replace(/\.$/, '')} (${detail.slice(0, 200)}).`;
  return new PlatformError(failure, said, { hint, retryAfterSeconds, remoteCode });
}

/** What an answer of TikTok means that is no success. A refusal with a known code proves that nothing was done. */
export function failureOf({ status, body }: RawAnswer, publishes: boolean): PlatformError {
  const parsed = Refusal.safeParse(body);
  const { error, error_description = '' } = parsed.success ? parsed.data : {};
  const code = (typeof error === 'string' ? error : error?.code) ?? '';
  const detail = typeof error === 'object' ? (error.message ?? '') : error_description;
  const remoteCode = [status, code].filter(Boolean).join('/');
  if (status >= 500 || /^internal/.test(code)) {
    if (!publishes) return errorOf(inTrouble, remoteCode);
    return errorOf(
      [
        'outcome_unknown',
        'TikTok answered with an error. The post may be out.',
        'It is looked up before anything is sent again.',
      ],
      remoteCode,
    );
  }
  const known = Object.hasOwn(meanings, code) ? meanings[code] : undefined;
  if (known) return errorOf(known, remoteCode, known === wrongRequest ? detail : '');
  if (status === 429) return errorOf(meanings.rate_limit_exceeded!, remoteCode);
  if (code.startsWith('spam_risk')) return errorOf(spam, remoteCode);
  if (status === 401) return errorOf(meanings.access_token_invalid!, remoteCode);
  if (status === 403) return errorOf(scopes, remoteCode, detail);
  if (status === 404) return errorOf(noSuchPost, remoteCode);
  return errorOf(wrongRequest, remoteCode, detail);
}

/** Why a post that was taken came to nothing, by the `fail_reason` of its status. */
export function failureOfPost(reason: string): PlatformError {
  const known = Object.hasOwn(meanings, reason) ? meanings[reason] : undefined;
  if (known) return errorOf(known, reason);
  return errorOf(reason.startsWith('spam_risk') ? spam : wrongRequest, reason, reason);
}
