import { AppError } from '#kernel/errors.ts';
import { saysMadeWithAi } from '#platforms/caption.ts';
import { type Asked, readAsked } from '#platforms/simulators/read-asked.ts';
import type {
  InnerFault,
  Refusal,
  SimulatedCrowd,
  SimulatedPost,
  SimulatedStranger,
  Simulator,
  SimulatorAnswer,
  SimulatorOptions,
  SimulatorRequest,
} from '#platforms/simulators/simulator.ts';
import { manifest } from '#platforms/x/manifest.ts';
import { createPost, deletePost, hideReply, listOf, readPost, readPosts, search } from './posts.ts';
import { callerOf, createApp, giveTokens, issuePair, revoke, showSignIn, type Token } from './tokens.ts';
import { append, describe, finalize, initialize, status, uploadAtOnce } from './uploads.ts';
import {
  type Account,
  accountOf,
  allPosts,
  digestOf,
  findPost,
  forbidden,
  invalid,
  newSnowflake,
  notFound,
  ok,
  type PostRecord,
  problem,
  react,
  reactionsTo,
  unauthorized,
  type World,
} from './world.ts';

/** X's API v2 as its OpenAPI file (2.167) and pages describe it. */
export function xSimulator(world: SimulatorOptions): Simulator {
  return {
    platformId: manifest.id,
    publishingKinds: ['upload', 'read_account', 'publish'],
    publishKind: 'publish',
    mediaKind: 'upload',
    kindOf,
    handle: (request, fault) => handle(world, request, fault),
    refuse,
    createApp: ({ redirectUrl }) => createApp(world, redirectUrl),

    async createAccount({ handle: username, displayName, bio = '' }) {
      if (!/^\w{1,15}$/.test(username.replaceAll('-', '_'))) {
        throw new AppError('invalid', `"${username}" cannot be a name on X.`, {
          hint: 'Up to 15 letters, digits and _.',
        });
      }
      const name = username.replaceAll('-', '_');
      if (await accountOf(world, name)) throw new AppError('conflict', `@${name} is taken.`);
      const account: Account = { id: newSnowflake(world.now()), username: name, name: displayName, bio };
      await world.store.put('accounts', account.id, account);
      const scopes = [...manifest.oauth.scopes];
      const clientId = `rehearsal-${account.id}`;
      const { accessToken, refreshToken = '' } = await issuePair(world, {
        clientId,
        accountId: account.id,
        scopes,
      });
      return {
        remoteId: account.id,
        handle: name,
        displayName,
        fields: { accessToken, refreshToken, clientId },
      };
    },

    readTimeline: (account) => readTimeline(world, account),
    crowd: crowdOf(world),
  };
}

function refuse(refusal: Refusal): SimulatorAnswer {
  if (refusal === 'expired_token') return unauthorized();
  if (refusal === 'duplicate')
    return forbidden('You are not allowed to create a Tweet with duplicate content.');
  if (refusal === 'server_error')
    return problem(503, 'internal-error', 'Service Unavailable', 'Over capacity.');
  const reset = String(Math.ceil(Date.now() / 1000) + 2);
  const headers = { 'x-rate-limit-limit': '100', 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': reset };
  return {
    status: 429,
    headers,
    body: { title: 'Too Many Requests', detail: 'Too Many Requests', status: 429 },
  };
}

function kindOf({ method, path }: SimulatorRequest): string {
  if (path === '/2/tweets' && method === 'POST') return 'publish';
  if (path === '/2/media/upload' && method === 'POST') return 'upload';
  if (path.endsWith('/finalize')) return 'upload';
  if (path.startsWith('/2/media')) return path.endsWith('/append') ? 'append' : 'media';
  if (path === '/2/users/me') return 'read_account';
  if (path.startsWith('/2/oauth2') || path.startsWith('/i/')) return 'sign_in';
  if (path.startsWith('/blob/')) return 'web';
  if (method === 'DELETE') return 'delete_post';
  return path.includes('/users/') ? 'list_posts' : 'read_post';
}

async function handle(world: World, request: SimulatorRequest, fault?: InnerFault): Promise<SimulatorAnswer> {
  const { method, path } = request;
  const blob = /^\/blob\/([a-f0-9]{64})$/.exec(path)?.[1];
  if (blob) return file(world, blob);
  if (method === 'GET' && path === '/i/oauth2/authorize') return showSignIn(world, request);
  const asked = await readAsked(request);
  if (!asked) return invalid('The body cannot be read.');
  if (method === 'POST' && path === '/2/oauth2/token') return giveTokens(world, request, asked.values);
  if (method === 'POST' && path === '/2/oauth2/revoke') return revoke(world, request, asked.values);
  const caller = await callerOf(world, request);
  const account = caller && (await accountOf(world, caller.accountId));
  if (!caller || !account) return unauthorized();
  const route = routes.find((one) => one.method === method && one.path.test(path));
  if (!route) return notFound(`${method} ${path}`);
  if (!route.scopes.every((scope) => caller.scopes.includes(scope)))
    return forbidden(`missing ${route.scopes.join(' ')}`);
  return route.answer({
    world,
    caller,
    account,
    request,
    asked,
    fault,
    id: route.path.exec(path)?.[1] ?? '',
  });
}

interface Visit {
  readonly world: World;
  readonly caller: Token;
  readonly account: Account;
  readonly request: SimulatorRequest;
  readonly asked: Asked;
  readonly fault: InnerFault | undefined;
  /** What the path names. */
  readonly id: string;
}

interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly scopes: readonly string[];
  readonly answer: (visit: Visit) => Promise<SimulatorAnswer>;
}

