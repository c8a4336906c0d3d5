import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { PlatformHttp } from '#platforms/http.ts';
import {
  type PayloadMedia,
  type PlatformCall,
  PlatformError,
  type PublishLedger,
} from '#platforms/platform.ts';
import { storageFailureOf } from './errors.ts';
import { MediaStatus, PartUrl, UploadSession } from './schema.ts';
import type { Fanvue } from './server.ts';

/** Storage of this kind takes parts of 5 MiB and more, except for the last. */
const partBytes = 10 * 1024 * 1024;
const partTimeoutSeconds = 180;
/** Seconds before each look at a file that Fanvue is preparing: two minutes in all. */
export const defaultPollSeconds: readonly number[] = [0, 1, 2, 4, 8, 15, 30, 60];

export interface Uploading {
  readonly http: PlatformHttp;
  readonly fanvue: Fanvue;
  readonly ledger: PublishLedger;
  readonly call: PlatformCall;
  readonly pollSeconds: readonly number[];
}

/**
 * Uploads a file part by part and waits until it can be shown. The session and each part that arrived are
 * remembered, so that a new try goes on where the last one stopped. @returns the medium's uuid.
 */
export async function uploadMedium(work: Uploading, one: PayloadMedia, index: number): Promise<string> {
  const { fanvue, ledger } = work;
  const names = { session: `upload${index}`, finished: `medium${index}` };
  let medium = ledger.handles[names.finished];
  if (!medium) {
    const session = await sessionFor(work, one, names.session);
    medium = session.mediaUuid;
    const parts = await sendParts(work, one, session.uploadId, index);
    // A lost answer to the completion leaves a session that must not be completed again.
    const { status } = await fanvue.get(`/media/${medium}`, MediaStatus);
    if (status === 'created') {
      const path = `/media/uploads/${encodeURIComponent(session.uploadId)}`;
      await fanvue.send('PATCH', path, { parts }, MediaStatus);
    }
    await ledger.remember(names.finished, medium);
  }
  await untilReady(work, medium, [names.session, names.finished]);
  return medium;
}

const Session = UploadSession;

async function sessionFor({ fanvue, ledger }: Uploading, one: PayloadMedia, name: string) {
  const known = ledger.handles[name];
  if (known) return Session.parse(JSON.parse(known));
  const filename = `${one.sha256.slice(0, 16)}.${one.mime.split('/')[1]!.replace('jpeg', 'jpg')}`;
  const body = { name: filename, filename, mediaType: one.kind };
  const session = await fanvue.send('POST', '/media/uploads', body, UploadSession);
  await ledger.remember(name, JSON.stringify(session));
  return session;
}

async function sendParts(
  { http, fanvue, ledger, call }: Uploading,
  one: PayloadMedia,
  uploadId: string,
  index: number,
) {
  const parts: { PartNumber: number; ETag: string }[] = [];
  for (let start = 0; start < one.bytes; start += partBytes) {
    const number = parts.length + 1;
    const name = `upload${index}.part${number}`;
    let tag = ledger.handles[name];
    if (!tag) {
      const path = `/media/uploads/${encodeURIComponent(uploadId)}/parts/${number}/url`;
      const url = await fanvue.get(path, PartUrl);
      const bytes = Math.min(partBytes, one.bytes - start);
      const { headers } = await http.exchange({
        method: 'PUT',
        url,
        body: { file: one.path, mime: one.mime, start, bytes },
        failureOf: storageFailureOf,
        signal: call.signal,
        timeoutSeconds: partTimeoutSeconds,
      });
      tag = z.string().catch('').parse(headers.etag);
      if (tag === '') {
        throw new PlatformError('unavailable', 'Fanvue’s storage did not confirm a part.', {
          hint: 'Uploaded again by itself.',
        });
      }
      await ledger.remember(name, tag);
    }
    parts.push({ PartNumber: number, ETag: tag });
  }
  return parts;
}

async function untilReady(work: Uploading, medium: string, handles: readonly string[]): Promise<void> {
  const { fanvue, call, pollSeconds, ledger } = work;
  for (const seconds of pollSeconds) {
    if (seconds > 0) await pause(seconds, call.signal);
    const { status } = await fanvue.get(`/media/${medium}`, MediaStatus);
    if (status === 'ready') return;
    if (status !== 'error') continue;
    for (const name of handles) await ledger.remember(name, '');
    throw new PlatformError('media_rejected', 'Fanvue could not use the file.', {
      remoteCode: 'error',
      hint: 'Use another rendition: JPEG, or MP4 with H.264 and AAC.',
    });
  }
  throw new PlatformError('unavailable', 'Fanvue is still preparing the files.', {
    retryAfterSeconds: 60,
    hint: 'Looked at again by itself; nothing is uploaded twice.',
  });
}

async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(seconds * 1000, undefined, { signal });
  } catch (cause) {
    throw new PlatformError('unavailable', 'Stopped while Fanvue prepared the files.', { cause });
  }
}
