import { z } from 'zod';
import { hashtagsIn } from '#platforms/caption.ts';
import { manifest } from '#platforms/instagram/manifest.ts';
import { addNew, graphError, invalid, missing, ok, type World } from '#platforms/simulators/meta/answers.ts';
import { type Flaw, fetchFile, type StoredFile } from '#platforms/simulators/meta/fetch-media.ts';
import type { InnerFault, SimulatorAnswer } from '#platforms/simulators/simulator.ts';
import {
  type ContainerRecord,
  containerLifeMilliseconds,
  dayMilliseconds,
  findContainer,
  findMedia,
  listMedia,
  mediaIdOf,
} from './world.ts';

/** As sent: JSON or a form, so that truth may come as text. */
const truth = z
  .union([z.boolean(), z.enum(['true', 'false'])])
  .transform((value) => value === true || value === 'true');
const CreateContainer = z.looseObject({
  media_type: z.string().optional(),
  image_url: z.string().optional(),
  video_url: z.string().optional(),
  caption: z.string().optional(),
  alt_text: z.string().optional(),
  is_carousel_item: truth.default(false),
  is_ai_generated: truth.optional(),
  thumb_offset: z.coerce.number().int().min(0).optional(),
  share_to_feed: truth.optional(),
  children: z.union([z.string().transform((text) => text.split(',')), z.array(z.string())]).optional(),
});
type CreateContainer = z.infer<typeof CreateContainer>;

/** The API allows 30 and 20; the app's newer limit of five hashtags is not the API's. */
const maxHashtags = 30;
const maxMentions = 20;
const dailyPosts = 100;
/** How long a video takes to be ready when nothing is wrong. */
const videoMilliseconds = 300;

/** POST /{ig-id}/media */
export async function createContainer(
  world: World,
  userId: string,
  body: unknown,
  fault: InnerFault | undefined,
): Promise<SimulatorAnswer> {
  const parsed = CreateContainer.safeParse(body);
  if (!parsed.success) return invalid(parsed.error.issues[0]?.path.join('.') ?? 'body');
  const asked = parsed.data;
  const problem = problemOf(asked);
  if (problem) return problem;
  const contents =
    asked.media_type === 'CAROUSEL'
      ? await gatherChildren(world, userId, asked)
      : await fetchOne(world, asked);
  if ('status' in contents) return contents;
  const now = world.now();
  const isVideo = contents.files.some(({ kind }) => kind === 'video') && asked.media_type !== 'CAROUSEL';
  const slow = fault?.misbehaviour === 'slow_processing' ? fault.seconds * 1000 : 0;
  const container: ContainerRecord = {
    userId,
    child: asked.is_carousel_item,
    story: asked.media_type === 'STORIES',
    caption: asked.caption ?? '',
    aiGenerated: asked.is_ai_generated ?? false,
    files: contents.files,
    createdAt: now.toISOString(),
    readyAt: new Date(now.getTime() + (isVideo ? videoMilliseconds : 0) + slow).toISOString(),
    error: fault?.misbehaviour === 'media_refused' ? 2207026 : contents.error,
  };
  return ok({ id: await addNew(world, 'containers', '17', () => container) });
}

function problemOf(asked: CreateContainer): SimulatorAnswer | undefined {
  const { media_type: type, caption = '' } = asked;
  if (type !== undefined && !['REELS', 'VIDEO', 'CAROUSEL', 'STORIES'].includes(type)) {
    return graphError(100, 2207023, `The media type ${type} is unknown.`);
  }
  const mentions = [...caption.matchAll(/(?:^|\s)@[\w.]+/g)].length;
  if (
    caption.length > manifest.text.max ||
    hashtagsIn(caption).length > maxHashtags ||
    mentions > maxMentions
  ) {
    return graphError(36004, 2207010, 'The caption is too long: 2200 characters, 30 hashtags, 20 mentions.');
  }
  if (asked.is_carousel_item) {
    if (asked.is_ai_generated !== undefined) return invalid('is_ai_generated belongs on the carousel');
    if (asked.caption !== undefined) return invalid('caption belongs on the carousel');
    if (type !== undefined && type !== 'VIDEO')
      return graphError(100, 2207023, `${type} cannot be a carousel item.`);
  } else if (type === 'VIDEO') {
    return graphError(100, 2207023, 'VIDEO is for carousel items: use REELS.');
  }
  if (asked.alt_text !== undefined) {
    if (asked.video_url !== undefined || type === 'CAROUSEL') return invalid('alt_text is for images');
    if (asked.alt_text.length > manifest.altText.max) return invalid('alt_text is too long');
  }
  if (type === 'STORIES') {
    if (asked.caption !== undefined) return invalid('a story has no caption');
    if (asked.alt_text !== undefined) return invalid('alt_text is for images of posts');
    if ((asked.image_url === undefined) === (asked.video_url === undefined))
      return invalid('a story has either image_url or video_url');
    return undefined;
  }
  if (type !== 'REELS' && (asked.thumb_offset !== undefined || asked.share_to_feed !== undefined))
    return invalid('thumb_offset and share_to_feed are for reels');
  const needsVideo = type === 'REELS' || type === 'VIDEO';
  if (type === 'CAROUSEL') return asked.children ? undefined : invalid('children is missing');
  if (needsVideo && !asked.video_url) return invalid('video_url is missing');
  if (!needsVideo && !asked.image_url) return invalid('image_url is missing');
  return undefined;
}

type Contents = { readonly files: StoredFile[]; readonly error: number | null } | SimulatorAnswer;

