import {
  again,
  badMedia,
  failuresOf,
  limited,
  type Meanings,
  permission,
  policy,
  rejected,
} from '#platforms/meta/failures.ts';
import { PlatformError } from '#platforms/platform.ts';

/**
 * Meaning by subcode, which says more than the code.
 * https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/error-codes
 */
const bySubcode: Meanings = {
  2207001: again,
  2207003: again,
  2207004: badMedia('Use a picture of 8 MB at most.'),
  2207005: badMedia('Use a JPEG.'),
  2207006: permission,
  2207008: again,
  2207009: badMedia('Crop it to between 4:5 and 1.91:1.'),
  2207010: rejected('Shorten the caption to 2,200 characters, 30 hashtags and 20 mentions.'),
  2207020: again,
  2207023: rejected('The kind of post is not one that Instagram knows.'),
  2207026: badMedia('Use MP4 with H.264 and AAC.'),
  2207027: again,
  2207028: rejected('A carousel holds 2 to 10 files.'),
  2207032: again,
  2207040: rejected('Tag at most 20 people.'),
  2207042: { ...limited, hint: 'The account has used up its posts of the day; sent again by itself.' },
  2207050: { failure: 'restricted', hint: 'Open the Instagram app and do what it asks of the account.' },
  2207051: policy('Instagram takes this for spam: post less often, and look into the app.'),
  2207052: badMedia('Check that the public address of this studio can be reached from outside.'),
  2207053: again,
  2207057: rejected('The cover must lie within the video.'),
  2207081: permission,
  2207082: again,
  // https://developers.facebook.com/docs/messenger-platform/error-codes
  2534014: { failure: 'gone', hint: 'The person is no longer there, or never wrote.' },
  2534022: rejected('Instagram takes an answer within 24 hours of the person’s last message only.'),
};

/** What an answer of the Graph API means on Instagram. */
export const failureOf = failuresOf({
  name: 'Instagram',
  bySubcode,
  // After these the post may be out: server trouble, and all that says "not there (any more)".
  unclearCodes: new Set([-1, -2, 1, 2, 24, 9007]),
});

/** A container's `status` names the subcode, such as "Error: Media upload has failed with error code 2207026". */
export function containerRefusal(words: string): PlatformError {
  const subcode = /\b(2207\d{3})\b/.exec(words)?.[1];
  const passing =
    subcode !== undefined && ['2207001', '2207003', '2207032', '2207053', '2207082'].includes(subcode);
  return new PlatformError(
    passing ? 'unavailable' : 'media_rejected',
    `Instagram could not use the media. ${words}`.trim(),
    {
      remoteCode: subcode,
      hint: passing ? 'Uploaded again by itself.' : 'Use another rendition: JPEG, or MP4 with H.264 and AAC.',
    },
  );
}
