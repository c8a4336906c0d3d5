import { createHash } from 'node:crypto';
import type { SimulatorAnswer, SimulatorRequest } from '#platforms/simulators/simulator.ts';
import { readMp4, sniffMime } from '#platforms/simulators/sniff.ts';
import {
  descriptionLimit,
  fail,
  type Handler,
  imageSizeLimit,
  invalid,
  isRefusal,
  limitHeaders,
  mimes,
  newId,
  notFound,
  ok,
  StoredMedia,
  signedIn,
  videoSizeLimit,
  type World,
} from './world.ts';

/** Attachments. https://docs.joinmastodon.org/methods/media/ */

export const uploadMedia: Handler = async (world, request, _parameters, fault) => {
  const account = await signedIn(world, request, 'write:media');
  if (isRefusal(account)) return account;
  const parts = readMultipart(request);
  const file = parts?.find(({ name, fileName }) => name === 'file' && fileName !== undefined);
  if (!file) return invalid("File can't be blank");
  const text = (name: string) => parts?.find((one) => one.name === name)?.content.toString('utf8') ?? '';
  if ([...text('description')].length > descriptionLimit)
    return invalid('Description is too long (maximum is 1500 characters)');
  const focus = text('focus');
  if (focus !== '' && !focus.split(',').every((one) => Math.abs(Number(one)) <= 1))
    return invalid('Focus is invalid');
  const mime = sniffMime(file.content);
  if (fault?.misbehaviour === 'media_refused' || !mime || !mimes.includes(mime) || file.mime === undefined) {
    return invalid('File content type is invalid, File is invalid');
  }
  const kind = mime.startsWith('image/') ? 'image' : 'video';
  const most = kind === 'image' ? imageSizeLimit : videoSizeLimit;
  if (file.content.length > most) return invalid(`File file size must be less than ${most / 1_048_576} MB`);
  const size = kind === 'video' ? readMp4(file.content) : undefined;
  if (kind === 'video' && !size) return invalid('File is invalid');
  const blob = createHash('sha256').update(file.content).digest('hex');
  await world.store.putBlob(blob, { mime, content: file.content });
  const slow = fault?.misbehaviour === 'slow_processing' ? fault.seconds : 0;
  const media: StoredMedia = {
    id: newId(world.now()),
    accountId: account.id,
    kind,
    blob,
    mime,
    description: text('description'),
    focus,
    width: size?.width ?? null,
    height: size?.height ?? null,
    readyAt: new Date(world.now().getTime() + slow * 1000).toISOString(),
    failed: false,
    statusId: null,
  };
  await world.store.put('media', media.id, media);
  // Pictures are prepared at once, clips behind the scenes.
  const pending = kind === 'video' || slow > 0;
  return ok(world, { ...mediaView(world, media), ...(pending ? { url: null } : {}) }, pending ? 202 : 200);
};

export const readMedia: Handler = async (world, request, [id = '']) => {
  const account = await signedIn(world, request, 'write:media');
  if (isRefusal(account)) return account;
  const media = await mediaById(world, id);
  if (!media || media.accountId !== account.id || media.statusId) return notFound();
  if (media.failed) return fail(422, 'Error processing thumbnail for uploaded media');
  if (!isReady(world, media))
    return { status: 206, headers: limitHeaders(world), body: { ...mediaView(world, media), url: null } };
  return ok(world, mediaView(world, media));
};

export const isReady = (world: World, { readyAt }: StoredMedia) => new Date(readyAt) <= world.now();

export async function mediaById({ store }: World, id: string): Promise<StoredMedia | undefined> {
  const stored = await store.get('media', id);
  return stored ? StoredMedia.parse(stored) : undefined;
}

export const mediaView = (world: World, { id, kind, blob, description, focus }: StoredMedia) => {
  const [x = 0, y = 0] = focus.split(',').map(Number);
  return {
    id,
    type: kind,
    url: `${world.baseUrl}/file/${blob}`,
    preview_url: `${world.baseUrl}/file/${blob}`,
    remote_url: null,
    meta: { focus: { x, y } },
    description: description || null,
  };
};

/** What a browser asks for. */
export async function serveFile(world: World, name: string): Promise<SimulatorAnswer> {
  const blob = await world.store.getBlob(name);
  if (!blob) return notFound();
  return { status: 200, headers: { 'content-type': blob.mime }, body: blob.content };
}

interface Part {
  readonly name: string;
  readonly fileName: string | undefined;
  readonly mime: string | undefined;
  readonly content: Buffer;
}

/** multipart/form-data, RFC 7578; undefined for anything else. */
function readMultipart({ headers, body }: SimulatorRequest): Part[] | undefined {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/.exec(headers['content-type'] ?? '')?.[1];
  if (!boundary) return undefined;
  const parts: Part[] = [];
  const mark = Buffer.from(`--${boundary}`);
  let at = body.indexOf(mark);
  while (at !== -1) {
    const next = body.indexOf(mark, at + mark.length);
    if (next === -1) break;
    const piece = body.subarray(at + mark.length + 2, next - 2);
    const gap = piece.indexOf('\r\n\r\n');
    const head = piece.subarray(0, gap).toString('utf8');
    const name = /name="([^"]*)"/.exec(head)?.[1];
    if (gap !== -1 && name) {
      const fileName = /filename="([^"]*)"/.exec(head)?.[1];
      const mime = /content-type: *([^\r\n]+)/i.exec(head)?.[1];
      parts.push({ name, fileName, mime, content: Buffer.from(piece.subarray(gap + 4)) });
    }
    at = next;
  }
  return parts;
}
