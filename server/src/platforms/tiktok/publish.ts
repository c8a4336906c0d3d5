import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { optionsOf } from '#platforms/draft-options.ts';
import {
  type Handles,
  type PayloadMedia,
  PlatformError,
  type Published,
  type PublishPayload,
} from '#platforms/platform.ts';
import { failureOfPost } from './errors.ts';
import { manifest } from './manifest.ts';
import { Begun, type CreatorInfo, type PublishStatus } from './schema.ts';
import { chunksOf, isEndedUpload, sendChunks, type UploadWork, uploadLifeMilliseconds } from './upload.ts';
import { addressOf, findByCaption } from './videos.ts';

export interface Work extends UploadWork {
  readonly payload: PublishPayload;
  /** Seconds between looks at a post that TikTok is preparing; the number of them is the most. */
  readonly pollSeconds: readonly number[];
}

/** By its documentation TikTok prepares 1 GB within about a minute. */
export const defaultPollSeconds: readonly number[] = [2, 3, 5, 8, 10, 15, 20, 20, 30, 30, 30, 30];
/** How often we look whether a public post has its number yet; mostly it has one within a minute. */
const postIdLooks = 4;

export const clipOf = ({ media }: Pick<PublishPayload, 'media'>) =>
  media.find(({ kind }) => kind === 'video');

/** What can be told before the first request, beyond the manifest. */
export function assertFits(payload: PublishPayload): void {
  const { coverSecond = '' } = payload.options ?? {};
  const second = Number(coverSecond);
  const length = clipOf(payload)?.durationSeconds ?? Number.POSITIVE_INFINITY;
  if (coverSecond === '' || (second >= 0 && second <= length)) return;
  throw new PlatformError('rejected', `The clip has no second "${coverSecond}" for its cover.`, {
    hint: 'Write a number of seconds within the clip, or leave it out.',
  });
}

/**
 * A clip is uploaded in chunks to an address that a first request gives; pictures are fetched by TikTok. Either way
 * TikTok gives a number (`publish_id`) and publishes by itself, and the number tells ever after what became of it.
 * https://developers.tiktok.com/doc/content-posting-api-reference-direct-post
 */
export async function publishPost(work: Work): Promise<Published> {
  const { payload, ledger, client } = work;
  const { publishId, remoteId } = ledger.handles;
  if (remoteId) return publishedAs(payload, remoteId);
  const state = publishId ? await statusIfKnown(work, publishId) : undefined;
  if (state && isWithTikTok(state, payload)) return untilPublished(work, publishId!, state);
  if (state?.status === 'FAILED') {
    const failure = failureOfPost(state.fail_reason ?? 'internal');
    // A passing reason, such as files that could not be fetched, is worth a fresh start.
    if (failure.failure !== 'unavailable') throw failure;
  }
  const creator = await client.creatorInfo();
  assertAllowed(creator, payload);
  const begun = clipOf(payload)
    ? await uploadClip(work, creator, state)
    : await publishPictures(work, creator);
  return begun.found ? keep(work, begun.found) : untilPublished(work, begun.publishId);
}

async function statusIfKnown({ client }: Work, publishId: string): Promise<PublishStatus | undefined> {
  return client.statusOf(publishId).catch((error: unknown) => {
    if (error instanceof PlatformError && error.failure === 'gone') return undefined;
    throw error;
  });
}

/** Whether TikTok has all it needs and goes on by itself. */
export function isWithTikTok(state: PublishStatus, payload: Pick<PublishPayload, 'media'>): boolean {
  if (state.status === 'FAILED') return false;
  if (state.status !== 'PROCESSING_UPLOAD') return true;
  return (state.uploaded_bytes ?? 0) >= (clipOf(payload)?.bytes ?? 0);
}

function assertAllowed(creator: CreatorInfo, payload: PublishPayload): void {
  const { privacyLevel } = optionsOf(manifest, payload);
  if (!creator.privacy_level_options.includes(privacyLevel ?? '')) {
    throw new PlatformError('rejected', 'The account does not have this choice of who can see the post.', {
      remoteCode: 'privacy_level_option_mismatch',
      hint: 'Check the account, choose again, then schedule it again.',
    });
  }
  const longest = creator.max_video_post_duration_sec;
  const seconds = clipOf(payload)?.durationSeconds;
  if (longest !== undefined && seconds !== undefined && seconds > longest) {
    throw new PlatformError(
      'media_rejected',
      `The clip runs ${Math.round(seconds)} s; the account may post ${longest}.`,
      {
        hint: 'Cut it.',
      },
    );
  }
}

