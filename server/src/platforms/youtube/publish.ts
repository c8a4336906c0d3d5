import { setTimeout as wait } from 'node:timers/promises';
import { optionsOf } from '#platforms/draft-options.ts';
import {
  type Handles,
  PlatformError,
  type Published,
  type PublishPayload,
  type Reconciled,
} from '#platforms/platform.ts';
import type { YouTubeClient } from './client.ts';
import { isShort } from './describe-video.ts';
import { findOwnVideo, findVideo } from './find-own.ts';
import { commentOnce, hasComment } from './first-comment.ts';
import { manifest } from './manifest.ts';
import { Anything, type Status } from './schema.ts';
import { askSession, type UploadWork, uploadVideo } from './upload.ts';

export interface PublishWork extends UploadWork {
  /** Seconds to wait between looks at a video that is being processed; the number of them is the most. */
  readonly pollSeconds: readonly number[];
}

export const defaultPollSeconds: readonly number[] = [2, 3, 5, 10, 15, 25, 30, 30];
const thumbnailUnits = 50;

const videoOf = ({ media }: PublishPayload) => media.find(({ kind }) => kind === 'video')!;
const pictureOf = ({ media }: PublishPayload) => media.find(({ kind }) => kind === 'image');

/** The page of a video: on YouTube itself, or on the timeline of the rehearsal. */
export function addressOf(payload: Pick<PublishPayload, 'account' | 'media'>, remoteId: string) {
  const { webUrl } = payload.account;
  const path = isShort(payload) ? `shorts/${remoteId}` : `watch?v=${remoteId}`;
  return { remoteId, url: webUrl ? `${webUrl}#${remoteId}` : `https://www.youtube.com/${path}` };
}

/** The upload, then a look at what YouTube makes of it, the thumbnail, the first comment. */
export async function publishVideo(work: PublishWork): Promise<Published> {
  const { payload, ledger, client, call } = work;
  const known = ledger.handles.video;
  const id = known ?? (await uploadVideo(work, videoOf(payload))).id;
  const status = await lookUntilProcessed(work, id);
  // Only now, for what is remembered after it was sent counts as out; until then its session knows the video.
  if (!known) await ledger.remember('video', id);
  const warnings = [...lockedWarnings(payload, status), ...(await setThumbnail(work, id))];
  if (payload.firstComment) {
    const refused = await commentOnce(
      { client, ledger, call, account: payload.account },
      id,
      payload.firstComment,
    );
    if (refused) warnings.push(refused);
  }
  return { ...addressOf(payload, id), ...(warnings.length > 0 ? { warnings } : {}) };
}

/** https://developers.google.com/youtube/v3/docs/videos/insert: what a project without the audit uploads stays private. */
function lockedWarnings(payload: PublishPayload, status: Status | undefined): string[] {
  const { privacy } = optionsOf(manifest, payload);
  const seen = status?.privacyStatus;
  if (seen === undefined || seen === privacy) return [];
  return seen === 'private'
    ? ['YouTube keeps the video private: your Google project has not passed its audit yet.']
    : [`YouTube shows the video as ${seen}, not as ${privacy}.`];
}

/**
 * Looks at the video until YouTube has processed it, for some minutes at the most: it is out already, and only what
 * YouTube refuses is a failure. Trouble in looking is none.
 * @throws PlatformError 'media_rejected', 'policy' or 'rejected' when YouTube will not show it.
 */
async function lookUntilProcessed(work: PublishWork, id: string): Promise<Status | undefined> {
  let status: Status | undefined;
  for (const seconds of work.pollSeconds) {
    await wait(seconds * 1000, undefined, { signal: work.call.signal }).catch(() => undefined);
    if (work.call.signal.aborted) return status;
    const video = await findVideo(work.client, id, 'status').catch(() => undefined);
    status = video?.status ?? status;
    const refused = refusalOf(status);
    if (refused) throw refused;
    if (status?.uploadStatus === 'processed') return status;
  }
  return status;
}

