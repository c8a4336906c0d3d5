import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '#kernel/errors.ts';
import { saysMadeWithAi } from '#platforms/caption.ts';
import { shownFiles } from '#platforms/simulators/meta/fetch-media.ts';
import type {
  InnerFault,
  Refusal,
  SimulatedPost,
  Simulator,
  SimulatorAnswer,
  SimulatorOptions,
  SimulatorRequest,
} from '#platforms/simulators/simulator.ts';
import { manifest } from '#platforms/tiktok/manifest.ts';
import { type Asking, beginClip, beginPictures, creatorInfo, readStatus } from './posting.ts';
import { callerOf, createApp, giveTokens, issuePair, revoke, showSignIn } from './tokens.ts';
import { isLastChunk, takeChunk } from './uploads.ts';
import { listVideos, queryVideos, userInfo } from './videos.ts';
import {
  type Account,
  accountOf,
  allPosts,
  invalid,
  invalidToken,
  type PostRecord,
  react,
  reactionsTo,
  refused,
  type World,
} from './world.ts';

/** TikTok's Content Posting and Display APIs as its documentation describes them. */
export function tiktokSimulator(world: SimulatorOptions): Simulator {
  return {
    platformId: manifest.id,
    publishingKinds: ['read_creator', 'publish', 'read_status'],
    publishKind: 'publish',
    // Pictures are fetched, and clips are uploaded, by the request that publishes.
    mediaKind: 'publish',
    kindOf,
    handle: (request, fault) => handle(world, request, fault),
    refuse,
    createApp: ({ redirectUrl }) => createApp(world, redirectUrl),
    createAccount: (input) => createAccount(world, input),
    readTimeline: (account) => readTimeline(world, account),
    crowd: {
      async comment({ postId }) {
        await react(world, postId, { comments: 1 });
        return `comment-${randomBytes(6).toString('hex')}`;
      },
      react: (postId, more) => react(world, postId, more),
    },
  };
}

async function createAccount(
  world: World,
  { handle: wanted, displayName, bio = '' }: Parameters<Simulator['createAccount']>[0],
) {
  const username = wanted.toLowerCase().replaceAll('-', '_');
  if (!/^[a-z0-9_.]{2,24}$/.test(username) || username.endsWith('.')) {
    throw new AppError('invalid', `"${wanted}" cannot be a name on TikTok.`, {
      hint: '2 to 24 letters, digits, _ and full stops.',
    });
  }
  if (await accountOf(world, username)) throw new AppError('conflict', `@${username} is taken.`);
  const openId = `-000${randomBytes(16).toString('base64url')}`;
  const account: Account = {
    ...{ openId, username, nickname: displayName, bio },
    isPrivate: false,
    commentDisabled: false,
    duetDisabled: false,
    stitchDisabled: false,
    maxVideoSeconds: 600,
  };
  await world.store.put('accounts', openId, account);
  const { fields } = await createApp(world, 'https://rehearsal.example/return');
  const scopes = [...manifest.oauth.scopes];
  const { refreshToken } = await issuePair(world, {
    clientKey: fields.clientKey!,
    accountId: openId,
    scopes,
  });
  return { remoteId: openId, handle: username, displayName, fields: { ...fields, refreshToken } };
}

function refuse(refusal: Refusal): SimulatorAnswer {
  if (refusal === 'expired_token') return invalidToken();
  if (refusal === 'duplicate') return refused(403, 'spam_risk', 'The post was detected as spam.');
  if (refusal === 'server_error') return refused(500, 'internal_error', 'Something went wrong.');
  return refused(429, 'rate_limit_exceeded', 'The API rate limit was exceeded.');
}

function kindOf(request: SimulatorRequest): string {
  const { method, path } = request;
  if (path.startsWith('/v2/oauth') || path.startsWith('/v2/auth')) return 'sign_in';
  if (path === '/v2/post/publish/content/init/') return 'publish';
  if (method === 'PUT') return isLastChunk(request) ? 'publish' : 'append';
  return routes.find((one) => one.path === path)?.kind ?? 'web';
}

