import { z } from 'zod';
import { manifest } from '#platforms/facebook/manifest.ts';
import {
  type Asked,
  addNew,
  graphError,
  graphTimeOf,
  invalid,
  missing,
  newId,
  ok,
  pageOf,
  pick,
  type World,
} from '#platforms/simulators/meta/answers.ts';
import { commentsUnder, reactionsTo } from '#platforms/simulators/meta/comments.ts';
import { takeFile } from '#platforms/simulators/meta/fetch-media.ts';
import type { InnerFault, SimulatorAnswer, SimulatorRequest } from '#platforms/simulators/simulator.ts';
import { findPhoto, findPost, type PhotoRecord, type PostRecord, publishedPosts } from './world.ts';

/** Pictures and posts of a Page. */

const unpublishedLifeMilliseconds = 24 * 60 * 60 * 1000;

/** POST /{page}/photos: a file as `source`, unpublished. https://developers.facebook.com/docs/graph-api/reference/page/photos */
export async function uploadPhoto(
  world: World,
  pageId: string,
  { values, files }: Asked,
  fault: InnerFault | undefined,
): Promise<SimulatorAnswer> {
  const source = files.source;
  if (!source) return graphError(324, 2069019, 'Requires upload file.');
  if (values.published !== 'false')
    return invalid('published: this rehearsal takes unpublished pictures only');
  const altText = typeof values.alt_text_custom === 'string' ? values.alt_text_custom : '';
  const refused = graphError(100, 1366046, 'Photos should be smaller than 4 MB and saved as JPG or PNG.');
  if (fault?.misbehaviour === 'media_refused') return refused;
  const taken = await takeFile(world, 'image', source.content, manifest.media.images, altText);
  if (typeof taken === 'string') return refused;
  const createdAt = world.now().toISOString();
  const id = await addNew(
    world,
    'photos',
    '12',
    (id): PhotoRecord => ({ id, pageId, file: taken, createdAt, postId: null }),
  );
  return ok({ id });
}

const Feed = z.looseObject({
  message: z.string().max(63_206).optional(),
  link: z.url().optional(),
  published: z.enum(['true', 'false']).default('true'),
});

/** POST /{page}/feed. https://developers.facebook.com/docs/graph-api/reference/page/feed */
export async function createPost(
  world: World,
  pageId: string,
  values: Readonly<Record<string, unknown>>,
): Promise<SimulatorAnswer> {
  const parsed = Feed.safeParse(values);
  if (!parsed.success) return invalid(parsed.error.issues[0]?.path.join('.') ?? 'body');
  const { message = '', link, published } = parsed.data;
  const photos = await attachedPhotos(world, pageId, values);
  if ('status' in photos) return photos;
  if (message.trim() === '' && link === undefined && photos.length === 0) return invalid('the post is empty');
  if (link !== undefined && photos.length > 0) return invalid('link and attached_media');
  const last = (await publishedPosts(world, pageId))[0];
  if (last && photos.length === 0 && last.files.length === 0 && last.message === message)
    return graphError(506, undefined, 'Duplicate status message.');
  const createdAt = world.now().toISOString();
  const id = `${pageId}_${newId('12', world.now())}`;
  const post: PostRecord = {
    id,
    pageId,
    message,
    link: link ?? null,
    files: photos.map(({ file }) => file),
    createdAt,
    publishedAt: published === 'true' ? createdAt : null,
  };
  await world.store.put('posts', id, post);
  for (const photo of photos) await world.store.put('photos', photo.id, { ...photo, postId: id });
  return ok({ id });
}

const Attached = z.object({ media_fbid: z.string() });