/** Why YouTube does not show a video: `failureReason` and `rejectionReason`. */
export function refusalOf(status: Status | undefined): PlatformError | undefined {
  if (status?.uploadStatus === 'failed') {
    const reason = status.failureReason ?? 'no reason given';
    return new PlatformError('media_rejected', `YouTube could not process the video (${reason}).`, {
      remoteCode: `failed/${reason}`,
      hint: 'Use another clip: MP4 with H.264 and AAC. The failed one can be deleted in YouTube Studio.',
    });
  }
  if (status?.uploadStatus !== 'rejected') return undefined;
  const reason = status.rejectionReason ?? 'no reason given';
  const remoteCode = `rejected/${reason}`;
  if (reason === 'duplicate') {
    return new PlatformError('rejected', 'YouTube has this video already, and takes it once only.', {
      remoteCode,
      hint: 'Use another clip.',
    });
  }
  if (reason === 'length') {
    return new PlatformError('media_rejected', 'The video is longer than the channel may upload.', {
      remoteCode,
      hint: 'Verify the channel by phone at youtube.com/verify, or cut the clip to 15 minutes.',
    });
  }
  const failure = reason.startsWith('uploaderAccount') ? 'restricted' : 'policy';
  return new PlatformError(failure, `YouTube rejected the video (${reason}).`, {
    remoteCode,
    hint: 'Look at it in YouTube Studio; you may appeal there.',
  });
}

/** Nothing hangs on a thumbnail: what goes wrong with it is told, and the video stands. */
async function setThumbnail(work: PublishWork, videoId: string): Promise<string[]> {
  const { client, ledger, call, payload } = work;
  const picture = pictureOf(payload);
  if (!picture || ledger.handles.thumbnail) return [];
  if (isShort(payload)) return ['A Short takes no thumbnail, so the picture was left out.'];
  try {
    await call.limits.take('units', thumbnailUnits);
    await client.send({
      method: 'POST',
      path: '/upload/youtube/v3/thumbnails/set',
      query: { videoId, uploadType: 'media' },
      body: { file: picture.path, mime: picture.mime, bytes: picture.bytes },
      answer: Anything,
    });
    await ledger.remember('thumbnail', 'set');
    return [];
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    const hint = error.failure === 'restricted' ? ' The channel may have to be verified by phone.' : '';
    return [`The thumbnail was not set. ${error.message}${hint}`];
  }
}

/** Whether the video is out: the upload session knows, else the channel's own list of uploads. */
export async function reconcileVideo(
  client: YouTubeClient,
  payload: PublishPayload,
  handles: Handles,
): Promise<Reconciled> {
  const found = handles.video ?? (await reconcileUpload(client, payload, handles));
  if (typeof found !== 'string') return found;
  const published: Reconciled = { outcome: 'published', ...addressOf(payload, found) };
  if (!payload.firstComment || handles.comment) return published;
  if (!handles['comment.startedAt']) {
    return { outcome: 'not_published', evidence: 'The video is out; its first comment was not sent.' };
  }
  if (await hasComment(client, payload.account, found, payload.firstComment)) return published;
  const warnings = ['It is not known whether the first comment went out. Look at the video.'];
  return { ...published, warnings };
}

async function reconcileUpload(
  client: YouTubeClient,
  payload: PublishPayload,
  handles: Handles,
): Promise<Reconciled | string> {
  if (!handles.session) return { outcome: 'not_published', evidence: 'No upload was begun.' };
  const { bytes } = videoOf(payload);
  const told = await askSession(client, handles.session, bytes);
  if (told.state === 'done') return told.video.id;
  if (told.state === 'partial' && told.offset < bytes) {
    const evidence = `YouTube has ${told.offset} of ${bytes} bytes; a video exists with the last one.`;
    return { outcome: 'not_published', evidence };
  }
  if (!handles.finishing) {
    return { outcome: 'not_published', evidence: 'The upload ended before its last part was sent.' };
  }
  const found = await findOwnVideo(client, payload, handles.startedAt);
  if (found) return found.id;
  return {
    outcome: 'undetermined',
    evidence: 'The upload has ended, and the channel’s latest uploads do not show the video.',
    retryAfterSeconds: 300,
  };
}
