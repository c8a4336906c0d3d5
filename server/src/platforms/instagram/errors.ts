import { z } from 'zod';
import { type RawAnswer, retryAfterSeconds } from '#platforms/http.ts';
import { PlatformError, type PlatformFailure } from '#platforms/platform.ts';
import { GraphFailure } from './schema.ts';

interface Meaning {
  readonly failure: PlatformFailure;
  readonly hint?: string;
}

const reconnect: Meaning = {
  failure: 'needs_reconnect',
  hint: 'Make a new token and connect the account again.',
};
const limited: Meaning = { failure: 'rate_limited', hint: 'Sent again by itself once the limit is over.' };
const permission: Meaning = {
  failure: 'restricted',
  hint: 'Give the app the permission to publish, then connect the account again.',
};
const again: Meaning = { failure: 'unavailable', hint: 'Tried again by itself.' };
const media = (hint: string): Meaning => ({ failure: 'media_rejected', hint });
const rejected = (hint: string): Meaning => ({ failure: 'rejected', hint });

/**
 * Meaning by subcode, which says more than the code.
 * https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/error-codes
 */
const bySubcode: Readonly<Record<number, Meaning>> = {
  458: reconnect,
  459: reconnect,
  460: reconnect,
  463: reconnect,
  464: reconnect,
  467: reconnect,
  492: reconnect,
  2207001: again,
  2207003: again,
  2207004: media('Use a picture of 8 MB at most.'),
  2207005: media('Use a JPEG.'),
  2207006: permission,
  2207008: again,
  2207009: media('Crop it to between 4:5 and 1.91:1.'),
  2207010: rejected('Shorten the caption to 2,200 characters, 30 hashtags and 20 mentions.'),
  2207020: again,
  2207023: rejected('The kind of post is not one that Instagram knows.'),
  2207026: media('Use MP4 with H.264 and AAC.'),
  2207027: again,
  2207028: rejected('A carousel holds 2 to 10 files.'),
  2207032: again,
  2207040: rejected('Tag at most 20 people.'),
  2207042: {
    failure: 'rate_limited',
    hint: 'The account has used up its posts of the day; sent again by itself.',
  },
  2207050: { failure: 'restricted', hint: 'Open the Instagram app and do what it asks of the account.' },
  2207051: {
    failure: 'policy',
    hint: 'Instagram takes this for spam: post less often, and look into the app.',
  },
  2207052: {
    failure: 'media_rejected',
    hint: 'Check that the public address of this studio can be reached from outside.',
  },
  2207053: again,
  2207057: rejected('The cover must lie within the video.'),
  2207081: permission,
  2207082: again,
};

const byCode: Readonly<Record<number, Meaning>> = {
  190: reconnect,
  102: reconnect,
  3: permission,
  10: permission,
  4: limited,
  17: limited,
  32: limited,
  613: limited,
  80001: limited,
  80002: limited,
  1: again,
  2: again,
  [-1]: again,
  [-2]: again,
};

/** Answers to `media_publish` after which the post may be out: server trouble, and all that says "not there (any more)". */
const unclearCodes = new Set([-1, -2, 1, 2, 24, 9007]);

/** What an answer of the Graph API means. */
export function failureOf(answer: RawAnswer, publishes: boolean): PlatformError {
  const parsed = GraphFailure.safeParse(answer.body);
  const retryAfter = regainSeconds(answer.headers) ?? retryAfterSeconds(answer.headers, new Date());
  if (!parsed.success) {
    const remoteCode = String(answer.status);
    const text = `Instagram answered ${answer.status}.`;
    if (answer.status === 429)
      return new PlatformError('rate_limited', text, { remoteCode, retryAfterSeconds: retryAfter });
    if (answer.status >= 500) return serverTrouble(publishes, text, remoteCode);
    return new PlatformError('rejected', text, { remoteCode });
  }
  const {
    code,
    error_subcode: subcode,
    message,
    error_user_msg: forPeople,
    is_transient: transient,
  } = parsed.data.error;
  const remoteCode = subcode === undefined ? String(code) : `${code}/${subcode}`;
  const text = `Instagram: ${forPeople ?? (message || `error ${remoteCode}`)}`;
  const meaning = meaningOf(code, subcode, answer.status, transient);
  const unclear = unclearCodes.has(code) || (meaning.failure === 'unavailable' && answer.status >= 500);
  if (publishes && unclear) return serverTrouble(true, text, remoteCode);
  return new PlatformError(meaning.failure, text, {
    remoteCode,
    retryAfterSeconds: retryAfter,
    hint: meaning.hint,
  });
}

const Usage = z.record(
  z.string(),
  z.array(z.object({ estimated_time_to_regain_access: z.number().optional() })),
);

/**
 * How long a throttled account has to wait, from the usage header, which gives minutes.
 * https://developers.facebook.com/docs/graph-api/overview/rate-limiting
 */
function regainSeconds(headers: RawAnswer['headers']): number | undefined {
  const text = headers['x-business-use-case-usage'];
  if (!text) return undefined;
  try {
    const entries = Object.values(Usage.parse(JSON.parse(text))).flat();
    const minutes = Math.max(0, ...entries.map((entry) => entry.estimated_time_to_regain_access ?? 0));
    return minutes > 0 ? minutes * 60 : undefined;
  } catch {
    return undefined;
  }
}

function meaningOf(code: number, subcode: number | undefined, status: number, transient: boolean): Meaning {
  const known = (subcode === undefined ? undefined : bySubcode[subcode]) ?? byCode[code];
  if (known) return known;
  if (code >= 200 && code <= 299) return permission;
  if (status === 429) return limited;
  if (status === 401) return reconnect;
  return transient || status >= 500 ? again : { failure: 'rejected' };
}

function serverTrouble(publishes: boolean, text: string, remoteCode: string): PlatformError {
  if (!publishes) return new PlatformError('unavailable', text, { remoteCode, hint: again.hint });
  return new PlatformError('outcome_unknown', `${text} The post may be out.`, {
    remoteCode,
    hint: 'It is looked up on Instagram before anything is sent again.',
  });
}
