import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '#kernel/errors.ts';
import { saysMadeWithAi } from '#platforms/caption.ts';
import type {
  InnerFault,
  NewSimulatedAccount,
  Refusal,
  SimulatedAccount,
  SimulatedCrowd,
  SimulatedPost,
  SimulatedTimeline,
  Simulator,
  SimulatorAnswer,
  SimulatorOptions,
  SimulatorRequest,
} from '#platforms/simulators/simulator.ts';
import { type Caller, callerOf, createApp, giveTokens, newApiKey, showSignIn } from './access.ts';
import { completeUpload, createUpload, partUrl, readMedium, statusOf, storePart } from './media.ts';
import {
  Account,
  digestOf,
  fail,
  find,
  jsonOf,
  listComments,
  listPosts,
  Medium,
  newUuid,
  ok,
  PostRecord,
  pageOf,
  type World,
} from './world.ts';

/** Fanvue as its reference describes it (version 2025-06-26): uploads in parts, posts, comments, sign-in. */
export function fanvueSimulator(options: SimulatorOptions): Simulator {
  return {
    platformId: 'fanvue',
    publishingKinds: [
      'create_upload',
      'part_url',
      'store_part',
      'complete_upload',
      'read_medium',
      'create_post',
    ],
    publishKind: 'create_post',
    mediaKind: 'complete_upload',
    kindOf,
    handle: (request, fault) => handle(options, request, fault),
    refuse,
    createAccount: (input) => createAccount(options, input),
    createApp: ({ redirectUrl }) => createApp(options, redirectUrl),
    readTimeline: (account) => readTimeline(options, account),
    crowd: crowdOf(options),
  };
}

