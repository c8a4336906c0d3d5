import sharp from 'sharp';
import { z } from 'zod';
import { utf8Bytes } from '#kernel/text-length.ts';
import type { SimulatorAnswer, SimulatorRequest } from '#platforms/simulators/simulator.ts';
import { sniffMime } from '#platforms/simulators/sniff.ts';
import {
  type Account,
  badRequest,
  commentsOf,
  digestOf,
  findVideo,
  forbidden,
  noContent,
  notFound,
  ok,
  pageOf,
  partsIn,
  reactionsTo,
  refusal,
  uploadsOf,
  type VideoRecord,
  videosOf,
  type World,
} from './world.ts';

/** Videos: read, changed, deleted, given a thumbnail; channels and the playlist of their uploads. */

const assignable = new Set([
  '1',
  '2',
  '10',
  '15',
  '17',
  '19',
  '20',
  '22',
  '23',
  '24',
  '25',
  '26',
  '27',
  '28',
  '29',
]);

/** What is wrong with a snippet that is to be written; undefined when nothing is. */
export function snippetRefusal(snippet: {
  readonly title: string;
  readonly description: string;
  readonly categoryId: string;
  readonly tags: readonly string[];
}): SimulatorAnswer | undefined {
  const { title, description, categoryId, tags } = snippet;
  if (title.trim() === '' || [...title].length > 100 || /[<>]/.test(title)) {
    return badRequest('invalidTitle', 'The request metadata specifies an invalid or empty video title.');
  }
  if (utf8Bytes(description) > 5000 || /[<>]/.test(description)) {
    return badRequest('invalidDescription', 'The request metadata specifies an invalid video description.');
  }
  const quoted = tags.map((tag) => tag.length + (tag.includes(' ') ? 2 : 0));
  const length = quoted.reduce((sum, one) => sum + one, 0) + Math.max(0, tags.length - 1);
  if (length > 500 || tags.some((tag) => tag === '' || /[<>,]/.test(tag))) {
    return badRequest('invalidTags', 'The request metadata specifies invalid video keywords.');
  }
  if (!assignable.has(categoryId)) {
    return badRequest(
      'invalidCategoryId',
      'The snippet.categoryId property specifies an invalid category ID.',
    );
  }
  return undefined;
}

export function isShown({ failureReason, rejectionReason }: VideoRecord): boolean {
  return failureReason === null && rejectionReason === null;
}

function uploadStatusOf(world: World, { failureReason, rejectionReason, readyAt }: VideoRecord): string {
  if (failureReason) return 'failed';
  if (rejectionReason) return 'rejected';
  return new Date(readyAt) <= world.now() ? 'processed' : 'uploaded';
}

export async function presentVideo(
  world: World,
  video: VideoRecord,
  parts: readonly string[],
): Promise<Record<string, unknown>> {
  const { failureReason, rejectionReason, privacyStatus } = video;
  const { likes, views } = await reactionsTo(world, video.id);
  const uploadStatus = uploadStatusOf(world, video);
  const all: Readonly<Record<string, unknown>> = {
    snippet: {
      publishedAt: video.publishedAt,
      channelId: video.channelId,
      title: video.title,
      description: video.description,
      categoryId: video.categoryId,
      ...(video.tags.length > 0 && { tags: video.tags }),
      ...(video.defaultLanguage && { defaultLanguage: video.defaultLanguage }),
      liveBroadcastContent: 'none',
    },
    status: {
      uploadStatus,
      ...(failureReason && { failureReason }),
      ...(rejectionReason && { rejectionReason }),
      privacyStatus,
      license: 'youtube',
      embeddable: true,
      publicStatsViewable: true,
      madeForKids: video.selfDeclaredMadeForKids,
      selfDeclaredMadeForKids: video.selfDeclaredMadeForKids,
      containsSyntheticMedia: video.containsSyntheticMedia,
    },
    statistics: {
      viewCount: String(views),
      likeCount: String(likes),
      favoriteCount: '0',
      commentCount: String((await commentsOf(world, video.id)).length),
    },
    processingDetails: { processingStatus: uploadStatus === 'uploaded' ? 'processing' : 'succeeded' },
    paidProductPlacementDetails: { hasPaidProductPlacement: video.paidPromotion },
  };
  const asked = Object.fromEntries(parts.map((part) => [part, all[part]]));
  return { kind: 'youtube#video', id: video.id, ...asked };
}

const readable = [
  'id',
  'snippet',
  'status',
  'statistics',
  'processingDetails',
  'paidProductPlacementDetails',
];

/** GET /youtube/v3/videos */
export async function listVideos(
  world: World,
  account: Account,
  { query }: SimulatorRequest,
): Promise<SimulatorAnswer> {
  const asked = partsIn(query, readable);
  if ('refused' in asked) return asked.refused;
  const ids = (query.get('id') ?? '').split(',').filter(Boolean);
  if (ids.length === 0 || ids.length > 50)
    return badRequest('missingRequiredParameter', 'No filter selected: id');
  const items = [];
  for (const id of ids) {
    const video = await findVideo(world, id);
    if (!video || (video.channelId !== account.id && (video.privacyStatus === 'private' || !isShown(video))))
      continue;
    items.push(await presentVideo(world, video, asked.parts));
  }
  return ok({ kind: 'youtube#videoListResponse', pageInfo: { totalResults: items.length }, items });
}

const Updated = z.strictObject({
  id: z.string(),
  snippet: z.strictObject({
    title: z.string().default(''),
    description: z.string().default(''),
    categoryId: z.string().default(''),
    tags: z.array(z.string()).default([]),
    defaultLanguage: z.string().optional(),
    defaultAudioLanguage: z.string().optional(),
  }),
});

