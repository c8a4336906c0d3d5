import { z } from 'zod';
import type { PlatformHttp } from '#platforms/http.ts';
import {
  type AccountCheck,
  type ConnectedAccount,
  type ConnectInput,
  type PlatformAccount,
  type PlatformCall,
  PlatformError,
} from '#platforms/platform.ts';
import { type Bot, botFor, botOf, checkedToken, credentialsOf } from './bot.ts';
import { manifest } from './manifest.ts';
import { peek } from './queue.ts';
import { ChatMember, FullChat, User } from './schema.ts';

/** A bot and a channel in which it may post. */
export async function connectChannel(
  http: PlatformHttp,
  input: ConnectInput,
  call: PlatformCall,
): Promise<ConnectedAccount> {
  const baseUrl = (input.baseUrl ?? manifest.defaultBaseUrl).replace(/\/+$/, '');
  const botToken = checkedToken(input.fields.botToken ?? '');
  const bot = botOf(http, baseUrl, botToken, call.signal);
  const me = await bot.ask('getMe', {}, User);
  const chat = await readChannel(bot, channelOf(input.fields.channel ?? ''));
  await assertMayPost(bot, chat, me.id);
  const warnings: string[] = [];
  const linkedChatId = await discussionOf(bot, chat, me.id, warnings);
  // Reactions are told only to those who asked for them once.
  await peek(bot).catch((error: unknown) => {
    if (!(error instanceof PlatformError) || error.remoteCode !== '409') throw error;
    warnings.push(
      'Another program receives this bot’s updates, so comments and reactions cannot be read. Remove its webhook, or use another bot.',
    );
  });
  return {
    remoteId: String(chat.id),
    handle: handleOf(chat),
    displayName: chat.title ?? handleOf(chat),
    credentials: { botToken, botId: String(me.id), linkedChatId },
    baseUrl,
    tokenExpiresAt: null,
    warnings,
  };
}

/** Whether the channel is there and the bot may still post. */
export async function checkChannel(
  http: PlatformHttp,
  account: PlatformAccount,
  call: PlatformCall,
): Promise<AccountCheck> {
  const bot = botFor(http, account, call.signal);
  const chat = await readChannel(bot, account.remoteId);
  await assertMayPost(bot, chat, Number(credentialsOf(account).botId));
  return {
    handle: handleOf(chat),
    displayName: chat.title ?? handleOf(chat),
    tokenExpiresAt: null,
    publishesLeft: null,
    profileLabelled: null,
  };
}

/** The @name without its sign, or the number of a private channel. */
const handleOf = (chat: FullChat) => chat.username ?? String(chat.id);

function channelOf(text: string): string {
  const typed = text.trim().replace(/^https:\/\/t\.me\//i, '@');
  if (/^-100\d{5,}$/.test(typed)) return typed;
  const name = typed.replace(/^@/, '');
  if (/^\w{4,32}$/.test(name)) return `@${name}`;
  throw new PlatformError('rejected', 'This is not a channel.', {
    hint: 'Give its @name, or its number that starts with -100.',
  });
}

async function readChannel(bot: Bot, channel: string): Promise<FullChat> {
  const chat = await bot.ask('getChat', { chat_id: channel }, FullChat);
  if (chat.type === 'channel') return chat;
  throw new PlatformError('rejected', `${chat.title ?? channel} is a ${chat.type}, not a channel.`, {
    hint: 'Make a channel in Telegram and add the bot to it.',
  });
}

async function assertMayPost(bot: Bot, chat: FullChat, botId: number): Promise<void> {
  const member = await bot.ask('getChatMember', { chat_id: chat.id, user_id: botId }, ChatMember);
  if (member.status === 'creator' || (member.status === 'administrator' && member.can_post_messages)) return;
  throw new PlatformError('restricted', `The bot may not post in ${chat.title ?? handleOf(chat)}.`, {
    hint: 'Open the channel, Administrators, add the bot, and let it post, edit and delete messages.',
  });
}

/** The discussion group, when the bot is an administrator there and so sees its messages; '' otherwise. */
async function discussionOf(bot: Bot, chat: FullChat, botId: number, warnings: string[]): Promise<string> {
  const group = chat.linked_chat_id;
  if (group === undefined) {
    warnings.push('The channel has no discussion group, so there are no comments to read.');
    return '';
  }
  try {
    const member = await bot.ask('getChatMember', { chat_id: group, user_id: botId }, ChatMember);
    if (member.status === 'administrator') return String(group);
  } catch (error) {
    if (!(error instanceof PlatformError) || error.failure === 'unavailable') throw error;
  }
  warnings.push('The bot is not an administrator of the discussion group, so comments cannot be read.');
  return '';
}

/** Numbers as the channel tells them: it has only its subscribers. */
export async function readFollowers(http: PlatformHttp, account: PlatformAccount, call: PlatformCall) {
  const bot = botFor(http, account, call.signal);
  const followers = await bot.ask('getChatMemberCount', { chat_id: account.remoteId }, z.number());
  return { followers, following: null, posts: null, raw: { members: followers } };
}