const reads = ['tweet.read', 'users.read'] as const;
const routes: readonly Route[] = [
  { method: 'GET', path: /^\/2\/users\/me$/, scopes: reads, answer: readMe },
  {
    method: 'POST',
    path: /^\/2\/media\/upload$/,
    scopes: ['media.write'],
    answer: ({ world, account, asked, fault }) => uploadAtOnce(world, account.id, asked, fault),
  },
  {
    method: 'GET',
    path: /^\/2\/media\/upload$/,
    scopes: ['media.write'],
    answer: ({ world, account, request }) => status(world, account.id, request),
  },
  {
    method: 'POST',
    path: /^\/2\/media\/upload\/initialize$/,
    scopes: ['media.write'],
    answer: ({ world, account, asked }) => initialize(world, account.id, asked),
  },
  {
    method: 'POST',
    path: /^\/2\/media\/upload\/(\d+)\/append$/,
    scopes: ['media.write'],
    answer: ({ world, account, asked, id }) => append(world, account.id, id, asked),
  },
  {
    method: 'POST',
    path: /^\/2\/media\/upload\/(\d+)\/finalize$/,
    scopes: ['media.write'],
    answer: ({ world, account, fault, id }) => finalize(world, account.id, id, fault),
  },
  {
    method: 'POST',
    path: /^\/2\/media\/metadata$/,
    scopes: ['media.write'],
    answer: ({ world, account, asked }) => describe(world, account.id, asked),
  },
  {
    method: 'POST',
    path: /^\/2\/tweets$/,
    scopes: ['tweet.write', ...reads],
    answer: ({ world, account, asked }) => createPost(world, account, asked),
  },
  {
    method: 'GET',
    path: /^\/2\/tweets$/,
    scopes: reads,
    answer: ({ world, request }) => readPosts(world, request),
  },
  {
    method: 'GET',
    path: /^\/2\/tweets\/search\/recent$/,
    scopes: reads,
    answer: ({ world, request }) => search(world, request),
  },
  {
    method: 'GET',
    path: /^\/2\/tweets\/(\d+)$/,
    scopes: reads,
    answer: ({ world, id }) => readPost(world, id),
  },
  {
    method: 'DELETE',
    path: /^\/2\/tweets\/(\d+)$/,
    scopes: ['tweet.write', ...reads],
    answer: ({ world, account, id }) => deletePost(world, account, id),
  },
  {
    method: 'PUT',
    path: /^\/2\/tweets\/(\d+)\/hidden$/,
    scopes: ['tweet.moderate.write', ...reads],
    answer: ({ world, account, asked, id }) => hideReply(world, account, id, asked),
  },
  {
    method: 'GET',
    path: /^\/2\/users\/(\d+)\/tweets$/,
    scopes: reads,
    answer: (visit) => listFor(visit, 'tweets'),
  },
  {
    method: 'GET',
    path: /^\/2\/users\/(\d+)\/mentions$/,
    scopes: reads,
    answer: (visit) => listFor(visit, 'mentions'),
  },
];