async function fetchOne(world: World, asked: CreateContainer): Promise<Contents> {
  const kind = asked.video_url === undefined ? 'image' : 'video';
  const limits = asked.media_type === 'STORIES' ? manifest.story : manifest.media;
  const address = asked.video_url ?? asked.image_url ?? '';
  const taken = await fetchFile(
    world,
    kind,
    address,
    limits[kind === 'image' ? 'images' : 'video'],
    asked.alt_text ?? '',
  );
  if (typeof taken !== 'string') {
    const offset = asked.thumb_offset ?? 0;
    if (offset > manifest.media.video.maxSeconds * 1000) return graphError(1, 2207057, 'thumb_offset');
    return { files: [taken], error: null };
  }
  // A picture is looked at while the caller waits; what is wrong with a video shows in its container.
  const [code, subcode, message] = kind === 'image' || taken === 'unreachable' ? flaws[taken] : videoFlaw;
  return kind === 'image' ? graphError(code, subcode, message) : { files: [], error: subcode };
}

const format = [36001, 2207005, 'The image format is not supported: use JPEG.'] as const;
const flaws: Readonly<Record<Flaw, readonly [number, number, string]>> = {
  unreachable: [9004, 2207052, 'The media could not be fetched from this URI.'],
  too_large: [36000, 2207004, 'The file is too large to download.'],
  aspect: [36003, 2207009, 'The aspect ratio is not supported: use 4:5 to 1.91:1.'],
  format,
  codec: format,
  duration: format,
  width: format,
};
const videoFlaw = [
  352,
  2207026,
  'The video format is not supported: MP4 or MOV, H.264 or HEVC, index first, 3 s to 15 min.',
] as const;

async function gatherChildren(world: World, userId: string, asked: CreateContainer): Promise<Contents> {
  const ids = asked.children ?? [];
  if (ids.length < 2 || ids.length > 10) return graphError(100, 2207028, 'A carousel holds 2 to 10 items.');
  const files: StoredFile[] = [];
  for (const id of ids) {
    const child = await findContainer(world, id);
    if (!child || child.userId !== userId || !child.child) return missing(id);
    const state = await stateOf(world, id, child);
    if (state !== 'FINISHED') return graphError(9007, 2207027, `The item ${id} is ${state}.`);
    files.push(...child.files);
  }
  return { files, error: null };
}

async function stateOf(world: World, id: string, container: ContainerRecord): Promise<string> {
  if (await findMedia(world, mediaIdOf(id))) return 'PUBLISHED';
  const now = world.now().getTime();
  if (now - new Date(container.createdAt).getTime() > containerLifeMilliseconds) return 'EXPIRED';
  if (now < new Date(container.readyAt).getTime()) return 'IN_PROGRESS';
  return container.error === null ? 'FINISHED' : 'ERROR';
}

/** GET /{container}?fields=status_code,status */
export async function readContainer(world: World, userId: string, id: string): Promise<SimulatorAnswer> {
  const container = await findContainer(world, id);
  if (!container || container.userId !== userId) return missing(id);
  const state = await stateOf(world, id, container);
  const words: Record<string, string> = {
    IN_PROGRESS: 'In Progress: Media is still being processed.',
    FINISHED: 'Finished: Media has been uploaded and it is ready to be published.',
    ERROR: `Error: Media upload has failed with error code ${container.error}`,
    EXPIRED: 'Expired: The container was not published within 24 hours and has expired.',
    PUBLISHED: 'Published: Media has been published.',
  };
  return ok({ id, status_code: state, status: words[state] });
}

/** POST /{ig-id}/media_publish */
export async function publishContainer(
  world: World,
  userId: string,
  body: unknown,
): Promise<SimulatorAnswer> {
  const parsed = z.looseObject({ creation_id: z.string().min(1) }).safeParse(body);
  if (!parsed.success) return invalid('creation_id is missing');
  const id = parsed.data.creation_id;
  const container = await findContainer(world, id);
  if (!container || container.userId !== userId || container.child) {
    return graphError(24, 2207006, 'The requested resource does not exist.');
  }
  const state = await stateOf(world, id, container);
  if (state === 'PUBLISHED') return graphError(24, 2207006, 'The requested resource does not exist.');
  if (state === 'EXPIRED') return graphError(-2, 2207020, 'The media you are trying to access has expired.');
  if (state === 'ERROR') return graphError(-1, 2207053, 'unknown upload error');
  if (state === 'IN_PROGRESS') return graphError(9007, 2207027, 'The media is not ready to be published.');
  if ((await postsOfTheDay(world, userId)) >= dailyPosts) {
    return graphError(9, 2207042, 'You reached maximum number of posts that is allowed to be published.');
  }
  const { story, caption, aiGenerated, files } = container;
  const mediaId = mediaIdOf(id);
  const timestamp = world.now().toISOString();
  const media = { id: mediaId, userId, story, caption, aiGenerated, files, timestamp };
  const published = await world.store.add('media', mediaId, media);
  return published ? ok({ id: mediaId }) : graphError(24, 2207006, 'The requested resource does not exist.');
}

async function postsOfTheDay(world: World, userId: string): Promise<number> {
  const since = world.now().getTime() - dayMilliseconds;
  return (await listMedia(world, userId)).filter(({ timestamp }) => new Date(timestamp).getTime() > since)
    .length;
}

/** GET /{ig-id}/content_publishing_limit?fields=quota_usage,config */
export async function readPublishingLimit(world: World, userId: string): Promise<SimulatorAnswer> {
  const usage = await postsOfTheDay(world, userId);
  return ok({ data: [{ quota_usage: usage, config: { quota_total: dailyPosts, quota_duration: 86_400 } }] });
}
