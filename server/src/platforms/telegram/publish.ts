import { z } from 'zod';
import { saysMadeWithAi } from '#platforms/caption.ts';
import {
  type Handles,
  type PlatformAccount,
  type PlatformCall,
  PlatformError,
  type Published,
  type PublishLedger,
  type PublishPayload,
  type Reconciled,
} from '#platforms/platform.ts';
import type { Bot } from './bot.ts';
import { messagesOf, type Outgoing, requestFor } from './compose.ts';
import {
  firstIdOf,
  type PostIds,
  readMessage,
  readPost,
  type SentMessage,
  spellMessage,
  spellPost,
} from './post-ids.ts';
import { peek } from './queue.ts';
import { Message, type Update } from './schema.ts';

const handleOf = (index: number) => `message${index + 1}`;
/** Of the message that was being sent: when it began, or '' once its outcome is known. */
const sendingSince = 'sendingSince';

/**
 * Sends the messages of a post one after the other. The Bot API has no key against doubles and a bot cannot read a
 * channel, so each number is remembered as it comes, and a lost answer ends the work.
 */
export async function publishMessages(
  bot: Bot,
  payload: PublishPayload,
  ledger: PublishLedger,
  call: PlatformCall,
): Promise<Published> {
  const sent: SentMessage[] = [];
  for (const [index, message] of messagesOf(payload).entries()) {
    const known = ledger.handles[handleOf(index)];
    if (known === undefined) {
      await call.limits.take('send', Math.max(1, message.media.length));
      await ledger.remember(sendingSince, call.now().toISOString());
      await ledger.aboutToPublish();
      const made = await sendOne(bot, payload, message, sent.at(-1)?.ids[0]).catch(async (error: unknown) => {
        const certain = error instanceof PlatformError && error.failure !== 'outcome_unknown';
        if (certain) await ledger.remember(sendingSince, '');
        throw error;
      });
      await ledger.remember(handleOf(index), spellMessage(made));
      sent.push(made);
    } else {
      sent.push(readMessage(known));
    }
  }
  return publishedAs(payload, sent);
}

async function sendOne(
  bot: Bot,
  payload: PublishPayload,
  message: Outgoing,
  repliesTo: number | undefined,
): Promise<SentMessage> {
  const { method, parameters, files } = requestFor(payload, message, repliesTo);
  const { kind } = message;
  if (method !== 'sendMediaGroup') {
    const { message_id: id } = await bot.send(method, parameters, Message, files);
    return { kind, ids: [id] };
  }
  const album = await bot.send(method, parameters, z.array(Message).min(1), files);
  return { kind, ids: album.map(({ message_id: id }) => id) };
}

function publishedAs(payload: PublishPayload, messages: readonly SentMessage[]): Published {
  const labelled = saysMadeWithAi(messagesOf(payload)[0]!.text);
  const post: PostIds = { messages, labelled };
  return { remoteId: spellPost(post), url: urlOf(payload.account, firstIdOf(post)) };
}

/** A public channel's posts stand under its name, a private one's under its number and for members only. */
export function urlOf(account: PlatformAccount, messageId: number): string {
  if (account.webUrl) return `${account.webUrl}#${messageId}`;
  if (/^-100\d+$/.test(account.handle)) return `https://t.me/c/${account.handle.slice(4)}/${messageId}`;
  return `https://t.me/${account.handle}/${messageId}`;
}

/** Both clocks may be off by this. */
const clockSlackSeconds = 120;

/**
 * What became of a post whose answer was lost. A forward of it in the discussion group proves that it is out
 * (`is_automatic_forward`, https://core.telegram.org/bots/api#message); nothing a bot may ask proves that it is not.
 */
export async function reconcileMessages(
  bot: Bot,
  payload: PublishPayload,
  handles: Handles,
  hasDiscussion: boolean,
): Promise<Reconciled> {
  const wanted = messagesOf(payload);
  const sent = wanted.flatMap((_, index) => {
    const known = handles[handleOf(index)];
    return known === undefined ? [] : [readMessage(known)];
  });
  if (sent.length === wanted.length) return { outcome: 'published', ...publishedAs(payload, sent) };
  const since = handles[sendingSince] ?? '';
  const evidence = `${sent.length} of ${wanted.length} messages are out.`;
  if (since === '') {
    return { outcome: 'not_published', evidence: `${evidence} Telegram refused or never got the next one.` };
  }
  const unsure = { outcome: 'undetermined', retryAfterSeconds: 30 } as const;
  if (!hasDiscussion) {
    return {
      ...unsure,
      evidence: `${evidence} One was being sent from ${since} on, and its answer was lost. A bot cannot read the channel: please look.`,
    };
  }
  const found = await forwardOf(bot, payload, wanted[sent.length]!, since);
  if (!found) {
    return {
      ...unsure,
      evidence: `${evidence} One was being sent from ${since} on, and the discussion group shows no copy of it. That does not prove that it is not in the channel: please look.`,
    };
  }
  const all = [...sent, found];
  if (all.length === wanted.length) return { outcome: 'published', ...publishedAs(payload, all) };
  return { ...unsure, evidence: `${all.length} of ${wanted.length} messages are out; the thread broke off.` };
}

async function forwardOf(
  bot: Bot,
  payload: PublishPayload,
  message: Outgoing,
  since: string,
): Promise<SentMessage | undefined> {
  // 409: another program reads the queue, so it tells us nothing.
  const updates = await peek(bot).catch((error: unknown) => {
    if (error instanceof PlatformError && error.remoteCode === '409') return [];
    throw error;
  });
  const from = Date.parse(since) / 1000 - clockSlackSeconds;
  const copies = updates.flatMap((update) => copyOf(update, payload.account.remoteId, from));
  const start = copies.findIndex(({ text }) => text.trim() === message.text.trim());
  if (start < 0) return undefined;
  const count = Math.max(1, message.media.length);
  const ids = copies.slice(start, start + count).map(({ id }) => id);
  return ids.length === count ? { kind: message.kind, ids } : undefined;
}

function copyOf({ message }: Update, channel: string, from: number) {
  const origin = message?.forward_origin;
  if (!message?.is_automatic_forward || message.date < from) return [];
  if (String(origin?.chat?.id) !== channel || origin?.message_id === undefined) return [];
  return [{ id: origin.message_id, text: message.text ?? message.caption ?? '' }];
}

/**
 * Whether a post is still there: an edit that changes nothing is refused as "not modified" while it is, and as "not
 * found" when it is gone (unverified words). Bots have no other way to ask.
 */
export async function isThere(bot: Bot, account: PlatformAccount, remoteId: string): Promise<boolean> {
  const parameters = { chat_id: account.remoteId, message_id: firstIdOf(readPost(remoteId)) };
  try {
    await bot.ask('editMessageReplyMarkup', parameters, z.unknown());
    return true;
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    if (error.failure === 'gone' && !/chat not found/i.test(error.message)) return false;
    if (/not modified|can't be edited/i.test(error.message)) return true;
    throw error;
  }
}
