import type { RawAnswer } from '#platforms/http.ts';
import {
  type PayloadMedia,
  type PlatformCall,
  PlatformError,
  type PublishLedger,
  type PublishPayload,
} from '#platforms/platform.ts';
import type { YouTubeClient } from './client.ts';
import { describeVideo, partsOf } from './describe-video.ts';
import { findOwnVideo } from './find-own.ts';
import { Video } from './schema.ts';

export interface UploadWork {
  readonly client: YouTubeClient;
  readonly ledger: PublishLedger;
  readonly call: PlatformCall;
  readonly payload: PublishPayload;
  /** A multiple of 256 KiB. */
  readonly chunkBytes: number;
}

/** What the upload session says. `offset` is how many bytes YouTube has. */
export type SessionState =
  | { readonly state: 'done'; readonly video: Video }
  | { readonly state: 'partial'; readonly offset: number }
  | { readonly state: 'gone' };

/** Chunks have to be multiples of 256 KiB, but for the last. https://developers.google.com/youtube/v3/guides/using_resumable_upload_protocol */
export const defaultChunkBytes = 32 * 262_144;
const chunkSeconds = 300;
const mostStalls = 3;

/**
 * Uploads the video, or goes on with an upload that broke off. Its session is remembered before the first byte is
 * sent; the video exists once YouTube has the last one, so the request that carries it is the one that publishes.
 */
export async function uploadVideo(work: UploadWork, video: PayloadMedia): Promise<Video> {
  const { client, ledger, payload } = work;
  const { session, finishing } = ledger.handles;
  if (session) {
    const told = await askSession(client, session, video.bytes);
    if (told.state === 'done') return told.video;
    if (told.state === 'partial') {
      if (told.offset >= video.bytes) throw stillFinishing();
      if (finishing) await ledger.remember('finishing', '');
      return sendFrom(work, session, video, told.offset);
    }
    if (finishing) {
      const found = await findOwnVideo(client, payload, ledger.handles.startedAt);
      if (found) return found;
      throw stillFinishing();
    }
  }
  return sendFrom(work, await beginSession(work, video), video, 0);
}

const stillFinishing = () =>
  new PlatformError('outcome_unknown', 'YouTube does not say whether it has the whole video.', {
    hint: 'It is looked up before anything is sent again.',
  });

async function beginSession(
  { client, ledger, call, payload }: UploadWork,
  video: PayloadMedia,
): Promise<string> {
  await call.limits.take('publish');
  const resource = describeVideo(payload);
  const query = new URLSearchParams({
    uploadType: 'resumable',
    part: partsOf(resource),
    notifySubscribers: payload.options?.notifySubscribers ?? 'true',
  });
  const answer = await client.exchange(`${client.baseUrl}/upload/youtube/v3/videos?${query}`, {
    method: 'POST',
    headers: { 'x-upload-content-length': String(video.bytes), 'x-upload-content-type': video.mime },
    body: { json: resource },
  });
  const { location } = answer.headers;
  if (!location || !URL.canParse(location)) {
    throw new PlatformError('unavailable', 'YouTube began no upload.', { hint: 'Tried again by itself.' });
  }
  await ledger.remember('startedAt', call.now().toISOString());
  await ledger.remember('session', location);
  return location;
}

/** Where an upload stands: an empty PUT that names the size alone. */
export async function askSession(
  client: YouTubeClient,
  session: string,
  totalBytes: number,
): Promise<SessionState> {
  const answer = await client.exchange(session, {
    method: 'PUT',
    headers: { 'content-range': `bytes */${totalBytes}`, 'content-length': '0' },
    alsoAccepts: [308, 404, 410],
  });
  return stateOf(answer);
}

function stateOf(answer: RawAnswer): SessionState {
  if (answer.status === 404 || answer.status === 410) return { state: 'gone' };
  if (answer.status === 308) {
    // No Range means that nothing has arrived.
    const last = /^(?:bytes=)?0-(\d+)$/.exec(answer.headers.range ?? '')?.[1];
    return { state: 'partial', offset: last === undefined ? 0 : Number(last) + 1 };
  }
  const video = Video.safeParse(answer.body);
  if (video.success) return { state: 'done', video: video.data };
  throw stillFinishing();
}

async function sendFrom(
  work: UploadWork,
  session: string,
  video: PayloadMedia,
  from: number,
): Promise<Video> {
  let offset = from;
  let stalls = 0;
  while (stalls < mostStalls) {
    const told = await sendChunk(work, session, video, offset);
    if (told.state === 'done') return told.video;
    if (told.state === 'gone') {
      // Nothing is forgotten here: the next try asks the session again, and begins anew only where that is safe.
      throw new PlatformError('unavailable', 'YouTube has dropped the upload.', {
        hint: 'Looked up, and begun anew by itself where nothing can go out twice.',
      });
    }
    if (told.offset >= video.bytes) throw stillFinishing();
    stalls = told.offset > offset ? 0 : stalls + 1;
    offset = told.offset;
  }
  throw new PlatformError('unavailable', 'The upload to YouTube does not move on.', {
    retryAfterSeconds: 60,
    hint: 'Gone on with by itself; what has arrived is not sent again.',
  });
}

async function sendChunk(
  { client, ledger, call, chunkBytes }: UploadWork,
  session: string,
  video: PayloadMedia,
  start: number,
): Promise<SessionState> {
  const bytes = Math.min(chunkBytes, video.bytes - start);
  const isLast = start + bytes === video.bytes;
  if (isLast) {
    await client.makeReady();
    // Once a run: what is remembered after it was sent counts as out.
    if (!ledger.handles.finishing) await ledger.remember('finishing', call.now().toISOString());
    await ledger.aboutToPublish();
  }
  const answer = await client.exchange(session, {
    method: 'PUT',
    headers: { 'content-range': `bytes ${start}-${start + bytes - 1}/${video.bytes}` },
    body: { file: video.path, mime: video.mime, bytes, start },
    alsoAccepts: [308, 404, 410],
    publishes: isLast,
    timeoutSeconds: chunkSeconds,
  });
  return stateOf(answer);
}
