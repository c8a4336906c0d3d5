import { z } from 'zod';
import type { SimulatorAnswer } from '#platforms/simulators/simulator.ts';
import { type Asked, chatRef, count, list, words } from './parameters.ts';
import { botUser, chatOf, groupOf, messageAs } from './present.ts';
import {
  bad,
  type Channel,
  deleteMessage,
  done,
  findMessage,
  putMessage,
  refused,
  updatesFor,
  type World,
} from './world.ts';

/** Calls that send nothing. Each gets the bot's own channel; other chats do not exist for it. */
type Method = (world: World, channel: Channel, asked: Asked) => Promise<SimulatorAnswer>;

/** The chat meant: the channel by number or name, or its group; undefined for any other. */
export function chatMeant(channel: Channel, reference: string): number | undefined {
  const names = [String(channel.id), `@${channel.username}`.toLowerCase()];
  if (names.includes(reference.toLowerCase())) return channel.id;
  return channel.groupId !== null && reference === String(channel.groupId) ? channel.groupId : undefined;
}

const notFound = bad('chat not found');

function withChat<T extends z.ZodRawShape>(
  shape: T,
  work: (
    world: World,
    channel: Channel,
    chatId: number,
    input: z.infer<z.ZodObject<T>>,
  ) => Promise<SimulatorAnswer>,
): Method {
  return async (world, channel, { parameters }) => {
    const target = z.looseObject({ chat_id: chatRef }).safeParse(parameters);
    if (!target.success) return bad('chat_id is empty');
    const chatId = chatMeant(channel, target.data.chat_id);
    if (chatId === undefined) return notFound;
    const input = z.object(shape).safeParse(parameters);
    if (!input.success) return bad(`can't parse ${input.error.issues[0]?.path.join('.')}`);
    return work(world, channel, chatId, input.data);
  };
}

const edit = (part: 'text' | 'caption' | 'markup') =>
  withChat(
    { message_id: count, text: words.optional(), caption: words.optional() },
    async (world, channel, chatId, input) => {
      const message = await findMessage(world, chatId, input.message_id);
      if (!message) return bad('message to edit not found');
      const unchanged = bad(
        'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
      );
      if (part === 'markup') return unchanged;
      if (part === 'text' && message.file) return bad('there is no text in the message to edit');
      if (part === 'caption' && !message.file) return bad('there is no caption in the message to edit');
      const text = (part === 'text' ? input.text : input.caption)?.trim() ?? '';
      if (part === 'text' && text === '') return bad('message text is empty');
      if (text.length > (part === 'text' ? 4096 : 1024)) {
        return bad(part === 'text' ? 'message is too long' : 'message caption is too long');
      }
      if (text === message.text) return unchanged;
      await putMessage(world, { ...message, text });
      return done(await messageAs(world, channel, { ...message, text }));
    },
  );

const GetUpdates = z.looseObject({
  offset: count.default(0),
  limit: count.default(100),
  allowed_updates: list(z.string()).default(['message']),
});

export const methods: Readonly<Record<string, Method>> = {
  getMe: async (_world, channel) => done(botUser(channel)),
  getWebhookInfo: async () => done({ url: '', has_custom_certificate: false, pending_update_count: 0 }),
  getChat: withChat({}, async (_world, channel, chatId) => {
    const more = { accent_color_id: 1, max_reaction_count: 11, accepted_gift_types: {} };
    if (chatId === channel.groupId) {
      return done({ ...groupOf(channel), ...more, linked_chat_id: channel.id });
    }
    const linked = channel.groupId === null ? {} : { linked_chat_id: channel.groupId };
    return done({ ...chatOf(channel), ...more, description: channel.bio, ...linked });
  }),
  getChatMember: withChat({ user_id: count }, async (_world, channel, chatId, { user_id: id }) => {
    if (id !== channel.botId) return bad('user not found');
    const rights = { can_be_edited: false, is_anonymous: false, can_manage_chat: true };
    const inChannel = chatId === channel.id ? { can_post_messages: channel.mayPost } : {};
    return done({ status: 'administrator', user: botUser(channel), ...rights, ...inChannel });
  }),
  getChatMemberCount: withChat({}, async (_world, channel) => done(channel.members)),
  editMessageText: edit('text'),
  editMessageCaption: edit('caption'),
  editMessageReplyMarkup: edit('markup'),
  deleteMessages: withChat({ message_ids: list(z.number()) }, async (world, channel, chatId, input) => {
    const ids = input.message_ids;
    if (ids.length === 0 || ids.length > 100) return bad('message identifiers must be 1-100');
    if (!channel.mayDelete) return bad("message can't be deleted for everyone");
    for (const id of ids) await deleteMessage(world, chatId, id);
    return done(true);
  }),
  async getUpdates(world, channel, { parameters }) {
    const input = GetUpdates.safeParse(parameters);
    if (!input.success) return bad("can't parse the request");
    const { offset, limit, allowed_updates: allowed } = input.data;
    if (offset < 0 || limit < 1 || limit > 100) return bad('wrong offset or limit');
    const all = await updatesFor(world, channel.botId);
    for (const { id, key } of all) if (id < offset) await world.store.delete('updates', key);
    const waiting = all.filter(({ id, update }) => id >= offset && allowed.some((kind) => kind in update));
    return done(waiting.slice(0, limit).map(({ update }) => update));
  },
};

/** Whether the bot may send here at all. */
export function maySend(channel: Channel, chatId: number): SimulatorAnswer | undefined {
  if (chatId === channel.groupId || channel.mayPost) return undefined;
  return refused(403, 'Forbidden: bot is not a member of the channel chat');
}
