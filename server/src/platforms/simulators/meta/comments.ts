import { z } from 'zod';
import type { SimulatedPost } from '#platforms/simulators/simulator.ts';
import { addNew, type World } from './answers.ts';

/** Comments under posts, and what people did to posts, of Instagram and of Pages. */

export const CommentRecord = z.object({
  id: z.string(),
  postId: z.string(),
  /** The comment it answers; null when it answers the post. */
  parentId: z.string().nullable(),
  author: z.object({ userId: z.string(), username: z.string(), name: z.string() }),
  text: z.string(),
  at: z.string(),
  hidden: z.boolean(),
});
export type CommentRecord = z.infer<typeof CommentRecord>;

export async function addComment(
  world: World,
  comment: Pick<CommentRecord, 'postId' | 'parentId' | 'author' | 'text'>,
  idOf: (number: string) => string = (number) => `16${number.slice(2)}`,
): Promise<CommentRecord> {
  const at = world.now().toISOString();
  const number = await addNew(world, 'comment-numbers', '17', () => ({ postId: comment.postId }));
  const record: CommentRecord = { ...comment, id: idOf(number), at, hidden: false };
  await world.store.put('comments', `${comment.postId}/${number}`, record);
  await world.store.put('comment-keys', record.id, `${comment.postId}/${number}`);
  return record;
}

export async function findComment(world: World, id: string): Promise<CommentRecord | undefined> {
  const key = await world.store.get('comment-keys', id);
  const found = typeof key === 'string' ? await world.store.get('comments', key) : undefined;
  return found === undefined ? undefined : CommentRecord.parse(found);
}

export async function changeComment(world: World, comment: CommentRecord): Promise<void> {
  const key = await world.store.get('comment-keys', comment.id);
  if (typeof key === 'string') await world.store.put('comments', key, comment);
}

/** Oldest first. */
export async function commentsUnder(world: World, postId: string): Promise<CommentRecord[]> {
  return (await world.store.list('comments', `${postId}/`))
    .map(({ value }) => CommentRecord.parse(value))
    .sort((a, b) => a.at.localeCompare(b.at));
}

/** With its answers. */
export async function removeComment(world: World, comment: CommentRecord): Promise<void> {
  for (const one of await commentsUnder(world, comment.postId)) {
    if (one.id !== comment.id && one.parentId !== comment.id) continue;
    const key = await world.store.get('comment-keys', one.id);
    if (typeof key === 'string') await world.store.delete('comments', key);
    await world.store.delete('comment-keys', one.id);
  }
}

/** As a timeline shows it: `ownerId` is whose timeline it is. */
export function shownComment(comment: CommentRecord, ownerId: string, postUrl: string): SimulatedPost {
  const { userId, username, name } = comment.author;
  return {
    id: comment.id,
    kind: 'reply',
    repliesTo: comment.parentId ?? comment.postId,
    ...(userId === ownerId ? {} : { author: { handle: username, displayName: name } }),
    text: comment.text,
    at: comment.at,
    url: postUrl,
    aiLabel: { shown: false, by: 'none' },
    media: [],
  };
}

const Reactions = z.object({ likes: z.number(), shares: z.number(), views: z.number() });
export type Reactions = z.infer<typeof Reactions>;

export async function reactionsTo(world: World, postId: string): Promise<Reactions> {
  const found = await world.store.get('reactions', postId);
  return found === undefined ? { likes: 0, shares: 0, views: 0 } : Reactions.parse(found);
}

export async function react(
  world: World,
  postId: string,
  more: { readonly likes?: number; readonly shares?: number; readonly views?: number },
): Promise<void> {
  const { likes, shares, views } = await reactionsTo(world, postId);
  await world.store.put('reactions', postId, {
    likes: likes + (more.likes ?? 0),
    shares: shares + (more.shares ?? 0),
    views: views + (more.views ?? 0),
  });
}
