import { saysMadeWithAi } from '#platforms/caption.ts';
import type { SimulatedPost, SimulatedTimeline } from '#platforms/simulators/simulator.ts';
import {
  type Channel,
  channelBy,
  findChannel,
  listMessages,
  type StoredMessage,
  type World,
} from './world.ts';

/** The channel as subscribers see it; an album is one post, and comments stand under what they answer. */
export async function readTimeline(world: World, account: string): Promise<SimulatedTimeline | undefined> {
  const channel = /^-\d+$/.test(account)
    ? await findChannel(world, Number(account))
    : await channelBy(world, 'names', account.toLowerCase());
  if (!channel) return undefined;
  const albums = new Map<string, StoredMessage[]>();
  for (const message of await listMessages(world, channel.id)) {
    const key = message.album ?? String(message.id);
    albums.set(key, [...(albums.get(key) ?? []), message]);
  }
  const posts = [...albums.values()].map((messages) => toPost(world, channel, messages));
  return {
    platform: 'telegram',
    platformName: 'Telegram',
    handle: channel.username,
    displayName: channel.title,
    bio: channel.bio,
    automated: false,
    posts: [...posts, ...(await commentsOf(world, channel))].reverse(),
  };
}

function toPost(world: World, channel: Channel, messages: readonly StoredMessage[]): SimulatedPost {
  const first = messages[0]!;
  const path = new URL(world.baseUrl).pathname;
  const text = messages.map((message) => message.text).join('');
  const shown = saysMadeWithAi(text);
  return {
    id: String(first.id),
    kind: first.repliesTo === null ? 'post' : 'reply',
    ...(first.repliesTo !== null && { repliesTo: String(first.repliesTo) }),
    likes: first.likes,
    text,
    at: new Date(first.date * 1000).toISOString(),
    url: world.postUrl({ handle: channel.username, postId: String(first.id) }),
    aiLabel: { shown, by: shown ? 'caption' : 'none' },
    media: messages.flatMap(({ file }) => {
      if (!file) return [];
      const { kind, blob, width, height } = file;
      return [{ kind, url: `${path}/file/${blob}`, altText: '', width, height }];
    }),
  };
}

async function commentsOf(world: World, channel: Channel): Promise<SimulatedPost[]> {
  if (channel.groupId === null) return [];
  const all = await listMessages(world, channel.groupId);
  const copies = new Map(all.flatMap(({ id, copyOf }) => (copyOf === null ? [] : [[id, copyOf] as const])));
  return all.flatMap((message) => {
    const { author, repliesTo, thread, id } = message;
    const under = thread === null ? undefined : copies.get(thread);
    if (!author || under === undefined) return [];
    const answered =
      repliesTo === null || repliesTo === thread ? String(under) : `${channel.groupId}:${repliesTo}`;
    const own = { ...toPost(world, channel, [message]), id: `${channel.groupId}:${id}` };
    const writer = { handle: author.username, displayName: author.name };
    return [{ ...own, kind: 'reply' as const, repliesTo: answered, author: writer }];
  });
}
