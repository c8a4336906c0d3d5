import sharp from 'sharp';
import { z } from 'zod';
import type { Asked } from '#platforms/simulators/read-asked.ts';
import type { InnerFault, SimulatorAnswer, SimulatorRequest } from '#platforms/simulators/simulator.ts';
import { readMp4, sniffMime } from '#platforms/simulators/sniff.ts';
import { digestOf, invalid, newSnowflake, notFound, ok, type World } from './world.ts';

/** Media: pictures in one call, clips in chunks, processed after the last. https://docs.x.com/x-api/media/quickstart/media-upload-chunked */

export const UploadRecord = z.object({
  id: z.string(),
  userId: z.string(),
  kind: z.enum(['image', 'video']),
  mime: z.string(),
  totalBytes: z.number(),
  /** Blobs of the segments by number. */
  segments: z.record(z.string(), z.string()),
  blob: z.string().nullable(),
  altText: z.string(),
  endsAt: z.string(),
  /** From when on it may be used; until then it is processed. */
  readyAt: z.string().nullable(),
  failure: z.string().nullable(),
});
export type UploadRecord = z.infer<typeof UploadRecord>;

const lifeSeconds = 86_400;
const maxImageBytes = 5_000_000;
const maxVideoBytes = 512_000_000;

export async function findUpload(
  world: World,
  userId: string,
  id: string,
): Promise<UploadRecord | undefined> {
  const found = await world.store.get('uploads', id);
  const upload = found === undefined ? undefined : UploadRecord.parse(found);
  return upload?.userId === userId && new Date(upload.endsAt) > world.now() ? upload : undefined;
}

export function isReady(world: World, { blob, readyAt, failure }: UploadRecord): boolean {
  return blob !== null && failure === null && (readyAt === null || new Date(readyAt) <= world.now());
}

function begun(
  world: World,
  facts: Pick<UploadRecord, 'userId' | 'kind' | 'mime' | 'totalBytes'>,
): UploadRecord {
  const endsAt = new Date(world.now().getTime() + lifeSeconds * 1000).toISOString();
  const id = newSnowflake(world.now());
  return { ...facts, id, segments: {}, blob: null, altText: '', endsAt, readyAt: null, failure: null };
}

function present(world: World, upload: UploadRecord): SimulatorAnswer {
  const state = upload.failure ? 'failed' : isReady(world, upload) ? 'succeeded' : 'in_progress';
  const processing_info = {
    state,
    ...(state === 'in_progress' && { check_after_secs: 1 }),
    ...(upload.failure && { error: { code: 1, name: 'InvalidMedia', message: upload.failure } }),
  };
  return ok({
    data: {
      id: upload.id,
      media_key: `3_${upload.id}`,
      expires_after_secs: lifeSeconds,
      size: upload.totalBytes,
      ...(upload.kind === 'video' && { processing_info }),
    },
  });
}

/** POST /2/media/upload */
export async function uploadAtOnce(
  world: World,
  userId: string,
  { values, files }: Asked,
  fault: InnerFault | undefined,
): Promise<SimulatorAnswer> {
  const file = files.get('media');
  if (!file) return invalid('media is required');
  if (values.media_category !== 'tweet_image') return invalid('media_category must be tweet_image here');
  const strange = Object.keys(values).find((name) => !['media_category', 'additional_owners'].includes(name));
  if (strange) return invalid(`unknown field ${strange}`);
  if (fault?.misbehaviour === 'media_refused' || file.content.length > maxImageBytes) {
    return invalid('The image could not be processed: media type or size is not allowed.');
  }
  const mime = sniffMime(file.content);
  const readable = await sharp(file.content)
    .metadata()
    .catch(() => undefined);
  if (!readable || !mime?.startsWith('image/') || mime === 'image/gif')
    return invalid('The image is not readable.');
  const blob = digestOf(file.content.toString('base64'));
  await world.store.putBlob(blob, { mime, content: file.content });
  const upload = begun(world, { userId, kind: 'image', mime, totalBytes: file.content.length });
  await world.store.put('uploads', upload.id, { ...upload, blob });
  return present(world, { ...upload, blob });
}

const Initialize = z.strictObject({
  media_type: z.enum(['video/mp4', 'video/quicktime']),
  total_bytes: z.number().int().min(1).max(maxVideoBytes),
  media_category: z.literal('tweet_video'),
});