const kinds: readonly (readonly [RegExp, string])[] = [
  [/^POST \/media\/uploads$/, 'create_upload'],
  [/^GET \/media\/uploads\/[^/]+\/parts\/[^/]+\/url$/, 'part_url'],
  [/^PUT \/storage\//, 'store_part'],
  [/^PATCH \/media\/uploads\/[^/]+$/, 'complete_upload'],
  [/^GET \/media\/[^/]+$/, 'read_medium'],
  [/^POST \/posts$/, 'create_post'],
  [/^GET \/posts$/, 'list_posts'],
  [/^GET \/posts\/[^/]+\/comments$/, 'list_comments'],
  [/^GET \/posts\/[^/]+$/, 'read_post'],
  [/^GET \/users\/me$/, 'read_account'],
  [/^POST \/sign-in\/oauth2\/token$/, 'give_tokens'],
];

function kindOf({ method, path }: SimulatorRequest): string {
  return kinds.find(([pattern]) => pattern.test(`${method} ${path}`))?.[1] ?? 'web';
}

function refuse(refusal: Refusal): SimulatorAnswer {
  if (refusal === 'expired_token') return fail(401, 'Unauthorized');
  if (refusal !== 'rate_limited') return fail(500, 'Internal Server Error');
  const headers = {
    'retry-after': '2',
    'x-ratelimit-limit': '100',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': '2',
  };
  return fail(429, 'Too Many Requests', headers);
}

async function handle(world: World, request: SimulatorRequest, fault?: InnerFault): Promise<SimulatorAnswer> {
  const { method, path } = request;
  const parts = path.split('/').filter(Boolean);
  if (path === '/sign-in/oauth2/auth' && method === 'GET') return showSignIn(world, request);
  if (path === '/sign-in/oauth2/token' && method === 'POST') return giveTokens(world, request);
  if (parts[0] === 'storage' && method === 'PUT')
    return storePart(world, request, parts[1] ?? '', parts[2] ?? '');
  if (parts[0] === 'file' && method === 'GET') return serveFile(world, parts[1] ?? '');
  const version = request.headers['x-fanvue-api-version'];
  if (version !== '2025-06-26')
    return fail(version ? 410 : 400, 'API version missing or no longer supported');
  const caller = await callerOf(world, request);
  if ('status' in caller) return caller;
  return answer(world, caller, request, parts, fault);
}

const scopeOf: Readonly<Record<string, string>> = {
  create_upload: 'write:media',
  part_url: 'write:media',
  complete_upload: 'write:media',
  read_medium: 'read:media',
  create_post: 'write:post',
  list_posts: 'read:post',
  list_comments: 'read:post',
  read_post: 'read:post',
  read_account: 'read:self',
};

async function answer(
  world: World,
  caller: Caller,
  request: SimulatorRequest,
  parts: readonly string[],
  fault: InnerFault | undefined,
): Promise<SimulatorAnswer> {
  const kind = kindOf(request);
  if (!caller.scopes.includes(scopeOf[kind] ?? ''))
    return fail(403, `Insufficient scope: ${scopeOf[kind] ?? kind}`);
  switch (kind) {
    case 'create_upload':
      return createUpload(world, caller, request);
    case 'part_url':
      return partUrl(world, caller, parts[2]!, parts[4]!);
    case 'complete_upload':
      return completeUpload(world, caller, request, parts[2]!, fault);
    case 'read_medium':
      return readMedium(world, caller, parts[1]!);
    case 'create_post':
      return createPost(world, caller, request);
    case 'list_posts':
      return listOwn(world, caller, request);
    case 'list_comments':
      return listUnder(world, caller, request, parts[1]!);
    case 'read_post':
      return readPost(world, caller, parts[1]!);
    default:
      return readMe(world, caller);
  }
}

const CreatePost = z.strictObject({
  text: z.string().optional(),
  mediaUuids: z.array(z.uuid()).optional(),
  price: z.number().int().positive().optional(),
  audience: z.enum(['subscribers', 'followers-and-subscribers']),
  publishAt: z.iso.datetime().optional(),
  expiresAt: z.iso.datetime().optional(),
});

async function createPost(
  world: World,
  { account }: Caller,
  request: SimulatorRequest,
): Promise<SimulatorAnswer> {
  const input = CreatePost.safeParse(jsonOf(request));
  if (!input.success) return fail(400, 'Request validation failed');
  const { text = null, mediaUuids = [], price = null, audience } = input.data;
  if (text === null && mediaUuids.length === 0) return fail(400, 'A post needs text or media');
  if (price !== null && mediaUuids.length === 0) return fail(400, 'A price requires media');
  for (const uuid of mediaUuids) {
    const medium = await find(world, Medium, 'media', uuid);
    if (medium?.owner !== account.uuid || statusOf(world, medium) !== 'ready')
      return fail(400, `Media ${uuid} is not ready`);
  }
  const post: PostRecord = {
    uuid: newUuid(),
    owner: account.uuid,
    createdAt: world.now().toISOString(),
    ...{ text, price, audience, mediaUuids, likes: 0 },
  };
  await world.store.put('posts', post.uuid, post);
  return ok(await shown(world, post), 201);
}

async function shown(world: World, post: PostRecord) {
  const { uuid, createdAt, text, price, audience, mediaUuids, likes } = post;
  return {
    ...{ uuid, createdAt, text, price, audience, mediaUuids },
    ...{ publishAt: null, publishedAt: createdAt, expiresAt: null, isPinned: false, likesCount: likes },
    commentsCount: (await listComments(world, uuid)).length,
    tips: { count: 0, totalGross: 0, totalNet: 0 },
  };
}

async function listOwn(
  world: World,
  { account }: Caller,
  request: SimulatorRequest,
): Promise<SimulatorAnswer> {
  const page = pageOf(request, (await listPosts(world, account.uuid)).reverse());
  if ('status' in page) return page;
  return ok({ ...page, data: await Promise.all(page.data.map((post) => shown(world, post))) });
}

async function ownPost(world: World, { account }: Caller, uuid: string): Promise<PostRecord | undefined> {
  const post = await find(world, PostRecord, 'posts', uuid);
  return post?.owner === account.uuid ? post : undefined;
}

async function readPost(world: World, caller: Caller, uuid: string): Promise<SimulatorAnswer> {
  const post = await ownPost(world, caller, uuid);
  return post ? ok(await shown(world, post)) : fail(404, 'Not Found');
}

async function listUnder(
  world: World,
  caller: Caller,
  request: SimulatorRequest,
  uuid: string,
): Promise<SimulatorAnswer> {
  if (!(await ownPost(world, caller, uuid))) return fail(404, 'Not Found');
  const page = pageOf(request, await listComments(world, uuid));
  if ('status' in page) return page;
  const data = page.data.map((one) => ({
    ...{ uuid: one.uuid, text: one.text, createdAt: one.at, updatedAt: null },
    user: { ...one.user, nickname: null, isTopSpender: false },
  }));
  return ok({ ...page, data });
}

async function readMe(world: World, { account }: Caller): Promise<SimulatorAnswer> {
  const { uuid, handle, name, bio } = account;
  const postCount = (await listPosts(world, uuid)).length;
  return ok({
    ...{ uuid, handle, bio, displayName: name, email: `${handle}@example.org`, isCreator: true },
    ...{ createdAt: world.now().toISOString(), updatedAt: null, avatarUrl: null, bannerUrl: null },
    fanCounts: { followersCount: 0, subscribersCount: 0 },
    contentCounts: { imageCount: 0, videoCount: 0, audioCount: 0, postCount, payToViewPostCount: 0 },
  });
}

async function serveFile(world: World, name: string): Promise<SimulatorAnswer> {
  const blob = /^[a-f0-9]{64}$/.test(name) ? await world.store.getBlob(name) : undefined;
  if (!blob) return { status: 404, body: {} };
  return { status: 200, headers: { 'content-type': blob.mime }, body: blob.content };
}

async function createAccount(world: World, input: NewSimulatedAccount): Promise<SimulatedAccount> {
  const handle = input.handle
    .trim()
    .replace(/^@/, '')
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '-')
    .slice(0, 30);
  if (!/[a-z0-9]/.test(handle)) {
    throw new AppError('invalid', `"${input.handle}" cannot be a handle.`, {
      hint: 'Use letters, digits and hyphens.',
      field: 'handle',
    });
  }
  const uuid = newUuid();
  if (!(await world.store.add('handles', handle, uuid))) {
    throw new AppError('conflict', `The rehearsal handle ${handle} is taken.`, { hint: 'Choose another.' });
  }
  const account: Account = { uuid, handle, name: input.displayName, bio: input.bio ?? '' };
  await world.store.put('accounts', uuid, account);
  const apiKey = await newApiKey(world, uuid);
  return { remoteId: uuid, handle, displayName: input.displayName, fields: { apiKey } };
}

