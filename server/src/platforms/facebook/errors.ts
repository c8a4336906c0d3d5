import type { RawAnswer } from '#platforms/http.ts';
import {
  again,
  badMedia,
  checkpoint,
  failuresOf,
  limited,
  type Meanings,
  policy,
  rejected,
} from '#platforms/meta/failures.ts';
import { PlatformError } from '#platforms/platform.ts';

const sameAgain = rejected(
  'Change the words or the pictures: Facebook refuses the same post twice in a row.',
);

/** Some come as a code and some as a subcode, by the call. Those of seven digits were seen by others in the field. */
const meanings: Meanings = {
  104: rejected('Turn off "Require app secret" in the settings of your app at Meta, or connect again.'),
  506: sameAgain,
  1366051: sameAgain,
  1366046: badMedia('Use a JPEG or PNG of 4 MB at most.'),
  1390008: limited,
  1346003: policy('Facebook takes this for abusive: look into the Page’s support inbox.'),
  1404102: policy('It goes against the Community Standards: look into the Page’s support inbox.'),
  1404078: checkpoint('Finish the Page Publishing Authorization on Facebook.'),
  1404112: checkpoint('Open Facebook and do what it asks of the account.'),
  4854002: checkpoint('Confirm your identity on Facebook.'),
  1609005: rejected('Facebook cannot read the linked page: check the link.'),
  1609008: rejected('Take the link to Facebook out.'),
  1363047: again,
  1609010: again,
};

/** What an answer of the Graph API means on a Page. https://developers.facebook.com/docs/graph-api/guides/error-handling */
export const failureOf = failuresOf({
  name: 'Facebook',
  bySubcode: meanings,
  byCode: meanings,
  unclearCodes: new Set([-1, -2, 1, 2]),
});

/** Whether Facebook says that these pictures were posted before: no proof that this very post is out. */
export function wasPostedBefore(error: unknown): boolean {
  return error instanceof PlatformError && /(^|\/)1366051$/.test(error.remoteCode ?? '');
}

/** The upload host answers in words of its own: `debug_info` with `retriable`. */
export function uploadFailureOf(answer: RawAnswer): PlatformError {
  const text = JSON.stringify(answer.body ?? '');
  if (!text.includes('debug_info')) return failureOf(answer, false);
  const passing = /"retriable":true/.test(text) || answer.status >= 500;
  return new PlatformError(
    passing ? 'unavailable' : 'media_rejected',
    `Facebook did not take the clip (${answer.status}).`,
    { remoteCode: String(answer.status), hint: passing ? again.hint : 'Use MP4 with H.264 and AAC.' },
  );
}
