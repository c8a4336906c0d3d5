import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { SimulatorAnswer, SimulatorOptions } from '#platforms/simulators/simulator.ts';

/** What the simulated YouTube keeps, and the words it answers in. */

export type World = SimulatorOptions;

export const Account = z.object({
  /** The channel's id: UC and 22 characters. */
  id: z.string(),
  handle: z.string(),
  title: z.string(),
  bio: z.string(),
  /** False for a Google account that never opened a channel. */
  hasChannel: z.boolean(),
  longUploads: z.enum(['allowed', 'eligible', 'disallowed']),
});
export type Account = z.infer<typeof Account>;

export const VideoRecord = z.object({
  id: z.string(),
  channelId: z.string(),
  title: z.string(),
  description: z.string(),
  categoryId: z.string(),
  tags: z.array(z.string()),
  defaultLanguage: z.string().nullable(),
  privacyStatus: z.enum(['public', 'unlisted', 'private']),
  selfDeclaredMadeForKids: z.boolean(),
  containsSyntheticMedia: z.boolean(),
  paidPromotion: z.boolean(),
  notifiedSubscribers: z.boolean(),
  publishedAt: z.string(),
  blob: z.string(),
  mime: z.string(),
  thumbnail: z.string().nullable(),
  width: z.number(),
  height: z.number(),
  seconds: z.number(),
  /** Until then it is processed. */
  readyAt: z.string(),
  failureReason: z.string().nullable(),
  rejectionReason: z.string().nullable(),
});
export type VideoRecord = z.infer<typeof VideoRecord>;

export const CommentRecord = z.object({
  id: z.string(),
  videoId: z.string(),
  parentId: z.string().nullable(),
  authorId: z.string(),
  authorName: z.string(),
  text: z.string(),
  publishedAt: z.string(),
  moderation: z.enum(['published', 'heldForReview', 'rejected']),
});
export type CommentRecord = z.infer<typeof CommentRecord>;

const Reactions = z.object({ likes: z.number(), views: z.number() });

export const digestOf = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

/** Letters and digits of the kind YouTube's ids are made of. */
export const newId = (length: number) => randomBytes(length).toString('base64url').slice(0, length);

export const uploadsOf = ({ id }: Pick<Account, 'id'>) => `UU${id.slice(2)}`;

export const ok = (body: unknown, headers: Record<string, string> = {}): SimulatorAnswer => ({
  status: 200,
  headers,
  body,
});
export const noContent = (): SimulatorAnswer => ({ status: 204, body: Buffer.alloc(0) });

/** An error as the API writes it. https://developers.google.com/youtube/v3/docs/errors */
export function refusal(
  status: number,
  reason: string,
  message: string,
  headers: Record<string, string> = {},
): SimulatorAnswer {
  const domain = reason.startsWith('quota') ? 'youtube.quota' : 'youtube';
  return {
    status,
    headers,
    body: { error: { code: status, message, errors: [{ message, domain, reason }] } },
  };
}

export const badRequest = (reason: string, message: string) => refusal(400, reason, message);
export const unauthorized = () =>
  refusal(401, 'authError', 'Request had invalid authentication credentials.');
export const forbidden = (reason: string, message: string) => refusal(403, reason, message);
export const notFound = (what: string) =>
  refusal(404, `${what}NotFound`, `The ${what} that you are trying to use cannot be found.`);

export async function allAccounts(world: World): Promise<Account[]> {
  return (await world.store.list('accounts', '')).map(({ value }) => Account.parse(value));
}

/** By channel id or handle. */
export async function accountOf(world: World, idOrHandle: string): Promise<Account | undefined> {
  const wanted = idOrHandle.replace(/^@/, '').toLowerCase();
  return (await allAccounts(world)).find(
    ({ id, handle }) => id === idOrHandle || handle.toLowerCase() === wanted,
  );
}

export async function findVideo(world: World, id: string): Promise<VideoRecord | undefined> {
  const found = await world.store.get('videos', id);
  return found === undefined ? undefined : VideoRecord.parse(found);
}

/** A channel's, newest first. */
export async function videosOf(world: World, channelId: string): Promise<VideoRecord[]> {
  const all = (await world.store.list('videos', '')).map(({ value }) => VideoRecord.parse(value));
  return all
    .filter((video) => video.channelId === channelId)
    .sort((a, b) => b.publishedAt.localeCompare(a.publishedAt));
}

export async function findComment(world: World, id: string): Promise<CommentRecord | undefined> {
  const found = await world.store.get('comments', id);
  return found === undefined ? undefined : CommentRecord.parse(found);
}

/** Under a video, newest first. */
export async function commentsOf(world: World, videoId: string): Promise<CommentRecord[]> {
  const all = (await world.store.list('comments', '')).map(({ value }) => CommentRecord.parse(value));
  return all
    .filter((comment) => comment.videoId === videoId)
    .sort((a, b) => b.publishedAt.localeCompare(a.publishedAt));
}

export async function reactionsTo(world: World, videoId: string) {
  const found = await world.store.get('reactions', videoId);
  return found === undefined ? { likes: 0, views: 0 } : Reactions.parse(found);
}

export async function react(
  world: World,
  videoId: string,
  more: { readonly likes?: number; readonly views?: number },
): Promise<void> {
  const { likes, views } = await reactionsTo(world, videoId);
  await world.store.put('reactions', videoId, {
    likes: likes + (more.likes ?? 0),
    views: views + (more.views ?? 0),
  });
}

/** The parts a call asks for, when each is one of these. */
export function partsIn(
  query: URLSearchParams,
  known: readonly string[],
): { readonly parts: readonly string[] } | { readonly refused: SimulatorAnswer } {
  const parts = (query.get('part') ?? '').split(',').filter(Boolean);
  if (parts.length === 0)
    return { refused: badRequest('missingRequiredParameter', 'No filter selected: part') };
  const strange = parts.find((part) => !known.includes(part));
  if (strange) return { refused: badRequest('unknownPart', strange) };
  return { parts };
}

/** One page of a list; the token is the place of the next one. */
export function pageOf<T>(
  items: readonly T[],
  query: URLSearchParams,
  most: number,
  usual: number,
):
  | { readonly shown: readonly T[]; readonly next: Record<string, string> }
  | { readonly refused: SimulatorAnswer } {
  const count = Number(query.get('maxResults') ?? usual);
  if (!Number.isInteger(count) || count < 1 || count > most) {
    return { refused: badRequest('invalidParameter', `maxResults must be between 1 and ${most}`) };
  }
  const token = query.get('pageToken');
  const from = token === null ? 0 : Number(/^P(\d+)$/.exec(token)?.[1] ?? Number.NaN);
  if (Number.isNaN(from)) return { refused: badRequest('invalidPageToken', 'The page token is not valid.') };
  const next = from + count < items.length ? { nextPageToken: `P${from + count}` } : {};
  return { shown: items.slice(from, from + count), next: { ...next } };
}
