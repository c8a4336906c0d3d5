import {
  type AccountLimits,
  type PayloadMedia,
  type PlatformCall,
  PlatformError,
  type PublishLedger,
} from '#platforms/platform.ts';
import { manifest } from './manifest.ts';
import { Blob, ServerDescription, UploadedBlob } from './schema.ts';
import type { BlueskySession } from './session.ts';
import { uploadVideo, type VideoService } from './video.ts';

const uploadTimeoutSeconds = 300;

/** Where the files of an account go. */
export interface Uploads {
  /** The service that prepares clips before the post is out; null where clips go to the server like pictures. */
  readonly video: VideoService | null;
}

/** What the service takes of one clip, from the lexicon of app.bsky.embed.video. */
const serviceMaxBytes = 300_000_000;

/** The limits of an account's own server: older or smaller ones take less than the platform says. */
export async function limitsOf(session: BlueskySession, { video }: Uploads): Promise<AccountLimits> {
  const { blobUploadLimit } = await session.query({
    name: 'com.atproto.server.describeServer',
    answer: ServerDescription,
  });
  const { images, video: clips } = manifest.media;
  const withinServer = (bytes: number) => Math.min(bytes, blobUploadLimit ?? bytes);
  return {
    media: {
      images: { maxBytes: withinServer(images.maxBytes) },
      video: { maxBytes: video ? serviceMaxBytes : withinServer(clips.maxBytes) },
    },
  };
}

export const blobHandle = (one: PayloadMedia) => `blob:${one.sha256}`;

/** The blobs of these files, in order; what was uploaded earlier is used again. */
export async function uploadAll(
  session: BlueskySession,
  { video }: Uploads,
  media: readonly PayloadMedia[],
  ledger: PublishLedger,
  call: PlatformCall,
): Promise<Blob[]> {
  if (media.length === 0) return [];
  const kept = media.map((one) => keptBlob(ledger.handles[blobHandle(one)]));
  const direct = (one: PayloadMedia) => one.kind === 'image' || video === null;
  const missing = media.filter((one, index) => !kept[index] && direct(one));
  if (missing.length > 0) await assertServerTakes(session, missing);
  const blobs: Blob[] = [];
  for (const [index, one] of media.entries()) {
    const blob =
      kept[index] ??
      (direct(one) ? await upload(session, one) : await uploadVideo(session, video!, one, ledger, call));
    if (!kept[index]) await ledger.remember(blobHandle(one), JSON.stringify(blob));
    blobs.push(blob);
  }
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
    { hint: 'Make a smaller rendition.' },
  );
}

async function upload(session: BlueskySession, one: PayloadMedia): Promise<Blob> {
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
  return blob;
}

function keptBlob(text: string | undefined): Blob | undefined {
  if (!text) return undefined;
  const blob = Blob.safeParse(JSON.parse(text));
  return blob.success ? blob.data : undefined;
}

export function embedOf(media: readonly PayloadMedia[], blobs: readonly Blob[]): unknown {
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
