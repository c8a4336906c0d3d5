import {
  graphTimeOf,
  invalid,
  missing,
  ok,
  pageOf,
  pick,
  type World,
} from '#platforms/simulators/meta/answers.ts';
import { reactionsTo } from '#platforms/simulators/meta/comments.ts';
import type { SimulatorAnswer, SimulatorRequest } from '#platforms/simulators/simulator.ts';
import { allPosts, findPost, type PostRecord } from './world.ts';

/** Reading and changing what is out there. */

/** A post's fields as `viewerId` sees them. */
export async function fieldsOf(
  world: World,
  post: PostRecord,
  viewerId: string,
  request: SimulatorRequest,
): Promise<Record<string, unknown>> {
  const isReply = post.replyTo !== null;
  const ofMine = isReply && (await findPost(world, post.rootId))?.author.userId === viewerId;
  return pick(
    post.id,
    {
      media_product_type: 'THREADS',
      media_type:
        post.files.length > 1 ? 'CAROUSEL_ALBUM' : (post.files[0]?.kind.toUpperCase() ?? 'TEXT_POST'),
      permalink: world.postUrl({ handle: post.author.username, postId: post.id }),
      username: post.author.username,
      ...(post.text === '' ? {} : { text: post.text }),
      timestamp: graphTimeOf(post.timestamp),
      is_reply: isReply,
      ...(isReply
        ? {
            replied_to: { id: post.replyTo },
            root_post: { id: post.rootId },
            is_reply_owned_by_me: post.author.userId === viewerId,
          }
        : {}),
      ...(ofMine ? { hide_status: post.hidden ? 'HIDDEN' : 'NOT_HUSHED' } : {}),
    },
    request,
  );
}

async function listing(
  world: World,
  posts: readonly PostRecord[],
  viewerId: string,
  request: SimulatorRequest,
) {
  const shown = [];
  for (const post of posts) shown.push(await fieldsOf(world, post, viewerId, request));
  return pageOf(shown, request);
}

/** GET /{user}/threads, /replies and /mentions: newest first. */
export async function listOwn(
  world: World,
  userId: string,
  edge: 'threads' | 'replies' | 'mentions',
  request: SimulatorRequest,
): Promise<SimulatorAnswer> {
  const posts = (await allPosts(world)).reverse().filter((post) => {
    if (edge === 'mentions') return post.mentions.includes(userId);
    return post.author.userId === userId && (post.replyTo === null) === (edge === 'threads');
  });
  return listing(world, posts, userId, request);
}

/** GET /{post}/replies and /conversation: newest first unless `reverse` is false. */
export async function listReplies(
  world: World,
  viewerId: string,
  id: string,
  edge: 'replies' | 'conversation',
  request: SimulatorRequest,
): Promise<SimulatorAnswer> {
  const post = await findPost(world, id);
  if (!post || post.author.userId !== viewerId) return missing(id);
  if (edge === 'conversation' && post.replyTo !== null) return invalid('only a root post has a conversation');
  const all = (await allPosts(world)).filter((one) =>
    edge === 'replies' ? one.replyTo === id : one.rootId === id && one.id !== id,
  );
  if (request.query.get('reverse') !== 'false') all.reverse();
  return listing(world, all, viewerId, request);
}

/** POST /{reply}/manage_reply, for replies under own posts. */
export async function manageReply(
  world: World,
  userId: string,
  id: string,
  hide: unknown,
): Promise<SimulatorAnswer> {
  const post = await findPost(world, id);
  const root = post ? await findPost(world, post.rootId) : undefined;
  if (!post || post.replyTo === null || root?.author.userId !== userId) return missing(id);
  if (hide !== 'true' && hide !== 'false') return invalid('hide');
  if (post.replyTo !== post.rootId) return invalid('only a top-level reply can be hidden');
  await world.store.put('posts', id, { ...post, hidden: hide === 'true' });
  return ok({ success: true });
}

/** DELETE /{post} */
export async function deletePost(world: World, userId: string, id: string): Promise<SimulatorAnswer> {
  const post = await findPost(world, id);
  if (post?.author.userId !== userId) return missing(id);
  await world.store.delete('posts', id);
  return ok({ success: true, deleted_id: id });
}

const postMetrics = ['views', 'likes', 'replies', 'reposts', 'quotes', 'shares'] as const;
const accountMetrics = [
  'views',
  'likes',
  'replies',
  'reposts',
  'quotes',
  'clicks',
  'followers_count',
] as const;

function metricsIn(request: SimulatorRequest, known: readonly string[]): string[] | undefined {
  const asked = (request.query.get('metric') ?? '').split(',').filter(Boolean);
  return asked.length > 0 && asked.every((name) => known.includes(name)) ? asked : undefined;
}

/** GET /{post}/insights */
export async function readInsights(
  world: World,
  viewerId: string,
  id: string,
  request: SimulatorRequest,
): Promise<SimulatorAnswer> {
  const post = await findPost(world, id);
  if (post?.author.userId !== viewerId) return missing(id);
  const asked = metricsIn(request, postMetrics);
  if (!asked) return invalid('metric');
  const { likes, shares, views } = await reactionsTo(world, id);
  const replies = (await allPosts(world)).filter(({ replyTo }) => replyTo === id).length;
  const values: Record<string, number> = { views, likes, replies, reposts: shares, quotes: 0, shares: 0 };
  return ok({
    data: asked.map((name) => ({
      name,
      period: 'lifetime',
      values: [{ value: values[name] }],
      id: `${id}/insights/${name}/lifetime`,
    })),
  });
}

/** GET /{user}/threads_insights: views by day, the others as a total. */
export async function readAccountInsights(
  world: World,
  userId: string,
  request: SimulatorRequest,
): Promise<SimulatorAnswer> {
  const asked = metricsIn(request, accountMetrics);
  if (!asked) return invalid('metric');
  const totals = { views: 0, likes: 0 };
  for (const { id, author } of await allPosts(world)) {
    if (author.userId !== userId) continue;
    const { likes, views } = await reactionsTo(world, id);
    totals.likes += likes;
    totals.views += views;
  }
  const numbers: Record<string, number> = { ...totals, followers_count: 0 };
  const data = asked.map((name) => {
    const value = numbers[name] ?? 0;
    const figure =
      name === 'views'
        ? { values: [{ value, end_time: graphTimeOf(world.now().toISOString()) }] }
        : { total_value: { value } };
    return { name, period: 'day', ...figure, id: `${userId}/insights/${name}/day` };
  });
  return ok({ data });
}
