import type { Reading, RemoteComment, RemoteNumbers } from '#platforms/engagement.ts';
import { type Graph, graphTime, isMissing, nextOf } from '#platforms/meta/graph.ts';
import { type PlatformAccount, type PlatformCall, PlatformError } from '#platforms/platform.ts';
import { isClip } from './publish.ts';
import { type Comment, Comments, Counts, Insights, PageCounts } from './schema.ts';

const counted = (edge: string) => `${edge}.limit(0).summary(true)`;
const postFields = ['id', 'shares', counted('comments'), counted('reactions')].join(',');
const clipFields = ['id', 'views', counted('comments'), counted('likes')].join(',');
/** https://developers.facebook.com/docs/graph-api/reference/insights: the metrics that stayed after 15 June 2026. */
const postMetrics = 'post_media_view,post_total_media_view_unique,post_clicks';

/** Comments and insights. Messages need Messenger's own permissions and are not read. */
export function facebookReading(graphFor: (account: PlatformAccount, call: PlatformCall) => Graph): Reading {
  return {
    async comments(postRemoteId, cursor, account, call) {
      const query = {
        fields: 'id,message,from,created_time,is_hidden,like_count,parent,permalink_url',
        // All of them in one list, answers to answers too.
        filter: 'stream',
        order: 'chronological',
        limit: '50',
        ...(cursor === null ? {} : { after: cursor }),
      };
      const { data, paging } = await graphFor(account, call).get(`${postRemoteId}/comments`, query, Comments);
      return { items: data.map((one) => toComment(one, account, postRemoteId)), next: nextOf(paging) };
    },

    async numbers(postRemoteIds, account, call) {
      const graph = graphFor(account, call);
      const found: RemoteNumbers[] = [];
      for (const remoteId of postRemoteIds) {
        try {
          found.push(await numbersOf(graph, remoteId));
        } catch (error) {
          if (!isMissing(error)) throw error;
        }
      }
      return found;
    },

    async accountNumbers(account, call) {
      const query = { fields: 'followers_count,fan_count' };
      const counts = await graphFor(account, call).get(account.remoteId, query, PageCounts);
      const raw = onlyNumbers(counts);
      return { followers: counts.followers_count ?? null, following: null, posts: null, raw };
    },
  };
}

function toComment(comment: Comment, account: PlatformAccount, postRemoteId: string): RemoteComment {
  // People's names come only with the permission to read user content.
  const remoteId = comment.from?.id ?? `author-of-${comment.id}`;
  const name = comment.from?.name ?? 'Somebody';
  return {
    remoteId: comment.id,
    postRemoteId,
    parentRemoteId: comment.parent?.id ?? null,
    author: { remoteId, handle: name, displayName: name },
    mine: comment.from?.id === account.remoteId,
    text: comment.message,
    createdAt: graphTime(comment.created_time),
    url: comment.permalink_url ?? null,
    likes: comment.like_count ?? null,
    hidden: comment.is_hidden,
  };
}

async function numbersOf(graph: Graph, remoteId: string): Promise<RemoteNumbers> {
  const clip = isClip(remoteId);
  const counts = await graph.get(remoteId, { fields: clip ? clipFields : postFields }, Counts);
  const insights = clip ? {} : await insightsOf(graph, remoteId);
  const likes = (counts.reactions ?? counts.likes)?.summary?.total_count;
  const comments = counts.comments?.summary?.total_count;
  // A post that nobody shared has no field for it.
  const shares = clip ? undefined : (counts.shares?.count ?? 0);
  const views = counts.views ?? insights.post_media_view;
  return {
    remoteId,
    likes: likes ?? null,
    comments: comments ?? null,
    shares: shares ?? null,
    saves: null,
    views: views ?? null,
    reach: insights.post_total_media_view_unique ?? null,
    raw: onlyNumbers({ likes, comments, shares, views: counts.views, ...insights }),
  };
}

/** Without the permission, or on Pages too small for it, there are no insights. */
async function insightsOf(graph: Graph, remoteId: string): Promise<Record<string, number>> {
  try {
    const { data } = await graph.get(`${remoteId}/insights`, { metric: postMetrics }, Insights);
    return onlyNumbers(Object.fromEntries(data.map(({ name, values }) => [name, values?.at(-1)?.value])));
  } catch (error) {
    if (error instanceof PlatformError && ['restricted', 'rejected'].includes(error.failure)) return {};
    throw error;
  }
}

function onlyNumbers(values: Readonly<Record<string, unknown>>): Record<string, number> {
  const told = Object.entries(values).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  );
  return Object.fromEntries(told);
}
