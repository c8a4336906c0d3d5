import { z } from 'zod';
import type { SimulatorAnswer, SimulatorRequest } from '#platforms/simulators/simulator.ts';
import type { Asking } from './posting.ts';
import {
  accountOf,
  allPosts,
  invalid,
  ok,
  type PostRecord,
  reactionsTo,
  refused,
  type World,
} from './world.ts';

/** The Display API: the account and its public posts. */

const userFields: Readonly<Record<string, string>> = {
  open_id: 'user.info.basic',
  avatar_url: 'user.info.basic',
  display_name: 'user.info.basic',
  username: 'user.info.profile',
  bio_description: 'user.info.profile',
  is_verified: 'user.info.profile',
  follower_count: 'user.info.stats',
  following_count: 'user.info.stats',
  likes_count: 'user.info.stats',
  video_count: 'user.info.stats',
};

const fieldsOf = ({ query }: SimulatorRequest) => (query.get('fields') ?? '').split(',').filter(Boolean);

/** GET /v2/user/info/ */
export async function userInfo(
  { world, account, token }: Asking,
  request: SimulatorRequest,
): Promise<SimulatorAnswer> {
  const fields = fieldsOf(request);
  if (fields.length === 0) return invalid('fields is required');
  const strange = fields.find((name) => !Object.hasOwn(userFields, name));
  if (strange) return invalid(`fields: ${strange}`);
  if (fields.some((name) => !token.scopes.includes(userFields[name]!)))
    return refused(401, 'scope_not_authorized');
  const own = await publicPosts(world, account.openId);
  let likes = 0;
  for (const { id } of own) likes += (await reactionsTo(world, id)).likes;
  const all: Readonly<Record<string, unknown>> = {
    open_id: account.openId,
    avatar_url: '',
    display_name: account.nickname,
    username: account.username,
    bio_description: account.bio,
    is_verified: false,
    follower_count: 42,
    following_count: 7,
    likes_count: likes,
    video_count: own.length,
  };
  return ok({ user: Object.fromEntries(fields.map((name) => [name, all[name]])) });
}

async function publicPosts(world: World, openId: string): Promise<PostRecord[]> {
  const posts = await allPosts(world);
  return posts.filter(({ accountId, privacy }) => accountId === openId && privacy === 'PUBLIC_TO_EVERYONE');
}

/** https://developers.tiktok.com/docs/en/tiktok-api-v2-video-object; titles and descriptions are cut at 150. */
async function present(world: World, post: PostRecord): Promise<Readonly<Record<string, unknown>>> {
  const { likes, shares, views, comments } = await reactionsTo(world, post.id);
  const owner = await accountOf(world, post.accountId);
  const [cover] = post.media;
  return {
    id: post.id,
    create_time: Math.floor(new Date(post.at).getTime() / 1000),
    cover_image_url: `${world.baseUrl}/file/${cover?.blob}`,
    share_url: world.postUrl({ handle: owner?.username ?? '', postId: post.id }),
    video_description: post.caption.slice(0, 150),
    title: post.caption.slice(0, 150),
    // 0 for photos, which stand in the same list.
    duration: Math.round(post.seconds),
    height: cover?.height,
    width: cover?.width,
    embed_html: '',
    embed_link: '',
    like_count: likes,
    comment_count: comments,
    share_count: shares,
    view_count: views,
    is_aigc: post.isAigc,
  };
}

const videoFields = [
  ...[
    'id',
    'create_time',
    'cover_image_url',
    'share_url',
    'video_description',
    'duration',
    'height',
    'width',
  ],
  ...['title', 'embed_html', 'embed_link', 'like_count', 'comment_count', 'share_count', 'view_count'],
  'is_aigc',
];

async function presented(world: World, posts: readonly PostRecord[], fields: readonly string[]) {
  const videos = [];
  for (const post of posts) {
    const all = await present(world, post);
    videos.push(Object.fromEntries(fields.map((name) => [name, all[name]])));
  }
  return videos;
}

function fieldFlaw(fields: readonly string[]): SimulatorAnswer | undefined {
  const strange = fields.find((name) => !videoFields.includes(name));
  return fields.length === 0 || strange ? invalid(`fields: ${strange ?? 'missing'}`) : undefined;
}

const List = z.strictObject({ cursor: z.int().optional(), max_count: z.int().min(1).max(20).default(10) });

/** POST /v2/video/list/: public posts, newest first; the cursor is a time in milliseconds. */
export async function listVideos(asking: Asking, request: SimulatorRequest): Promise<SimulatorAnswer> {
  const { world, account, values } = asking;
  const fields = fieldsOf(request);
  const asked = List.safeParse(values);
  const flaw = fieldFlaw(fields) ?? (asked.success ? undefined : invalid('max_count'));
  if (flaw || !asked.success) return flaw ?? invalid('body');
  const { cursor = Number.POSITIVE_INFINITY, max_count: most } = asked.data;
  const older = (await publicPosts(world, account.openId))
    .toReversed()
    .filter(({ at }) => new Date(at).getTime() < cursor);
  const page = older.slice(0, most);
  const last = page.at(-1);
  return ok({
    videos: await presented(world, page, fields),
    cursor: last ? new Date(last.at).getTime() : 0,
    has_more: older.length > page.length,
  });
}

const Query = z.strictObject({
  filters: z.strictObject({ video_ids: z.array(z.string()).min(1).max(20) }),
});

/** POST /v2/video/query/: the account's own public posts by their numbers. */
export async function queryVideos(asking: Asking, request: SimulatorRequest): Promise<SimulatorAnswer> {
  const { world, account, values } = asking;
  const fields = fieldsOf(request);
  const asked = Query.safeParse(values);
  const flaw = fieldFlaw(fields) ?? (asked.success ? undefined : invalid('filters.video_ids'));
  if (flaw || !asked.success) return flaw ?? invalid('body');
  const wanted = new Set(asked.data.filters.video_ids);
  const found = (await publicPosts(world, account.openId)).filter(({ id }) => wanted.has(id));
  return ok({ videos: await presented(world, found, fields) });
}