async function accountOf(world: World, identifier: string): Promise<Account | undefined> {
  const uuid = (await find(world, z.string(), 'handles', identifier.toLowerCase())) ?? identifier;
  return find(world, Account, 'accounts', uuid);
}

async function readTimeline(world: World, identifier: string): Promise<SimulatedTimeline | undefined> {
  const account = await accountOf(world, identifier);
  if (!account) return undefined;
  const posts: SimulatedPost[] = [];
  for (const post of await listPosts(world, account.uuid)) {
    posts.push(await toPost(world, account, post), ...(await commentsAs(world, account, post)));
  }
  return {
    platform: 'fanvue',
    platformName: 'Fanvue',
    handle: account.handle,
    displayName: account.name,
    bio: account.bio,
    automated: false,
    posts: posts.reverse(),
  };
}

async function toPost(world: World, account: Account, post: PostRecord): Promise<SimulatedPost> {
  const path = new URL(world.baseUrl).pathname;
  const shownAs = saysMadeWithAi(post.text ?? '');
  const media = await Promise.all(post.mediaUuids.map((uuid) => find(world, Medium, 'media', uuid)));
  return {
    id: post.uuid,
    text: post.text ?? '',
    at: post.createdAt,
    likes: post.likes,
    url: world.postUrl({ handle: account.handle, postId: post.uuid }),
    aiLabel: { shown: shownAs, by: shownAs ? 'caption' : 'none' },
    media: media.flatMap((one) =>
      one?.blob
        ? [
            {
              kind: one.kind,
              url: `${path}/file/${one.blob}`,
              altText: '',
              width: one.width,
              height: one.height,
            },
          ]
        : [],
    ),
  };
}

async function commentsAs(world: World, account: Account, post: PostRecord): Promise<SimulatedPost[]> {
  return (await listComments(world, post.uuid)).map(({ uuid, text, at, user }) => ({
    ...{ id: uuid, kind: 'reply', repliesTo: post.uuid, text, at, media: [] },
    author: { handle: user.handle, displayName: user.displayName },
    url: world.postUrl({ handle: account.handle, postId: uuid }),
    aiLabel: { shown: false, by: 'none' },
  }));
}

/** Fans: they comment and like. Fanvue's reference shows no answers to comments, so all stand under the post. */
function crowdOf(world: World): SimulatedCrowd {
  const postOf = async (postId: string) => {
    const post = await find(world, PostRecord, 'posts', postId);
    if (post) return post;
    throw new AppError('not_found', `There is no post ${postId}.`, { hint: 'Publish one first.' });
  };
  return {
    async comment({ postId, author, text }) {
      await postOf(postId);
      const uuid = newUuid();
      const hash = createHash('sha256').update(author.handle).digest('hex');
      const user = { uuid: hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5'), ...author };
      const at = world.now().toISOString();
      await world.store.put('comments', `${postId}/${at}-${digestOf(uuid)}`, {
        uuid,
        postId,
        text,
        at,
        user,
      });
      return uuid;
    },
    async react(postId, { likes = 0 }) {
      const post = await postOf(postId);
      await world.store.put('posts', postId, { ...post, likes: post.likes + likes });
    },
  };
}
