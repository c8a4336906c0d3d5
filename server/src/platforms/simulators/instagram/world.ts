import { randomInt } from 'node:crypto';
import { z } from 'zod';
import type { SimulatorAnswer, SimulatorOptions } from '#platforms/simulators/simulator.ts';

/** What the simulated platform keeps, and the words it answers in. */

export const Account = z.object({
  userId: z.string(),
  username: z.string(),
  name: z.string(),
  bio: z.string(),
});
export type Account = z.infer<typeof Account>;

export const Token = z.object({
  userId: z.string(),
  issuedAt: z.string(),
  expiresAt: z.string(),
  scopes: z.array(z.string()),
});
export type Token = z.infer<typeof Token>;

const StoredFile = z.object({
  kind: z.enum(['image', 'video']),
  /** Name of the blob. */
  blob: z.string(),
  altText: z.string(),
  width: z.number(),
  height: z.number(),
});
export type StoredFile = z.infer<typeof StoredFile>;

export const ContainerRecord = z.object({
  userId: z.string(),
  child: z.boolean(),
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
  caption: z.string(),
  aiGenerated: z.boolean(),
  files: z.array(StoredFile),
  timestamp: z.string(),
});
export type MediaRecord = z.infer<typeof MediaRecord>;

export const containerLifeMilliseconds = 24 * 60 * 60 * 1000;

export const ok = (body: unknown): SimulatorAnswer => ({ status: 200, body });

/** An error as the Graph API words it. https://developers.facebook.com/docs/graph-api/guides/error-handling */
export function graphError(
  code: number,
  subcode: number | undefined,
  message: string,
  status = 400,
): SimulatorAnswer {
  const error = {
    message,
    type: code === 190 ? 'OAuthException' : 'IGApiException',
    code,
    ...(subcode === undefined ? {} : { error_subcode: subcode }),
    is_transient: code < 3,
    error_user_msg: message,
    fbtrace_id: 'rehearsal',
  };
  return { status, body: { error } };
}

export const missing = (id: string) =>
  graphError(100, 33, `Unsupported request. Object with ID '${id}' does not exist or cannot be loaded.`);

/** A number as Meta makes them: too large for JavaScript, and sorting by time. */
export function newObjectId(prefix: '17' | '18', now: Date): string {
  return `${prefix}${String(now.getTime()).padStart(13, '0')}${String(randomInt(100)).padStart(2, '0')}`;
}

/** A post's number follows from its container's, so that writing the post is one step and can happen once. */
export const mediaIdOf = (containerId: string) => `18${containerId.slice(2)}`;

export type World = SimulatorOptions;

export async function findContainer(world: World, id: string): Promise<ContainerRecord | undefined> {
  const found = await world.store.get('containers', id);
  return found === undefined ? undefined : ContainerRecord.parse(found);
}

export async function findMedia(world: World, id: string): Promise<MediaRecord | undefined> {
  const found = await world.store.get('media', id);
  return found === undefined ? undefined : MediaRecord.parse(found);
}

/** Oldest first. */
export async function listMedia(world: World, userId: string): Promise<MediaRecord[]> {
  const all = (await world.store.list('media', '')).map(({ value }) => MediaRecord.parse(value));
  return all
    .filter((media) => media.userId === userId)
    .sort((a, b) => a.timestamp.localeCompare(b.timestamp));
}
