import {
  type PayloadMedia,
  type PlatformCall,
  PlatformError,
  type PublishLedger,
  type PublishPayload,
} from '#platforms/platform.ts';
import { type Facet, findFacets } from './facets.ts';
import { Blob, CreatedRecord, ResolvedHandle, ServerDescription, UploadedBlob } from './schema.ts';
import type { BlueskySession } from './session.ts';
import { newTid } from './tid.ts';

export const collection = 'app.bsky.feed.post';

const uploadTimeoutSeconds = 300;
/** https://docs.bsky.app/docs/advanced-guides/rate-limits */
const createPoints = 3;

interface PostRecord {
  readonly $type: typeof collection;
  readonly text: string;
  readonly createdAt: string;
  readonly langs: readonly string[];
  readonly facets?: readonly Facet[];
  readonly tags?: readonly string[];
  readonly embed?: unknown;
}

/**
 * Uploads the media, chooses the record key and creates the record; gives the key. With the key remembered first,
 * the post can exist only once: a second create under the same key is refused by the server.
 */
export async function publishPost(
  session: BlueskySession,
  payload: PublishPayload,
  ledger: PublishLedger,
  call: PlatformCall,
): Promise<string> {
  const blobs = await uploadAll(session, payload.media, ledger);
  const rkey = ledger.handles.rkey ?? newTid(call.now());
  if (!ledger.handles.rkey) await ledger.remember('rkey', rkey);
  const createdAt = ledger.handles.createdAt ?? call.now().toISOString();
  if (!ledger.handles.createdAt) await ledger.remember('createdAt', createdAt);
  const facets = await findFacets(payload.caption, (handle) => didOf(session, handle));
  const record: PostRecord = {
    $type: collection,
    text: payload.caption,
    createdAt,
    langs: [payload.language],
    ...(facets.length > 0 ? { facets } : {}),
    // A tag that is not in the text: search and moderation services find the post as AI-made.
    ...(payload.disclosure === 'none' ? {} : { tags: ['AIGenerated'] }),
    ...(blobs.length > 0 ? { embed: embedOf(payload.media, blobs) } : {}),
  };
  const json = { repo: payload.account.remoteId, collection, rkey, record };
  await session.makeReady();
  await session.takePoints(createPoints);
  await ledger.aboutToPublish();
  try {
    const name = 'com.atproto.repo.createRecord';
    await session.procedure({ name, body: { json }, answer: CreatedRecord, publishes: true });
  } catch (error) {
    if (error instanceof PlatformError && error.remoteCode === 'BlobNotFound')
      await forgetBlobs(payload, ledger);
    throw error;
  }
  return rkey;
}

async function uploadAll(
  session: BlueskySession,
  media: readonly PayloadMedia[],
  ledger: PublishLedger,
): Promise<Blob[]> {
  if (media.length === 0) return [];
  const kept = media.map((one) => keptBlob(ledger.handles[blobHandle(one)]));
  const missing = media.filter((_, index) => !kept[index]);
  if (missing.length > 0) await assertServerTakes(session, missing);
  const blobs: Blob[] = [];
  for (const [index, one] of media.entries()) blobs.push(kept[index] ?? (await upload(session, one, ledger)));
  return blobs;
}

/** The server's own upload limit, which older or smaller servers set lower than the platform's. */
async function assertServerTakes(session: BlueskySession, media: readonly PayloadMedia[]): Promise<void> {
  const { blobUploadLimit } = await session.query({
    name: 'com.atproto.server.describeServer',
    answer: ServerDescription,
  });
  const large = media.find(({ bytes }) => blobUploadLimit !== undefined && bytes > blobUploadLimit);
  if (!large) return;
  const limit = Math.floor(blobUploadLimit! / 1000);
  throw new PlatformError(
    'media_rejected',
    `The server of this account takes files of ${limit} kB at most.`,
    {
      hint: 'Make a smaller rendition.',
    },
  );
}

async function upload(session: BlueskySession, one: PayloadMedia, ledger: PublishLedger): Promise<Blob> {
  const { blob } = await session.procedure({
    name: 'com.atproto.repo.uploadBlob',
    body: { file: one.path, mime: one.mime, bytes: one.bytes },
    answer: UploadedBlob,
    timeoutSeconds: uploadTimeoutSeconds,
  });
  if (blob.size !== one.bytes) {
    throw new PlatformError('unavailable', 'The server did not receive the whole file.', {
      hint: 'Sent again by itself.',
    });
  }
  await ledger.remember(blobHandle(one), JSON.stringify(blob));
  return blob;
}

const blobHandle = (one: PayloadMedia) => `blob:${one.sha256}`;

function keptBlob(text: string | undefined): Blob | undefined {
  if (!text) return undefined;
  const blob = Blob.safeParse(JSON.parse(text));
  return blob.success ? blob.data : undefined;
}

/** Uploads that no record used are swept by the server after some hours; then they have to be made again. */
async function forgetBlobs(payload: PublishPayload, ledger: PublishLedger): Promise<void> {
  for (const one of payload.media) await ledger.remember(blobHandle(one), '');
}

function embedOf(media: readonly PayloadMedia[], blobs: readonly Blob[]): unknown {
  const described = media.map(({ altText, width, height }) => ({
    alt: altText,
    aspectRatio: { width, height },
  }));
  if (media[0]!.kind === 'video') return { $type: 'app.bsky.embed.video', video: blobs[0], ...described[0] };
  return {
    $type: 'app.bsky.embed.images',
    images: described.map((words, index) => ({ image: blobs[index], ...words })),
  };
}

async function didOf(session: BlueskySession, handle: string): Promise<string | null> {
  try {
    const name = 'com.atproto.identity.resolveHandle';
    return (await session.query({ name, query: { handle }, answer: ResolvedHandle })).did;
  } catch (error) {
    if (error instanceof PlatformError && error.failure === 'rejected') return null;
    throw error;
  }
}
