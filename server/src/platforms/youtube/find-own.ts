import type { PublishPayload } from '#platforms/platform.ts';
import type { YouTubeClient } from './client.ts';
import { Channels, PlaylistItems, type Video, Videos } from './schema.ts';

const clockSlackMilliseconds = 2 * 60_000;
const plain = (text: string) => text.normalize('NFC').replaceAll(/\s+/g, ' ').trim();

/**
 * The channel's own video with this title and text that is not older than the upload: among the latest 50 of its
 * uploads, private ones included. https://developers.google.com/youtube/v3/docs/playlistItems/list
 */
export async function findOwnVideo(
  client: YouTubeClient,
  payload: PublishPayload,
  startedAt: string | undefined,
): Promise<Video | undefined> {
  const channels = await client.read({
    path: '/youtube/v3/channels',
    query: { part: 'contentDetails', mine: 'true' },
    answer: Channels,
  });
  const playlistId = channels.items[0]?.contentDetails?.relatedPlaylists?.uploads;
  if (!playlistId) return undefined;
  const { items } = await client.read({
    path: '/youtube/v3/playlistItems',
    query: { part: 'snippet', playlistId, maxResults: '50' },
    answer: PlaylistItems,
  });
  const since = new Date(startedAt ?? 0).getTime() - clockSlackMilliseconds;
  const found = items.find(
    ({ snippet }) =>
      plain(snippet.title) === plain(payload.title ?? '') &&
      plain(snippet.description) === plain(payload.caption) &&
      new Date(snippet.publishedAt ?? startedAt ?? 0).getTime() >= since,
  );
  return found ? { id: found.snippet.resourceId.videoId } : undefined;
}

/** A video of the channel with these parts; undefined when it is gone. */
export async function findVideo(client: YouTubeClient, id: string, part: string): Promise<Video | undefined> {
  const answer = await client.read({ path: '/youtube/v3/videos', query: { part, id }, answer: Videos });
  return answer.items[0];
}
