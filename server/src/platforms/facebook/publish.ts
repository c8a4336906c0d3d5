import { linksIn } from '#platforms/caption.ts';
import { optionsOf } from '#platforms/draft-options.ts';
import { pause } from '#platforms/meta/containers.ts';
import { commentOnce } from '#platforms/meta/first-comment.ts';
import { Created, type Graph, Success, sameText } from '#platforms/meta/graph.ts';
import {
  type PayloadMedia,
  PlatformError,
  type Published,
  type PublishPayload,
} from '#platforms/platform.ts';
import { wasPostedBefore } from './errors.ts';
import { manifest } from './manifest.ts';
import { Comments, Post } from './schema.ts';
import { isOut, readVideo, type UploadWork, uploadReel, uploadVideo } from './upload.ts';

export interface Work extends UploadWork {
  /** Seconds before each look at a clip that Facebook is preparing. */
  readonly pollSeconds: readonly number[];
}

/** Ten looks within two minutes: a clip that takes longer is accepted all the same. */
export const defaultPollSeconds: readonly number[] = [0, 1, 2, 4, 8, 15, 30, 60];

/** https://developers.facebook.com/documentation/video-api/guides/reels-publishing: 9:16, 540 × 960 at least, 3 to 90 s. */
function fitsReel({ width, height, durationSeconds = 0, mime }: PayloadMedia): boolean {
  const upright = Math.abs(width / height - 9 / 16) < 0.01;
  return (
    upright &&
    width >= 540 &&
    height >= 960 &&
    mime === 'video/mp4' &&
    durationSeconds >= 3 &&
    durationSeconds <= 90
  );
}

/** What a post will be. @throws PlatformError 'media_rejected' for a reel that the clip is not fit for. */
export function kindOf(payload: Pick<PublishPayload, 'media' | 'options'>): 'feed' | 'reel' | 'video' {
  const clip = payload.media.find(({ kind }) => kind === 'video');
  if (!clip) return 'feed';
  const { videoAs } = optionsOf(manifest, payload);
  const fits = fitsReel(clip);
  if (videoAs === 'reel' && !fits) {
    throw new PlatformError('media_rejected', 'This clip cannot be a reel.', {
      hint: 'Reels are upright MP4 clips, 9:16, of 3 to 90 seconds and 540×960 at least.',
    });
  }
  return videoAs !== 'video' && fits ? 'reel' : 'video';
}

export async function publishPost(work: Work): Promise<Published> {
  const { graph, payload, ledger, call } = work;
  const text = payload.firstComment ?? '';
  const warnings: string[] = [];
  const known = ledger.handles.post;
  const remoteId = known ?? (await publishKind(work, warnings));
  const url = await addressOf(graph, remoteId);
  if (text !== '') {
    if (!known) await ledger.remember('post', remoteId);
    const warning = await commentOnce({
      ledger,
      call,
      isThere: () => hasOwnComment(graph, remoteId, payload),
      async send() {
        const body = { form: { message: text } };
        await graph.post(`${remoteId}/comments`, body, Created, { publishes: true });
      },
    });
    if (warning !== undefined) warnings.push(warning);
  }
  return { remoteId, url, ...(warnings.length > 0 ? { warnings } : {}) };
}

function publishKind(work: Work, warnings: string[]): Promise<string> {
  const kind = kindOf(work.payload);
  return kind === 'feed' ? publishFeed(work) : publishClip(work, kind, warnings);
}

/**
 * An unpublished post first, whose number is kept; then the one request that publishes it, which can be looked up
 * and even repeated without harm. https://developers.facebook.com/documentation/pages-api/posts makes unpublished
 * posts, and `is_published` publishes them; that it still does for posts with pictures is unverified.
 */
async function publishFeed(work: Work): Promise<string> {
  const { graph, ledger, call } = work;
  let draft = ledger.handles.draft;
  if (draft) {
    const { is_published } = await graph.get(draft, { fields: 'id,is_published' }, Post);
    if (is_published === true) return draft;
  } else {
    draft = await createDraft(work);
    await ledger.remember('draft', draft);
  }
  await ledger.remember('startedAt', call.now().toISOString());
  await ledger.aboutToPublish();
  await graph.post(draft, { form: { is_published: 'true' } }, Success, { publishes: true });
  return draft;
}

async function createDraft(work: Work): Promise<string> {
  const { graph, payload, ledger } = work;
  const photos = await uploadPhotos(work);
  const link = payload.media.length === 0 ? linksIn(payload.caption)[0] : undefined;
  const form = {
    ...(payload.caption === '' ? {} : { message: payload.caption }),
    ...(link === undefined ? {} : { link }),
    ...Object.fromEntries(
      photos.map((id, index) => [`attached_media[${index}]`, JSON.stringify({ media_fbid: id })]),
    ),
    published: 'false',
  };
  try {
    return (await graph.post(`${payload.account.remoteId}/feed`, { form }, Created)).id;
  } catch (error) {
    // The answer of an earlier draft was lost and it holds the pictures: with new copies it goes on.
    if (!wasPostedBefore(error)) throw error;
    for (const index of photos.keys()) await ledger.remember(`photo.${index}`, '');
    throw new PlatformError('unavailable', 'Facebook wants the pictures once more.', {
      cause: error,
      remoteCode: '1366051',
      hint: 'Uploaded again by itself.',
    });
  }
}