interface Route {
  readonly method: string;
  readonly path: string;
  readonly kind: string;
  readonly scope: string;
  readonly answer: (asking: Asking, request: SimulatorRequest) => Promise<SimulatorAnswer>;
}

const publish = '/v2/post/publish';
const routes: readonly Route[] = [
  ['POST', `${publish}/creator_info/query/`, 'read_creator', 'video.publish', creatorInfo],
  ['POST', `${publish}/video/init/`, 'begin_upload', 'video.publish', beginClip],
  ['POST', `${publish}/content/init/`, 'publish', 'video.publish', beginPictures],
  ['POST', `${publish}/status/fetch/`, 'read_status', 'video.publish', readStatus],
  ['GET', '/v2/user/info/', 'read_account', 'user.info.basic', userInfo],
  ['POST', '/v2/video/list/', 'list_posts', 'video.list', listVideos],
  ['POST', '/v2/video/query/', 'read_posts', 'video.list', queryVideos],
].map(([method, path, kind, scope, answer]) => ({ method, path, kind, scope, answer }) as Route);

async function handle(world: World, request: SimulatorRequest, fault?: InnerFault): Promise<SimulatorAnswer> {
  const { method, path, headers, body } = request;
  const blob = /^\/file\/([a-f0-9]{64})$/.exec(path)?.[1];
  if (blob) return file(world, blob);
  if (method === 'GET' && path === '/v2/auth/authorize/') return showSignIn(world, request);
  if (method === 'POST' && path === '/v2/oauth/token/') return giveTokens(world, request);
  if (method === 'POST' && path === '/v2/oauth/revoke/') return revoke(world, request);
  if (method === 'PUT' && path === '/upload/video/') return takeChunk(world, request, fault);
  const route = routes.find((one) => one.path === path);
  if (!route) return refused(404, 'unsupported_path', `${method} ${path}`);
  if (route.method !== method) return refused(405, 'invalid_request', 'method');
  const token = await callerOf(world, request);
  const account = token && (await accountOf(world, token.accountId));
  if (!token || !account) return invalidToken();
  if (!token.scopes.includes(route.scope)) return refused(401, 'scope_not_authorized', route.scope);
  if (method === 'GET') return route.answer({ world, account, token, values: {}, fault }, request);
  const type = (headers['content-type'] ?? '').toLowerCase().replaceAll(' ', '');
  // Demanded for publishing; elsewhere plain JSON does.
  const demanded = path.startsWith(publish) ? 'application/json;charset=utf-8' : 'application/json';
  if (!type.startsWith(demanded)) return invalid('Content-Type');
  const values = z.record(z.string(), z.unknown()).safeParse(parsed(body));
  if (!values.success) return invalid('The body is no JSON.');
  return route.answer({ world, account, token, values: values.data, fault }, request);
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

async function file(world: World, key: string): Promise<SimulatorAnswer> {
  const blob = await world.store.getBlob(key);
  if (!blob) return refused(404, 'not_found');
  return { status: 200, headers: { 'content-type': blob.mime }, body: blob.content };
}

async function readTimeline(world: World, identifier: string) {
  const account = await accountOf(world, identifier);
  if (!account) return undefined;
  const own = (await allPosts(world)).filter(({ accountId }) => accountId === account.openId);
  const posts = [];
  for (const post of own.toReversed()) posts.push(await shown(world, account, post));
  return {
    platform: manifest.id,
    platformName: manifest.name,
    handle: account.username,
    displayName: account.nickname,
    bio: account.bio,
    automated: false,
    posts,
  };
}

async function shown(world: World, { username }: Account, post: PostRecord): Promise<SimulatedPost> {
  const labelled = post.isAigc || saysMadeWithAi(post.caption);
  return {
    id: post.id,
    kind: 'post',
    likes: (await reactionsTo(world, post.id)).likes,
    text: post.caption,
    at: post.at,
    url: world.postUrl({ handle: username, postId: post.id }),
    aiLabel: { shown: labelled, by: post.isAigc ? 'platform' : labelled ? 'caption' : 'none' },
    media: shownFiles(
      world,
      post.media.map((one) => ({ ...one, altText: '' })),
    ),
  };
}
