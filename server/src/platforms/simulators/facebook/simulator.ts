import { saysMadeWithAi } from '#platforms/caption.ts';
import { manifest } from '#platforms/facebook/manifest.ts';
import { type Account, accountOf, addAccount, allAccounts } from '#platforms/simulators/meta/accounts.ts';
import {
  askedBy,
  forbidden,
  graphError,
  invalid,
  missing,
  ok,
  pageOf,
  pick,
  serveFile,
  usedUp,
  type World,
} from '#platforms/simulators/meta/answers.ts';
import { commentsUnder, reactionsTo, shownComment } from '#platforms/simulators/meta/comments.ts';
import { shownFiles } from '#platforms/simulators/meta/fetch-media.ts';
import { createApp, isAppProof } from '#platforms/simulators/meta/sign-in.ts';
import { issueToken, type Token, tokenIn, tokenOf } from '#platforms/simulators/meta/tokens.ts';
import type {
  InnerFault,
  Refusal,
  SimulatedPost,
  Simulator,
  SimulatorAnswer,
  SimulatorOptions,
  SimulatorRequest,
} from '#platforms/simulators/simulator.ts';
import { crowdOf, onComment, onComments } from './comments.ts';
import { createPost, listPublished, onPost, readInsights, uploadPhoto } from './feed.ts';
import { signingIn } from './sign-in.ts';
import { onReels, onVideo, onVideos, receiveReel } from './videos.ts';
import { findPost, findVideo, isPublic, publishedPosts, videosOf } from './world.ts';

/** The Graph API's Pages part as Meta documents it: pictures, posts, clips in phases, comments, insights. */
export function facebookSimulator(options: SimulatorOptions): Simulator {
  return {
    platformId: manifest.id,
    publishingKinds: ['upload_photo', 'create_draft', 'publish', 'read_post'],
    publishKind: 'publish',
    mediaKind: 'upload_photo',
    commentKind: 'comment',
    kindOf,
    handle: (request, fault) => handle(options, request, fault),
    refuse,
    createApp: (input) => createApp(options, input),
    async createAccount(input) {
      let accessToken = '';
      const account = await addAccount(options, input, '61', async ({ userId }) => {
        const scopes = [...manifest.oauth.scopes];
        accessToken = await issueToken(options, 'EAAP', { userId, kind: 'page', scopes });
      });
      const { userId, username, name } = account;
      return {
        remoteId: userId,
        handle: username,
        displayName: name,
        fields: { accessToken, pageId: userId },
      };
    },
    readTimeline: (account) => readTimeline(options, account),
    crowd: crowdOf(options),
  };
}

function refuse(refusal: Refusal): SimulatorAnswer {
  if (refusal === 'expired_token') {
    return graphError(190, 460, 'The session has been invalidated because the password changed.', 401);
  }
  if (refusal === 'duplicate') return graphError(506, undefined, 'Duplicate status message.');
  if (refusal === 'server_error') return graphError(2, undefined, 'An unexpected error has occurred.', 500);
  return usedUp(32, 'pages');
}

function kindOf(request: SimulatorRequest): string {
  const { method, path } = request;
  const [first = '', second] = path
    .replace(/^\/v\d+\.\d+/, '')
    .split('/')
    .filter(Boolean);
  if (first === 'file') return 'web';
  if (first === 'oauth' || first === 'dialog') return 'sign_in';
  if (first === 'video-upload') return 'upload_video';
  if (first === 'me') return second === undefined ? 'read_account' : 'list_pages';
  const phase = () => String(askedBy(request).values.upload_phase);
  if (second === 'photos') return 'upload_photo';
  if (second === 'feed') return 'create_draft';
  if (second === 'videos' || second === 'video_reels')
    return phase() === 'finish' ? 'publish' : `${phase()}_video`;
  if (second === 'comments') return method === 'POST' ? 'comment' : 'list_comments';
  if (second !== undefined) return second;
  if (method === 'DELETE') return 'delete';
  if (method === 'GET') return 'read_post';
  return askedBy(request).values.is_published === undefined ? 'change' : 'publish';
}

async function handle(world: World, request: SimulatorRequest, fault?: InnerFault): Promise<SimulatorAnswer> {
  const open = (await serveFile(world, request)) ?? (await signingIn(world, request));
  if (open) return open;
  const token = await tokenOf(world, tokenIn(request));
  if ('status' in token) return token;
  const { appsecret_proof: proof } = askedBy(request).values;
  if (typeof proof === 'string' && !(await isAppProof(world, tokenIn(request), proof)))
    return graphError(100, undefined, 'Invalid appsecret_proof provided in the API argument');
  const reel = /^\/video-upload\/v2[1-6]\.0\/(\d+)$/.exec(request.path)?.[1];
  if (reel && request.method === 'POST') return receiveReel(world, token.userId, reel, request);
  const path = /^\/v2[1-6]\.0\/(.+)$/.exec(request.path)?.[1];
  if (!path)
    return graphError(2635, undefined, 'You are calling a deprecated or unknown version of the API.');
  const [first = '', edge] = path.split('/');
  if (first === 'me' && edge === 'accounts') return listPages(world, token, request);
  if (token.kind !== 'page') return graphError(190, undefined, 'A Page access token is required.', 401);
  const page = await accountOf(world, token.userId);
  if (!page) return missing('me');
  const id = first === 'me' ? page.userId : first;
  if (id === page.userId) return onPage(world, page, token, edge, request, fault);
  return onObject(world, page, token, id, edge, request);
}

