import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { SimulatorAnswer, SimulatorOptions } from '#platforms/simulators/simulator.ts';

/** What the simulated X keeps, and the words it answers in. */

export type World = SimulatorOptions;

export const Account = z.object({
  id: z.string(),
  username: z.string(),
  name: z.string(),
  bio: z.string(),
});
export type Account = z.infer<typeof Account>;

const StoredMedia = z.object({ kind: z.enum(['image', 'video']), blob: z.string(), altText: z.string() });

export const PostRecord = z.object({
  id: z.string(),
  authorId: z.string(),
  author: z.object({ username: z.string(), name: z.string() }),
  text: z.string(),
  media: z.array(StoredMedia),
  createdAt: z.string(),
  replyTo: z.string().nullable(),
  conversationId: z.string(),
  madeWithAi: z.boolean(),
  mentions: z.array(z.string()),
  hidden: z.boolean(),
});
export type PostRecord = z.infer<typeof PostRecord>;

const Reactions = z.object({ likes: z.number(), shares: z.number(), views: z.number() });

export const digestOf = (text: string) => createHash('sha256').update(text).digest('hex');

/** Sortable by time, as X's own ids are: milliseconds, then noise, 19 digits at most. */
export function newSnowflake(now: Date): string {
  const noise = randomBytes(3).readUIntBE(0, 3) % 1_000_000;
  return `${now.getTime()}${String(noise).padStart(6, '0')}`.slice(0, 19);
}

export const ok = (body: unknown, status = 200, headers: Record<string, string> = {}): SimulatorAnswer => ({
  status,
  headers,
  body,
});

/** RFC 7807 as X writes it. */
export function problem(status: number, type: string, title: string, detail: string): SimulatorAnswer {
  return { status, body: { type: `https://api.x.com/2/problems/${type}`, title, detail, status } };
}

export const invalid = (detail: string) => problem(400, 'invalid-request', 'Invalid Request', detail);
export const forbidden = (detail: string) => problem(403, 'client-forbidden', 'Forbidden', detail);
export const unauthorized = () => problem(401, 'unauthorized', 'Unauthorized', 'Unauthorized');
export const notFound = (what: string) =>
  problem(404, 'resource-not-found', 'Not Found Error', `Could not find ${what}.`);

/** By number or name. */
export async function accountOf(world: World, idOrName: string): Promise<Account | undefined> {
  const all = await world.store.list('accounts', '');
  const wanted = idOrName.toLowerCase();
  return all
    .map(({ value }) => Account.parse(value))
    .find(({ id, username }) => id === idOrName || username.toLowerCase() === wanted);
}

export async function allAccounts(world: World): Promise<Account[]> {
  return (await world.store.list('accounts', '')).map(({ value }) => Account.parse(value));
}

export async function findPost(world: World, id: string): Promise<PostRecord | undefined> {
  const found = await world.store.get('posts', id);
  return found === undefined ? undefined : PostRecord.parse(found);
}

/** Everybody's, oldest first. */
export async function allPosts(world: World): Promise<PostRecord[]> {
  return (await world.store.list('posts', '')).map(({ value }) => PostRecord.parse(value));
}

export async function reactionsTo(world: World, postId: string) {
  const found = await world.store.get('reactions', postId);
  return found === undefined ? { likes: 0, shares: 0, views: 0 } : Reactions.parse(found);
}

export async function react(
  world: World,
  postId: string,
  more: { readonly likes?: number; readonly shares?: number; readonly views?: number },
): Promise<void> {
  const { likes, shares, views } = await reactionsTo(world, postId);
  const next = {
    likes: likes + (more.likes ?? 0),
    shares: shares + (more.shares ?? 0),
    views: views + (more.views ?? 0),
  };
  await world.store.put('reactions', postId, next);
}
