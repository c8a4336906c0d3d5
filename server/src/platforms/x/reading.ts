import type { AccountNumbers, Reading, RemoteComment, RemoteNumbers } from '#platforms/engagement.ts';
import type { PlatformAccount, PlatformCall } from '#platforms/platform.ts';
import type { XClient } from './client.ts';
import { repliedTo } from './publish.ts';
import { Me, type Post, Posts, type User } from './schema.ts';

const fields = {
  'tweet.fields': 'author_id,conversation_id,created_at,public_metrics,referenced_tweets',
  expansions: 'author_id',
  'user.fields': 'username,name',
} as const;

/**
 * Replies through the recent search (seven days back), mentions and numbers. Each post read is billed, so pages are
 * small. https://docs.x.com/x-api/posts/search-recent-posts
 */
export function xReading(clientFor: (account: PlatformAccount, call: PlatformCall) => XClient): Reading {
  return {
    async comments(postRemoteId, cursor, account, call) {
      const query = {
        ...fields,
        query: `conversation_id:${postRemoteId} is:reply`,
        max_results: '25',
        ...(cursor === null ? {} : { next_token: cursor }),
      };
      const client = clientFor(account, call);
      const page = await client.send({
        method: 'GET',
        path: '/2/tweets/search/recent',
        query,
        answer: Posts,
      });
      const users = page.includes?.users ?? [];
      return {
        items: page.data.map((post) => toComment(post, users, account, postRemoteId)),
        next: page.meta?.next_token ?? null,
      };
    },

    async mentions(cursor, account, call) {
      const query = {
        ...fields,
        max_results: '25',
        ...(cursor === null ? {} : { pagination_token: cursor }),
      };
      const path = `/2/users/${account.remoteId}/mentions`;
      const page = await clientFor(account, call).send({ method: 'GET', path, query, answer: Posts });
      const users = page.includes?.users ?? [];
      return {
        items: page.data.map((post) => toComment(post, users, account, null)),
        next: page.meta?.next_token ?? null,
      };
    },

    async numbers(postRemoteIds, account, call) {
      if (postRemoteIds.length === 0) return [];
      const query = { ids: postRemoteIds.join(','), 'tweet.fields': 'public_metrics' };
      const page = await clientFor(account, call).send({
        method: 'GET',
        path: '/2/tweets',
        query,
        answer: Posts,
      });
      return page.data.map(toNumbers);
    },

    async accountNumbers(account, call): Promise<AccountNumbers> {
      const query = { 'user.fields': 'public_metrics' };
      const { data } = await clientFor(account, call).send({
        method: 'GET',
        path: '/2/users/me',
        query,
        answer: Me,
      });
      const raw = countsOf(data.public_metrics);
      return {
        followers: raw.followers_count ?? null,
        following: raw.following_count ?? null,
        posts: raw.tweet_count ?? raw.post_count ?? null,
        raw,
      };
    },
  };
}

const countsOf = (metrics: Readonly<Record<string, unknown>> | undefined): Record<string, number> =>
  Object.fromEntries(
    Object.entries(metrics ?? {}).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );

function toNumbers({ id, public_metrics }: Post): RemoteNumbers {
  const raw = countsOf(public_metrics);
  const passedOn = [raw.retweet_count ?? raw.repost_count, raw.quote_count].filter(
    (one) => one !== undefined,
  );
  return {
    remoteId: id,
    likes: raw.like_count ?? null,
    comments: raw.reply_count ?? null,
    shares: passedOn.length > 0 ? passedOn.reduce((sum, one) => sum + one, 0) : null,
    saves: raw.bookmark_count ?? null,
    views: raw.impression_count ?? null,
    reach: null,
    raw,
  };
}

function toComment(
  post: Post,
  users: readonly User[],
  account: PlatformAccount,
  postRemoteId: string | null,
): RemoteComment {
  const author = users.find(({ id }) => id === post.author_id);
  const handle = author?.username ?? post.author_id ?? '';
  const parent = repliedTo(post) ?? null;
  return {
    remoteId: post.id,
    postRemoteId,
    parentRemoteId: parent === postRemoteId ? null : parent,
    author: { remoteId: post.author_id ?? handle, handle, displayName: author?.name ?? handle },
    mine: post.author_id === account.remoteId,
    text: post.text,
    createdAt: new Date(post.created_at ?? 0),
    url: account.webUrl ? null : `https://x.com/${handle}/status/${post.id}`,
    likes: countsOf(post.public_metrics).like_count ?? null,
    // X does not tell which replies are hidden.
    hidden: false,
  };
}
