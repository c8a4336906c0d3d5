import type { RawAnswer } from '#platforms/http.ts';
import { PlatformError, type PlatformFailure } from '#platforms/platform.ts';
import { Failure } from './schema.ts';

interface Meaning {
  readonly failure: PlatformFailure;
  readonly hint: string;
}

const rights: Meaning = {
  failure: 'restricted',
  hint: 'Make the bot an administrator of the channel who may post, edit and delete messages.',
};
const media: Meaning = {
  failure: 'media_rejected',
  hint: 'Use a JPEG of 10 MB at most, or an MP4 of 50 MB at most.',
};

/**
 * Meaning by the words of a refusal: the Bot API gives no other code. The words are not documented as a list, so
 * this one is unverified. https://core.telegram.org/bots/api#making-requests
 */
const byWords: readonly (readonly [RegExp, Meaning])[] = [
  [
    /not enough rights|administrator rights|write_forbidden|admin_required|have no rights|can't be deleted/i,
    rights,
  ],
  [
    /not a member|was kicked|was blocked/i,
    { failure: 'restricted', hint: 'Add the bot to the channel again, as an administrator.' },
  ],
  [
    /chat not found|upgraded to a supergroup/i,
    { failure: 'gone', hint: 'Check that the channel is still there, then connect it again.' },
  ],
  [
    /message (?:to edit|to delete|to be replied|to reply) not found|message_id_invalid|replied message not found/i,
    { failure: 'gone', hint: 'The post is no longer in the channel.' },
  ],
  [/file identifier|http url|photo_|video_|image_process|media_|file is too big|wrong type of/i, media],
  [/too long/i, { failure: 'rejected', hint: 'Shorten it: 4,096 characters, or 1,024 under a picture.' }],
];

const byStatus: Readonly<Record<number, Meaning>> = {
  401: {
    failure: 'needs_reconnect',
    hint: 'Copy the token from BotFather again and connect the account again.',
  },
  // The address holds the token, so an unknown one is a wrong address.
  404: {
    failure: 'needs_reconnect',
    hint: 'Copy the token from BotFather again and connect the account again.',
  },
  403: rights,
  409: {
    failure: 'rejected',
    hint: 'Another program reads for this bot. Stop it or remove its webhook, or use another bot.',
  },
  413: media,
  429: { failure: 'rate_limited', hint: 'Sent by itself when Telegram takes more.' },
};

/** What a refusal of the Bot API means. */
export function failureOf(answer: RawAnswer, publishes: boolean): PlatformError {
  const parsed = Failure.safeParse(answer.body);
  const status = parsed.data?.error_code ?? answer.status;
  const words = parsed.data?.description ?? '';
  const text = `Telegram: ${words || `answer ${status}`}`;
  const remoteCode = String(status);
  if (status >= 500 || !parsed.success) return serverTrouble(text, remoteCode, status, publishes);
  const known =
    status === 400 || status === 403 ? byWords.find(([pattern]) => pattern.test(words))?.[1] : undefined;
  const meaning = known ?? byStatus[status];
  return new PlatformError(meaning?.failure ?? 'rejected', text, {
    remoteCode,
    retryAfterSeconds: parsed.data.parameters?.retry_after,
    hint: meaning?.hint ?? 'Telegram refused it as it is. Change it, or post it by hand.',
  });
}

function serverTrouble(text: string, remoteCode: string, status: number, publishes: boolean): PlatformError {
  const meaning = byStatus[status];
  if (status < 500 && meaning)
    return new PlatformError(meaning.failure, text, { remoteCode, hint: meaning.hint });
  if (status < 500) return new PlatformError('rejected', text, { remoteCode });
  if (!publishes)
    return new PlatformError('unavailable', text, { remoteCode, hint: 'Tried again by itself.' });
  return new PlatformError('outcome_unknown', `${text}. The post may be out.`, {
    remoteCode,
    hint: 'It is looked for before anything is sent again.',
  });
}
