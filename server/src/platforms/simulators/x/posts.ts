import { z } from 'zod';
import { measure } from '#kernel/text-length.ts';
import type { Asked } from '#platforms/simulators/read-asked.ts';
import type { SimulatorAnswer, SimulatorRequest } from '#platforms/simulators/simulator.ts';
import { findUpload, isReady } from './uploads.ts';
import {
  type Account,
  allPosts,
  findPost,
  forbidden,
  invalid,
  newSnowflake,
  notFound,
  ok,
  type PostRecord,
  reactionsTo,
  type World,
} from './world.ts';

/** Posts: made, read, listed, deleted, hidden. */

const id = z.string().regex(/^\d{1,19}$/);
/** The fields of https://docs.x.com/x-api/posts/create-post that are offered here. */
const CreatePost = z.strictObject({
  text: z.string().default(''),
  media: z.strictObject({ media_ids: z.array(id).min(1).max(4) }).optional(),
  reply: z.strictObject({ in_reply_to_tweet_id: id }).optional(),
  reply_settings: z.enum(['following', 'mentionedUsers', 'subscribers', 'verified']).optional(),
  made_with_ai: z.boolean().default(false),
  paid_partnership: z.boolean().default(false),
});

const window = { max: 100, milliseconds: 15 * 60_000 };
const duplicateMilliseconds = 60 * 60_000;
const maxWeight = 280;

/** POST /2/tweets */
export async function createPost(
  world: World,
  account: Account,
  { values }: Asked,
): Promise<SimulatorAnswer> {
  const asked = CreatePost.safeParse(values);
  if (!asked.success)
    return invalid(`${asked.error.issues[0]?.path.join('.')}: ${asked.error.issues[0]?.message}`);
  const { text, media, reply, made_with_ai: madeWithAi } = asked.data;
  if (text === '' && !media) return invalid('text or media is required');
  if (measure(text, 'weighted') > maxWeight)
    return forbidden('You are not permitted to perform this action.');
  const files = [];
  for (const mediaId of media?.media_ids ?? []) {
    const upload = await findUpload(world, account.id, mediaId);
    if (!upload || !isReady(world, upload)) return invalid('Your media IDs are invalid.');
    files.push({ kind: upload.kind, blob: upload.blob!, altText: upload.altText });
  }
  if (files.length > 1 && files.some(({ kind }) => kind === 'video')) return invalid('maximum of 1 video');
  const parent = reply ? await findPost(world, reply.in_reply_to_tweet_id) : undefined;
  if (reply && !parent)
    return forbidden('You attempted to reply to a Tweet that is deleted or not visible to you.');
  if (parent && !mayReply(account, parent)) {
    return forbidden('Replies are open only where the author mentioned or quoted you.');
  }
  const now = world.now();
  const own = (await allPosts(world)).filter(({ authorId }) => authorId === account.id);
  const since = (age: number) =>
    own.filter(({ createdAt }) => now.getTime() - new Date(createdAt).getTime() < age);
  const recent = since(window.milliseconds);
  if (recent.length >= window.max) return tooMany(recent, now);
  const twin = since(duplicateMilliseconds).find(
    (one) => one.text === text && one.replyTo === (parent?.id ?? null),
  );
  if (twin && text !== '') return duplicate();
  const post: PostRecord = {
    id: newSnowflake(now),
    authorId: account.id,
    author: { username: account.username, name: account.name },
    text,
    media: files,
    createdAt: now.toISOString(),
    replyTo: parent?.id ?? null,
    conversationId: parent?.conversationId ?? '',
    madeWithAi,
    mentions: [],
    hidden: false,
  };
  await world.store.put('posts', post.id, { ...post, conversationId: post.conversationId || post.id });
  const data = { id: post.id, text, edit_history_tweet_ids: [post.id] };
  return ok({ data }, 201, limitHeaders(window.max - recent.length - 1, now));
}

/** Under one's own posts, and where the other named the account. https://docs.x.com/changelog 2026-02-23 */
const mayReply = (account: Account, parent: PostRecord) =>
  parent.authorId === account.id || parent.mentions.includes(account.id);

const duplicate = () => forbidden('You are not allowed to create a Tweet with duplicate content.');

const limitHeaders = (remaining: number, now: Date) => ({
  'x-rate-limit-limit': String(window.max),
  'x-rate-limit-remaining': String(Math.max(0, remaining)),
  'x-rate-limit-reset': String(Math.ceil((now.getTime() + window.milliseconds) / 1000)),
});

function tooMany(recent: readonly PostRecord[], now: Date): SimulatorAnswer {
  const oldest = Math.min(...recent.map(({ createdAt }) => new Date(createdAt).getTime()));
  const reset = Math.ceil((oldest + window.milliseconds) / 1000);
  return {
    status: 429,
    headers: { ...limitHeaders(0, now), 'x-rate-limit-reset': String(reset) },
    body: { title: 'Too Many Requests', detail: 'Too Many Requests', type: 'about:blank', status: 429 },
  };
}

