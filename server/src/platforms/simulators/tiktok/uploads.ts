import type { InnerFault, SimulatorAnswer, SimulatorRequest } from '#platforms/simulators/simulator.ts';
import { complete, lookAtClip } from './posting.ts';
import { accountOf, findPublishing, keepPublishing, type Publishing, type World } from './world.ts';

/** The upload host: chunks in order, each where the last ended. */

const range = /^bytes (\d+)-(\d+)\/(\d+)$/;

/** Whether a request brings the last byte, after which TikTok publishes by itself. */
export function isLastChunk({ headers }: SimulatorRequest): boolean {
  const [, , last = '', size = ''] = range.exec(headers['content-range'] ?? '') ?? [];
  return last !== '' && Number(last) + 1 === Number(size);
}

const answer = (status: number, received = 0, size = 0): SimulatorAnswer => ({
  status,
  headers: received > 0 ? { 'content-range': `bytes 0-${received - 1}/${size}` } : {},
  body: {},
});

const mimes = ['video/mp4', 'video/quicktime', 'video/webm'];

/** PUT to the address that `video/init` gave. https://developers.tiktok.com/doc/content-posting-api-media-transfer-guide */
export async function takeChunk(
  world: World,
  request: SimulatorRequest,
  fault: InnerFault | undefined,
): Promise<SimulatorAnswer> {
  const { query, headers, body } = request;
  const one = await findPublishing(world, query.get('upload_id') ?? '');
  if (!one?.upload) return answer(404);
  const { upload } = one;
  if (upload.token !== query.get('upload_token') || new Date(upload.endsAt) <= world.now())
    return answer(403);
  const asked = range.exec(headers['content-range'] ?? '');
  if (!asked || !mimes.includes(headers['content-type'] ?? '')) return answer(400);
  const [first, last, size] = asked.slice(1).map(Number) as [number, number, number];
  if (size !== upload.size || last >= size || last - first + 1 !== body.length) return answer(400);
  if (Number(headers['content-length']) !== body.length) return answer(400);
  if (one.readyAt !== null || first !== upload.received) return answer(416, upload.received, size);
  const index = Math.floor(first / upload.chunkSize);
  const isLast = index === upload.chunks - 1;
  if (last + 1 !== (isLast ? size : first + upload.chunkSize)) return answer(416, upload.received, size);
  await world.store.putBlob(partOf(one, index), { mime: 'application/octet-stream', content: body });
  const received = { ...one, upload: { ...upload, received: last + 1 } };
  if (!isLast) {
    await keepPublishing(world, received);
    return answer(206, last + 1, size);
  }
  await finish(world, received, fault);
  return answer(201, size, size);
}

const partOf = ({ publishId }: Publishing, index: number) => `${publishId}.${index}`;

async function finish(world: World, one: Publishing, fault: InnerFault | undefined): Promise<void> {
  const parts = [];
  for (let index = 0; index < one.upload!.chunks; index += 1) {
    const part = await world.store.getBlob(partOf(one, index));
    if (part) parts.push(part.content);
  }
  const content = Buffer.concat(parts);
  const account = await accountOf(world, one.accountId);
  const seen = account ? lookAtClip(content, account) : 'auth_removed';
  if (typeof seen === 'string' || fault?.misbehaviour === 'media_refused') {
    const failReason = typeof seen === 'string' ? seen : 'file_format_check_failed';
    return complete(world, { ...one, failReason }, 0, fault);
  }
  const { blob, mime, width, height, seconds } = seen;
  await world.store.putBlob(blob, { mime, content });
  return complete(world, { ...one, media: [{ kind: 'video', blob, width, height }] }, seconds, fault);
}
