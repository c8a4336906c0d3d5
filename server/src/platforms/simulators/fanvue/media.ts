import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { z } from 'zod';
import type { InnerFault, SimulatorAnswer, SimulatorRequest } from '#platforms/simulators/simulator.ts';
import { readMp4, sniffMime } from '#platforms/simulators/sniff.ts';
import type { Caller } from './access.ts';
import { fail, find, jsonOf, Medium, newUuid, ok, type World } from './world.ts';

const CreateUpload = z.object({
  name: z.string().min(1),
  filename: z.string().min(1),
  mediaType: z.enum(['image', 'video', 'audio', 'document']),
});
const CompleteUpload = z.object({
  parts: z.array(z.object({ PartNumber: z.number().int().min(1), ETag: z.string() })).min(1),
});
const smallestPartBytes = 5 * 1024 * 1024;
const processingMilliseconds = 200;

/** POST /media/uploads */
export async function createUpload(
  world: World,
  { account }: Caller,
  request: SimulatorRequest,
): Promise<SimulatorAnswer> {
  const input = CreateUpload.safeParse(jsonOf(request));
  if (!input.success) return fail(400, 'Request validation failed');
  const { mediaType } = input.data;
  if (mediaType !== 'image' && mediaType !== 'video')
    return fail(400, 'This rehearsal takes pictures and clips.');
  const medium: Medium = {
    uuid: newUuid(),
    owner: account.uuid,
    uploadId: newUuid(),
    kind: mediaType,
    parts: {},
    status: 'created',
    readyAt: 0,
    ...{ blob: null, width: null, height: null },
  };
  await world.store.put('media', medium.uuid, medium);
  await world.store.put('uploads', medium.uploadId, medium.uuid);
  return ok({ mediaUuid: medium.uuid, uploadId: medium.uploadId });
}

async function byUpload(world: World, uploadId: string): Promise<Medium | undefined> {
  const uuid = await find(world, z.string(), 'uploads', uploadId);
  return uuid === undefined ? undefined : find(world, Medium, 'media', uuid);
}

const signatureOf = (uploadId: string, number: string) =>
  createHash('sha256').update(`signed ${uploadId} ${number}`).digest('hex').slice(0, 32);

/** GET /media/uploads/{uploadId}/parts/{n}/url */
export async function partUrl(
  world: World,
  { account }: Caller,
  uploadId: string,
  number: string,
): Promise<SimulatorAnswer> {
  const medium = await byUpload(world, uploadId);
  if (medium?.owner !== account.uuid || medium.status !== 'created') return fail(404, 'No such upload');
  if (!/^[1-9]\d{0,3}$/.test(number)) return fail(400, 'partNumber must be a positive number');
  const signature = signatureOf(uploadId, number);
  return ok(`${world.baseUrl}/storage/${uploadId}/${number}?signature=${signature}`);
}

/** PUT /storage/{uploadId}/{n}: the signed address alone is the permission. */
export async function storePart(
  world: World,
  request: SimulatorRequest,
  uploadId: string,
  number: string,
): Promise<SimulatorAnswer> {
  if (request.query.get('signature') !== signatureOf(uploadId, number))
    return fail(403, 'SignatureDoesNotMatch');
  if (request.headers.authorization) return fail(400, 'Only one auth mechanism allowed');
  const medium = await byUpload(world, uploadId);
  if (medium?.status !== 'created') return fail(404, 'NoSuchUpload');
  const tag = createHash('md5').update(request.body).digest('hex');
  await world.store.putBlob(`part-${tag}`, { mime: 'application/octet-stream', content: request.body });
  await world.store.put('media', medium.uuid, { ...medium, parts: { ...medium.parts, [number]: tag } });
  return { status: 200, headers: { etag: `"${tag}"` }, body: {} };
}

/** PATCH /media/uploads/{uploadId} */
export async function completeUpload(
  world: World,
  { account }: Caller,
  request: SimulatorRequest,
  uploadId: string,
  fault: InnerFault | undefined,
): Promise<SimulatorAnswer> {
  const medium = await byUpload(world, uploadId);
  if (medium?.owner !== account.uuid || medium.status !== 'created') return fail(404, 'No such upload');
  const input = CompleteUpload.safeParse(jsonOf(request));
  if (!input.success) return fail(400, 'Request validation failed');
  const contents: Buffer[] = [];
  for (const [index, { PartNumber: number, ETag: tag }] of input.data.parts.entries()) {
    const hash = medium.parts[String(number)];
    const part = hash && `"${hash}"` === tag ? await world.store.getBlob(`part-${hash}`) : undefined;
    if (!part || number !== index + 1) return fail(400, 'InvalidPart');
    const isLast = index === input.data.parts.length - 1;
    if (!isLast && part.content.length < smallestPartBytes) return fail(400, 'EntityTooSmall');
    contents.push(part.content);
  }
  const content = Buffer.concat(contents);
  const facts = fault?.misbehaviour === 'media_refused' ? undefined : await factsOf(medium.kind, content);
  const blob = createHash('sha256').update(content).digest('hex');
  if (facts) await world.store.putBlob(blob, { mime: facts.mime, content });
  const slow = fault?.misbehaviour === 'slow_processing' ? fault.seconds * 1000 : 0;
  await world.store.put('media', medium.uuid, {
    ...medium,
    status: facts ? 'processing' : 'error',
    readyAt: world.now().getTime() + processingMilliseconds + slow,
    blob: facts ? blob : null,
    width: facts?.width ?? null,
    height: facts?.height ?? null,
  });
  return ok({ status: 'processing' });
}

async function factsOf(kind: Medium['kind'], content: Buffer) {
  const mime = sniffMime(content) ?? '';
  if (kind === 'video') {
    const facts = readMp4(content);
    return facts && { mime, width: facts.width, height: facts.height };
  }
  if (!mime.startsWith('image/')) return undefined;
  const { width, height } = await sharp(content)
    .metadata()
    .catch(() => ({ width: 0, height: 0 }));
  return width && height ? { mime, width, height } : undefined;
}

export const statusOf = (world: World, { status, readyAt }: Medium) =>
  status === 'processing' && readyAt <= world.now().getTime() ? 'ready' : status;

/** GET /media/{uuid} */
export async function readMedium(world: World, { account }: Caller, uuid: string): Promise<SimulatorAnswer> {
  const medium = await find(world, Medium, 'media', uuid);
  if (medium?.owner !== account.uuid) return fail(404, 'Not Found');
  return ok({ uuid, status: statusOf(world, medium) });
}
