import { saysMadeWithAi } from '#platforms/caption.ts';
import { accountOf, addAccount, allAccounts, strangerOf } from '#platforms/simulators/meta/accounts.ts';
import {
  askedBy,
  forbidden,
  graphError,
  missing,
  ok,
  pick,
  serveFile,
  usedUp,
  type World,
} from '#platforms/simulators/meta/answers.ts';
import { react, reactionsTo } from '#platforms/simulators/meta/comments.ts';
import { shownFiles } from '#platforms/simulators/meta/fetch-media.ts';
import { createApp, isAppSecret, showSignIn, takeCode } from '#platforms/simulators/meta/sign-in.ts';
import { issueToken, renewToken, type Token, tokenIn, tokenOf } from '#platforms/simulators/meta/tokens.ts';
import type {
  InnerFault,
  Refusal,
  SimulatedCrowd,
  SimulatedPost,
  Simulator,
  SimulatorAnswer,
  SimulatorOptions,
  SimulatorRequest,
} from '#platforms/simulators/simulator.ts';
import { manifest } from '#platforms/threads/manifest.ts';
import { createContainer, publishContainer, readContainer, readPublishingLimit } from './containers.ts';
import {
  deletePost,
  fieldsOf,
  listOwn,
  listReplies,
  manageReply,
  readAccountInsights,
  readInsights,
} from './posts.ts';
import { addPost, allPosts, findContainer, findPost, type PostRecord } from './world.ts';

const knownScopes = [
  ...manifest.oauth.scopes,
  'threads_keyword_search',
  'threads_location_tagging',
  'threads_profile_discovery',
];

/** The Threads API as Meta documents it: containers, states, quotas, replies, insights. */
export function threadsSimulator(options: SimulatorOptions): Simulator {
  return {
    platformId: manifest.id,
    publishingKinds: ['read_limit', 'create_container', 'read_container', 'publish', 'read_post'],
    publishKind: 'publish',
    mediaKind: 'create_container',
    kindOf,
    handle: (request, fault) => handle(options, request, fault),
    refuse,
    createApp: (input) => createApp(options, input),
    async createAccount(input) {
      let accessToken = '';
      const account = await addAccount(options, input, '26', async ({ userId }) => {
        accessToken = await issue(options, { userId, kind: 'long', scopes: [...manifest.oauth.scopes] });
      });
      return {
        remoteId: account.userId,
        handle: account.username,
        displayName: account.name,
        fields: { accessToken },
      };
    },
    readTimeline: (account) => readTimeline(options, account),
    crowd: crowdOf(options),
  };
}

const issue = (world: World, facts: Pick<Token, 'userId' | 'kind' | 'scopes'>) =>
  issueToken(world, 'THAA', facts);

function refuse(refusal: Refusal): SimulatorAnswer {
  if (refusal === 'expired_token') {
    return graphError(190, 463, 'Error validating access token: Session has expired.', 401);
  }
  if (refusal === 'duplicate')
    return graphError(4, 2207051, 'We restrict certain activity to protect our community.');
  if (refusal === 'server_error') return graphError(2, undefined, 'An unexpected error has occurred.', 500);
  return usedUp(4, 'threads');
}

function kindOf({ method, path, query }: SimulatorRequest): string {
  const [first, second] = path
    .replace(/^\/v1\.0/, '')
    .split('/')
    .filter(Boolean);
  if (first === 'refresh_access_token') return 'refresh_token';
  if (first === 'access_token' || first === 'oauth') return 'sign_in';
  if (first === 'me' && second === undefined) return 'read_account';
  if (second === 'threads') return method === 'POST' ? 'create_container' : 'list_posts';
  if (second === 'threads_publish') return 'publish';
  if (second === 'threads_publishing_limit') return 'read_limit';
  if (first === 'file') return 'web';
  if (second !== undefined) return second;
  if (method === 'DELETE') return 'delete_post';
  return query.get('fields')?.includes('error_message') ? 'read_container' : 'read_post';
}

async function handle(world: World, request: SimulatorRequest, fault?: InnerFault): Promise<SimulatorAnswer> {
  const open = (await serveFile(world, request)) ?? (await signingIn(world, request));
  if (open) return open;
  const path = /^\/v1\.0\/(.+)$/.exec(request.path)?.[1];
  if (!path) return graphError(2635, undefined, 'You are calling an unknown version of the API.');
  const token = await tokenOf(world, tokenIn(request));
  if ('status' in token) return token;
  if (token.kind === 'short' && !token.scopes.includes('threads_basic')) return forbidden('threads_basic');
  const [first = '', edge, ...rest] = path.split('/');
  if (rest.length > 0) return graphError(100, undefined, `Unknown path components: /${path}`);
  const id = first === 'me' ? token.userId : first;
  if (edge === undefined) return onObject(world, token, id, request);
  return onEdge(world, token, id, edge, request, fault);
}

async function signingIn(world: World, request: SimulatorRequest): Promise<SimulatorAnswer | undefined> {
  const { method, path } = request;
  if (path === '/oauth/authorize' && method === 'GET') {
    const accounts = (await allAccounts(world)).map(({ userId, username }) => ({
      remoteId: userId,
      name: `@${username}`,
    }));
    return showSignIn(world, request, { platformName: manifest.name, knownScopes, accounts });
  }
  if (path === '/oauth/access_token' && method === 'POST') {
    const { values } = askedBy(request);
    if (values.grant_type !== 'authorization_code') return graphError(100, undefined, 'grant_type');
    const code = await takeCode(world, values);
    if ('why' in code) return graphError(100, undefined, code.why);
    const facts = { userId: code.accountId, kind: 'short', scopes: code.scopes } as const;
    return ok({ access_token: await issue(world, facts), user_id: code.accountId });
  }
  if (path === '/refresh_access_token' || path === '/access_token') {
    const renewed = ({ userId, scopes }: Token) => issue(world, { userId, kind: 'long', scopes });
    return renewToken(world, request, 'th', renewed, (secret) => isAppSecret(world, secret));
  }
  return undefined;
}

