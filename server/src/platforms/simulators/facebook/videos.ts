import { randomUUID } from 'node:crypto';
import { manifest } from '#platforms/facebook/manifest.ts';
import {
  type Asked,
  addNew,
  graphError,
  invalid,
  missing,
  ok,
  pick,
  type World,
} from '#platforms/simulators/meta/answers.ts';
import { commentsUnder, reactionsTo } from '#platforms/simulators/meta/comments.ts';
import { type FileLimits, takeFile } from '#platforms/simulators/meta/fetch-media.ts';
import type { InnerFault, SimulatorAnswer, SimulatorRequest } from '#platforms/simulators/simulator.ts';
import { findVideo, isPublic, type VideoRecord, videosOf } from './world.ts';

/** Clips: reels by the upload host, videos in chunks; neither is public before `finish`. */

const reelLimits: FileLimits = {
  mimes: ['video/mp4'],
  maxBytes: manifest.media.video.maxBytes,
  minAspect: 0.55,
  maxAspect: 0.58,
  minSeconds: 3,
  maxSeconds: 90,
};
const videoLimits: FileLimits = { ...manifest.media.video, minSeconds: 1 };
/** Small, so that a rehearsal goes through more than one. */
const chunkBytes = 1_000_000;
const prepareMilliseconds = 200;
const dailyReels = 30;
const dayMilliseconds = 24 * 60 * 60 * 1000;

async function create(
  world: World,
  pageId: string,
  kind: VideoRecord['kind'],
  size: number | null,
): Promise<VideoRecord> {
  const blank = { received: 0, pieces: [], file: null, error: null, description: '' };
  const session = kind === 'video' ? randomUUID() : null;
  const id = await addNew(
    world,
    'videos',
    '15',
    (id): VideoRecord => ({ id, pageId, kind, session, size, ...blank, finishedAt: null, readyAt: null }),
  );
  return (await findVideo(world, id))!;
}

const keep = (world: World, video: VideoRecord) => world.store.put('videos', video.id, video);

/** POST /{page}/video_reels. https://developers.facebook.com/documentation/video-api/guides/reels-publishing */
export async function onReels(
  world: World,
  pageId: string,
  values: Readonly<Record<string, unknown>>,
  fault: InnerFault | undefined,
): Promise<SimulatorAnswer> {
  if (values.upload_phase === 'start') {
    const { id } = await create(world, pageId, 'reel', null);
    return ok({ video_id: id, upload_url: `${world.baseUrl}/video-upload/v26.0/${id}` });
  }
  if (values.upload_phase !== 'finish') return invalid('upload_phase');
  if (values.video_state !== 'PUBLISHED') return invalid('video_state');
  const video = await findVideo(world, String(values.video_id));
  if (video?.pageId !== pageId || video.kind !== 'reel') return missing(String(values.video_id));
  if (video.finishedAt !== null) return graphError(100, undefined, 'The video was published already.');
  const since = world.now().getTime() - dayMilliseconds;
  const recent = (await videosOf(world, pageId)).filter(
    ({ kind, finishedAt }) => kind === 'reel' && finishedAt && new Date(finishedAt).getTime() > since,
  );
  if (recent.length >= dailyReels) return graphError(32, undefined, 'The reels of the day are used up.');
  return finish(world, video, values, fault);
}

/** POST of the file, or the rest of it, to the upload host. */
export async function receiveReel(
  world: World,
  pageId: string,
  id: string,
  request: SimulatorRequest,
): Promise<SimulatorAnswer> {
  const refuse = (message: string, retriable = false, status = 400) => ({
    status,
    body: { debug_info: { retriable, type: 'ParameterValidationError', message } },
  });
  const video = await findVideo(world, id);
  if (video?.pageId !== pageId || video.kind !== 'reel') return refuse('Unknown video', false, 404);
  const offset = Number(request.headers.offset ?? 'none');
  const size = Number(request.headers.file_size ?? 'none');
  if (!request.headers.authorization?.startsWith('OAuth ')) return refuse('OAuth header', false, 401);
  if (!Number.isInteger(offset) || !Number.isInteger(size))
    return refuse('Header Offset not convertable to unsigned long');
  if (offset !== video.received) return refuse(`The offset is ${video.received}`, true, 409);
  if (offset + request.body.length > size) return refuse('More bytes than file_size');
  await receive(world, { ...video, size }, request.body);
  return ok({ success: true });
}

async function receive(world: World, video: VideoRecord, bytes: Buffer): Promise<VideoRecord> {
  const piece = randomUUID();
  await world.store.putBlob(piece, { mime: 'application/octet-stream', content: bytes });
  const received = video.received + bytes.length;
  const changed = { ...video, received, pieces: [...video.pieces, piece] };
  await keep(world, changed);
  return changed;
}

