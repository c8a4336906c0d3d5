import { z } from 'zod';
import { measure } from '#kernel/text-length.ts';
import { linksIn } from '#platforms/caption.ts';
import { accountOf } from '#platforms/simulators/meta/accounts.ts';
import {
  addNew,
  forbidden,
  graphError,
  invalid,
  missing,
  ok,
  type World,
} from '#platforms/simulators/meta/answers.ts';
import { type Flaw, fetchFile, type StoredFile } from '#platforms/simulators/meta/fetch-media.ts';
import type { Token } from '#platforms/simulators/meta/tokens.ts';
import type { InnerFault, SimulatorAnswer } from '#platforms/simulators/simulator.ts';
import { manifest } from '#platforms/threads/manifest.ts';
import {
  allPosts,
  type ContainerRecord,
  containerLifeMilliseconds,
  dayMilliseconds,
  findContainer,
  findPost,
  notThere,
  postIdOf,
} from './world.ts';

/** POST /{user}/threads. https://developers.facebook.com/docs/threads/reference/publishing */
const CreateContainer = z.looseObject({
  media_type: z.enum(['TEXT', 'IMAGE', 'VIDEO', 'CAROUSEL']),
  text: z.string().optional(),
  image_url: z.string().optional(),
  video_url: z.string().optional(),
  alt_text: z.string().optional(),
  is_carousel_item: z.enum(['true', 'false']).default('false'),
  children: z.string().optional(),
  reply_to_id: z.string().optional(),
  reply_control: z
    .enum(['everyone', 'accounts_you_follow', 'mentioned_only', 'parent_post_author_only', 'followers_only'])
    .optional(),
  topic_tag: z
    .string()
    .regex(/^[^.&]{1,50}$/)
    .optional(),
});
type CreateContainer = z.infer<typeof CreateContainer>;

const dailyPosts = 250;
const dailyReplies = 1000;
/** How long a video takes to be ready when nothing is wrong. */
const videoMilliseconds = 300;

export async function createContainer(
  world: World,
  token: Token,
  values: unknown,
  fault: InnerFault | undefined,
): Promise<SimulatorAnswer> {
  const parsed = CreateContainer.safeParse(values);
  if (!parsed.success) return invalid(parsed.error.issues[0]?.path.join('.') ?? 'body');
  const asked = parsed.data;
  const problem = problemOf(asked) ?? (await replyProblem(world, token, asked));
  if (problem) return problem;
  const contents = await contentsOf(world, token.userId, asked);
  if ('status' in contents) return contents;
  const now = world.now();
  const slow = fault?.misbehaviour === 'slow_processing' ? fault.seconds * 1000 : 0;
  const preparing = asked.media_type === 'VIDEO' ? videoMilliseconds : 0;
  const refused = fault?.misbehaviour === 'media_refused' ? 'FAILED_PROCESSING_VIDEO' : contents.error;
  const id = await addNew(
    world,
    'containers',
    '17',
    (): ContainerRecord => ({
      userId: token.userId,
      child: asked.is_carousel_item === 'true',
      text: asked.text ?? '',
      files: contents.files,
      replyTo: asked.reply_to_id ?? null,
      topic: asked.topic_tag ?? null,
      createdAt: now.toISOString(),
      readyAt: new Date(now.getTime() + preparing + slow).toISOString(),
      error: refused,
    }),
  );
  return ok({ id });
}

function problemOf(asked: CreateContainer): SimulatorAnswer | undefined {
  const { media_type: type, text = '' } = asked;
  if (measure(text, 'emojiBytes') > 500) return invalid('text must be at most 500 characters long');
  if (new Set(linksIn(text)).size > 5) {
    return graphError(100, undefined, 'THREADS_API__LINK_LIMIT_EXCEEDED: at most 5 links.');
  }
  if ((asked.alt_text?.length ?? 0) > 1000) return invalid('alt_text is too long');
  if (asked.alt_text !== undefined && (type === 'TEXT' || type === 'CAROUSEL'))
    return invalid('alt_text is for an image or a video');
  if (asked.is_carousel_item === 'true') {
    if (type !== 'IMAGE' && type !== 'VIDEO') return invalid('a carousel item is an image or a video');
    if (asked.text !== undefined) return invalid('text belongs on the carousel');
    if (asked.reply_to_id !== undefined) return invalid('reply_to_id belongs on the carousel');
  }
  if (type === 'TEXT' && text.trim() === '') return invalid('text is missing');
  if (type === 'IMAGE' && !asked.image_url) return invalid('image_url is missing');
  if (type === 'VIDEO' && !asked.video_url) return invalid('video_url is missing');
  if (type === 'CAROUSEL' && !asked.children) return invalid('children is missing');
  if (type !== 'CAROUSEL' && asked.children) return invalid('children is for carousels');
  return undefined;
}

async function replyProblem(
  world: World,
  token: Token,
  { reply_to_id: replyTo }: CreateContainer,
): Promise<SimulatorAnswer | undefined> {
  if (replyTo === undefined) return undefined;
  if (!token.scopes.includes('threads_manage_replies')) return forbidden('threads_manage_replies');
  return (await findPost(world, replyTo)) ? undefined : missing(replyTo);
}