interface Underway {
  readonly publishId: string;
  /** The number of a post that turned out to be there already. */
  readonly found?: string;
}

/** An upload as it is remembered: in one piece, so that a number never stands beside another's address. */
interface Upload {
  readonly publishId: string;
  readonly url: string;
  /** ISO 8601. */
  readonly until: string;
}

const Remembered = z.object({ publishId: z.string(), url: z.string(), until: z.string() });

function rememberedUpload({ upload = '', publishId }: Handles, now: Date): Upload | undefined {
  if (upload === '') return undefined;
  const kept = Remembered.parse(JSON.parse(upload));
  return kept.publishId === publishId && Date.parse(kept.until) > now.getTime() ? kept : undefined;
}

async function uploadClip(
  work: Work,
  creator: CreatorInfo,
  state: PublishStatus | undefined,
): Promise<Underway> {
  const { ledger, call, payload } = work;
  const clip = clipOf(payload)!;
  const begun =
    state?.status === 'PROCESSING_UPLOAD' ? rememberedUpload(ledger.handles, call.now()) : undefined;
  const upload = begun ?? (await beginUpload(work, clip, creator));
  const sentBytes = begun ? (state?.uploaded_bytes ?? Number(ledger.handles.sentBytes ?? 0)) : 0;
  await sendChunks(work, clip, upload.url, sentBytes).catch(async (error: unknown) => {
    if (isEndedUpload(error)) await ledger.remember('upload', '');
    throw error;
  });
  return { publishId: upload.publishId };
}

async function beginUpload(work: Work, clip: PayloadMedia, creator: CreatorInfo): Promise<Upload> {
  const { client, ledger, call, payload, chunkBytes } = work;
  await takePublish(work);
  const { size, count } = chunksOf(clip.bytes, chunkBytes);
  const begun = await client.send({
    method: 'POST',
    path: '/v2/post/publish/video/init/',
    json: {
      post_info: clipInfo(payload, creator),
      source_info: {
        source: 'FILE_UPLOAD',
        video_size: clip.bytes,
        chunk_size: size,
        total_chunk_count: count,
      },
    },
    answer: Begun,
  });
  if (!begun.upload_url) throw new PlatformError('unavailable', 'TikTok gave no address for the upload.');
  const upload: Upload = {
    publishId: begun.publish_id,
    url: begun.upload_url,
    until: new Date(call.now().getTime() + uploadLifeMilliseconds).toISOString(),
  };
  await ledger.remember('upload', JSON.stringify(upload));
  await ledger.remember('sentBytes', '0');
  await ledger.remember('publishId', begun.publish_id);
  return upload;
}

async function takePublish({ call }: Work): Promise<void> {
  await call.limits.take('publish');
  await call.limits.take('publish_day');
}

/** Choices that both kinds of post have. What is closed in the account's own settings stays closed. */
function commonInfo(payload: PublishPayload, creator: CreatorInfo) {
  const chosen = optionsOf(manifest, payload);
  return {
    privacy_level: chosen.privacyLevel,
    disable_comment: chosen.allowComment !== 'true' || creator.comment_disabled,
    brand_content_toggle: chosen.brandedContent === 'true',
    brand_organic_toggle: chosen.yourBrand === 'true',
  };
}

function clipInfo(payload: PublishPayload, creator: CreatorInfo) {
  const { allowDuet, allowStitch, coverSecond } = optionsOf(manifest, payload);
  return {
    title: payload.caption,
    ...commonInfo(payload, creator),
    disable_duet: allowDuet !== 'true' || creator.duet_disabled,
    disable_stitch: allowStitch !== 'true' || creator.stitch_disabled,
    ...(coverSecond && { video_cover_timestamp_ms: Math.round(Number(coverSecond) * 1000) }),
    is_aigc: payload.disclosure !== 'none',
  };
}

const clockSlackMilliseconds = 2 * 60_000;

/** When an attempt began, less what two clocks may differ. */
export const sinceOf = (startedAt: string): Date => new Date(Date.parse(startedAt) - clockSlackMilliseconds);

