import type { PlatformHttp } from './http.ts';
import { botOf, checkedToken } from './telegram/bot.ts';
import { manifest } from './telegram/manifest.ts';
import { Message } from './telegram/schema.ts';

export interface Notice {
  readonly botToken: string;
  /** A chat in which the bot may write: a person who started it, or a group. */
  readonly chatId: string;
  readonly text: string;
  /** The rehearsal's address, or absent for Telegram itself. */
  readonly baseUrl?: string | undefined;
}

/** Writes to a person of the studio, not to the public; Telegram is the one way there is. @throws PlatformError */
export async function sendNotice(http: PlatformHttp, notice: Notice, signal: AbortSignal): Promise<void> {
  const baseUrl = notice.baseUrl ?? manifest.defaultBaseUrl;
  const within = notice.baseUrl === undefined ? http.within(manifest.hosts) : http;
  const bot = botOf(within, baseUrl, checkedToken(notice.botToken), signal);
  // A preview would fetch the link from elsewhere, and it opens without signing in.
  const parameters = {
    chat_id: notice.chatId,
    text: notice.text,
    link_preview_options: { is_disabled: true },
  };
  await bot.ask('sendMessage', parameters, Message);
}