async function listFor(
  { world, request, id }: Visit,
  which: 'tweets' | 'mentions',
): Promise<SimulatorAnswer> {
  const whose = await accountOf(world, id);
  return whose ? listOf(world, whose, which, request) : notFound('the user');
}

async function readMe({ world, account, request }: Visit): Promise<SimulatorAnswer> {
  const { id, username, name } = account;
  const withMetrics = (request.query.get('user.fields') ?? '').includes('public_metrics');
  const own = (await allPosts(world)).filter(({ authorId }) => authorId === id).length;
  const public_metrics = { followers_count: 12, following_count: 3, tweet_count: own, listed_count: 0 };
  return ok({ data: { id, username, name, ...(withMetrics && { public_metrics }) } });
}

async function file(world: World, key: string): Promise<SimulatorAnswer> {
  const blob = await world.store.getBlob(key);
  return blob
    ? { status: 200, headers: { 'content-type': blob.mime }, body: blob.content }
    : notFound('the file');
}

async function readTimeline(world: World, identifier: string) {
  const account = await accountOf(world, identifier);
  if (!account) return undefined;
  const all = (await allPosts(world)).toReversed();
  const own = new Set(
    all.filter(({ authorId }) => authorId === account.id).map(({ conversationId }) => conversationId),
  );
  const posts = [];
  for (const post of all) if (own.has(post.conversationId)) posts.push(await shown(world, account.id, post));
  return {
    platform: manifest.id,
    platformName: manifest.name,
    handle: account.username,
    displayName: account.name,
    bio: account.bio,
    automated: false,
    posts,
  };
}

async function shown(world: World, ownerId: string, post: PostRecord): Promise<SimulatedPost> {
  const { username, name } = post.author;
  const labelled = post.madeWithAi || saysMadeWithAi(post.text);
  return {
    id: post.id,
    kind: post.replyTo === null ? 'post' : 'reply',
    ...(post.replyTo === null ? {} : { repliesTo: post.replyTo }),
    ...(post.authorId === ownerId ? {} : { author: { handle: username, displayName: name } }),
    likes: (await reactionsTo(world, post.id)).likes,
    text: post.text,
    at: post.createdAt,
    url: world.postUrl({ handle: username, postId: post.id }),
    aiLabel: { shown: labelled, by: post.madeWithAi ? 'platform' : labelled ? 'caption' : 'none' },
    media: post.media.map(({ kind, blob, altText }) => ({
      kind,
      url: `${new URL(world.baseUrl).pathname}/blob/${blob}`,
      altText,
      width: null,
      height: null,
    })),
  };
}

function crowdOf(world: World): SimulatedCrowd {
  const add = async (author: SimulatedStranger, post: Pick<PostRecord, 'text' | 'replyTo' | 'mentions'>) => {
    const now = world.now();
    const id = newSnowflake(now);
    const parent = post.replyTo === null ? undefined : await findPost(world, post.replyTo);
    const record: PostRecord = {
      ...post,
      id,
      authorId: String(Number.parseInt(digestOf(author.handle).slice(0, 12), 16)),
      author: { username: author.handle, name: author.displayName },
      media: [],
      createdAt: now.toISOString(),
      conversationId: parent?.conversationId ?? id,
      // A reply names whom it answers, as X's own composer does.
      mentions: parent ? [...new Set([...post.mentions, parent.authorId])] : post.mentions,
      madeWithAi: false,
      hidden: false,
    };
    await world.store.put('posts', id, record);
    return id;
  };
  return {
    comment: ({ postId, parentId, author, text }) =>
      add(author, { text, replyTo: parentId ?? postId, mentions: [] }),
    async mention({ accountRemoteId, author, text }) {
      const account = await accountOf(world, accountRemoteId);
      return add(author, {
        text: `@${account?.username ?? 'someone'} ${text}`,
        replyTo: null,
        mentions: [accountRemoteId],
      });
    },
    react: (postId, more) => react(world, postId, more),
  };
}
