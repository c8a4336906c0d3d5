import { z } from 'zod';
import type { World } from '#platforms/simulators/meta/answers.ts';
import { StoredFile } from '#platforms/simulators/meta/fetch-media.ts';

/** What the simulated Instagram keeps: containers and media. */

export const ContainerRecord = z.object({
  userId: z.string(),
  child: z.boolean(),
  story: z.boolean(),
  caption: z.string(),
  aiGenerated: z.boolean(),
  files: z.array(StoredFile),
  createdAt: z.string(),
  /** Until then it is IN_PROGRESS. */
  readyAt: z.string(),
  /** Subcode of the error it ends in; null when it will be fine. */
  error: z.number().nullable(),
});
export type ContainerRecord = z.infer<typeof ContainerRecord>;

export const MediaRecord = z.object({
  id: z.string(),
  userId: z.string(),
  story: z.boolean().default(false),
  caption: z.string(),
  aiGenerated: z.boolean(),
  files: z.array(StoredFile),
  timestamp: z.string(),
});
export type MediaRecord = z.infer<typeof MediaRecord>;

export const dayMilliseconds = 24 * 60 * 60 * 1000;
/** A container that is not published by then has expired. */
export const containerLifeMilliseconds = 24 * 60 * 60 * 1000;

/** A post's number follows from its container's, so that writing the post is one step and can happen once. */
export const mediaIdOf = (containerId: string) => `18${containerId.slice(2)}`;

export async function findContainer(world: World, id: string): Promise<ContainerRecord | undefined> {
  const found = await world.store.get('containers', id);
  return found === undefined ? undefined : ContainerRecord.parse(found);
}

export async function findMedia(world: World, id: string): Promise<MediaRecord | undefined> {
  const found = await world.store.get('media', id);
  return found === undefined ? undefined : MediaRecord.parse(found);
}

/** Oldest first, stories included. */
export async function listMedia(world: World, userId: string): Promise<MediaRecord[]> {
  const all = (await world.store.list('media', '')).map(({ value }) => MediaRecord.parse(value));
  return all
    .filter((media) => media.userId === userId)
    .sort((a, b) => a.timestamp.localeCompare(b.timestamp));
}
