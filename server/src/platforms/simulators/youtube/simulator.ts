import { AppError } from '#kernel/errors.ts';
import { readAsked } from '#platforms/simulators/read-asked.ts';
import type {
  InnerFault,
  Refusal,
  SimulatedPost,
  Simulator,
  SimulatorAnswer,
  SimulatorOptions,
  SimulatorRequest,
} from '#platforms/simulators/simulator.ts';
import { manifest } from '#platforms/youtube/manifest.ts';
import {
  addComment,
  deleteComment,
  insertReply,
  insertThread,
  listComments,
  listThreads,
  moderate,
} from './comments.ts';
import { type Caller, callerOf, createApp, giveTokens, grantAll, revoke, showSignIn } from './tokens.ts';
import { beginUpload, continueUpload } from './uploads.ts';
import {
  deleteVideo,
  isShown,
  listChannels,
  listUploads,
  listVideos,
  setThumbnail,
  updateVideo,
} from './videos.ts';
import {
  type Account,
  accountOf,
  badRequest,
  type CommentRecord,
  commentsOf,
  digestOf,
  forbidden,
  newId,
  notFound,
  react,
  reactionsTo,
  refusal,
  unauthorized,
  type VideoRecord,
  videosOf,
  type World,
} from './world.ts';

/** YouTube's Data API v3 and Google's sign-in, as their pages and the discovery document describe them. */
export function youtubeSimulator(world: SimulatorOptions): Simulator {
  return {
    platformId: manifest.id,
    publishingKinds: ['begin_upload', 'publish', 'read_video'],
    publishKind: 'publish',
    mediaKind: 'begin_upload',
    commentKind: 'comment',
    kindOf,
    handle: (request, fault) => handle(world, request, fault),
    refuse,
    createApp: ({ redirectUrl }) => createApp(world, redirectUrl),

    async createAccount({ handle: wanted, displayName, bio = '' }) {
      const name = wanted.trim().replace(/^@/, '').replaceAll(' ', '-').toLowerCase();
      if (!/^[\w.-]{3,30}$/.test(name)) {
        throw new AppError('invalid', `"${wanted}" cannot be a handle on YouTube.`, {
          hint: '3 to 30 letters, digits, and _ . or -.',
        });
      }
      if (await accountOf(world, name)) throw new AppError('conflict', `@${name} is taken.`);
      const account: Account = {
        id: `UC${newId(22)}`,
        handle: name,
        title: displayName,
        bio,
        hasChannel: true,
        longUploads: 'allowed',
      };
      await world.store.put('accounts', account.id, account);
      const { fields } = await createApp(world, null);
      const refreshToken = await grantAll(world, fields.clientId!, account.id);
      return { remoteId: account.id, handle: name, displayName, fields: { refreshToken, ...fields } };
    },

    readTimeline: (account) => readTimeline(world, account),
    crowd: {
      async comment({ postId, parentId = null, author, text }) {
        const authorId = `UC${digestOf(author.handle).slice(0, 22)}`;
        // Answers to a reply stand under the same comment.
        const parent = parentId?.split('.')[0] ?? null;
        const facts = { videoId: postId, parentId: parent, authorId, authorName: `@${author.handle}`, text };
        return (await addComment(world, facts)).id;
      },
      react: (postId, more) => react(world, postId, more),
    },
  };
}

function refuse(what: Refusal): SimulatorAnswer {
  if (what === 'expired_token') return unauthorized();
  if (what === 'duplicate') return refusal(409, 'duplicate', 'The resource already exists.');
  if (what === 'server_error') return refusal(503, 'backendError', 'Backend Error');
  return refusal(429, 'rateLimitExceeded', 'The request was throttled.', { 'retry-after': '2' });
}

const apiKinds: Readonly<Record<string, string>> = {
  'GET channels': 'read_account',
  'GET videos': 'read_video',
  'GET playlistItems': 'list_posts',
  'GET commentThreads': 'read_comments',
  'GET comments': 'read_comments',
  'POST commentThreads': 'comment',
  'POST comments': 'reply',
  'PUT videos': 'edit_post',
  'DELETE videos': 'delete_post',
};

function kindOf({ method, path, headers }: SimulatorRequest): string {
  if (path === '/upload/youtube/v3/videos') {
    if (method === 'POST') return 'begin_upload';
    const range = /^bytes (\*|\d+-(\d+))\/(\d+)$/.exec(headers['content-range'] ?? '');
    if (range?.[1] === '*') return 'ask_upload';
    return !range || Number(range[2]) + 1 === Number(range[3]) ? 'publish' : 'append';
  }
  if (path.startsWith('/upload/')) return 'thumbnail';
  if (path.startsWith('/blob/')) return 'web';
  const resource = /^\/youtube\/v3\/(\w+)/.exec(path)?.[1];
  return resource ? (apiKinds[`${method} ${resource}`] ?? 'moderate') : 'sign_in';
}

async function handle(world: World, request: SimulatorRequest, fault?: InnerFault): Promise<SimulatorAnswer> {
  const { method, path } = request;
  const blob = /^\/blob\/([a-f0-9]{64})$/.exec(path)?.[1];
  if (blob) return file(world, blob);
  if (method === 'GET' && path === '/o/oauth2/v2/auth') return showSignIn(world, request);
  const route = routes.find((one) => one.method === method && one.path === path);
  const asked = route?.raw ? { values: {} } : await readAsked(request);
  if (!asked) return badRequest('parseError', 'The body cannot be read.');
  if (method === 'POST' && path === '/token') return giveTokens(world, asked.values);
  if (method === 'POST' && path === '/revoke') return revoke(world, asked.values);
  if (!route) return refusal(404, 'notFound', `${method} ${path}`);
  const caller = await callerOf(world, request);
  const account = caller && (await accountOf(world, caller.accountId));
  if (!caller || !account) return unauthorized();
  if (!caller.scopes.some((scope) => route.scopes.some((name) => scope.endsWith(`/auth/${name}`)))) {
    return forbidden('insufficientPermissions', 'Request had insufficient authentication scopes.');
  }
  if (!account.hasChannel && route.path !== '/youtube/v3/channels') {
    return refusal(401, 'youtubeSignupRequired', 'Unauthorized');
  }
  return route.answer({ world, caller, account, request, values: asked.values, fault });
}

