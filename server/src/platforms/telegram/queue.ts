import { z } from 'zod';
import type { Bot } from './bot.ts';
import { type Update, Update as UpdateSchema } from './schema.ts';

/**
 * The bot's queue of updates: Telegram keeps each for a day or until a call names a higher offset. All a bot ever
 * learns of comments and reactions lies here. https://core.telegram.org/bots/api#getupdates
 */
const updateTypes = ['message', 'message_reaction_count'] as const;
const pageSize = 100;
const Updates = z.array(UpdateSchema);

/** The oldest hundred updates; none is taken away. */
export function peek(bot: Bot): Promise<Update[]> {
  return bot.ask('getUpdates', { limit: pageSize, timeout: 0, allowed_updates: updateTypes }, Updates);
}

/** Takes away the updates before `offset` and gives the oldest hundred of the rest. */
export function takeBefore(bot: Bot, offset: number): Promise<Update[]> {
  const parameters = { offset, limit: pageSize, timeout: 0, allowed_updates: updateTypes };
  return bot.ask('getUpdates', parameters, Updates);
}
