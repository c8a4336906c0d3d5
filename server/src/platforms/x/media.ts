import { basename } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type PayloadMedia,
  type PlatformCall,
  PlatformError,
  type PublishLedger,
} from '#platforms/platform.ts';
import type { XClient } from './client.ts';
import { Anything, Upload } from './schema.ts';

export interface MediaWork {
  readonly client: XClient;
  readonly ledger: PublishLedger;
  readonly call: PlatformCall;
  /** Seconds to wait between looks where X does not say; the number of them is the most. */
  readonly pollSeconds: readonly number[];
}

/** Chunks of this size are known to work; X allows 1000 of them. */
const chunkBytes = 4_000_000;
/** An id is used again only when it lives at least this much longer. */
const lifeMarginMilliseconds = 10 * 60_000;
const uploadSeconds = 120;
export const defaultPollSeconds: readonly number[] = [1, 2, 3, 5, 8, 13, 20, 30, 30, 30, 30, 30];

/**
 * Uploads a file and gives its media id; what was uploaded before a restart is used again, and a clip goes on at
 * the chunk where it broke off. https://docs.x.com/x-api/media/quickstart/media-upload-chunked
 */
export async function uploadMedia(work: MediaWork, one: PayloadMedia, name: string): Promise<string> {
  const { ledger, call } = work;
  const ready = ledger.handles[`${name}.ready`];
  const until = ledger.handles[`${name}.until`];
  if (ready && until && new Date(until).getTime() > call.now().getTime() + lifeMarginMilliseconds)
    return ready;
  const id =
    one.kind === 'video' ? await uploadInChunks(work, one, name) : await uploadAtOnce(work, one, name);
  if (one.kind === 'image' && one.altText !== '') await describe(work, id, one.altText);
  await ledger.remember(`${name}.ready`, id);
  return id;
}

async function uploadAtOnce({ client, ledger, call }: MediaWork, one: PayloadMedia, name: string) {
  await call.limits.take('media');
  const file = {
    name: 'media',
    fileName: basename(one.path),
    path: one.path,
    mime: one.mime,
    bytes: one.bytes,
  };
  const { data } = await client.send({
    method: 'POST',
    path: '/2/media/upload',
    body: { fields: { media_category: 'tweet_image' }, files: [file] },
    answer: Upload,
    timeoutSeconds: uploadSeconds,
  });
  await keepLife(ledger, call, name, data.expires_after_secs);
  return data.id;
}

async function uploadInChunks(work: MediaWork, one: PayloadMedia, name: string): Promise<string> {
  const { client, ledger, call } = work;
  let id = ledger.handles[`${name}.upload`];
  if (!id) {
    await call.limits.take('media');
    const begun = await client.send({
      method: 'POST',
      path: '/2/media/upload/initialize',
      body: { json: { media_type: one.mime, total_bytes: one.bytes, media_category: 'tweet_video' } },
      answer: Upload,
    });
    id = begun.data.id;
    await ledger.remember(`${name}.upload`, id);
    await ledger.remember(`${name}.sent`, '0');
  }
  const chunks = Math.max(1, Math.ceil(one.bytes / chunkBytes));
  for (let index = Number(ledger.handles[`${name}.sent`] ?? 0); index < chunks; index += 1) {
    await appendChunk(client, id, one, index).catch(async (error: unknown) => {
      // An upload that X has forgotten begins anew with the next try.
      if (error instanceof PlatformError && error.failure === 'gone') {
        await ledger.remember(`${name}.upload`, '');
        throw new PlatformError('unavailable', 'X has dropped the upload.', {
          hint: 'Begun anew by itself.',
        });
      }
      throw error;
    });
    await ledger.remember(`${name}.sent`, String(index + 1));
  }
  const done = await client.send({ method: 'POST', path: `/2/media/upload/${id}/finalize`, answer: Upload });
  await untilProcessed(work, done);
  await keepLife(ledger, call, name, done.data.expires_after_secs);
  return id;
}

function appendChunk(client: XClient, id: string, one: PayloadMedia, index: number): Promise<unknown> {
  const start = index * chunkBytes;
  const bytes = Math.min(chunkBytes, one.bytes - start);
  const file = { name: 'media', fileName: basename(one.path), path: one.path, mime: one.mime, bytes, start };
  return client.send({
    method: 'POST',
    path: `/2/media/upload/${id}/append`,
    body: { fields: { segment_index: String(index) }, files: [file] },
    answer: Anything,
    timeoutSeconds: uploadSeconds,
  });
}

async function untilProcessed({ client, call, pollSeconds }: MediaWork, first: Upload): Promise<void> {
  let info = first.data.processing_info;
  for (const seconds of pollSeconds) {
    if (!info || info.state === 'succeeded') return;
    if (info.state === 'failed') {
      throw new PlatformError(
        'media_rejected',
        `X could not process the clip (${info.error?.message ?? 'no reason given'}).`,
        {
          hint: 'Use another clip: H.264 with AAC sound, at most 140 seconds.',
        },
      );
    }
    await pause(Math.min(30, info.check_after_secs ?? seconds) * (seconds < 1 ? seconds : 1), call.signal);
    const query = { command: 'STATUS', media_id: first.data.id };
    const looked = await client.send({ method: 'GET', path: '/2/media/upload', query, answer: Upload });
    info = looked.data.processing_info;
  }
  throw new PlatformError('unavailable', 'X is still processing the clip.', {
    retryAfterSeconds: 60,
    hint: 'Looked at again by itself; nothing is uploaded twice.',
  });
}

async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  await wait(seconds * 1000, undefined, { signal }).catch((cause: unknown) => {
    throw new PlatformError('unavailable', 'The upload took too long.', { cause });
  });
}

/** What X does not say lives a day, the shorter of the two spans in its samples. */
const usualLifeSeconds = 86_400;

function keepLife(ledger: PublishLedger, call: PlatformCall, name: string, seconds = usualLifeSeconds) {
  const until = new Date(call.now().getTime() + seconds * 1000);
  return ledger.remember(`${name}.until`, until.toISOString());
}

async function describe({ client, call }: MediaWork, id: string, text: string): Promise<void> {
  await call.limits.take('media');
  await client.send({
    method: 'POST',
    path: '/2/media/metadata',
    body: { json: { id, metadata: { alt_text: { text } } } },
    answer: Anything,
  });
}
