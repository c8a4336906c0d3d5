import { z } from 'zod';
import type { SimulatorAnswer, SimulatorRequest } from '#platforms/simulators/simulator.ts';
import { isShown } from './videos.ts';
import {
  type Account,
  badRequest,
  type CommentRecord,
  commentsOf,
  findComment,
  findVideo,
  forbidden,
  newId,
  noContent,
  notFound,
  ok,
  pageOf,
  partsIn,
  type World,
} from './world.ts';

/** Comments: threads of one level. https://developers.google.com/youtube/v3/docs/commentThreads */

const maxCharacters = 10_000;
/** A thread brings no more of its replies along. */
const repliesAlong = 5;

type Values = Readonly<Record<string, unknown>>;

function present(comment: CommentRecord, account: Account, channelId: string): Record<string, unknown> {
  const { id, parentId, authorId, authorName, text, publishedAt, moderation } = comment;
  return {
    kind: 'youtube#comment',
    id,
    snippet: {
      channelId,
      videoId: comment.videoId,
      textDisplay: text,
      textOriginal: text,
      ...(parentId && { parentId }),
      authorDisplayName: authorName,
      authorChannelId: { value: authorId },
      canRate: true,
      viewerRating: 'none',
      likeCount: 0,
      ...(channelId === account.id && { moderationStatus: moderation }),
      publishedAt,
      updatedAt: publishedAt,
    },
  };
}

/** Whether comments may be written there; an answer that refuses when not. */
async function closedTo(
  world: World,
  account: Account,
  videoId: string,
): Promise<SimulatorAnswer | undefined> {
  const video = await findVideo(world, videoId);
  const mine = video?.channelId === account.id;
  if (!video || !isShown(video) || (!mine && video.privacyStatus === 'private')) return notFound('video');
  if (video.privacyStatus !== 'private' && !video.selfDeclaredMadeForKids) return undefined;
  return forbidden(
    'commentsDisabled',
    'The video identified by the videoId parameter has disabled comments.',
  );
}

const NewThread = z.strictObject({
  snippet: z.strictObject({
    channelId: z.string().optional(),
    videoId: z.string().min(1),
    topLevelComment: z.strictObject({ snippet: z.strictObject({ textOriginal: z.string() }) }),
  }),
});

const textRefusal = (text: string) => {
  if (text.trim() === '') return badRequest('commentTextRequired', 'The comment has no text.');
  return [...text].length > maxCharacters
    ? badRequest('commentTextTooLong', 'The comment is too long.')
    : undefined;
};

async function keep(
  world: World,
  facts: Omit<CommentRecord, 'publishedAt' | 'moderation'>,
): Promise<CommentRecord> {
  // Several within a millisecond still have an order.
  const later = (await commentsOf(world, facts.videoId))[0]?.publishedAt ?? '';
  const now = world.now().getTime();
  const at = Math.max(now, later === '' ? 0 : new Date(later).getTime() + 1);
  const comment = { ...facts, publishedAt: new Date(at).toISOString(), moderation: 'published' } as const;
  await world.store.put('comments', comment.id, comment);
  return comment;
}

/** A comment of a stranger, or of the channel itself; under a comment when it has a parent. */
export function addComment(
  world: World,
  facts: Omit<CommentRecord, 'id' | 'publishedAt' | 'moderation'>,
): Promise<CommentRecord> {
  const id = facts.parentId ? `${facts.parentId}.${newId(22)}` : `Ug${newId(24)}`;
  return keep(world, { ...facts, id });
}

/** POST /youtube/v3/commentThreads */
export async function insertThread(
  world: World,
  account: Account,
  { query }: SimulatorRequest,
  values: Values,
): Promise<SimulatorAnswer> {
  const asked = partsIn(query, ['snippet']);
  if ('refused' in asked) return asked.refused;
  const read = NewThread.safeParse(values);
  if (!read.success) return badRequest('invalidCommentThreadMetadata', 'The comment thread is invalid.');
  const { videoId, topLevelComment } = read.data.snippet;
  const text = topLevelComment.snippet.textOriginal;
  const wrong = textRefusal(text) ?? (await closedTo(world, account, videoId));
  if (wrong) return wrong;
  const own = { authorId: account.id, authorName: `@${account.handle}` };
  const comment = await addComment(world, { videoId, parentId: null, text, ...own });
  return ok(await presentThread(world, comment, account));
}

async function presentThread(world: World, top: CommentRecord, account: Account) {
  const channelId = (await findVideo(world, top.videoId))?.channelId ?? '';
  const all = (await commentsOf(world, top.videoId)).filter(({ parentId }) => parentId === top.id);
  const replies = all.filter(({ moderation }) => moderation === 'published');
  return {
    kind: 'youtube#commentThread',
    id: top.id,
    snippet: {
      channelId,
      videoId: top.videoId,
      topLevelComment: present(top, account, channelId),
      canReply: true,
      totalReplyCount: replies.length,
      isPublic: true,
    },
    ...(replies.length > 0 && {
      replies: { comments: replies.slice(0, repliesAlong).map((one) => present(one, account, channelId)) },
    }),
  };
}

