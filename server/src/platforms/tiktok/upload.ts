import type { ExchangeInput } from '#platforms/http.ts';
import {
  type PayloadMedia,
  type PlatformCall,
  PlatformError,
  type PublishLedger,
} from '#platforms/platform.ts';
import type { TikTokClient } from './client.ts';
import { failureOf } from './errors.ts';

/** Between the 5 MB and 64 MB that a chunk may have, whether a MB is 10^6 or 2^20 bytes. */
export const defaultChunkBytes = 10_000_000;
/** https://developers.tiktok.com/doc/content-posting-api-media-transfer-guide: an upload address lives an hour. */
export const uploadLifeMilliseconds = 55 * 60_000;
const chunkTimeoutSeconds = 180;

/**
 * How a clip is cut: whole chunks, and the last takes what is left over, so it may be nearly twice as large.
 * `count` is the size divided by the chunk's, rounded down, as TikTok demands.
 */
export function chunksOf(
  bytes: number,
  chunkBytes: number,
): { readonly size: number; readonly count: number } {
  if (bytes <= chunkBytes) return { size: bytes, count: 1 };
  return { size: chunkBytes, count: Math.floor(bytes / chunkBytes) };
}

export interface UploadWork {
  readonly client: TikTokClient;
  readonly ledger: PublishLedger;
  readonly call: PlatformCall;
  readonly chunkBytes: number;
}

/**
 * Sends the chunks from `sentBytes` on, in order. Only with the last byte does TikTok have the clip, and then it
 * publishes it by itself: so that one request, and no other, is announced.
 */
export async function sendChunks(
  { client, ledger, call, chunkBytes }: UploadWork,
  file: PayloadMedia,
  uploadUrl: string,
  sentBytes: number,
): Promise<void> {
  const { size, count } = chunksOf(file.bytes, chunkBytes);
  for (let index = Math.min(count - 1, Math.floor(sentBytes / size)); index < count; index += 1) {
    const start = index * size;
    const isLast = index === count - 1;
    const end = isLast ? file.bytes : start + size;
    const request: ExchangeInput = {
      method: 'PUT',
      url: uploadUrl,
      headers: { 'content-range': `bytes ${start}-${end - 1}/${file.bytes}` },
      body: { file: file.path, mime: file.mime, bytes: end - start, start },
      publishes: isLast,
      failureOf: uploadFailure,
      signal: call.signal,
      timeoutSeconds: chunkTimeoutSeconds,
    };
    if (isLast) {
      await ledger.remember('startedAt', call.now().toISOString());
      await ledger.aboutToPublish();
    }
    await client.http.exchange(request);
    if (!isLast) await ledger.remember('sentBytes', String(end));
  }
}

/** Refusals of the upload host: 403 an address that has ended, 404 one it does not know, 416 not the byte expected. */
function uploadFailure(answer: Parameters<typeof failureOf>[0], publishes: boolean): PlatformError {
  const { status } = answer;
  const remoteCode = `upload/${status}`;
  if ([401, 403, 404].includes(status)) {
    return new PlatformError('unavailable', 'The upload to TikTok has ended.', {
      remoteCode,
      hint: 'Begun anew by itself.',
    });
  }
  if (status === 416) {
    return new PlatformError('unavailable', 'TikTok expects another part of the clip.', {
      remoteCode,
      hint: 'Taken up by itself where TikTok is.',
    });
  }
  if (status === 400 || status === 413) {
    return new PlatformError('media_rejected', 'TikTok does not take this file.', {
      remoteCode,
      hint: 'Make another rendition of it.',
    });
  }
  return failureOf(answer, publishes);
}

export const isEndedUpload = (error: unknown): boolean =>
  error instanceof PlatformError && /^upload\/40[134]$/.test(error.remoteCode ?? '');
