import type { PlatformHttp } from '#platforms/http.ts';
import { type Graph, proofOf } from '#platforms/meta/graph.ts';
import type { PayloadMedia, PlatformCall, PublishLedger, PublishPayload } from '#platforms/platform.ts';
import type { PageToken } from './connect.ts';
import { failureOf, uploadFailureOf } from './errors.ts';
import { manifest } from './manifest.ts';
import { ReelStarted, Transferred, UploadStarted, Video, WrongOffset } from './schema.ts';

/** Bringing a clip to Facebook, in two ways that both go on where they stopped. */
export interface UploadWork {
  readonly http: PlatformHttp;
  readonly graph: Graph;
  readonly payload: PublishPayload;
  readonly token: PageToken;
  readonly ledger: PublishLedger;
  readonly call: PlatformCall;
}

/** Files of this size go in minutes on a slow line. */
const uploadTimeoutSeconds = 600;
/** A chunk count that no upload reaches, so that a confused server cannot keep us for ever. */
const maxChunks = 20_000;

/** The hosts of Facebook are three; the rehearsal is one. */
function hostOf(payload: PublishPayload, name: 'graph-video' | 'rupload'): string {
  const { baseUrl } = payload.account;
  return baseUrl === manifest.defaultBaseUrl ? `https://${name}.facebook.com` : baseUrl;
}

export const readVideo = (graph: Graph, videoId: string) =>
  graph.get(videoId, { fields: 'id,description,permalink_url,published,status' }, Video);

/** A clip that Facebook has made public, or is about to. */
export function isOut({ status, published }: Video): boolean {
  const phase = status?.publishing_phase;
  if (phase) return phase.status !== 'not_started' && phase.status !== 'error';
  return published === true && status?.video_status === 'ready';
}

/**
 * The whole file to `rupload.facebook.com`; what is there already is asked for first.
 * https://developers.facebook.com/documentation/video-api/guides/reels-publishing
 * @returns the number of the clip, which is not public.
 */
export async function uploadReel(work: UploadWork, clip: PayloadMedia): Promise<string> {
  const { http, graph, payload, token, ledger, call } = work;
  let videoId = ledger.handles.video;
  if (!videoId) {
    const body = { form: { upload_phase: 'start' } };
    const started = await graph.post(`${payload.account.remoteId}/video_reels`, body, ReelStarted);
    videoId = started.video_id;
    await ledger.remember('video', videoId);
  }
  const { status } = await readVideo(graph, videoId);
  const phase = status?.uploading_phase;
  const start = Math.min(phase?.bytes_transfered ?? 0, clip.bytes);
  if (phase?.status === 'complete' || start === clip.bytes) return videoId;
  await http.exchange({
    method: 'POST',
    url: `${hostOf(payload, 'rupload')}/video-upload/${manifest.apiVersion}/${videoId}`,
    headers: {
      authorization: `OAuth ${token.accessToken}`,
      offset: String(start),
      file_size: String(clip.bytes),
    },
    body: { file: clip.path, mime: 'application/octet-stream', bytes: clip.bytes - start, start },
    failureOf: uploadFailureOf,
    signal: call.signal,
    timeoutSeconds: uploadTimeoutSeconds,
  });
  return videoId;
}

/**
 * The file in chunks whose bounds Facebook names; each answer is kept.
 * https://developers.facebook.com/docs/graph-api/reference/page/videos
 * @returns the number of the clip and of the upload, which only `finish` makes public.
 */
export async function uploadVideo(
  work: UploadWork,
  clip: PayloadMedia,
): Promise<{ readonly videoId: string; readonly session: string }> {
  const { ledger, graph, payload } = work;
  let { video: videoId, uploadSession: session } = ledger.handles;
  let bounds = boundsIn(ledger.handles.uploadBounds);
  if (!videoId || !session || !bounds) {
    const body = { form: { upload_phase: 'start', file_size: String(clip.bytes) } };
    const started = await graph.post(`${payload.account.remoteId}/videos`, body, UploadStarted);
    videoId = started.video_id;
    session = started.upload_session_id;
    bounds = started;
    await ledger.remember('video', videoId);
    await ledger.remember('uploadSession', session);
    await ledger.remember('uploadBounds', `${bounds.start_offset}-${bounds.end_offset}`);
  }
  for (let chunks = 0; bounds.start_offset < bounds.end_offset && chunks < maxChunks; chunks += 1) {
    bounds = await transfer(work, clip, session, bounds);
    await ledger.remember('uploadBounds', `${bounds.start_offset}-${bounds.end_offset}`);
  }
  return { videoId, session };
}

interface Bounds {
  readonly start_offset: number;
  readonly end_offset: number;
}

function boundsIn(text: string | undefined): Bounds | undefined {
  const found = /^(\d+)-(\d+)$/.exec(text ?? '');
  return found ? { start_offset: Number(found[1]), end_offset: Number(found[2]) } : undefined;
}

/** One chunk; where Facebook expects another, it says which, and that is as good an answer. */
async function transfer(
  { http, payload, token, call }: UploadWork,
  clip: PayloadMedia,
  session: string,
  { start_offset: start, end_offset: end }: Bounds,
): Promise<Bounds> {
  const chunk = {
    name: 'video_file_chunk',
    fileName: 'chunk.mp4',
    path: clip.path,
    mime: 'application/octet-stream',
    bytes: end - start,
    start,
  };
  const fields = { upload_phase: 'transfer', upload_session_id: session, start_offset: String(start) };
  await call.limits.take('calls');
  const answer = await http.exchange({
    method: 'POST',
    url: `${hostOf(payload, 'graph-video')}/${manifest.apiVersion}/${payload.account.remoteId}/videos`,
    token: token.accessToken,
    body: { fields: { ...fields, ...proofOf(token.accessToken, token.clientSecret) }, files: [chunk] },
    alsoAccepts: [400],
    failureOf,
    signal: call.signal,
    timeoutSeconds: uploadTimeoutSeconds,
  });
  const moved = Transferred.safeParse(answer.body);
  if (answer.status === 200 && moved.success) return moved.data;
  const elsewhere = WrongOffset.safeParse(answer.body);
  if (elsewhere.success) return elsewhere.data.error.error_data;
  throw failureOf(answer, false);
}