/** POST /{page}/videos in phases. https://developers.facebook.com/docs/graph-api/reference/page/videos */
export async function onVideos(
  world: World,
  pageId: string,
  { values, files }: Asked,
  fault: InnerFault | undefined,
): Promise<SimulatorAnswer> {
  const offsets = ({ received, size }: VideoRecord) => ({
    start_offset: String(received),
    end_offset: String(Math.min(size ?? 0, received + chunkBytes)),
  });
  if (values.upload_phase === 'start') {
    const size = Number(values.file_size);
    if (!Number.isInteger(size) || size < 1) return invalid('file_size');
    const video = await create(world, pageId, 'video', size);
    return ok({ video_id: video.id, upload_session_id: video.session, ...offsets(video) });
  }
  const all = await videosOf(world, pageId);
  const video = all.find(({ session }) => session !== null && session === values.upload_session_id);
  if (!video) return graphError(100, 1363041, 'The upload session is not valid.');
  if (values.upload_phase === 'transfer') {
    const chunk = files.video_file_chunk;
    if (!chunk) return invalid('video_file_chunk');
    if (Number(values.start_offset) !== video.received) {
      const refused = graphError(6000, 1363037, 'The start offset is not right.');
      const { error } = refused.body as { error: object };
      return { ...refused, body: { error: { ...error, error_data: offsets(video) } } };
    }
    return ok(offsets(await receive(world, video, chunk.content)));
  }
  if (values.upload_phase !== 'finish') return invalid('upload_phase');
  if (video.finishedAt !== null) return graphError(100, undefined, 'The upload was finished already.');
  return finish(world, video, values, fault);
}

/** What is wrong with a clip shows while it is prepared. */
async function finish(
  world: World,
  video: VideoRecord,
  values: Readonly<Record<string, unknown>>,
  fault: InnerFault | undefined,
): Promise<SimulatorAnswer> {
  if (video.size === null || video.received !== video.size)
    return graphError(100, undefined, 'Video Upload Is Missing.');
  const blobs = await Promise.all(video.pieces.map((piece) => world.store.getBlob(piece)));
  const content = Buffer.concat(blobs.map((blob) => blob?.content ?? Buffer.alloc(0)));
  const limits = video.kind === 'reel' ? reelLimits : videoLimits;
  const taken = await takeFile(world, 'video', content, limits, '');
  const now = world.now();
  const slow = fault?.misbehaviour === 'slow_processing' ? fault.seconds * 1000 : 0;
  const refused = fault?.misbehaviour === 'media_refused' || typeof taken === 'string';
  await keep(world, {
    ...video,
    file: typeof taken === 'string' ? null : taken,
    error: refused ? 'The video could not be processed.' : null,
    description: typeof values.description === 'string' ? values.description : '',
    finishedAt: now.toISOString(),
    readyAt: new Date(now.getTime() + prepareMilliseconds + slow).toISOString(),
  });
  return ok({ success: true });
}

/** GET, POST and DELETE /{video} */
export async function onVideo(
  world: World,
  video: VideoRecord,
  username: string,
  request: SimulatorRequest,
  values: Readonly<Record<string, unknown>>,
): Promise<SimulatorAnswer> {
  if (request.method === 'DELETE') {
    await world.store.delete('videos', video.id);
    return ok({ success: true });
  }
  if (request.method === 'POST') {
    if (typeof values.description !== 'string') return invalid('description');
    await keep(world, { ...video, description: values.description });
    return ok({ success: true });
  }
  const { likes, views } = await reactionsTo(world, video.id);
  const comments = (await commentsUnder(world, video.id)).length;
  const shown = {
    description: video.description,
    permalink_url: world.postUrl({ handle: username, postId: video.id }),
    published: isPublic(video, world.now()),
    status: statusOf(video, world.now()),
    views,
    comments: { data: [], summary: { total_count: comments } },
    likes: { data: [], summary: { total_count: likes } },
  };
  return ok(pick(video.id, shown, request));
}

function statusOf(video: VideoRecord, now: Date) {
  const uploaded = video.size !== null && video.received === video.size;
  const done = isPublic(video, now);
  const finished = video.finishedAt !== null;
  const processing = video.error === null ? (done ? 'complete' : 'in_progress') : 'error';
  return {
    video_status: video.error === null ? (done ? 'ready' : finished ? 'processing' : 'uploading') : 'error',
    uploading_phase: {
      status: uploaded ? 'complete' : video.received > 0 ? 'in_progress' : 'not_started',
      bytes_transfered: video.received,
    },
    processing_phase: {
      status: finished ? processing : 'not_started',
      ...(video.error === null ? {} : { error: { message: video.error } }),
    },
    publishing_phase: {
      status: finished ? processing : 'not_started',
      ...(done ? { publish_status: 'published' } : {}),
    },
  };
}
