import type { Reading, RemoteNumbers } from '#platforms/engagement.ts';
import type { PlatformHttp } from '#platforms/http.ts';
import { CommentPage, Me, Post } from './schema.ts';
import { fanvueOf, isMissing } from './server.ts';

/** Comments, likes and followers; nothing here can be answered through the API. */
export function readingOf(http: PlatformHttp): Reading {
  return {
    async comments(postRemoteId, cursor, account, call) {
      const page = Math.max(1, Number(cursor ?? '1') || 1);
      const path = `/posts/${encodeURIComponent(postRemoteId)}/comments?page=${page}&size=50`;
      const { data, pagination } = await fanvueOf(http, account, call).get(path, CommentPage);
      const items = data.map(({ uuid, text, user, createdAt }) => ({
        remoteId: uuid,
        postRemoteId,
        // The reference shows no answers to comments.
        parentRemoteId: null,
        author: {
          remoteId: user?.uuid ?? '',
          handle: user?.handle ?? '',
          displayName: user?.displayName ?? '',
        },
        mine: user?.uuid === account.remoteId,
        text,
        createdAt: new Date(createdAt),
        url: null,
        likes: null,
        hidden: false,
      }));
      return { items, next: pagination.hasMore ? String(page + 1) : null };
    },
    async numbers(postRemoteIds, account, call) {
      const fanvue = fanvueOf(http, account, call);
      const found: RemoteNumbers[] = [];
      for (const remoteId of postRemoteIds) {
        const post = await fanvue
          .get(`/posts/${encodeURIComponent(remoteId)}`, Post)
          .catch((error: unknown) => {
            if (isMissing(error)) return undefined;
            throw error;
          });
        if (!post) continue;
        const likes = post.likesCount ?? null;
        const comments = post.commentsCount ?? null;
        const raw: Record<string, number> = {};
        if (likes !== null) raw.likesCount = likes;
        if (comments !== null) raw.commentsCount = comments;
        found.push({ remoteId, likes, comments, shares: null, saves: null, views: null, reach: null, raw });
      }
      return found;
    },
    async accountNumbers(account, call) {
      const { fanCounts, contentCounts } = await fanvueOf(http, account, call).get('/users/me', Me);
      const raw: Record<string, number> = {};
      if (fanCounts)
        Object.assign(raw, { followers: fanCounts.followersCount, subscribers: fanCounts.subscribersCount });
      return {
        followers: fanCounts ? fanCounts.followersCount + fanCounts.subscribersCount : null,
        following: null,
        posts: contentCounts?.postCount ?? null,
        raw,
      };
    },
  };
}
