import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { SimulatorAnswer, SimulatorOptions, SimulatorRequest } from '#platforms/simulators/simulator.ts';

/** What the simulated Fanvue keeps, and the words it answers in. */

export type World = SimulatorOptions;

export const Account = z.object({ uuid: z.string(), handle: z.string(), name: z.string(), bio: z.string() });
export type Account = z.infer<typeof Account>;

export const Medium = z.object({
  uuid: z.string(),
  owner: z.string(),
  uploadId: z.string(),
  kind: z.enum(['image', 'video']),
  /** By number: the part's hash, which is its ETag and the name of its blob. */
  parts: z.record(z.string(), z.string()),
  status: z.enum(['created', 'processing', 'error']),
  /** Unix milliseconds from which on a medium in 'processing' is ready. */
  readyAt: z.number(),
  blob: z.string().nullable(),
  width: z.number().nullable(),
  height: z.number().nullable(),
});
export type Medium = z.infer<typeof Medium>;

export const PostRecord = z.object({
  uuid: z.string(),
  owner: z.string(),
  createdAt: z.string(),
  text: z.string().nullable(),
  price: z.number().nullable(),
  audience: z.enum(['subscribers', 'followers-and-subscribers']),
  mediaUuids: z.array(z.string()),
  likes: z.number(),
});
export type PostRecord = z.infer<typeof PostRecord>;

export const CommentRecord = z.object({
  uuid: z.string(),
  postId: z.string(),
  text: z.string(),
  at: z.string(),
  user: z.object({ uuid: z.string(), handle: z.string(), displayName: z.string() }),
});

export const ok = (body: unknown, status = 200): SimulatorAnswer => ({ status, body });
/** The reference names statuses only; the shape of the body is our own. */
export const fail = (status: number, message: string, headers?: Record<string, string>): SimulatorAnswer => ({
  status,
  body: { message },
  ...(headers && { headers }),
});

export const digestOf = (text: string) => createHash('sha256').update(text).digest('hex');
export const newUuid = () => randomUUID();

export async function find<T>(
  world: World,
  schema: z.ZodType<T>,
  collection: string,
  key: string,
): Promise<T | undefined> {
  const found = await world.store.get(collection, key);
  return found === undefined ? undefined : schema.parse(found);
}

/** In the order in which they were made. */
export async function listPosts(world: World, owner: string): Promise<PostRecord[]> {
  const all = (await world.store.list('posts', '')).map(({ value }) => PostRecord.parse(value));
  return all.filter((post) => post.owner === owner).sort((a, b) => a.createdAt.localeCompare(b.createdAt));
}

export async function listComments(world: World, postId: string) {
  const all = (await world.store.list('comments', `${postId}/`)).map(({ value }) =>
    CommentRecord.parse(value),
  );
  return all.sort((a, b) => a.at.localeCompare(b.at));
}

export function jsonOf(request: SimulatorRequest): unknown {
  if (!request.headers['content-type']?.startsWith('application/json')) return undefined;
  try {
    return JSON.parse(request.body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** One page of a list, as `?page=&size=` ask for it: 1 to 50, 15 when absent. */
export function pageOf<T>(
  request: SimulatorRequest,
  all: readonly T[],
): SimulatorAnswer | { data: T[]; pagination: object } {
  const page = Number(request.query.get('page') ?? '1');
  const size = Number(request.query.get('size') ?? '15');
  if (!Number.isInteger(page) || page < 1 || !Number.isInteger(size) || size < 1 || size > 50) {
    return fail(400, 'Request validation failed: page and size');
  }
  const data = all.slice((page - 1) * size, page * size);
  return { data, pagination: { page, size: data.length, hasMore: all.length > page * size } };
}
