import { z } from 'zod';
import type { InnerFault, SimulatorAnswer, SimulatorRequest } from '#platforms/simulators/simulator.ts';
import { readMp4, sniffMime } from '#platforms/simulators/sniff.ts';
import type { Caller } from './tokens.ts';
import { presentVideo, snippetRefusal } from './videos.ts';
import {
  type Account,
  badRequest,
  digestOf,
  findVideo,
  forbidden,
  newId,
  ok,
  partsIn,
  refusal,
  type VideoRecord,
  type World,
} from './world.ts';

/** Resumable uploads. https://developers.google.com/youtube/v3/guides/using_resumable_upload_protocol */

/** The fields that may be written. https://developers.google.com/youtube/v3/docs/videos/insert */
const Inserted = z.strictObject({
  snippet: z
    .strictObject({
      title: z.string().default(''),
      description: z.string().default(''),
      categoryId: z.string().default('22'),
      tags: z.array(z.string()).default([]),
      defaultLanguage: z.string().optional(),
    })
    .optional(),
  status: z
    .strictObject({
      privacyStatus: z.enum(['public', 'unlisted', 'private']).default('public'),
      selfDeclaredMadeForKids: z.boolean().optional(),
      containsSyntheticMedia: z.boolean().default(false),
    })
    .optional(),
  paidProductPlacementDetails: z.strictObject({ hasPaidProductPlacement: z.boolean() }).optional(),
});

const Session = z.object({
  id: z.string(),
  accountId: z.string(),
  clientId: z.string(),
  mime: z.string(),
  totalBytes: z.number(),
  received: z.number(),
  /** Blobs of what came, in order. */
  pieces: z.array(z.string()),
  video: z.unknown(),
  audited: z.boolean(),
  notify: z.boolean(),
  parts: z.array(z.string()),
  videoId: z.string().nullable(),
  createdAt: z.string(),
  refused: z.boolean(),
  processingSeconds: z.number(),
});
type Session = z.infer<typeof Session>;

const chunkMultiple = 262_144;
const maxBytes = 256_000_000_000;
/** YouTube says only that a session ends; other upload sessions of Google end after a week (unverified). */
const sessionLifeMilliseconds = 7 * 86_400_000;
const uploadsADay = 100;
/** POST /upload/youtube/v3/videos?uploadType=resumable */
export async function beginUpload(
  world: World,
  caller: Caller,
  account: Account,
  request: SimulatorRequest,
  values: Readonly<Record<string, unknown>>,
  fault: InnerFault | undefined,
): Promise<SimulatorAnswer> {
  const { query, headers } = request;
  if (query.get('uploadType') !== 'resumable') return badRequest('invalidParameter', 'uploadType');
  const asked = partsIn(query, ['snippet', 'status', 'paidProductPlacementDetails', 'processingDetails']);
  if ('refused' in asked) return asked.refused;
  if (!['true', 'false', null].includes(query.get('notifySubscribers'))) {
    return badRequest('invalidParameter', 'notifySubscribers');
  }
  const read = Inserted.safeParse(values);
  if (!read.success) {
    const [issue] = read.error.issues;
    return badRequest('invalidVideoMetadata', `${issue?.path.join('.')}: ${issue?.message}`);
  }
  const unasked = Object.keys(read.data).find((part) => !asked.parts.includes(part));
  if (unasked) return badRequest('unexpectedPart', `${unasked} is set and not named in part`);
  const wrong = snippetRefusal(
    read.data.snippet ?? { title: '', description: '', categoryId: '22', tags: [] },
  );
  if (wrong) return wrong;
  const mime = headers['x-upload-content-type'] ?? '';
  if (!/^video\/|^application\/octet-stream$/.test(mime)) {
    return badRequest(
      'badContent',
      `Media type '${mime}' is not supported. Valid media types: [video/*, application/octet-stream]`,
    );
  }
  const totalBytes = Number(headers['x-upload-content-length'] ?? Number.NaN);
  if (!Number.isInteger(totalBytes) || totalBytes < 1) {
    return badRequest('mediaBodyRequired', 'The request does not include the video content.');
  }
  if (totalBytes > maxBytes) return refusal(413, 'uploadTooLarge', 'The file is too large.');
  if ((await begunToday(world, caller.clientId)) >= uploadsADay) {
    return forbidden(
      'quotaExceeded',
      'The request cannot be completed because you have exceeded your quota.',
    );
  }
  const session: Session = {
    id: newId(64),
    accountId: account.id,
    clientId: caller.clientId,
    mime,
    totalBytes,
    received: 0,
    pieces: [],
    video: read.data,
    audited: caller.audited,
    notify: query.get('notifySubscribers') !== 'false',
    parts: [...asked.parts],
    videoId: null,
    createdAt: world.now().toISOString(),
    refused: fault?.misbehaviour === 'media_refused',
    processingSeconds: fault?.misbehaviour === 'slow_processing' ? fault.seconds : 0.05,
  };
  await world.store.put('sessions', session.id, session);
  const search = new URLSearchParams({ uploadType: 'resumable', upload_id: session.id });
  const location = `${world.baseUrl}/upload/youtube/v3/videos?${search}`;
  return { status: 200, headers: { location, 'x-guploader-uploadid': session.id }, body: Buffer.alloc(0) };
}