/** GET /me/accounts, in a person's name: all Pages of the rehearsal are theirs. */
async function listPages(world: World, token: Token, request: SimulatorRequest): Promise<SimulatorAnswer> {
  if (token.kind === 'page') return invalid('a person’s token is needed');
  if (!token.scopes.includes('pages_show_list')) return forbidden('pages_show_list');
  const pages = [];
  for (const { userId, name, username } of await allAccounts(world)) {
    const access_token = await issueToken(world, 'EAAP', { userId, kind: 'page', scopes: token.scopes });
    const tasks = ['ANALYZE', 'CREATE_CONTENT', 'MODERATE', 'MANAGE'];
    pages.push(pick(userId, { name, username, access_token, tasks }, request));
  }
  return pageOf(pages, request);
}

/** The permission each call needs. https://developers.facebook.com/documentation/pages-api/posts */
const needed: Readonly<Record<string, string>> = {
  'POST photos': 'pages_manage_posts',
  'POST feed': 'pages_manage_posts',
  'POST video_reels': 'pages_manage_posts',
  'POST videos': 'publish_video',
  'GET published_posts': 'pages_read_engagement',
  'POST subscribed_apps': 'pages_manage_metadata',
};

async function onPage(
  world: World,
  page: Account,
  token: Token,
  edge: string | undefined,
  request: SimulatorRequest,
  fault: InnerFault | undefined,
): Promise<SimulatorAnswer> {
  const call = `${request.method} ${edge ?? ''}`;
  const scope = needed[call];
  if (scope && !token.scopes.includes(scope)) return forbidden(scope);
  const asked = askedBy(request);
  const { userId, name, username } = page;
  switch (call) {
    case 'GET ':
      return ok(pick(userId, { name, username, followers_count: 0, fan_count: 0 }, request));
    case 'POST photos':
      return uploadPhoto(world, userId, asked, fault);
    case 'POST feed':
      return createPost(world, userId, asked.values);
    case 'POST video_reels':
      return onReels(world, userId, asked.values, fault);
    case 'POST videos':
      return onVideos(world, userId, asked, fault);
    case 'GET published_posts':
      return listPublished(world, userId, request);
    case 'POST subscribed_apps':
      return asked.values.subscribed_fields ? ok({ success: true }) : invalid('subscribed_fields');
    default:
      return graphError(100, undefined, `Unknown path components: /${edge}`);
  }
}

/** A post, a clip or a comment, and what hangs on them. */
async function onObject(
  world: World,
  page: Account,
  token: Token,
  id: string,
  edge: string | undefined,
  request: SimulatorRequest,
): Promise<SimulatorAnswer> {
  const { values } = askedBy(request);
  const comment = await onComment(world, page, token, id, edge, request, values);
  if (comment) return comment;
  const video = await findVideo(world, id);
  const own = video?.pageId === page.userId || (await findPost(world, id))?.pageId === page.userId;
  if (!own) return missing(id);
  if (edge === 'comments') return onComments(world, page, token, id, request, values);
  if (edge === 'insights') {
    if (!token.scopes.includes('read_insights')) return forbidden('read_insights');
    return readInsights(world, page.userId, id, request);
  }
  if (edge !== undefined) return graphError(100, undefined, `Unknown path components: /${edge}`);
  if (request.method !== 'GET' && !token.scopes.includes('pages_manage_posts'))
    return forbidden('pages_manage_posts');
  return video
    ? onVideo(world, video, page.username, request, values)
    : onPost(world, page.userId, id, request, values);
}

async function readTimeline(world: World, identifier: string) {
  const page = await accountOf(world, identifier);
  if (!page) return undefined;
  const { userId, username } = page;
  const found = [
    ...(await publishedPosts(world, userId)).map(({ id, message, files, publishedAt }) => ({
      id,
      text: message,
      files,
      at: publishedAt ?? '',
    })),
    ...(await videosOf(world, userId))
      .filter((video) => isPublic(video, world.now()))
      .map(({ id, description, file, finishedAt }) => ({
        id,
        text: description,
        files: file ? [file] : [],
        at: finishedAt ?? '',
      })),
  ].sort((a, b) => b.at.localeCompare(a.at));
  const posts: SimulatedPost[] = [];
  for (const { id, text, files, at } of found) {
    const url = world.postUrl({ handle: username, postId: id });
    const comments = (await commentsUnder(world, id)).filter(({ hidden }) => !hidden).reverse();
    const labelled = saysMadeWithAi(text);
    posts.push(...comments.map((one) => shownComment(one, userId, url)), {
      id,
      kind: 'post',
      likes: (await reactionsTo(world, id)).likes,
      text,
      at,
      url,
      aiLabel: { shown: labelled, by: labelled ? 'caption' : 'none' },
      media: shownFiles(world, files),
    });
  }
  return {
    platform: manifest.id,
    platformName: manifest.name,
    handle: username,
    displayName: page.name || username,
    bio: page.bio,
    automated: false,
    posts,
  };
}