/** PUT /youtube/v3/videos?part=snippet: what the body leaves out is cleared. */
export async function updateVideo(
  world: World,
  account: Account,
  { query }: SimulatorRequest,
  values: Readonly<Record<string, unknown>>,
): Promise<SimulatorAnswer> {
  const asked = partsIn(query, ['snippet']);
  if ('refused' in asked) return asked.refused;
  const read = Updated.safeParse(values);
  if (!read.success) return badRequest('invalidVideoMetadata', 'The request metadata is invalid.');
  const video = await findVideo(world, read.data.id);
  if (!video) return notFound('video');
  if (video.channelId !== account.id) return forbidden('forbidden', 'Forbidden');
  const { title, description, categoryId, tags, defaultLanguage = null } = read.data.snippet;
  const wrong = snippetRefusal({ title, description, categoryId, tags });
  if (wrong) return wrong;
  const next = { ...video, title, description, categoryId, tags, defaultLanguage };
  await world.store.put('videos', video.id, next);
  return ok(await presentVideo(world, next, asked.parts));
}

/** DELETE /youtube/v3/videos */
export async function deleteVideo(
  world: World,
  account: Account,
  { query }: SimulatorRequest,
): Promise<SimulatorAnswer> {
  const video = await findVideo(world, query.get('id') ?? '');
  if (!video) return notFound('video');
  if (video.channelId !== account.id)
    return forbidden('forbidden', 'The video cannot be deleted by this user.');
  await world.store.delete('videos', video.id);
  for (const { id } of await commentsOf(world, video.id)) await world.store.delete('comments', id);
  return noContent();
}

const maxThumbnailBytes = 2_097_152;

/** POST /upload/youtube/v3/thumbnails/set */
export async function setThumbnail(
  world: World,
  account: Account,
  { query, headers, body }: SimulatorRequest,
): Promise<SimulatorAnswer> {
  const video = await findVideo(world, query.get('videoId') ?? '');
  if (!video) return notFound('video');
  if (video.channelId !== account.id || account.longUploads === 'disallowed') {
    return forbidden('forbidden', 'The thumbnail can’t be set for the specified video.');
  }
  if (body.length === 0)
    return badRequest('mediaBodyRequired', 'The request does not include the image content.');
  if (body.length > maxThumbnailBytes)
    return refusal(413, 'uploadTooLarge', 'Media is too large. Limit: 2097152');
  const mime = sniffMime(body);
  const isReadable = await sharp(body)
    .metadata()
    .then(
      () => true,
      () => false,
    );
  const declared = headers['content-type'] ?? '';
  if (!/^(image\/(jpeg|png)|application\/octet-stream)$/.test(declared)) {
    return badRequest('badContent', `Media type '${declared}' is not supported.`);
  }
  if (!isReadable || (mime !== 'image/jpeg' && mime !== 'image/png')) {
    return badRequest('invalidImage', 'The provided image content is invalid.');
  }
  const blob = digestOf(body);
  await world.store.putBlob(blob, { mime, content: body });
  await world.store.put('videos', video.id, { ...video, thumbnail: blob });
  const url = `${world.baseUrl}/blob/${blob}`;
  return ok({ kind: 'youtube#thumbnailSetResponse', items: [{ default: { url } }] });
}

/** GET /youtube/v3/channels?mine=true */
export async function listChannels(
  world: World,
  account: Account,
  { query }: SimulatorRequest,
): Promise<SimulatorAnswer> {
  const asked = partsIn(query, ['id', 'snippet', 'contentDetails', 'status', 'statistics']);
  if ('refused' in asked) return asked.refused;
  if (query.get('mine') !== 'true') return badRequest('missingRequiredParameter', 'No filter selected: mine');
  if (!account.hasChannel) return ok({ kind: 'youtube#channelListResponse', pageInfo: { totalResults: 0 } });
  const own = (await videosOf(world, account.id)).filter(isShown);
  const all: Readonly<Record<string, unknown>> = {
    snippet: { title: account.title, description: account.bio, customUrl: `@${account.handle}` },
    contentDetails: { relatedPlaylists: { likes: 'LL', uploads: uploadsOf(account) } },
    status: { privacyStatus: 'public', isLinked: true, longUploadsStatus: account.longUploads },
    statistics: {
      viewCount: '0',
      subscriberCount: '12',
      hiddenSubscriberCount: false,
      videoCount: String(own.filter(({ privacyStatus }) => privacyStatus === 'public').length),
    },
  };
  const parts = Object.fromEntries(asked.parts.map((part) => [part, all[part]]));
  return ok({
    kind: 'youtube#channelListResponse',
    items: [{ kind: 'youtube#channel', id: account.id, ...parts }],
  });
}

/** GET /youtube/v3/playlistItems: the channel's own uploads, newest first. */
export async function listUploads(
  world: World,
  account: Account,
  { query }: SimulatorRequest,
): Promise<SimulatorAnswer> {
  const asked = partsIn(query, ['id', 'snippet', 'contentDetails', 'status']);
  if ('refused' in asked) return asked.refused;
  if (query.get('playlistId') !== uploadsOf(account)) return notFound('playlist');
  const page = pageOf(await videosOf(world, account.id), query, 50, 5);
  if ('refused' in page) return page.refused;
  const items = page.shown.map((video, index) => ({
    kind: 'youtube#playlistItem',
    id: `UU${video.id}`,
    snippet: {
      publishedAt: video.publishedAt,
      channelId: account.id,
      title: video.title,
      description: video.description,
      playlistId: uploadsOf(account),
      position: index,
      resourceId: { kind: 'youtube#video', videoId: video.id },
    },
  }));
  return ok({ kind: 'youtube#playlistItemListResponse', ...page.next, items });
}