/** The day in California, where the quota begins anew at midnight. */
const dayOf = (at: Date) => at.toLocaleDateString('en-CA', { timeZone: 'America/Los_Angeles' });

async function begunToday(world: World, clientId: string): Promise<number> {
  const today = dayOf(world.now());
  const all = (await world.store.list('sessions', '')).map(({ value }) => Session.parse(value));
  return all.filter((one) => one.clientId === clientId && dayOf(new Date(one.createdAt)) === today).length;
}

/** PUT to the session: bytes, or the question how many have arrived. */
export async function continueUpload(
  world: World,
  account: Account,
  { query, headers, body }: SimulatorRequest,
): Promise<SimulatorAnswer> {
  const found = await world.store.get('sessions', query.get('upload_id') ?? '');
  const session = found === undefined ? undefined : Session.parse(found);
  const age = session ? world.now().getTime() - new Date(session.createdAt).getTime() : 0;
  if (!session || session.accountId !== account.id || age > sessionLifeMilliseconds) {
    return refusal(404, 'notFound', 'Upload session not found.');
  }
  if (session.videoId) return answerDone(world, session, session.videoId);
  const range = /^bytes (?:\*|(\d+)-(\d+))\/(\d+)$/.exec(
    headers['content-range'] ?? `bytes 0-${body.length - 1}/${body.length}`,
  );
  if (!range || Number(range[3]) !== session.totalBytes) return badRange('Content-Range');
  if (range[1] === undefined) return body.length === 0 ? soFar(session) : badRange('a body without a range');
  const [first, last] = [Number(range[1]), Number(range[2])];
  if (last - first + 1 !== body.length || last >= session.totalBytes)
    return badRange('the length of the range');
  if (first !== session.received) return badRange(`the range starts at ${first}, not at ${session.received}`);
  const isLast = last + 1 === session.totalBytes;
  if (!isLast && body.length % chunkMultiple !== 0) return badRange('chunks are multiples of 262144 bytes');
  const blob = digestOf(body);
  await world.store.putBlob(blob, { mime: 'application/octet-stream', content: body });
  const grown: Session = { ...session, received: last + 1, pieces: [...session.pieces, blob] };
  if (!isLast) {
    await world.store.put('sessions', session.id, grown);
    return soFar(grown);
  }
  const video = await makeVideo(world, account, grown);
  await world.store.put('sessions', session.id, { ...grown, videoId: video.id });
  return ok(await presentVideo(world, video, session.parts));
}

const badRange = (what: string) => badRequest('badRequest', `Failed to parse Content-Range header: ${what}.`);

const soFar = ({ received }: Session): SimulatorAnswer => ({
  status: 308,
  headers: received > 0 ? { range: `bytes=0-${received - 1}` } : {},
  body: Buffer.alloc(0),
});

async function answerDone(world: World, session: Session, videoId: string): Promise<SimulatorAnswer> {
  const video = await findVideo(world, videoId);
  if (!video) return refusal(410, 'gone', 'Upload session is gone.');
  return ok(await presentVideo(world, video, session.parts));
}

async function makeVideo(world: World, account: Account, session: Session): Promise<VideoRecord> {
  const pieces: Buffer[] = [];
  for (const key of session.pieces) pieces.push((await world.store.getBlob(key))!.content);
  const content = Buffer.concat(pieces);
  const facts = readMp4(content);
  const { snippet, status, paidProductPlacementDetails: paid } = Inserted.parse(session.video);
  const now = world.now();
  const mime = sniffMime(content) ?? session.mime;
  const blob = digestOf(content);
  await world.store.putBlob(blob, { mime, content });
  const tooLong = account.longUploads !== 'allowed' && (facts?.seconds ?? 0) > 900;
  const video: VideoRecord = {
    id: newId(11),
    channelId: account.id,
    title: snippet?.title ?? '',
    description: snippet?.description ?? '',
    categoryId: snippet?.categoryId ?? '22',
    tags: snippet?.tags ?? [],
    defaultLanguage: snippet?.defaultLanguage ?? null,
    privacyStatus: session.audited ? (status?.privacyStatus ?? 'public') : 'private',
    selfDeclaredMadeForKids: status?.selfDeclaredMadeForKids ?? false,
    containsSyntheticMedia: status?.containsSyntheticMedia ?? false,
    paidPromotion: paid?.hasPaidProductPlacement ?? false,
    notifiedSubscribers: session.notify,
    publishedAt: now.toISOString(),
    ...{ blob, mime, thumbnail: null },
    width: facts?.width ?? 0,
    height: facts?.height ?? 0,
    seconds: facts?.seconds ?? 0,
    readyAt: new Date(now.getTime() + session.processingSeconds * 1000).toISOString(),
    failureReason: session.refused ? 'codec' : facts === undefined ? 'invalidFile' : null,
    rejectionReason: tooLong ? 'length' : null,
  };
  await world.store.put('videos', video.id, video);
  return video;
}
