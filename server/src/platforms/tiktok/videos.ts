import { type PlatformAccount, PlatformError } from '#platforms/platform.ts';
import type { TikTokClient } from './client.ts';
import { type Video, Videos } from './schema.ts';

const numberFields = 'id,like_count,comment_count,share_count,view_count';
const lookFields = 'id,create_time,share_url,title,video_description';

/** TikTok's numbers of posts are digits alone; numbers of publishing have letters in front. */
export const isPostId = (id: string): boolean => /^\d+$/.test(id);

/** The number of a post where TikTok has told it: for public posts, and only once they have been looked at. */
export async function postIdOf(client: TikTokClient, remoteId: string): Promise<string | null> {
  if (isPostId(remoteId)) return remoteId;
  const { publicaly_available_post_id } = await client.statusOf(remoteId);
  return publicaly_available_post_id?.[0] ?? null;
}

/** At most this many in one question. https://developers.tiktok.com/doc/tiktok-api-v2-video-query */
const mostIds = 20;

/** The account's own posts by their numbers; those that are gone are left out. */
export async function queryVideos(
  client: TikTokClient,
  ids: readonly string[],
  purpose: 'numbers' | 'look',
): Promise<Video[]> {
  const found: Video[] = [];
  for (let from = 0; from < ids.length; from += mostIds) {
    const video_ids = ids.slice(from, from + mostIds);
    const ask = async (fields: string) => {
      await client.call.limits.take('read');
      const request = { method: 'POST', path: '/v2/video/query/', answer: Videos } as const;
      return client.send({ ...request, query: { fields }, json: { filters: { video_ids } } });
    };
    const { videos } =
      purpose === 'numbers'
        ? await ask(numberFields)
        : // The flag is in the documentation since August 2026; where it is not known yet, the rest is.
          await ask(`${lookFields},is_aigc`).catch((error: unknown) => {
            if (!(error instanceof PlatformError) || error.failure !== 'rejected') throw error;
            return ask(lookFields);
          });
    found.push(...videos);
  }
  return found;
}

const shownLength = 150;

/** What TikTok shows of a caption is cut, at 150 characters by its documentation. */
function isSameCaption(shown: string, caption: string): boolean {
  const plain = (text: string) => text.normalize('NFC').replaceAll(/\s+/g, ' ').trim();
  const [a, b] = [plain(shown), plain(caption)];
  return (
    a !== '' && (a === b || (a.length >= shownLength - 10 && b.startsWith(a.replace(/(\.\.\.|…)$/, ''))))
  );
}

/** The account's newest public post with this caption that is not older than `since`. */
export async function findByCaption(
  client: TikTokClient,
  caption: string,
  since: Date,
): Promise<Video | undefined> {
  await client.call.limits.take('read');
  const { videos } = await client.send({
    method: 'POST',
    path: '/v2/video/list/',
    query: { fields: lookFields },
    json: { max_count: mostIds },
    answer: Videos,
  });
  return videos.find(
    (one) =>
      isSameCaption(one.video_description || one.title || '', caption) &&
      (one.create_time ?? 0) * 1000 >= since.getTime(),
  );
}

/** The page of a post: on TikTok, or on the timeline of the rehearsal; the account's while the post has none. */
export function addressOf(
  account: Pick<PlatformAccount, 'handle' | 'webUrl'>,
  postId: string | null,
  kind: 'video' | 'photo',
): string {
  if (account.webUrl) return postId === null ? account.webUrl : `${account.webUrl}#${postId}`;
  const page = `https://www.tiktok.com/@${encodeURIComponent(account.handle)}`;
  return postId === null ? page : `${page}/${kind}/${postId}`;
}
