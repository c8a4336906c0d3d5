import { createHash } from 'node:crypto';
import { AppError } from '#kernel/errors.ts';
import type { SimulatedCrowd, SimulatedStranger } from '#platforms/simulators/simulator.ts';
import { chatOf, messageAs } from './present.ts';
import {
  addMessage,
  type Channel,
  Channel as ChannelSchema,
  findMessage,
  listMessages,
  putMessage,
  type StoredMessage,
  tellBot,
  type World,
} from './world.ts';

/** Subscribers: they write in the discussion group and react in the channel. */
export function crowdOf(world: World): SimulatedCrowd {
  return {
    async comment({ postId, parentId, author, text }) {
      const { channel, message } = await findPost(world, postId);
      if (channel.groupId === null) throw nothing(postId);
      const all = await listMessages(world, channel.groupId);
      const root = all.find(({ copyOf }) => copyOf === message.id);
      if (!root) throw nothing(postId);
      const comment = await addMessage(world, {
        chatId: channel.groupId,
        text,
        ...{ file: null, album: null, protected: false, silent: false, copyOf: null, likes: 0 },
        repliesTo: parentId === undefined ? root.id : Number(parentId.split(':')[1]),
        author: strangerAs(author),
        thread: root.id,
      });
      await tellBot(world, channel.botId, 'message', await messageAs(world, channel, comment));
      return `${channel.groupId}:${comment.id}`;
    },
    async react(postId, { likes = 0 }) {
      const { channel, message } = await findPost(world, postId);
      const total = message.likes + likes;
      await putMessage(world, { ...message, likes: total });
      await tellBot(world, channel.botId, 'message_reaction_count', {
        chat: chatOf(channel),
        message_id: message.id,
        date: Math.floor(world.now().getTime() / 1000),
        reactions: [{ type: { type: 'emoji', emoji: '👍' }, total_count: total }],
      });
    },
  };
}

const nothing = (postId: string) =>
  new AppError('not_found', `There is no post ${postId} to answer.`, { hint: 'Publish one first.' });

function strangerAs({ handle, displayName }: SimulatedStranger) {
  const id = Number.parseInt(createHash('sha256').update(handle).digest('hex').slice(0, 8), 16);
  return { id, name: displayName, username: handle, bot: false };
}

/** A post as the adapter names it: the number of its first message leads. */
async function findPost(
  world: World,
  postId: string,
): Promise<{ readonly channel: Channel; readonly message: StoredMessage }> {
  const id = Number(/\d+/.exec(postId)?.[0]);
  for (const { value } of await world.store.list('channels', '')) {
    const channel = ChannelSchema.parse(value);
    const message = await findMessage(world, channel.id, id);
    if (message) return { channel, message };
  }
  throw nothing(postId);
}
