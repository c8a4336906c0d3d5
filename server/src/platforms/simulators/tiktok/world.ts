import { createHash, randomInt } from 'node:crypto';
import { z } from 'zod';
import type { SimulatorAnswer, SimulatorOptions } from '#platforms/simulators/simulator.ts';

/** What the simulated TikTok keeps, and the words it answers in. */

export type World = SimulatorOptions;

export const privacyLevels = [
  'PUBLIC_TO_EVERYONE',
  'MUTUAL_FOLLOW_FRIENDS',
  'FOLLOWER_OF_CREATOR',
  'SELF_ONLY',
] as const;

export const Account = z.object({
  openId: z.string(),
  username: z.string(),
  nickname: z.string(),
  bio: z.string(),
  isPrivate: z.boolean(),
  commentDisabled: z.boolean(),
  duetDisabled: z.boolean(),
  stitchDisabled: z.boolean(),
  maxVideoSeconds: z.number(),
});
export type Account = z.infer<typeof Account>;

const StoredMedia = z.object({
  kind: z.enum(['image', 'video']),
  blob: z.string(),
  width: z.number(),
  height: z.number(),
});
export type StoredMedia = z.infer<typeof StoredMedia>;

/** One publishing: what `publish_id` names. */
export const Publishing = z.object({
  publishId: z.string(),
  accountId: z.string(),
  kind: z.enum(['video', 'photo']),
  caption: z.string(),
  privacy: z.enum(privacyLevels),
  isAigc: z.boolean(),
  media: z.array(StoredMedia),
  at: z.string(),
  /** Where an upload stands; null for what TikTok fetches. */
  upload: z
    .object({
      token: z.string(),
      endsAt: z.string(),
      size: z.number(),
      chunkSize: z.number(),
      chunks: z.number(),
      received: z.number(),
    })
    .nullable(),
  /** When it is prepared; null while bytes are missing. */
  readyAt: z.string().nullable(),
  failReason: z.string().nullable(),
  postId: z.string().nullable(),
  /** From when on TikTok tells the number of the post. */
  moderatedAt: z.string().nullable(),
});
export type Publishing = z.infer<typeof Publishing>;

export const PostRecord = z.object({
  id: z.string(),
  accountId: z.string(),
  kind: z.enum(['video', 'photo']),
  caption: z.string(),
  privacy: z.enum(privacyLevels),
  isAigc: z.boolean(),
  media: z.array(StoredMedia),
  seconds: z.number(),
  /** When it is out. */
  at: z.string(),
});
export type PostRecord = z.infer<typeof PostRecord>;

const Reactions = z.object({
  likes: z.number(),
  shares: z.number(),
  views: z.number(),
  comments: z.number(),
});

export const digestOf = (text: string) => createHash('sha256').update(text).digest('hex');

/** 19 digits that sort by time, beyond what JavaScript's numbers hold. */
export const newPostId = (now: Date): string =>
  `${now.getTime()}${String(randomInt(1_000_000)).padStart(6, '0')}`;

const logId = '202611220000000000000000000REHEARSAL';

export const ok = (data: unknown): SimulatorAnswer => ({
  status: 200,
  body: { data, error: { code: 'ok', message: '', log_id: logId } },
});

/** https://developers.tiktok.com/doc/tiktok-api-v2-error-handling */
export const refused = (status: number, code: string, message = ''): SimulatorAnswer => ({
  status,
  body: { data: {}, error: { code, message, log_id: logId } },
});

export const invalid = (message: string) => refused(400, 'invalid_params', message);
export const invalidToken = () =>
  refused(401, 'access_token_invalid', 'The access token is invalid or not found in the request.');

/** The answer of a message that holds 64-bit numbers as TikTok writes them: bare. */
export function okWithNumbers(
  data: Readonly<Record<string, unknown>>,
  numbers: Readonly<Record<string, readonly string[]>>,
): SimulatorAnswer {
  const text = JSON.stringify({ data, error: { code: 'ok', message: '', log_id: logId } });
  const bare = Object.entries(numbers).map(([name, ids]) => `"${name}":[${ids.join(',')}],`);
  const body = Buffer.from(text.replace('{"data":{', `{"data":{${bare.join('')}`));
  return { status: 200, headers: { 'content-type': 'application/json; charset=utf-8' }, body };
}

export async function allAccounts(world: World): Promise<Account[]> {
  return (await world.store.list('accounts', '')).map(({ value }) => Account.parse(value));
}

/** By number or name. */
export async function accountOf(world: World, idOrName: string): Promise<Account | undefined> {
  const all = await allAccounts(world);
  return all.find(({ openId, username }) => openId === idOrName || username === idOrName.toLowerCase());
}

export async function findPublishing(world: World, publishId: string): Promise<Publishing | undefined> {
  const found = await world.store.get('publishings', publishId);
  return found === undefined ? undefined : Publishing.parse(found);
}

export const keepPublishing = (world: World, one: Publishing): Promise<void> =>
  world.store.put('publishings', one.publishId, one);

/** What is out, everybody's, oldest first. */
export async function allPosts(world: World): Promise<PostRecord[]> {
  const posts = (await world.store.list('posts', '')).map(({ value }) => PostRecord.parse(value));
  return posts.filter(({ at }) => new Date(at) <= world.now());
}

export async function reactionsTo(world: World, postId: string) {
  const found = await world.store.get('reactions', postId);
  return found === undefined ? { likes: 0, shares: 0, views: 0, comments: 0 } : Reactions.parse(found);
}

export async function react(
  world: World,
  postId: string,
  more: Partial<Record<'likes' | 'shares' | 'views' | 'comments', number>>,
): Promise<void> {
  const before = await reactionsTo(world, postId);
  const next = Object.fromEntries(
    Object.entries(before).map(([name, count]) => [name, count + (more[name as keyof typeof before] ?? 0)]),
  );
  await world.store.put('reactions', postId, next);
}
