import { type Channel, findMessage, type StoredMessage, type World } from './world.ts';

/** Objects as the Bot API shows them. https://core.telegram.org/bots/api#available-types */

export const chatOf = (channel: Channel) => ({
  id: channel.id,
  type: 'channel',
  title: channel.title,
  username: channel.username,
});

export const groupOf = (channel: Channel) => ({
  id: channel.groupId,
  type: 'supergroup',
  title: `${channel.title} talk`,
});

export const botUser = (channel: Channel) => ({
  id: channel.botId,
  is_bot: true,
  first_name: channel.title,
  username: channel.botName,
});

export async function messageAs(
  world: World,
  channel: Channel,
  message: StoredMessage,
  depth = 0,
): Promise<Record<string, unknown>> {
  const inGroup = message.chatId === channel.groupId;
  const answered =
    depth === 0 && message.repliesTo !== null
      ? await findMessage(world, message.chatId, message.repliesTo)
      : undefined;
  return {
    message_id: message.id,
    date: message.date,
    chat: inGroup ? groupOf(channel) : chatOf(channel),
    ...senderOf(channel, message),
    ...(message.copyOf !== null && {
      is_automatic_forward: true,
      forward_origin: {
        type: 'channel',
        chat: chatOf(channel),
        message_id: message.copyOf,
        date: message.date,
      },
    }),
    ...(message.thread !== null && { message_thread_id: message.thread }),
    ...(answered && { reply_to_message: await messageAs(world, channel, answered, 1) }),
    ...(message.album !== null && { media_group_id: message.album }),
    ...(message.protected && { has_protected_content: true }),
    ...contentOf(message),
  };
}

function senderOf(channel: Channel, { author }: StoredMessage) {
  if (author === null) return { sender_chat: chatOf(channel) };
  return { from: { id: author.id, is_bot: author.bot, first_name: author.name, username: author.username } };
}

function contentOf({ file, text }: StoredMessage) {
  if (file === null) return { text };
  const facts = {
    file_id: file.blob,
    file_unique_id: file.blob.slice(0, 16),
    width: file.width,
    height: file.height,
  };
  const caption = text === '' ? {} : { caption: text };
  if (file.kind === 'image') return { photo: [facts], ...caption };
  return { video: { ...facts, duration: Math.round(file.seconds ?? 0) }, ...caption };
}
