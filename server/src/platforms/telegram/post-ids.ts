import { PlatformError } from '#platforms/platform.ts';

/** One message of a post, or an album, which is several messages with one caption. */
export interface SentMessage {
  /** `long`: the text of the media before it, which was too long for a caption. */
  readonly kind: 'text' | 'media' | 'long';
  /** Numbers within the channel. */
  readonly ids: readonly number[];
}

/** A post as Telegram has it: its messages in order, and whether the first of them said that it is AI-made. */
export interface PostIds {
  readonly messages: readonly SentMessage[];
  readonly labelled: boolean;
}

const letters = { text: 't', media: 'm', long: 'l' } as const;

/** A message as a handle, such as `m15.16`. */
export const spellMessage = ({ kind, ids }: SentMessage) => `${letters[kind]}${ids.join('.')}`;

/** The remote id of a post, such as `m15.16_l17_ai`: a bot cannot ask what belongs together, so the id says it. */
export function spellPost({ messages, labelled }: PostIds): string {
  return [...messages.map(spellMessage), ...(labelled ? ['ai'] : [])].join('_');
}

/** @throws PlatformError 'rejected' for what is none. */
export function readMessage(text: string): SentMessage {
  const match = /^([tml])(\d{1,15}(?:\.\d{1,15}){0,9})$/.exec(text);
  const kind = (['text', 'media', 'long'] as const).find((one) => letters[one] === match?.[1]);
  if (!match || !kind) {
    throw new PlatformError('rejected', 'This is not a post of a Telegram channel.', {
      hint: 'Open the channel and look for it there.',
    });
  }
  return { kind, ids: match[2]!.split('.').map(Number) };
}

/** @throws PlatformError 'rejected' for what is none. */
export function readPost(remoteId: string): PostIds {
  const parts = remoteId.split('_');
  const labelled = parts.at(-1) === 'ai';
  return { messages: (labelled ? parts.slice(0, -1) : parts).map(readMessage), labelled };
}

/** The number that stands in the post's address. */
export const firstIdOf = ({ messages }: PostIds) => messages[0]!.ids[0]!;