/** POST /2/media/upload/initialize */
export async function initialize(world: World, userId: string, { values }: Asked): Promise<SimulatorAnswer> {
  const asked = Initialize.safeParse(values);
  if (!asked.success) return invalid(`media: ${asked.error.issues[0]?.message}`);
  const { media_type: mime, total_bytes: totalBytes } = asked.data;
  const upload = begun(world, { userId, kind: 'video', mime, totalBytes });
  await world.store.put('uploads', upload.id, upload);
  return ok({ data: { id: upload.id, media_key: `7_${upload.id}`, expires_after_secs: lifeSeconds } });
}

/** POST /2/media/upload/{id}/append */
export async function append(
  world: World,
  userId: string,
  id: string,
  { values, files }: Asked,
): Promise<SimulatorAnswer> {
  const upload = await findUpload(world, userId, id);
  if (!upload) return notFound('the media upload');
  const file = files.get('media');
  const segment = Number(values.segment_index);
  if (!file || !Number.isInteger(segment) || segment < 0 || segment > 999)
    return invalid('media or segment_index');
  if (upload.blob !== null) return invalid('the upload is finalized already');
  const key = digestOf(`${id} ${segment} ${file.content.toString('base64')}`);
  await world.store.putBlob(key, { mime: 'application/octet-stream', content: file.content });
  await world.store.put('uploads', id, { ...upload, segments: { ...upload.segments, [segment]: key } });
  return ok({ data: { expires_at: Math.floor(new Date(upload.endsAt).getTime() / 1000) } });
}

/** POST /2/media/upload/{id}/finalize */
export async function finalize(
  world: World,
  userId: string,
  id: string,
  fault: InnerFault | undefined,
): Promise<SimulatorAnswer> {
  const upload = await findUpload(world, userId, id);
  if (!upload) return notFound('the media upload');
  if (upload.blob !== null) return present(world, upload);
  const parts: Buffer[] = [];
  for (let index = 0; index < Object.keys(upload.segments).length; index += 1) {
    const blob = await world.store.getBlob(upload.segments[index] ?? '');
    if (!blob) return invalid(`segment ${index} is missing`);
    parts.push(blob.content);
  }
  const content = Buffer.concat(parts);
  if (content.length !== upload.totalBytes)
    return invalid('Segments do not add up to provided total file size.');
  const facts = readMp4(content);
  const fits =
    facts !== undefined && facts.seconds >= 0.5 && facts.seconds <= 140 && /^avc/.test(facts.codec ?? '');
  const refused = fault?.misbehaviour === 'media_refused' || !fits;
  const blob = digestOf(content.toString('base64'));
  await world.store.putBlob(blob, { mime: upload.mime, content });
  const waits = fault?.misbehaviour === 'slow_processing' ? fault.seconds : 0.05;
  const done: UploadRecord = {
    ...upload,
    blob,
    readyAt: new Date(world.now().getTime() + waits * 1000).toISOString(),
    failure: refused ? 'InvalidMedia: the file is not a video X takes' : null,
  };
  await world.store.put('uploads', id, done);
  return present(world, done);
}

/** GET /2/media/upload?command=STATUS */
export async function status(
  world: World,
  userId: string,
  { query }: SimulatorRequest,
): Promise<SimulatorAnswer> {
  if (query.get('command') !== 'STATUS') return invalid('command must be STATUS');
  const upload = await findUpload(world, userId, query.get('media_id') ?? '');
  return upload ? present(world, upload) : notFound('the media upload');
}

const Metadata = z.strictObject({
  id: z.string().regex(/^\d{1,19}$/),
  metadata: z.looseObject({ alt_text: z.strictObject({ text: z.string().min(1).max(1000) }) }),
});

/** POST /2/media/metadata */
export async function describe(world: World, userId: string, { values }: Asked): Promise<SimulatorAnswer> {
  const asked = Metadata.safeParse(values);
  if (!asked.success) return invalid('metadata');
  const upload = await findUpload(world, userId, asked.data.id);
  if (!upload) return notFound('the media');
  await world.store.put('uploads', upload.id, { ...upload, altText: asked.data.metadata.alt_text.text });
  return ok({ data: { id: upload.id, associated_metadata: asked.data.metadata } });
}
