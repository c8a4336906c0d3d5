import type { Reading, RemoteComment, RemoteMessage, RemoteNumbers } from '#platforms/engagement.ts';
import { type Graph, graphTime, isMissing, nextOf } from '#platforms/meta/graph.ts';
import { type PlatformAccount, type PlatformCall, PlatformError } from '#platforms/platform.ts';
import {
  AccountCounts,
  type Comment,
  Comments,
  type CommentTree,
  CommentTrees,
  type Conversation,
  Conversations,
  Insights,
  Media,
  TaggedMedia,
} from './schema.ts';

const commentFields = 'id,text,username,from,timestamp,hidden,like_count';
/** https://developers.facebook.com/documentation/instagram-platform/reference/instagram-media/insights */
const metrics: Readonly<Record<string, string>> = {
  FEED: 'views,reach,likes,comments,saved,shares',
  REELS: 'views,reach,likes,comments,saved,shares',
  STORY: 'views,reach,shares,replies',
};
/** An answer is taken for this long after a person's last message. */
const messageWindowMilliseconds = 24 * 60 * 60 * 1000;
const pageSize = '50';
/** A comment with more answers than 20 pages hold is cut there. */
const maxReplyPages = 20;

/**
 * Comments, posts that tag the account, messages and insights. Being named in words alone, under posts of others, is
 * told by webhooks only.
 */
export function instagramReading(graphFor: (account: PlatformAccount, call: PlatformCall) => Graph): Reading {
  return {
    async comments(postRemoteId, cursor, account, call) {
      const graph = graphFor(account, call);
      const fields = `${commentFields},replies.limit(${pageSize}){${commentFields}}`;
      const query = { fields, limit: pageSize, ...(cursor === null ? {} : { after: cursor }) };
      const { data, paging } = await graph.get(`${postRemoteId}/comments`, query, CommentTrees);
      const items: RemoteComment[] = [];
      for (const comment of data) {
        items.push(toComment(comment, account, postRemoteId, null));
        const replies = await allReplies(graph, comment.id, comment.replies);
        items.push(...replies.map((reply) => toComment(reply, account, postRemoteId, comment.id)));
      }
      return { items, next: nextOf(paging) };
    },

    async mentions(cursor, account, call) {
      const fields = 'id,caption,username,timestamp,permalink,like_count';
      const query = { fields, limit: pageSize, ...(cursor === null ? {} : { after: cursor }) };
      const path = `${account.remoteId}/tags`;
      const { data, paging } = await graphFor(account, call).get(path, query, TaggedMedia);
      const items = data.map((media) => ({
        remoteId: media.id,
        postRemoteId: null,
        parentRemoteId: null,
        author: {
          remoteId: media.username ?? `author-of-${media.id}`,
          handle: media.username ?? '',
          displayName: media.username ?? 'Somebody',
        },
        mine: media.username === account.handle,
        text: media.caption,
        createdAt: graphTime(media.timestamp),
        url: media.permalink ?? null,
        likes: media.like_count ?? null,
        hidden: false,
      }));
      return { items, next: nextOf(paging) };
    },

    async messages(cursor, account, call) {
      const query = {
        platform: 'instagram',
        fields: 'id,updated_time,messages.limit(20){id,created_time,from,message}',
        limit: '20',
        ...(cursor === null ? {} : { after: cursor }),
      };
      const { data, paging } = await graphFor(account, call).get(
        `${account.remoteId}/conversations`,
        query,
        Conversations,
      );
      return { items: data.flatMap((one) => toMessages(one, account)), next: nextOf(paging) };
    },

    async numbers(postRemoteIds, account, call) {
      const graph = graphFor(account, call);
      const found: RemoteNumbers[] = [];
      for (const remoteId of postRemoteIds) {
        const numbers = await numbersOf(graph, remoteId);
        if (numbers) found.push(numbers);
      }
      return found;
    },

    async accountNumbers(account, call) {
      const query = { fields: 'followers_count,follows_count,media_count' };
      const counts = await graphFor(account, call).get('me', query, AccountCounts);
      const { followers_count = null, follows_count = null, media_count = null } = counts;
      const told = Object.entries(counts).filter(
        (entry): entry is [string, number] => entry[1] !== undefined,
      );
      return {
        followers: followers_count,
        following: follows_count,
        posts: media_count,
        raw: Object.fromEntries(told),
      };
    },
  };
}

