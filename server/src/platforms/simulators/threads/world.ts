import { z } from 'zod';
import { addNew, graphError, type World } from '#platforms/simulators/meta/answers.ts';
import { StoredFile } from '#platforms/simulators/meta/fetch-media.ts';

/** What the simulated Threads keeps: containers, and posts of everybody. */

export const ContainerRecord = z.object({
  userId: z.string(),
  child: z.boolean(),
  text: z.string(),
  files: z.array(StoredFile),
  replyTo: z.string().nullable(),
  topic: z.string().nullable(),
  createdAt: z.string(),
  /** Until then it is IN_PROGRESS. */
  readyAt: z.string(),
  /** The words of the error it ends in; null when it will be fine. */
  error: z.string().nullable(),
});
export type ContainerRecord = z.infer<typeof ContainerRecord>;

export const PostRecord = z.object({
  id: z.string(),
  author: z.object({ userId: z.string(), username: z.string(), name: z.string() }),
  text: z.string(),
  files: z.array(StoredFile),
  timestamp: z.string(),
  replyTo: z.string().nullable(),
  /** The first post of the conversation; its own number where it is that. */
  rootId: z.string(),
  /** Whom it names, by number. */
  mentions: z.array(z.string()),
  hidden: z.boolean(),
});
export type PostRecord = z.infer<typeof PostRecord>;

export const containerLifeMilliseconds = 24 * 60 * 60 * 1000;
export const dayMilliseconds = 24 * 60 * 60 * 1000;

/** A post's number follows from its container's, so that writing the post is one step and can happen once. */
export const postIdOf = (containerId: string) => `18${containerId.slice(2)}`;

export async function findContainer(world: World, id: string): Promise<ContainerRecord | undefined> {
  const found = await world.store.get('containers', id);
  return found === undefined ? undefined : ContainerRecord.parse(found);
}

export async function findPost(world: World, id: string): Promise<PostRecord | undefined> {
  const found = await world.store.get('posts', id);
  return found === undefined ? undefined : PostRecord.parse(found);
}

/** Everybody's, oldest first. */
export async function allPosts(world: World): Promise<PostRecord[]> {
  return (await world.store.list('posts', ''))
    .map(({ value }) => PostRecord.parse(value))
    .sort((a, b) => a.timestamp.localeCompare(b.timestamp));
}

/** A post of somebody who is nobody's account. */
export function addPost(
  world: World,
  post: Omit<PostRecord, 'id' | 'timestamp' | 'rootId'>,
  rootId?: string,
) {
  return addNew(world, 'posts', '17', (id) => ({
    ...post,
    id,
    timestamp: world.now().toISOString(),
    rootId: rootId ?? id,
  }));
}

export const notThere = () => graphError(24, 4279009, 'The requested resource does not exist.');