interface Visit {
  readonly world: World;
  readonly caller: Caller;
  readonly account: Account;
  readonly request: SimulatorRequest;
  readonly values: Readonly<Record<string, unknown>>;
  readonly fault: InnerFault | undefined;
}

interface Route {
  readonly method: string;
  readonly path: string;
  /** Any of these is enough. */
  readonly scopes: readonly string[];
  /** The body is a file. */
  readonly raw?: true;
  readonly answer: (visit: Visit) => Promise<SimulatorAnswer>;
}

type Plain = (world: World, account: Account, request: SimulatorRequest) => Promise<SimulatorAnswer>;
type Written = (
  world: World,
  account: Account,
  request: SimulatorRequest,
  values: Visit['values'],
) => Promise<SimulatorAnswer>;
const plain =
  (answer: Plain) =>
  ({ world, account, request }: Visit) =>
    answer(world, account, request);
const written =
  (answer: Written) =>
  ({ world, account, request, values }: Visit) =>
    answer(world, account, request, values);

const uploads = ['youtube.upload', 'youtube.force-ssl'];
const reads = ['youtube.readonly', 'youtube.force-ssl'];
const manages = ['youtube.force-ssl'];
const api = '/youtube/v3';
const routes: readonly Route[] = [
  {
    method: 'POST',
    path: '/upload/youtube/v3/videos',
    scopes: uploads,
    answer: ({ world, caller, account, request, values, fault }) =>
      beginUpload(world, caller, account, request, values, fault),
  },
  {
    method: 'PUT',
    path: '/upload/youtube/v3/videos',
    scopes: uploads,
    raw: true,
    answer: plain(continueUpload),
  },
  {
    method: 'POST',
    path: '/upload/youtube/v3/thumbnails/set',
    scopes: uploads,
    raw: true,
    answer: plain(setThumbnail),
  },
  { method: 'GET', path: `${api}/channels`, scopes: reads, answer: plain(listChannels) },
  { method: 'GET', path: `${api}/playlistItems`, scopes: reads, answer: plain(listUploads) },
  { method: 'GET', path: `${api}/videos`, scopes: reads, answer: plain(listVideos) },
  { method: 'PUT', path: `${api}/videos`, scopes: manages, answer: written(updateVideo) },
  { method: 'DELETE', path: `${api}/videos`, scopes: manages, answer: plain(deleteVideo) },
  { method: 'GET', path: `${api}/commentThreads`, scopes: manages, answer: plain(listThreads) },
  { method: 'POST', path: `${api}/commentThreads`, scopes: manages, answer: written(insertThread) },
  { method: 'GET', path: `${api}/comments`, scopes: manages, answer: plain(listComments) },
  { method: 'POST', path: `${api}/comments`, scopes: manages, answer: written(insertReply) },
  { method: 'DELETE', path: `${api}/comments`, scopes: manages, answer: plain(deleteComment) },
  { method: 'POST', path: `${api}/comments/setModerationStatus`, scopes: manages, answer: plain(moderate) },
];

async function file(world: World, key: string): Promise<SimulatorAnswer> {
  const blob = await world.store.getBlob(key);
  return blob
    ? { status: 200, headers: { 'content-type': blob.mime }, body: blob.content }
    : notFound('file');
}

async function readTimeline(world: World, identifier: string) {
  const account = await accountOf(world, identifier);
  if (!account) return undefined;
  const posts: SimulatedPost[] = [];
  for (const video of (await videosOf(world, account.id)).filter(isShown)) {
    posts.push(await shownVideo(world, account, video));
    for (const comment of await commentsOf(world, video.id)) {
      if (comment.moderation === 'published') posts.push(shownComment(world, account, comment));
    }
  }
  return {
    platform: manifest.id,
    platformName: manifest.name,
    handle: account.handle,
    displayName: account.title,
    bio: account.bio,
    automated: false,
    posts: posts.sort((a, b) => b.at.localeCompare(a.at)),
  };
}

async function shownVideo(world: World, { handle }: Account, video: VideoRecord): Promise<SimulatedPost> {
  const url = (blob: string) => `${new URL(world.baseUrl).pathname}/blob/${blob}`;
  const { width, height } = video;
  return {
    id: video.id,
    kind: 'post',
    title: video.title,
    likes: (await reactionsTo(world, video.id)).likes,
    text: video.description,
    at: video.publishedAt,
    url: world.postUrl({ handle, postId: video.id }),
    aiLabel: video.containsSyntheticMedia ? { shown: true, by: 'platform' } : { shown: false, by: 'none' },
    media: [{ kind: 'video', url: url(video.blob), altText: '', width, height }],
  };
}

function shownComment(world: World, account: Account, comment: CommentRecord): SimulatedPost {
  const name = comment.authorName.replace(/^@/, '');
  return {
    id: comment.id,
    kind: 'reply',
    repliesTo: comment.parentId ?? comment.videoId,
    ...(comment.authorId === account.id ? {} : { author: { handle: name, displayName: name } }),
    text: comment.text,
    at: comment.publishedAt,
    url: world.postUrl({ handle: account.handle, postId: comment.videoId }),
    aiLabel: { shown: false, by: 'none' },
    media: [],
  };
}
