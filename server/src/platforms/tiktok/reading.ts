import type { AccountNumbers, Reading, RemoteNumbers } from '#platforms/engagement.ts';
import { type PlatformAccount, type PlatformCall, PlatformError } from '#platforms/platform.ts';
import type { TikTokClient } from './client.ts';
import { UserInfo, type Video } from './schema.ts';
import { postIdOf, queryVideos } from './videos.ts';

/**
 * Counts of public posts and of the account; comments are not in this API.
 * https://developers.tiktok.com/docs/en/tiktok-api-v2-video-object
 */
export function tiktokReading(
  clientFor: (account: PlatformAccount, call: PlatformCall) => TikTokClient,
): Reading {
  return {
    async numbers(postRemoteIds, account, call) {
      const client = clientFor(account, call);
      const asked = new Map<string, string>();
      for (const remoteId of postRemoteIds) {
        const postId = await postIdOf(client, remoteId).catch((error: unknown) => {
          if (error instanceof PlatformError && error.failure === 'gone') return null;
          throw error;
        });
        if (postId !== null) asked.set(postId, remoteId);
      }
      const videos = await queryVideos(client, [...asked.keys()], 'numbers');
      return videos.flatMap((video) => {
        const remoteId = asked.get(video.id);
        return remoteId === undefined ? [] : [toNumbers(remoteId, video)];
      });
    },

    async accountNumbers(account, call): Promise<AccountNumbers> {
      await call.limits.take('read');
      const query = { fields: 'follower_count,following_count,likes_count,video_count' };
      const { user } = await clientFor(account, call).send({
        method: 'GET',
        path: '/v2/user/info/',
        query,
        answer: UserInfo,
      });
      return {
        followers: user.follower_count ?? null,
        following: user.following_count ?? null,
        posts: user.video_count ?? null,
        raw: countsOf(user),
      };
    },
  };
}

const countsOf = (from: Readonly<Record<string, unknown>>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(from).filter(
      (entry): entry is [string, number] => entry[0].endsWith('_count') && typeof entry[1] === 'number',
    ),
  );

const toNumbers = (remoteId: string, video: Video): RemoteNumbers => ({
  remoteId,
  likes: video.like_count ?? null,
  comments: video.comment_count ?? null,
  shares: video.share_count ?? null,
  saves: null,
  views: video.view_count ?? null,
  reach: null,
  raw: countsOf(video),
});
