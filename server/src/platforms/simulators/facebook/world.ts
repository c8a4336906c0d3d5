import { z } from 'zod';
import type { World } from '#platforms/simulators/meta/answers.ts';
import { StoredFile } from '#platforms/simulators/meta/fetch-media.ts';

/** What the simulated Facebook keeps of Pages: pictures, posts, clips. */

export const PhotoRecord = z.object({
  id: z.string(),
  pageId: z.string(),
  file: StoredFile,
  createdAt: z.string(),
  /** The post that holds it; a picture can be in one only. */
  postId: z.string().nullable(),
});
export type PhotoRecord = z.infer<typeof PhotoRecord>;

export const PostRecord = z.object({
  id: z.string(),
  pageId: z.string(),
  message: z.string(),
  link: z.string().nullable(),
  files: z.array(StoredFile),
  createdAt: z.string(),
  publishedAt: z.string().nullable(),
});
export type PostRecord = z.infer<typeof PostRecord>;

export const VideoRecord = z.object({
  id: z.string(),
  pageId: z.string(),
  kind: z.enum(['reel', 'video']),
  session: z.string().nullable(),
  /** Bytes in all; null for a reel until its first bytes say so. */
  size: z.number().nullable(),
  received: z.number(),
  /** Blobs of what came, in order. */
  pieces: z.array(z.string()),
  file: StoredFile.nullable(),
  error: z.string().nullable(),
  description: z.string(),
  /** When `finish` came. */
  finishedAt: z.string().nullable(),
  /** When preparing ends. */
  readyAt: z.string().nullable(),
});
export type VideoRecord = z.infer<typeof VideoRecord>;

async function find<T>(world: World, collection: string, id: string, schema: z.ZodType<T>) {
  const found = await world.store.get(collection, id);
  return found === undefined ? undefined : schema.parse(found);
}

async function all<T>(world: World, collection: string, schema: z.ZodType<T>): Promise<T[]> {
  return (await world.store.list(collection, '')).map(({ value }) => schema.parse(value));
}

export const findPhoto = (world: World, id: string) => find(world, 'photos', id, PhotoRecord);
export const findPost = (world: World, id: string) => find(world, 'posts', id, PostRecord);
export const findVideo = (world: World, id: string) => find(world, 'videos', id, VideoRecord);

/** Published ones only, newest first. */
export async function publishedPosts(world: World, pageId: string): Promise<PostRecord[]> {
  return (await all(world, 'posts', PostRecord))
    .filter((post) => post.pageId === pageId && post.publishedAt !== null)
    .sort((a, b) => (b.publishedAt ?? '').localeCompare(a.publishedAt ?? ''));
}

export async function videosOf(world: World, pageId: string): Promise<VideoRecord[]> {
  return (await all(world, 'videos', VideoRecord)).filter((video) => video.pageId === pageId);
}

/** Whether people can see a clip. */
export function isPublic(video: VideoRecord, now: Date): boolean {
  return video.error === null && video.readyAt !== null && new Date(video.readyAt) <= now;
}
