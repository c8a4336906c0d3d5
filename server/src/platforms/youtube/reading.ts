import type { AccountNumbers, Reading, RemoteComment, RemoteNumbers } from '#platforms/engagement.ts';
import type { PlatformAccount, PlatformCall } from '#platforms/platform.ts';
import type { YouTubeClient } from './client.ts';
import { Channels, type Comment, Comments, Threads, type Video, Videos } from './schema.ts';

/** A thread brings some of its replies along; further ones are asked for, this many pages of a hundred at most. */
const mostReplyPages = 5;

/** Comments and numbers, at one unit a page. Nothing is told of mentions, and there are no messages. */
export function youtubeReading(
  clientFor: (account: PlatformAccount, call: PlatformCall) => YouTubeClient,
): Reading {
  return {
    /** https://developers.google.com/youtube/v3/docs/commentThreads/list: held and rejected ones are not among them. */
    async comments(postRemoteId, cursor, account, call) {
      const client = clientFor(account, call);
      const page = await client.read({
        path: '/youtube/v3/commentThreads',
        query: {
          part: 'snippet,replies',
          videoId: postRemoteId,
          order: 'time',
          maxResults: '100',
          textFormat: 'plainText',
          ...(cursor === null ? {} : { pageToken: cursor }),
        },
        answer: Threads,
      });
      const items: RemoteComment[] = [];
      for (const { snippet, replies } of page.items) {
        const top = snippet.topLevelComment;
        items.push(toComment(top, postRemoteId, null, account));
        const some = replies?.comments ?? [];
        const all = snippet.totalReplyCount > some.length ? await repliesTo(client, top.id) : some;
        items.push(...all.map((reply) => toComment(reply, postRemoteId, top.id, account)));
      }
      return { items, next: page.nextPageToken ?? null };
    },

    async numbers(postRemoteIds, account, call) {
      if (postRemoteIds.length === 0) return [];
      const { items } = await clientFor(account, call).read({
        path: '/youtube/v3/videos',
        query: { part: 'statistics', id: postRemoteIds.join(',') },
        answer: Videos,
      });
      return items.map(toNumbers);
    },

    async accountNumbers(account, call): Promise<AccountNumbers> {
      const { items } = await clientFor(account, call).read({
        path: '/youtube/v3/channels',
        query: { part: 'statistics', mine: 'true' },
        answer: Channels,
      });
      const raw = countsOf(items[0]?.statistics);
      const hidden = items[0]?.statistics?.hiddenSubscriberCount === true;
      return {
        // Rounded by YouTube to three digits.
        followers: hidden ? null : (raw.subscriberCount ?? null),
        following: null,
        posts: raw.videoCount ?? null,
        raw,
      };
    },
  };
}

async function repliesTo(client: YouTubeClient, parentId: string): Promise<Comment[]> {
  const all: Comment[] = [];
  let pageToken: string | undefined;
  for (let pages = 0; pages < mostReplyPages; pages += 1) {
    const query = { part: 'snippet', parentId, maxResults: '100', textFormat: 'plainText' };
    const page: { readonly items: Comment[]; readonly nextPageToken?: string | undefined } =
      await client.read({
        path: '/youtube/v3/comments',
        query: pageToken ? { ...query, pageToken } : query,
        answer: Comments,
      });
    all.push(...page.items);
    pageToken = page.nextPageToken;
    if (!pageToken) break;
  }
  return all;
}

/** Counts come as text; what is no number is left out. */
const countsOf = (statistics: Readonly<Record<string, unknown>> | undefined): Record<string, number> =>
  Object.fromEntries(
    Object.entries(statistics ?? {})
      .filter(([, value]) => typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value)))
      .map(([name, value]) => [name, Number(value)]),
  );

function toNumbers({ id, statistics }: Video): RemoteNumbers {
  const raw = countsOf(statistics);
  return {
    remoteId: id,
    likes: raw.likeCount ?? null,
    comments: raw.commentCount ?? null,
    shares: null,
    saves: null,
    views: raw.viewCount ?? null,
    reach: null,
    raw,
  };
}

function toComment(
  { id, snippet }: Comment,
  postRemoteId: string,
  parentRemoteId: string | null,
  account: PlatformAccount,
): RemoteComment {
  const name = snippet.authorDisplayName ?? '';
  const author = snippet.authorChannelId?.value ?? name;
  return {
    remoteId: id,
    postRemoteId,
    parentRemoteId,
    author: { remoteId: author, handle: name.replace(/^@/, ''), displayName: name },
    mine: author === account.remoteId,
    text: snippet.textOriginal ?? snippet.textDisplay ?? '',
    createdAt: new Date(snippet.publishedAt ?? 0),
    url: account.webUrl ? null : `https://www.youtube.com/watch?v=${postRemoteId}&lc=${id}`,
    likes: snippet.likeCount ?? null,
    hidden: snippet.moderationStatus !== undefined && snippet.moderationStatus !== 'published',
  };
}