/**
 * One request that TikTok then carries out by itself. If its answer is lost, so is the number, and the account's
 * list of public posts is all that is left to look at. https://developers.tiktok.com/doc/content-posting-api-reference-photo-post
 */
async function publishPictures(work: Work, creator: CreatorInfo): Promise<Underway> {
  const { client, ledger, call, payload } = work;
  const { startedAt, publishId } = ledger.handles;
  if (startedAt && !publishId) {
    const found = await findByCaption(client, payload.caption, sinceOf(startedAt));
    if (found) return { publishId: '', found: found.id };
  }
  await takePublish(work);
  // A token that is renewed on the way would be renewed between the announcement and the request.
  await client.makeReady();
  const json = {
    media_type: 'PHOTO',
    post_mode: 'DIRECT_POST',
    post_info: {
      description: payload.caption,
      ...commonInfo(payload, creator),
      auto_add_music: optionsOf(manifest, payload).autoAddMusic === 'true',
    },
    source_info: {
      source: 'PULL_FROM_URL',
      photo_images: payload.media.map(({ publicUrl }) => publicUrl),
      photo_cover_index: 0,
    },
    // Unlike for clips it stands beside `post_info` in the documentation; not yet seen working.
    is_aigc: payload.disclosure !== 'none',
  };
  // The number of an earlier attempt that came to nothing tells nothing of this one.
  if (publishId) await ledger.remember('publishId', '');
  await ledger.remember('startedAt', call.now().toISOString());
  await ledger.aboutToPublish();
  const begun = await client.send({
    method: 'POST',
    path: '/v2/post/publish/content/init/',
    json,
    publishes: true,
    answer: Begun,
  });
  await ledger.remember('publishId', begun.publish_id);
  return { publishId: begun.publish_id };
}

/** Everything is with TikTok: looks until it is out, or says that it will be looked up. */
async function untilPublished(work: Work, publishId: string, known?: PublishStatus): Promise<Published> {
  const { client, call, payload, pollSeconds } = work;
  const isPublic = optionsOf(manifest, payload).privacyLevel === 'PUBLIC_TO_EVERYONE';
  let state = known;
  let looks = 0;
  for (const seconds of [0, ...pollSeconds]) {
    if (seconds > 0) await pause(seconds, call.signal);
    if (seconds > 0 || !state) state = await client.statusOf(publishId).catch(asUnknown);
    if (state.status === 'FAILED') throw failureOfPost(state.fail_reason ?? 'internal');
    if (state.status === 'SEND_TO_USER_INBOX') throw inInbox();
    if (state.status !== 'PUBLISH_COMPLETE') continue;
    const postId = state.publicaly_available_post_id?.[0];
    looks += 1;
    if (postId || !isPublic || looks > postIdLooks) return keep(work, postId ?? publishId);
  }
  if (state?.status === 'PUBLISH_COMPLETE') return keep(work, publishId);
  throw new PlatformError('outcome_unknown', 'TikTok is still preparing the post; it goes out by itself.', {
    hint: 'It is looked up from time to time, and nothing is sent again.',
  });
}

const inInbox = () =>
  new PlatformError('checkpoint', 'TikTok put the post into the account’s inbox instead.', {
    hint: 'Open the message in the TikTok app and finish the post there.',
  });

/** All is sent: then a look that fails, for whatever reason, leaves the outcome open. */
function asUnknown(error: unknown): never {
  if (error instanceof PlatformError) {
    throw new PlatformError('outcome_unknown', `${error.message} The post goes out by itself.`, {
      cause: error,
      hint: 'It is looked up on TikTok before anything is sent again.',
    });
  }
  throw error;
}

async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  await wait(seconds * 1000, undefined, { signal }).catch((cause: unknown) => {
    throw new PlatformError('outcome_unknown', 'TikTok takes long to prepare the post.', {
      cause,
      hint: 'It is looked up from time to time, and nothing is sent again.',
    });
  });
}

/** The post's number where TikTok has told it, else that of its publishing; once told, it stays. */
async function keep({ ledger, payload }: Work, remoteId: string): Promise<Published> {
  await ledger.remember('remoteId', remoteId);
  return publishedAs(payload, remoteId);
}

export function publishedAs(payload: PublishPayload, remoteId: string): Published {
  const postId = /^\d+$/.test(remoteId) ? remoteId : null;
  return { remoteId, url: addressOf(payload.account, postId, clipOf(payload) ? 'video' : 'photo') };
}