/** GET /youtube/v3/commentThreads?videoId= */
export async function listThreads(
  world: World,
  account: Account,
  { query }: SimulatorRequest,
): Promise<SimulatorAnswer> {
  const asked = partsIn(query, ['id', 'snippet', 'replies']);
  if ('refused' in asked) return asked.refused;
  if (!['html', 'plainText', null].includes(query.get('textFormat')))
    return badRequest('invalidParameter', 'textFormat');
  if (!['time', 'relevance', null].includes(query.get('order')))
    return badRequest('invalidParameter', 'order');
  const videoId = query.get('videoId') ?? '';
  const video = await findVideo(world, videoId);
  if (!video) return notFound('video');
  const wrong = await closedTo(world, account, videoId);
  if (wrong) return wrong;
  const wanted = query.get('moderationStatus') ?? 'published';
  const threads = (await commentsOf(world, videoId)).filter(
    ({ parentId, moderation }) => parentId === null && moderation === wanted,
  );
  const page = pageOf(threads, query, 100, 20);
  if ('refused' in page) return page.refused;
  const items = [];
  for (const thread of page.shown) {
    const { replies, ...rest } = await presentThread(world, thread, account);
    items.push({ ...rest, ...(asked.parts.includes('replies') && replies && { replies }) });
  }
  return ok({ kind: 'youtube#commentThreadListResponse', ...page.next, items });
}

/** GET /youtube/v3/comments?parentId= or ?id= */
export async function listComments(
  world: World,
  account: Account,
  { query }: SimulatorRequest,
): Promise<SimulatorAnswer> {
  const asked = partsIn(query, ['id', 'snippet']);
  if ('refused' in asked) return asked.refused;
  const id = query.get('id');
  const parentId = query.get('parentId');
  if ((id === null) === (parentId === null)) return badRequest('missingRequiredParameter', 'id or parentId');
  const channelOf = async (videoId: string) => (await findVideo(world, videoId))?.channelId ?? '';
  const one = await findComment(world, id ?? parentId ?? '');
  if (id !== null) {
    const items = one ? [present(one, account, await channelOf(one.videoId))] : [];
    return ok({ kind: 'youtube#commentListResponse', items });
  }
  if (!one) return notFound('parentComment');
  const replies = (await commentsOf(world, one.videoId)).filter(
    (comment) => comment.parentId === one.id && comment.moderation === 'published',
  );
  const page = pageOf(replies, query, 100, 20);
  if ('refused' in page) return page.refused;
  const channelId = await channelOf(one.videoId);
  const items = page.shown.map((comment) => present(comment, account, channelId));
  return ok({ kind: 'youtube#commentListResponse', ...page.next, items });
}

const NewReply = z.strictObject({
  snippet: z.strictObject({ parentId: z.string().min(1), textOriginal: z.string() }),
});

/** POST /youtube/v3/comments */
export async function insertReply(
  world: World,
  account: Account,
  { query }: SimulatorRequest,
  values: Values,
): Promise<SimulatorAnswer> {
  const asked = partsIn(query, ['snippet']);
  if ('refused' in asked) return asked.refused;
  const read = NewReply.safeParse(values);
  if (!read.success) return badRequest('parentIdMissing', 'The comment is invalid.');
  const { parentId, textOriginal: text } = read.data.snippet;
  const parent = await findComment(world, parentId);
  if (!parent) return notFound('parentComment');
  if (parent.parentId !== null)
    return badRequest('invalidParentId', 'Replies stand under a top-level comment.');
  const wrong = textRefusal(text) ?? (await closedTo(world, account, parent.videoId));
  if (wrong) return wrong;
  const own = { authorId: account.id, authorName: `@${account.handle}` };
  const comment = await addComment(world, { videoId: parent.videoId, parentId, text, ...own });
  return ok(present(comment, account, (await findVideo(world, parent.videoId))?.channelId ?? ''));
}

/** POST /youtube/v3/comments/setModerationStatus: on the channel's own videos. */
export async function moderate(
  world: World,
  account: Account,
  { query }: SimulatorRequest,
): Promise<SimulatorAnswer> {
  const status = query.get('moderationStatus');
  if (status !== 'published' && status !== 'heldForReview' && status !== 'rejected') {
    return badRequest('invalidParameter', 'moderationStatus');
  }
  const comment = await findComment(world, query.get('id') ?? '');
  if (!comment) return notFound('comment');
  const video = await findVideo(world, comment.videoId);
  if (video?.channelId !== account.id) return forbidden('forbidden', 'The comment cannot be moderated.');
  await world.store.put('comments', comment.id, { ...comment, moderation: status });
  return noContent();
}

/** DELETE /youtube/v3/comments: by its author only. */
export async function deleteComment(
  world: World,
  account: Account,
  { query }: SimulatorRequest,
): Promise<SimulatorAnswer> {
  const comment = await findComment(world, query.get('id') ?? '');
  if (!comment) return notFound('comment');
  if (comment.authorId !== account.id) return forbidden('forbidden', 'The comment cannot be deleted.');
  await world.store.delete('comments', comment.id);
  return noContent();
}