type Contents = { readonly files: StoredFile[]; readonly error: string | null } | SimulatorAnswer;

async function contentsOf(world: World, userId: string, asked: CreateContainer): Promise<Contents> {
  if (asked.media_type === 'TEXT') return { files: [], error: null };
  if (asked.media_type === 'CAROUSEL') return gatherChildren(world, userId, asked);
  const kind = asked.media_type === 'IMAGE' ? 'image' : 'video';
  const address = (kind === 'image' ? asked.image_url : asked.video_url) ?? '';
  const limits = manifest.media[kind === 'image' ? 'images' : 'video'];
  const taken = await fetchFile(world, kind, address, limits, asked.alt_text ?? '');
  if (typeof taken !== 'string') return { files: [taken], error: null };
  // A picture is looked at while the caller waits; what is wrong with a video shows in its container.
  return kind === 'image' ? imageRefusal(taken) : { files: [], error: videoErrors[taken] };
}

function imageRefusal(flaw: Flaw): SimulatorAnswer {
  if (flaw === 'unreachable') return graphError(9004, 2207052, 'The media could not be fetched.');
  if (flaw === 'too_large') return graphError(36000, 2207004, 'The image is too large.');
  if (flaw === 'aspect') return graphError(36003, 2207009, 'The aspect ratio is not supported.');
  return graphError(36001, 2207005, 'The image format is not supported.');
}

const videoErrors: Readonly<Record<Flaw, string>> = {
  unreachable: 'FAILED_DOWNLOADING_VIDEO',
  too_large: 'FAILED_DOWNLOADING_VIDEO',
  format: 'FAILED_PROCESSING_VIDEO',
  codec: 'FAILED_PROCESSING_VIDEO',
  width: 'FAILED_PROCESSING_VIDEO',
  aspect: 'INVALID_ASPEC_RATIO',
  duration: 'INVALID_DURATION',
};

async function gatherChildren(world: World, userId: string, asked: CreateContainer): Promise<Contents> {
  const ids = (asked.children ?? '').split(',');
  if (ids.length < 2 || ids.length > 20) return invalid('a carousel holds 2 to 20 items');
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
  if (await findPost(world, postIdOf(id))) return 'PUBLISHED';
  const now = world.now().getTime();
  if (now - new Date(container.createdAt).getTime() > containerLifeMilliseconds) return 'EXPIRED';
  if (now < new Date(container.readyAt).getTime()) return 'IN_PROGRESS';
  return container.error === null ? 'FINISHED' : 'ERROR';
}

/** GET /{container}?fields=status,error_message */
export async function readContainer(
  world: World,
  id: string,
  container: ContainerRecord,
): Promise<SimulatorAnswer> {
  const status = await stateOf(world, id, container);
  return ok({ id, status, ...(status === 'ERROR' ? { error_message: container.error } : {}) });
}

/** POST /{user}/threads_publish */
export async function publishContainer(
  world: World,
  userId: string,
  values: unknown,
): Promise<SimulatorAnswer> {
  const parsed = z.looseObject({ creation_id: z.string().min(1) }).safeParse(values);
  if (!parsed.success) return invalid('creation_id is missing');
  const id = parsed.data.creation_id;
  const container = await findContainer(world, id);
  if (!container || container.userId !== userId || container.child) return notThere();
  const state = await stateOf(world, id, container);
  if (state === 'IN_PROGRESS') return graphError(9007, 2207027, 'The media is not ready to be published.');
  if (state !== 'FINISHED') return notThere();
  const usage = await usageOf(world, userId);
  const isReply = container.replyTo !== null;
  if (isReply ? usage.replies >= dailyReplies : usage.posts >= dailyPosts) {
    return graphError(9, 2207042, 'You reached the number of posts that is allowed to be published.');
  }
  const account = await accountOf(world, userId);
  const parent = container.replyTo === null ? undefined : await findPost(world, container.replyTo);
  if (!account || (isReply && !parent)) return notThere();
  const { username, name } = account;
  const postId = postIdOf(id);
  const added = await world.store.add('posts', postId, {
    id: postId,
    author: { userId, username, name },
    text: container.text,
    files: container.files,
    timestamp: world.now().toISOString(),
    replyTo: container.replyTo,
    rootId: parent?.rootId ?? postId,
    mentions: [],
    hidden: false,
  });
  return added ? ok({ id: postId }) : notThere();
}

async function usageOf(world: World, userId: string) {
  const since = world.now().getTime() - dayMilliseconds;
  const own = (await allPosts(world)).filter(
    ({ author, timestamp }) => author.userId === userId && new Date(timestamp).getTime() > since,
  );
  const replies = own.filter(({ replyTo }) => replyTo !== null).length;
  return { posts: own.length - replies, replies };
}

/** GET /{user}/threads_publishing_limit */
export async function readPublishingLimit(world: World, userId: string): Promise<SimulatorAnswer> {
  const { posts, replies } = await usageOf(world, userId);
  const config = (quota_total: number) => ({ quota_total, quota_duration: 86_400 });
  return ok({
    data: [
      {
        quota_usage: posts,
        config: config(dailyPosts),
        reply_quota_usage: replies,
        reply_config: config(dailyReplies),
        delete_quota_usage: 0,
        delete_config: config(100),
      },
    ],
  });
}