async function attachedPhotos(
  world: World,
  pageId: string,
  values: Readonly<Record<string, unknown>>,
): Promise<PhotoRecord[] | SimulatorAnswer> {
  const photos: PhotoRecord[] = [];
  for (let index = 0; values[`attached_media[${index}]`] !== undefined; index += 1) {
    const text = values[`attached_media[${index}]`];
    const parsed = Attached.safeParse(typeof text === 'string' ? JSON.parse(text) : text);
    const photo = parsed.success ? await findPhoto(world, parsed.data.media_fbid) : undefined;
    if (!photo || photo.pageId !== pageId) return invalid(`attached_media[${index}]`);
    if (photo.postId !== null) return graphError(100, 1366051, 'These photos were already posted.');
    const age = world.now().getTime() - new Date(photo.createdAt).getTime();
    if (age > unpublishedLifeMilliseconds) return invalid(`attached_media[${index}] is too old`);
    photos.push(photo);
  }
  return photos;
}

/** GET, POST and DELETE /{page}_{post}. https://developers.facebook.com/documentation/pages-api/posts */
export async function onPost(
  world: World,
  pageId: string,
  id: string,
  request: SimulatorRequest,
  values: Readonly<Record<string, unknown>>,
): Promise<SimulatorAnswer> {
  const post = await findPost(world, id);
  if (post?.pageId !== pageId) return missing(id);
  if (request.method === 'DELETE') {
    await world.store.delete('posts', id);
    return ok({ success: true });
  }
  if (request.method === 'GET') return ok(await fieldsOf(world, post, request));
  const { message, is_published } = values;
  if (message === undefined && is_published === undefined) return invalid('nothing to change');
  if (is_published !== undefined && is_published !== 'true')
    return invalid('is_published: a post cannot be unpublished');
  const changed: PostRecord = {
    ...post,
    message: typeof message === 'string' ? message : post.message,
    publishedAt: post.publishedAt ?? (is_published === 'true' ? world.now().toISOString() : null),
  };
  await world.store.put('posts', id, changed);
  return ok({ success: true });
}

const postUrl = (world: World, username: string, postId: string) =>
  world.postUrl({ handle: username, postId });

async function fieldsOf(world: World, post: PostRecord, request: SimulatorRequest) {
  const { likes, shares } = await reactionsTo(world, post.id);
  const comments = (await commentsUnder(world, post.id)).length;
  const account = await world.store.get('accounts', post.pageId);
  const { username } = z.object({ username: z.string() }).parse(account);
  return pick(
    post.id,
    {
      ...(post.message === '' ? {} : { message: post.message }),
      created_time: graphTimeOf(post.publishedAt ?? post.createdAt),
      is_published: post.publishedAt !== null,
      permalink_url: postUrl(world, username, post.id),
      ...(shares > 0 ? { shares: { count: shares } } : {}),
      comments: { data: [], summary: { total_count: comments } },
      reactions: { data: [], summary: { total_count: likes } },
    },
    request,
  );
}

/** GET /{page}/published_posts */
export async function listPublished(
  world: World,
  pageId: string,
  request: SimulatorRequest,
): Promise<SimulatorAnswer> {
  const shown = [];
  for (const post of await publishedPosts(world, pageId)) shown.push(await fieldsOf(world, post, request));
  return pageOf(shown, request);
}

const postMetrics = ['post_media_view', 'post_total_media_view_unique', 'post_clicks'];

/** GET /{post}/insights */
export async function readInsights(
  world: World,
  pageId: string,
  id: string,
  request: SimulatorRequest,
): Promise<SimulatorAnswer> {
  const post = await findPost(world, id);
  if (post?.pageId !== pageId) return missing(id);
  const asked = (request.query.get('metric') ?? '').split(',');
  if (asked.some((name) => !postMetrics.includes(name)))
    return graphError(100, undefined, 'The value must be a valid insights metric.');
  const { views } = await reactionsTo(world, id);
  const data = asked.map((name) => ({
    name,
    period: 'lifetime',
    values: [{ value: name === 'post_clicks' ? 0 : views }],
    id: `${id}/insights/${name}/lifetime`,
  }));
  return ok({ data });
}
