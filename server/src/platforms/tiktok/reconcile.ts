import { saysMadeWithAi } from '#platforms/caption.ts';
import {
  type Handles,
  PlatformError,
  type PublishPayload,
  type ReadBack,
  type Reconciled,
} from '#platforms/platform.ts';
import type { TikTokClient } from './client.ts';
import { clipOf, isWithTikTok, publishedAs, sinceOf } from './publish.ts';
import { findByCaption, isPostId, queryVideos } from './videos.ts';

const lookAgainSeconds = 60;

/** Whether an attempt went out: by the number of its publishing, else by the account's public posts. */
export async function reconcilePost(
  client: TikTokClient,
  payload: PublishPayload,
  handles: Handles,
): Promise<Reconciled> {
  const { remoteId, publishId, startedAt } = handles;
  if (remoteId) return { outcome: 'published', ...publishedAs(payload, remoteId) };
  if (!startedAt) return { outcome: 'not_published', evidence: 'Nothing that publishes was sent.' };
  if (publishId) {
    const known = await byNumber(client, payload, publishId);
    if (known) return known;
  }
  const found = await findByCaption(client, payload.caption, sinceOf(startedAt));
  if (found) return { outcome: 'published', ...publishedAs(payload, found.id) };
  const evidence =
    'TikTok’s answer was lost, and the post is not among the account’s public posts. TikTok may still be looking at it, and it lists no private posts.';
  return { outcome: 'undetermined', evidence, retryAfterSeconds: lookAgainSeconds };
}

async function byNumber(
  client: TikTokClient,
  payload: PublishPayload,
  publishId: string,
): Promise<Reconciled | undefined> {
  try {
    const state = await client.statusOf(publishId);
    if (state.status === 'PUBLISH_COMPLETE') {
      const postId = state.publicaly_available_post_id?.[0];
      return { outcome: 'published', ...publishedAs(payload, postId ?? publishId) };
    }
    if (state.status === 'FAILED') {
      const evidence = `TikTok gave the post up (${state.fail_reason ?? 'no reason given'}).`;
      return { outcome: 'not_published', evidence };
    }
    // Without its last bytes TikTok publishes nothing, and they go to the same upload: never twice.
    if (!isWithTikTok(state, payload)) {
      const evidence = `TikTok has ${state.uploaded_bytes ?? 0} of ${clipOf(payload)?.bytes} bytes of the clip.`;
      return { outcome: 'not_published', evidence };
    }
    const evidence = `TikTok is preparing the post (${state.status}).`;
    return { outcome: 'undetermined', evidence, retryAfterSeconds: lookAgainSeconds };
  } catch (error) {
    if (error instanceof PlatformError && error.failure === 'gone') return undefined;
    throw error;
  }
}

const gone: ReadBack = {
  found: false,
  url: null,
  disclosed: false,
  evidence: 'TikTok no longer shows the post.',
};

/** What TikTok shows of a post. It shows nothing of private ones, nor of those it is still looking at. */
export async function readPostBack(client: TikTokClient, remoteId: string): Promise<ReadBack> {
  let postId: string | undefined = remoteId;
  if (!isPostId(remoteId)) {
    const state = await client.statusOf(remoteId).catch((error: unknown) => {
      if (error instanceof PlatformError && error.failure === 'gone') return undefined;
      throw error;
    });
    if (!state || state.status === 'FAILED') return gone;
    postId = state.publicaly_available_post_id?.[0];
    if (!postId) {
      const evidence =
        'TikTok has the post and shows it to nobody but you yet: it is private, or still being looked at. The AI flag was set; it can be read back only from public posts.';
      return { found: true, url: null, disclosed: null, evidence };
    }
  }
  const [video] = await queryVideos(client, [postId], 'look');
  if (!video) return gone;
  const flagged = video.is_aigc === true;
  const said = saysMadeWithAi(`${video.title ?? ''} ${video.video_description ?? ''}`);
  const evidence = flagged
    ? 'TikTok shows the post as AI-generated.'
    : said
      ? 'The words say that the post is made with AI; TikTok’s own label is not shown.'
      : 'TikTok does not show that the post is made with AI.';
  return { found: true, url: video.share_url ?? null, disclosed: flagged || said, evidence };
}