async function present(world: World, post: PostRecord): Promise<Record<string, unknown>> {
  const { likes, shares, views } = await reactionsTo(world, post.id);
  const replies = (await allPosts(world)).filter(({ replyTo }) => replyTo === post.id).length;
  return {
    id: post.id,
    text: shownText(post),
    author_id: post.authorId,
    conversation_id: post.conversationId,
    created_at: post.createdAt,
    edit_history_tweet_ids: [post.id],
    public_metrics: {
      retweet_count: shares,
      reply_count: replies,
      like_count: likes,
      quote_count: 0,
      bookmark_count: 0,
      impression_count: views,
    },
    ...(post.replyTo === null ? {} : { referenced_tweets: [{ type: 'replied_to', id: post.replyTo }] }),
  };
}

/** X rewrites links, adds the media's own, and escapes. */
function shownText({ id: postId, text, media }: PostRecord): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const short = escaped.replaceAll(/https?:\/\/\S+/g, `https://t.co/${postId.slice(-10)}`);
  return media.length > 0 ? `${short} https://t.co/m${postId.slice(-9)}` : short;
}

/** GET /2/tweets/{id}: one that is gone is a 200 with errors and no data. */
export async function readPost(world: World, postId: string): Promise<SimulatorAnswer> {
  const post = await findPost(world, postId);
  if (post) return ok({ data: await present(world, post) });
  const detail = `Could not find tweet with id: [${postId}].`;
  return ok({
    errors: [{ title: 'Not Found Error', type: 'https://api.x.com/2/problems/resource-not-found', detail }],
  });
}

/** GET /2/tweets?ids= */
export async function readPosts(world: World, { query }: SimulatorRequest): Promise<SimulatorAnswer> {
  const ids = (query.get('ids') ?? '').split(',').filter(Boolean);
  if (ids.length === 0 || ids.length > 100) return invalid('ids');
  const data = [];
  for (const postId of ids) {
    const post = await findPost(world, postId);
    if (post) data.push(await present(world, post));
  }
  return ok(data.length > 0 ? { data } : { errors: [{ title: 'Not Found Error' }] });
}

/** A page of posts, newest first, with their authors. `next` names the last one shown. */
async function pageOf(
  world: World,
  posts: readonly PostRecord[],
  { query }: SimulatorRequest,
  cursorName: string,
): Promise<SimulatorAnswer> {
  const most = Number(query.get('max_results') ?? 10);
  if (!Number.isInteger(most) || most < 5 || most > 100)
    return invalid('max_results must be between 5 and 100');
  const after = query.get(cursorName);
  const newest = posts.toReversed();
  const from = after ? newest.findIndex(({ id: postId }) => postId === after) + 1 : 0;
  const shown = newest.slice(from, from + most);
  const data = [];
  for (const post of shown) data.push(await present(world, post));
  const users = [
    ...new Map(shown.map(({ authorId, author }) => [authorId, { id: authorId, ...author }])).values(),
  ];
  const next = from + most < newest.length ? { next_token: shown.at(-1)!.id } : {};
  return ok({
    ...(data.length > 0 && { data, includes: { users } }),
    meta: { result_count: data.length, ...next },
  });
}

/** GET /2/users/{id}/tweets and /mentions */
export async function listOf(
  world: World,
  account: Account,
  which: 'tweets' | 'mentions',
  request: SimulatorRequest,
): Promise<SimulatorAnswer> {
  const posts = (await allPosts(world)).filter(({ authorId, mentions }) =>
    which === 'tweets' ? authorId === account.id : mentions.includes(account.id) && authorId !== account.id,
  );
  return pageOf(world, posts, request, 'pagination_token');
}

/** GET /2/tweets/search/recent: conversations only, which is all that is asked of it here. */
export async function search(world: World, request: SimulatorRequest): Promise<SimulatorAnswer> {
  const conversation = /^conversation_id:(\d+) is:reply$/.exec(request.query.get('query') ?? '')?.[1];
  if (!conversation) return invalid('query');
  const posts = (await allPosts(world)).filter(
    ({ conversationId, replyTo }) => conversationId === conversation && replyTo !== null,
  );
  return pageOf(world, posts, request, 'next_token');
}

/** DELETE /2/tweets/{id} */
export async function deletePost(world: World, account: Account, postId: string): Promise<SimulatorAnswer> {
  const post = await findPost(world, postId);
  if (!post) return notFound('the post');
  if (post.authorId !== account.id) return forbidden('You are not permitted to delete this Post.');
  await world.store.delete('posts', postId);
  return ok({ data: { deleted: true } });
}

/** PUT /2/tweets/{id}/hidden: replies in the account's own conversations. */
export async function hideReply(
  world: World,
  account: Account,
  postId: string,
  { values }: Asked,
): Promise<SimulatorAnswer> {
  if (typeof values.hidden !== 'boolean') return invalid('hidden');
  const post = await findPost(world, postId);
  const root = post ? await findPost(world, post.conversationId) : undefined;
  if (!post || post.replyTo === null) return notFound('the reply');
  if (root?.authorId !== account.id) return forbidden('You can only hide replies in your own conversations.');
  await world.store.put('posts', postId, { ...post, hidden: values.hidden });
  return ok({ data: { hidden: values.hidden } });
}
