import type { Account } from '#platforms/simulators/meta/accounts.ts';
import {
  forbidden,
  graphError,
  graphTimeOf,
  invalid,
  missing,
  ok,
  pageOf,
  pick,
  type World,
} from '#platforms/simulators/meta/answers.ts';
import {
  addComment,
  type CommentRecord,
  changeComment,
  commentsUnder,
  findComment,
  reactionsTo,
  removeComment,
} from '#platforms/simulators/meta/comments.ts';
import type { Token } from '#platforms/simulators/meta/tokens.ts';
import type { SimulatorAnswer, SimulatorRequest } from '#platforms/simulators/simulator.ts';
import { findMedia, listMedia, type MediaRecord } from './world.ts';

/** Comments and insights, as their owner may ask for them. */

const scope = 'instagram_business_manage_comments';
const maxCommentLength = 2200;

function fieldsOf(comment: CommentRecord, request: SimulatorRequest, replies?: readonly unknown[]) {
  const { userId, username } = comment.author;
  return pick(
    comment.id,
    {
      text: comment.text,
      username,
      from: { id: userId, username },
      timestamp: graphTimeOf(comment.at),
      hidden: comment.hidden,
      like_count: 0,
      ...(comment.parentId === null ? {} : { parent_id: comment.parentId }),
      ...(replies && replies.length > 0 ? { replies: { data: replies } } : {}),
    },
    request,
  );
}

/** GET and POST /{media}/comments */
export async function onMediaComments(
  world: World,
  owner: Account,
  token: Token,
  media: MediaRecord,
  request: SimulatorRequest,
  values: Readonly<Record<string, unknown>>,
): Promise<SimulatorAnswer> {
  if (!token.scopes.includes(scope)) return forbidden(scope);
  if (media.story) return graphError(100, undefined, 'A story has no comments.');
  if (request.method === 'POST') return comment(world, owner, media.id, null, values);
  const all = await commentsUnder(world, media.id);
  const top = all.filter(({ parentId }) => parentId === null).reverse();
  const shown = top.map((one) => {
    const replies = all
      .filter(({ parentId }) => parentId === one.id)
      .map((reply) => fieldsOf(reply, request));
    return fieldsOf(one, request, replies);
  });
  return pageOf(shown, request, 50);
}

async function comment(
  world: World,
  { userId, username, name }: Account,
  postId: string,
  parentId: string | null,
  { message }: Readonly<Record<string, unknown>>,
): Promise<SimulatorAnswer> {
  if (typeof message !== 'string' || message.trim() === '' || message.length > maxCommentLength)
    return invalid('message');
  const { id } = await addComment(world, {
    postId,
    parentId,
    author: { userId, username, name },
    text: message,
  });
  return ok({ id });
}

/** Everything on a comment under one of the owner's posts; undefined when there is no such comment. */
export async function onComment(
  world: World,
  owner: Account,
  token: Token,
  id: string,
  edge: string | undefined,
  request: SimulatorRequest,
  values: Readonly<Record<string, unknown>>,
): Promise<SimulatorAnswer | undefined> {
  const found = await findComment(world, id);
  if (!found) return undefined;
  const media = await findMedia(world, found.postId);
  if (media?.userId !== owner.userId) return missing(id);
  if (!token.scopes.includes(scope)) return forbidden(scope);
  const { method } = request;
  if (edge === 'replies' && method === 'POST') {
    // An answer to an answer is put under the first comment.
    return comment(world, owner, media.id, found.parentId ?? id, values);
  }
  if (edge === 'replies' && method === 'GET') {
    const replies = (await commentsUnder(world, media.id)).filter(({ parentId }) => parentId === id);
    const shown = replies.map((one) => fieldsOf(one, request));
    return pageOf(shown, request, 50);
  }
  if (edge !== undefined) return graphError(100, undefined, `Unknown path components: /${edge}`);
  if (method === 'GET') return ok(fieldsOf(found, request));
  if (method === 'DELETE') {
    await removeComment(world, found);
    return ok({ success: true });
  }
  const hide = String(values.hide);
  if (hide !== 'true' && hide !== 'false') return invalid('hide');
  await changeComment(world, { ...found, hidden: hide === 'true' });
  return ok({ success: true });
}

/** By kind of media. https://developers.facebook.com/documentation/instagram-platform/reference/instagram-media/insights */
const metrics = {
  FEED: ['views', 'reach', 'likes', 'comments', 'saved', 'shares', 'total_interactions'],
  REELS: ['views', 'reach', 'likes', 'comments', 'saved', 'shares', 'total_interactions'],
  STORY: ['views', 'reach', 'shares', 'replies', 'navigation'],
} as const;

export const productTypeOf = (media: MediaRecord): keyof typeof metrics => {
  if (media.story) return 'STORY';
  return media.files.length === 1 && media.files[0]?.kind === 'video' ? 'REELS' : 'FEED';
};

/** GET /{media}/insights */
export async function readInsights(
  world: World,
  token: Token,
  media: MediaRecord,
  request: SimulatorRequest,
): Promise<SimulatorAnswer> {
  if (!token.scopes.includes('instagram_business_manage_insights'))
    return forbidden('instagram_business_manage_insights');
  const asked = (request.query.get('metric') ?? '').split(',').filter(Boolean);
  const known: readonly string[] = metrics[productTypeOf(media)];
  if (asked.length === 0 || asked.some((name) => !known.includes(name))) return invalid('metric');
  const { likes, shares, views } = await reactionsTo(world, media.id);
  if (media.story && views < 5) return graphError(10, undefined, '(#10) Not enough viewers for the media.');
  const comments = (await commentsUnder(world, media.id)).length;
  const values: Record<string, number> = { views, reach: views, likes, comments, shares };
  return ok({
    data: asked.map((name) => ({
      name,
      period: 'lifetime',
      values: [{ value: values[name] ?? 0 }],
      id: `${media.id}/insights/${name}/lifetime`,
    })),
  });
}

/** What a profile counts. */
export async function countsOf(world: World, userId: string) {
  const media = (await listMedia(world, userId)).filter(({ story }) => !story);
  return { followers_count: 0, follows_count: 0, media_count: media.length };
}
