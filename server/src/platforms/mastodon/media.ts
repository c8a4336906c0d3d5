import { setTimeout as wait } from 'node:timers/promises';
import {
  type PayloadMedia,
  type PlatformCall,
  PlatformError,
  type PublishLedger,
} from '#platforms/platform.ts';
import { Media } from './schema.ts';
import type { MastodonServer } from './server.ts';

const uploadTimeoutSeconds = 300;

export const mediaHandle = (one: PayloadMedia) => `media:${one.sha256}`;
const readyHandle = (one: PayloadMedia) => `ready:${one.sha256}`;

/** Uploads what is not there yet and waits until the server has prepared all of it. Gives the ids, in order. */
export async function uploadAll(
  server: MastodonServer,
  media: readonly PayloadMedia[],
  ledger: PublishLedger,
  call: PlatformCall,
  pollSeconds: readonly number[],
): Promise<string[]> {
  const ids: string[] = [];
  for (const one of media) {
    const id = ledger.handles[mediaHandle(one)] || (await upload(server, one, ledger));
    if (!ledger.handles[readyHandle(one)]) await awaitReady(server, id, one, ledger, call, pollSeconds);
    ids.push(id);
  }
  return ids;
}

/** 200 is ready, 202 is being prepared. https://docs.joinmastodon.org/methods/media/#v2 */
async function upload(server: MastodonServer, one: PayloadMedia, ledger: PublishLedger): Promise<string> {
  const fields = { ...(one.altText === '' ? {} : { description: one.altText }), focus: focusOf(one) };
  const extension = one.mime.split('/')[1]!;
  const fileName = `${one.sha256.slice(0, 12)}.${extension}`;
  const answer = await server.exchange({
    method: 'POST',
    path: '/api/v2/media',
    body: { fields, files: [{ name: 'file', fileName, path: one.path, mime: one.mime, bytes: one.bytes }] },
    timeoutSeconds: uploadTimeoutSeconds,
  });
  const { id } = readMedia(answer.body);
  await ledger.remember(mediaHandle(one), id);
  if (answer.status === 200) await ledger.remember(readyHandle(one), 'true');
  return id;
}

/** 206 while it is being prepared, 200 once it is ready. https://docs.joinmastodon.org/methods/media/#get */
async function awaitReady(
  server: MastodonServer,
  id: string,
  one: PayloadMedia,
  ledger: PublishLedger,
  call: PlatformCall,
  pollSeconds: readonly number[],
): Promise<void> {
  if (ledger.handles[readyHandle(one)]) return;
  for (const seconds of pollSeconds) {
    try {
      const { status } = await server.exchange({ method: 'GET', path: `/api/v1/media/${id}` });
      if (status === 200) return await ledger.remember(readyHandle(one), 'true');
    } catch (error) {
      if (error instanceof PlatformError && /^(gone|media_rejected)$/.test(error.failure))
        await forgetMedia([one], ledger);
      throw error;
    }
    await wait(seconds * 1000, undefined, { signal: call.signal }).catch(() => undefined);
  }
  throw new PlatformError('unavailable', 'The server is still preparing the file.', {
    retryAfterSeconds: 60,
    hint: 'It is looked at again by itself.',
  });
}

/** Files that no post used are swept by the server after a day; then they have to be uploaded again. */
export async function forgetMedia(media: readonly PayloadMedia[], ledger: PublishLedger): Promise<void> {
  for (const one of media) {
    await ledger.remember(mediaHandle(one), '');
    await ledger.remember(readyHandle(one), '');
  }
}

function readMedia(body: unknown) {
  const media = Media.safeParse(body);
  if (media.success) return media.data;
  throw new PlatformError('unavailable', 'The server sent an answer we cannot read.', { cause: media.error });
}

/**
 * Where previews, which are wider than tall, are cut: a face is in the upper part of a tall picture.
 * x and y from -1 to 1, https://docs.joinmastodon.org/api/guidelines/#focal-points
 */
function focusOf({ width, height }: PayloadMedia): string {
  return height > width ? '0.0,0.4' : '0.0,0.0';
}