async function allReplies(
  graph: Graph,
  commentId: string,
  first: CommentTree['replies'],
): Promise<Comment[]> {
  const replies = [...(first?.data ?? [])];
  let cursor = nextOf(first?.paging);
  for (let pages = 0; cursor !== null && pages < maxReplyPages; pages += 1) {
    const query = { fields: commentFields, limit: pageSize, after: cursor };
    const { data, paging } = await graph.get(`${commentId}/replies`, query, Comments);
    replies.push(...data);
    cursor = nextOf(paging);
  }
  return replies;
}

function toComment(
  comment: Comment,
  account: PlatformAccount,
  postRemoteId: string,
  parentRemoteId: string | null,
): RemoteComment {
  const handle = comment.from?.username ?? comment.username ?? '';
  return {
    remoteId: comment.id,
    postRemoteId,
    parentRemoteId,
    author: { remoteId: comment.from?.id ?? handle, handle, displayName: handle },
    mine: comment.from?.id === account.remoteId || handle === account.handle,
    text: comment.text,
    createdAt: graphTime(comment.timestamp),
    url: null,
    likes: comment.like_count ?? null,
    hidden: comment.hidden,
  };
}

function toMessages(conversation: Conversation, account: PlatformAccount): RemoteMessage[] {
  const messages = conversation.messages?.data ?? [];
  return messages.map(({ id, created_time, from, message }) => {
    const handle = from?.username ?? '';
    const mine = from?.id === account.remoteId || handle === account.handle;
    const createdAt = graphTime(created_time);
    return {
      remoteId: id,
      conversationId: conversation.id,
      author: { remoteId: from?.id ?? handle, handle, displayName: handle },
      mine,
      text: message,
      createdAt,
      replyUntil: mine ? null : new Date(createdAt.getTime() + messageWindowMilliseconds),
    };
  });
}

/** The counts on the post itself, and its insights where Instagram gives any; null for a post that is gone. */
async function numbersOf(graph: Graph, remoteId: string): Promise<RemoteNumbers | null> {
  try {
    const fields = 'id,media_product_type,like_count,comments_count';
    const media = await graph.get(remoteId, { fields }, Media);
    const raw = await insightsOf(graph, remoteId, media.media_product_type ?? 'FEED');
    const { like_count, comments_count } = media;
    return {
      remoteId,
      likes: like_count ?? raw.likes ?? null,
      comments: comments_count ?? raw.comments ?? null,
      shares: raw.shares ?? null,
      saves: raw.saved ?? null,
      views: raw.views ?? null,
      reach: raw.reach ?? null,
      raw: {
        ...(like_count === undefined ? {} : { like_count }),
        ...(comments_count === undefined ? {} : { comments_count }),
        ...raw,
      },
    };
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Code 10 stands for "fewer than five viewers" and for a missing permission: then there are no insights. */
async function insightsOf(graph: Graph, remoteId: string, kind: string): Promise<Record<string, number>> {
  try {
    const query = { metric: metrics[kind] ?? metrics.FEED! };
    const { data } = await graph.get(`${remoteId}/insights`, query, Insights);
    return Object.fromEntries(
      data.map(({ name, values, total_value }) => [name, total_value?.value ?? values?.at(-1)?.value ?? 0]),
    );
  } catch (error) {
    if (error instanceof PlatformError && error.failure === 'restricted') return {};
    throw error;
  }
}
