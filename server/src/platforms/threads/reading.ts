import type { Reading, RemoteComment, RemoteNumbers } from '#platforms/engagement.ts';
import { type Graph, graphTime, isMissing, nextOf } from '#platforms/meta/graph.ts';
import type { PlatformAccount, PlatformCall } from '#platforms/platform.ts';
import { Insights, type Post, Posts } from './schema.ts';

const postMetrics = 'views,likes,replies,reposts,quotes,shares';
const commentFields =
  'id,text,username,timestamp,permalink,replied_to,root_post,is_reply_owned_by_me,hide_status';
/** https://developers.facebook.com/documentation/threads/reference/reply-management: states that all can see. */
const visible = new Set(['NOT_HUSHED', 'UNHUSHED']);

/** Replies, mentions and insights. https://developers.facebook.com/documentation/threads/retrieve-and-manage-replies/replies-and-conversations */
export function threadsReading(graphFor: (account: PlatformAccount, call: PlatformCall) => Graph): Reading {
  return {
    async comments(postRemoteId, cursor, account, call) {
      const query = {
        fields: commentFields,
        reverse: 'false',
        ...(cursor === null ? {} : { after: cursor }),
      };
      const { data, paging } = await graphFor(account, call).get(
        `${postRemoteId}/conversation`,
        query,
        Posts,
      );
      const items = data.map((post) => toComment(post, account, postRemoteId));
      return { items, next: nextOf(paging) };
    },

    async mentions(cursor, account, call) {
      const query = { fields: commentFields, limit: '50', ...(cursor === null ? {} : { after: cursor }) };
      const { data, paging } = await graphFor(account, call).get(
        `${account.remoteId}/mentions`,
        query,
        Posts,
      );
      return { items: data.map((post) => toComment(post, account, null)), next: nextOf(paging) };
    },

    async numbers(postRemoteIds, account, call) {
      const graph = graphFor(account, call);
      const found: RemoteNumbers[] = [];
      for (const remoteId of postRemoteIds) {
        try {
          const raw = rawOf(await graph.get(`${remoteId}/insights`, { metric: postMetrics }, Insights));
          found.push(toNumbers(remoteId, raw));
        } catch (error) {
          if (!isMissing(error)) throw error;
        }
      }
      return found;
    },

    async accountNumbers(account, call) {
      const query = { metric: 'views,likes,replies,reposts,quotes,followers_count' };
      const path = `${account.remoteId}/threads_insights`;
      const raw = rawOf(await graphFor(account, call).get(path, query, Insights));
      return { followers: raw.followers_count ?? null, following: null, posts: null, raw };
    },
  };
}

/** Threads names the authors of replies, and gives no numbers for them. */
function toComment(post: Post, account: PlatformAccount, postRemoteId: string | null): RemoteComment {
  const handle = post.username ?? '';
  const parent = post.replied_to?.id ?? null;
  return {
    remoteId: post.id,
    postRemoteId,
    parentRemoteId: parent === postRemoteId ? null : parent,
    author: { remoteId: handle, handle, displayName: handle },
    mine: post.is_reply_owned_by_me ?? handle === account.handle,
    text: post.text,
    createdAt: graphTime(post.timestamp),
    url: post.permalink ?? null,
    likes: null,
    hidden: post.hide_status !== undefined && !visible.has(post.hide_status),
  };
}

function rawOf({ data }: Insights): Record<string, number> {
  return Object.fromEntries(
    data.map(({ name, values, total_value }) => [name, total_value?.value ?? values?.at(-1)?.value ?? 0]),
  );
}

function toNumbers(remoteId: string, raw: Readonly<Record<string, number>>): RemoteNumbers {
  const passedOn = [raw.reposts, raw.quotes, raw.shares].filter((value) => value !== undefined);
  return {
    remoteId,
    likes: raw.likes ?? null,
    comments: raw.replies ?? null,
    shares: passedOn.length === 0 ? null : passedOn.reduce((sum, value) => sum + value, 0),
    saves: null,
    views: raw.views ?? null,
    reach: null,
    raw,
  };
}