/** Unpublished pictures; Facebook keeps them for a day. https://developers.facebook.com/docs/graph-api/reference/page/photos */
async function uploadPhotos({ graph, payload, ledger }: Work): Promise<string[]> {
  const ids: string[] = [];
  for (const [index, one] of payload.media.entries()) {
    let id = ledger.handles[`photo.${index}`];
    if (!id) {
      const fields = {
        published: 'false',
        ...(one.altText === '' ? {} : { alt_text_custom: one.altText }),
      };
      const extension = one.mime === 'image/png' ? 'png' : 'jpg';
      const file = {
        name: 'source',
        fileName: `picture.${extension}`,
        path: one.path,
        mime: one.mime,
        bytes: one.bytes,
      };
      const path = `${payload.account.remoteId}/photos`;
      id = (await graph.post(path, { fields, files: [file] }, Created)).id;
      await ledger.remember(`photo.${index}`, id);
    }
    ids.push(id);
  }
  return ids;
}

async function publishClip(work: Work, kind: 'reel' | 'video', warnings: string[]): Promise<string> {
  const { graph, payload, ledger, call } = work;
  const known = ledger.handles.video;
  if (known && isOut(await readVideo(graph, known))) return known;
  const clip = payload.media.find((one) => one.kind === 'video')!;
  const finish = kind === 'reel' ? await reelEnd(work, clip) : await videoEnd(work, clip);
  if (kind === 'reel') await call.limits.take('reels');
  await ledger.remember('startedAt', call.now().toISOString());
  await ledger.aboutToPublish();
  await graph.post(finish.path, { form: finish.form }, Success, { publishes: true });
  await untilOut(work, finish.videoId, warnings);
  return finish.videoId;
}

interface Finish {
  readonly videoId: string;
  readonly path: string;
  readonly form: Readonly<Record<string, string>>;
}

async function reelEnd(work: Work, clip: PayloadMedia): Promise<Finish> {
  const videoId = await uploadReel(work, clip);
  const description = work.payload.caption;
  const form = { upload_phase: 'finish', video_id: videoId, video_state: 'PUBLISHED', description };
  return { videoId, path: `${work.payload.account.remoteId}/video_reels`, form };
}

async function videoEnd(work: Work, clip: PayloadMedia): Promise<Finish> {
  const { videoId, session } = await uploadVideo(work, clip);
  const form = {
    upload_phase: 'finish',
    upload_session_id: session,
    description: work.payload.caption,
  };
  return { videoId, path: `${work.payload.account.remoteId}/videos`, form };
}

/** Facebook has taken the clip; it shows once it is prepared. @throws PlatformError 'media_rejected' when it will not. */
async function untilOut(
  { graph, call, pollSeconds }: Work,
  videoId: string,
  warnings: string[],
): Promise<void> {
  try {
    for (const seconds of pollSeconds) {
      if (seconds > 0) await pause('Facebook', seconds, call.signal);
      const { status, published } = await readVideo(graph, videoId);
      if (status?.processing_phase?.status === 'error' || status?.video_status === 'error') {
        const words = status.processing_phase?.error?.message ?? '';
        throw new PlatformError('media_rejected', `Facebook could not prepare the clip. ${words}`.trim(), {
          hint: 'Use MP4 with H.264 and AAC.',
        });
      }
      if (status?.publishing_phase?.status === 'complete') return;
      if (published === true && status?.video_status === 'ready') return;
    }
  } catch (error) {
    // It was taken: trouble with looking must not turn that into a failure.
    if (!(error instanceof PlatformError) || error.failure === 'media_rejected') throw error;
  }
  warnings.push('Facebook is still preparing the clip; it shows when that is done.');
}

/** Whether the Page's own first comment stands under the post. */
export async function hasOwnComment(
  graph: Graph,
  remoteId: string,
  { account, firstComment = '' }: PublishPayload,
): Promise<boolean> {
  const query = { fields: 'id,message,from', limit: '100' };
  const { data } = await graph.get(`${remoteId}/comments`, query, Comments);
  return data.some(({ message, from }) => from?.id === account.remoteId && sameText(message, firstComment));
}

/** Posts are called `<page>_<post>`, clips by a number alone. */
export const isClip = (remoteId: string) => !remoteId.includes('_');

/** Meta gives the addresses of clips without their host. */
export function whole(address: string | undefined, remoteId: string): string {
  if (address === undefined || address === '') return `https://www.facebook.com/${remoteId}`;
  return address.startsWith('/') ? `https://www.facebook.com${address}` : address;
}

export async function addressOf(graph: Graph, remoteId: string): Promise<string> {
  try {
    const { permalink_url } = await graph.get(remoteId, { fields: 'id,permalink_url' }, Post);
    return whole(permalink_url, remoteId);
  } catch {
    // The post is out: its address must not turn that into a failure. The read-back finds it later.
    return whole(undefined, remoteId);
  }
}
