import { again, badMedia, failuresOf, type Meaning, policy, rejected } from '#platforms/meta/failures.ts';
import { PlatformError } from '#platforms/platform.ts';

const unreachable = badMedia('Check that the public address of this studio can be reached from outside.');

/** What answers of the Threads API mean; codes that all of Meta shares are in the shared table. */
export const failureOf = failuresOf({
  name: 'Threads',
  bySubcode: {
    2207051: policy('Threads takes this for spam: post less often, and look into the app.'),
    2207052: unreachable,
    2207042: { failure: 'rate_limited', hint: 'The posts of the day are used up; sent again by itself.' },
    // Seen in the field only.
    4279013: { failure: 'restricted', hint: 'Open the Threads app and do what it asks of the account.' },
  },
  byMessage: [
    // https://developers.facebook.com/docs/threads/overview
    [/LINK_LIMIT_EXCEEDED/, rejected('Take links out: five at most.')],
  ],
  // What an answer to `threads_publish` leaves open: server trouble, "not there (any more)", "not ready".
  unclearCodes: new Set([-1, -2, 1, 2, 24, 9007]),
});

/** https://developers.facebook.com/docs/threads/troubleshooting */
const containerErrors: Readonly<Record<string, Meaning>> = {
  FAILED_DOWNLOADING_VIDEO: again,
  UNKNOWN: again,
  FAILED_PROCESSING_AUDIO: badMedia('Use AAC sound at 48 kHz at most.'),
  FAILED_PROCESSING_VIDEO: badMedia('Use MP4 with H.264 and AAC.'),
  // Spelt as Meta spells it.
  INVALID_ASPEC_RATIO: badMedia('Crop the clip.'),
  INVALID_BIT_RATE: badMedia('Make a rendition with a lower bit rate.'),
  INVALID_DURATION: badMedia('Cut it to five minutes at most.'),
  INVALID_FRAME_RATE: badMedia('Use 23 to 60 frames per second.'),
  INVALID_AUDIO_CHANNELS: badMedia('Use stereo or mono sound.'),
  INVALID_AUDIO_CHANNEL_LAYOUT: badMedia('Use stereo or mono sound.'),
};

/** Why a container ended in ERROR. */
export function containerRefusal(words: string): PlatformError {
  const code = Object.keys(containerErrors).find((name) => words.includes(name));
  const { failure, hint } = (code ? containerErrors[code] : undefined) ?? badMedia('Use another rendition.');
  return new PlatformError(failure, `Threads could not use the media. ${words}`.trim(), {
    remoteCode: code,
    hint,
  });
}
