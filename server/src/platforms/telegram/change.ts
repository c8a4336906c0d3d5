import { z } from 'zod';
import { type PlatformAccount, PlatformError } from '#platforms/platform.ts';
import type { Bot } from './bot.ts';
import { captionMax } from './manifest.ts';
import { readPost } from './post-ids.ts';

/** Replaces the text of a post: of its first message, or of the text that followed its media. */
export async function editPost(
  bot: Bot,
  account: PlatformAccount,
  remoteId: string,
  text: string,
): Promise<void> {
  const [first, second] = readPost(remoteId).messages;
  const target = second?.kind === 'long' ? second : first!;
  const shared = { chat_id: account.remoteId, message_id: target.ids[0]! };
  if (target.kind === 'media' && text.length > captionMax) {
    throw new PlatformError('rejected', `A caption may be ${captionMax} characters on Telegram.`, {
      hint: `Shorten it by ${text.length - captionMax}.`,
    });
  }
  try {
    if (target.kind === 'media')
      await bot.ask('editMessageCaption', { ...shared, caption: text }, z.unknown());
    else await bot.ask('editMessageText', { ...shared, text }, z.unknown());
  } catch (error) {
    // The text is what it should be already.
    if (!(error instanceof PlatformError) || !/not modified/i.test(error.message)) throw error;
  }
}

/** Takes down every message of a post; those that are gone are passed over by Telegram itself. */
export async function removePost(bot: Bot, account: PlatformAccount, remoteId: string): Promise<void> {
  const ids = readPost(remoteId).messages.flatMap((message) => message.ids);
  await bot.ask('deleteMessages', { chat_id: account.remoteId, message_ids: ids }, z.literal(true));
}