async function onObject(
  world: World,
  token: Token,
  id: string,
  request: SimulatorRequest,
): Promise<SimulatorAnswer> {
  if (request.method === 'DELETE') {
    if (!token.scopes.includes('threads_delete')) return forbidden('threads_delete');
    return deletePost(world, token.userId, id);
  }
  if (request.method !== 'GET') return graphError(100, undefined, `Unsupported ${request.method} request.`);
  if (id === token.userId) {
    const account = await accountOf(world, id);
    if (!account) return missing(id);
    const { username, name, bio } = account;
    return ok(pick(id, { username, name, threads_biography: bio }, request));
  }
  const container = await findContainer(world, id);
  if (container) return container.userId === token.userId ? readContainer(world, id, container) : missing(id);
  const post = await findPost(world, id);
  return post?.author.userId === token.userId
    ? ok(await fieldsOf(world, post, token.userId, request))
    : missing(id);
}

/** The permission each call needs. https://developers.facebook.com/docs/threads/overview */
const needed: Readonly<Record<string, string>> = {
  'POST threads': 'threads_content_publish',
  'POST threads_publish': 'threads_content_publish',
  'GET threads_publishing_limit': 'threads_content_publish',
  'GET replies': 'threads_read_replies',
  'GET conversation': 'threads_read_replies',
  'GET mentions': 'threads_manage_mentions',
  'GET insights': 'threads_manage_insights',
  'GET threads_insights': 'threads_manage_insights',
  'POST manage_reply': 'threads_manage_replies',
};

async function onEdge(
  world: World,
  token: Token,
  id: string,
  edge: string,
  request: SimulatorRequest,
  fault: InnerFault | undefined,
): Promise<SimulatorAnswer> {
  const call = `${request.method} ${edge}`;
  const scope = needed[call] ?? 'threads_basic';
  if (!token.scopes.includes(scope)) return forbidden(scope);
  const { values } = askedBy(request);
  const { userId } = token;
  const own = id === userId;
  if (own && call === 'POST threads') return createContainer(world, token, values, fault);
  if (own && call === 'POST threads_publish') return publishContainer(world, userId, values);
  if (own && call === 'GET threads_publishing_limit') return readPublishingLimit(world, userId);
  if (own && call === 'GET threads_insights') return readAccountInsights(world, userId, request);
  if (own && (call === 'GET threads' || call === 'GET replies' || call === 'GET mentions')) {
    return listOwn(world, userId, edge as 'threads' | 'replies' | 'mentions', request);
  }
  if (call === 'GET replies' || call === 'GET conversation') {
    return listReplies(world, userId, id, edge as 'replies' | 'conversation', request);
  }
  if (call === 'GET insights') return readInsights(world, userId, id, request);
  if (call === 'POST manage_reply') return manageReply(world, userId, id, values.hide);
  return own ? graphError(100, undefined, `Unknown path components: /${edge}`) : missing(id);
}

async function readTimeline(world: World, identifier: string) {
  const account = await accountOf(world, identifier);
  if (!account) return undefined;
  const all = (await allPosts(world)).reverse();
  const own = new Set(
    all.filter(({ author }) => author.userId === account.userId).map(({ rootId }) => rootId),
  );
  const posts = [];
  for (const post of all) if (own.has(post.rootId)) posts.push(await shown(world, account.userId, post));
  return {
    platform: manifest.id,
    platformName: manifest.name,
    handle: account.username,
    displayName: account.name || account.username,
    bio: account.bio,
    automated: false,
    posts,
  };
}

async function shown(world: World, ownerId: string, post: PostRecord): Promise<SimulatedPost> {
  const { username, name, userId } = post.author;
  const labelled = saysMadeWithAi(post.text);
  return {
    id: post.id,
    kind: post.replyTo === null ? 'post' : 'reply',
    ...(post.replyTo === null ? {} : { repliesTo: post.replyTo }),
    ...(userId === ownerId ? {} : { author: { handle: username, displayName: name } }),
    likes: (await reactionsTo(world, post.id)).likes,
    text: post.text,
    at: post.timestamp,
    url: world.postUrl({ handle: username, postId: post.id }),
    aiLabel: { shown: labelled, by: labelled ? 'caption' : 'none' },
    media: shownFiles(world, post.files),
  };
}

function crowdOf(world: World): SimulatedCrowd {
  return {
    async comment({ postId, parentId, author, text }) {
      const root = await findPost(world, postId);
      const replyTo = parentId ?? postId;
      const blank = { text, files: [], mentions: [], hidden: false };
      return addPost(world, { ...blank, author: strangerOf(author), replyTo }, root?.rootId ?? postId);
    },
    async mention({ accountRemoteId, author, text }) {
      const account = await accountOf(world, accountRemoteId);
      return addPost(world, {
        author: strangerOf(author),
        text: `@${account?.username ?? 'someone'} ${text}`,
        files: [],
        replyTo: null,
        mentions: [accountRemoteId],
        hidden: false,
      });
    },
    react: (postId, more) => react(world, postId, more),
  };
}
