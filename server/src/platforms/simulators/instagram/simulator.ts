import { manifest } from '#platforms/instagram/manifest.ts';
import {
  type Account,
  accountOf,
  addAccount,
  allAccounts,
  strangerOf,
} from '#platforms/simulators/meta/accounts.ts';
import {
  askedBy,
  forbidden,
  graphError,
  graphTimeOf,
  invalid,
  missing,
  ok,
  pageOf,
  pick,
  serveFile,
  usedUp,
  type World,
} from '#platforms/simulators/meta/answers.ts';
import { addComment, commentsUnder, react, reactionsTo } from '#platforms/simulators/meta/comments.ts';
import { createApp, isAppSecret, showSignIn, takeCode } from '#platforms/simulators/meta/sign-in.ts';
import { issueToken, renewToken, type Token, tokenIn, tokenOf } from '#platforms/simulators/meta/tokens.ts';
import type {
  InnerFault,
  Refusal,
  SimulatedCrowd,
  Simulator,
  SimulatorAnswer,
  SimulatorOptions,
  SimulatorRequest,
} from '#platforms/simulators/simulator.ts';
import { countsOf, onComment, onMediaComments, productTypeOf, readInsights } from './comments.ts';
import { createContainer, publishContainer, readContainer, readPublishingLimit } from './containers.ts';
import { listConversations, readMessage, receiveMessage, sendMessage } from './messages.ts';
import { onTags, tagAccount } from './tags.ts';
import { readTimeline } from './timeline.ts';
import { dayMilliseconds, findContainer, findMedia, listMedia, type MediaRecord } from './world.ts';

/** The Graph API's Instagram part as Meta documents it: containers, states, limits, errors, media fetched by address. */
export function instagramSimulator(options: SimulatorOptions): Simulator {
  return {
    platformId: manifest.id,
    publishingKinds: ['read_limit', 'create_container', 'read_container', 'publish', 'read_media'],
    publishKind: 'publish',
    mediaKind: 'create_container',
    commentKind: 'comment',
    kindOf,
    handle: (request, fault) => handle(options, request, fault),
    refuse,
    createApp: (input) => createApp(options, input),
    async createAccount(input) {
      let accessToken = '';
      const account = await addAccount(options, input, '17841', async ({ userId }) => {
        accessToken = await issue(options, { userId, kind: 'long', scopes: [...manifest.oauth.scopes] });
      });
      return {
        remoteId: account.userId,
        handle: account.username,
        displayName: account.name,
        fields: { accessToken, accountId: account.userId },
      };
    },
    readTimeline: (account) => readTimeline(options, account),
    crowd: crowdOf(options),
  };
}

const issue = (world: World, facts: Pick<Token, 'userId' | 'kind' | 'scopes'>) =>
  issueToken(world, 'IGAA', facts);

function refuse(refusal: Refusal): SimulatorAnswer {
  if (refusal === 'expired_token') {
    return graphError(190, 463, 'Error validating access token: Session has expired.', 401);
  }
  if (refusal === 'duplicate')
    return graphError(4, 2207051, 'We restrict certain activity to protect our community.');
  if (refusal === 'server_error') return graphError(-1, 2207001, 'Instagram server error. Try again.', 500);
  return usedUp(80002, 'instagram');
}

function kindOf({ method, path, query }: SimulatorRequest): string {
  const [first, second] = path
    .replace(/^\/v\d+\.\d+/, '')
    .split('/')
    .filter(Boolean);
  if (first === 'refresh_access_token') return 'refresh_token';
  if (first === 'access_token' || first === 'oauth') return 'sign_in';
  if (first === 'me') return 'read_account';
  if (second === 'media') return method === 'POST' ? 'create_container' : 'list_media';
  if (second === 'media_publish') return 'publish';
  if (second === 'content_publishing_limit') return 'read_limit';
  if (second === 'comments' || second === 'replies' || second === 'mentions')
    return method === 'POST' ? 'comment' : 'list_comments';
  if (first === 'file') return 'web';
  if (second !== undefined) return second;
  if (method !== 'GET') return 'change_comment';
  return query.get('fields')?.includes('status_code') ? 'read_container' : 'read_media';
}

async function handle(world: World, request: SimulatorRequest, fault?: InnerFault): Promise<SimulatorAnswer> {
  const open = (await serveFile(world, request)) ?? (await signingIn(world, request));
  if (open) return open;
  const path = /^\/v2[1-6]\.0\/(.+)$/.exec(request.path)?.[1];
  if (!path)
    return graphError(2635, undefined, 'You are calling a deprecated or unknown version of the API.');
  const token = await tokenOf(world, tokenIn(request));
  if ('status' in token) return token;
  const owner = await accountOf(world, token.userId);
  if (!owner) return missing('me');
  const [first = '', edge] = path.split('/');
  const id = first === 'me' ? owner.userId : first;
  if (id === owner.userId) return onAccount(world, owner, token, edge, request, fault);
  return onObject(world, owner, token, id, edge, request);
}

async function signingIn(world: World, request: SimulatorRequest): Promise<SimulatorAnswer | undefined> {
  const { method, path } = request;
  if (path === '/oauth/authorize' && method === 'GET') {
    const accounts = (await allAccounts(world)).map(({ userId, username }) => ({
      remoteId: userId,
      name: `@${username}`,
    }));
    return showSignIn(world, request, {
      platformName: manifest.name,
      knownScopes: manifest.oauth.scopes,
      accounts,
    });
  }
  if (path === '/oauth/access_token' && method === 'POST') {
    const { values } = askedBy(request);
    const code = await takeCode(world, values);
    // This host has words of its own for errors.
    if ('why' in code || values.grant_type !== 'authorization_code') {
      const error_message = 'why' in code ? code.why : 'Invalid grant_type';
      return { status: 400, body: { error_type: 'OAuthException', code: 400, error_message } };
    }
    const access_token = await issue(world, {
      userId: code.accountId,
      kind: 'short',
      scopes: code.scopes,
    });
    return ok({ data: [{ access_token, user_id: code.accountId, permissions: code.scopes.join(',') }] });
  }
  if (path === '/refresh_access_token' || path === '/access_token') {
    const renewed = ({ userId, scopes }: Token) => issue(world, { userId, kind: 'long', scopes });
    return renewToken(world, request, 'ig', renewed, (secret) => isAppSecret(world, secret));
  }
  return undefined;
}

async function onAccount(
  world: World,
  owner: Account,
  token: Token,
  edge: string | undefined,
  request: SimulatorRequest,
  fault: InnerFault | undefined,
): Promise<SimulatorAnswer> {
  const { userId } = owner;
  const call = `${request.method} ${edge ?? ''}`;
  const { values } = askedBy(request);
  if (call === 'GET ') return readAccount(world, owner, request);
  if (call === 'GET media' || call === 'GET stories')
    return listOwn(world, owner, edge === 'stories', request);
  if (call === 'GET tags' || call === 'POST mentions') return onTags(world, owner, token, request, values);
  if (call === 'GET conversations') return listConversations(world, owner, token, request);
  if (call === 'POST messages') return sendMessage(world, owner, token, values);
  if (call === 'POST subscribed_apps')
    return values.subscribed_fields ? ok({ success: true }) : invalid('subscribed_fields');
  const publishing = {
    'POST media': () => createContainer(world, userId, values, fault),
    'POST media_publish': () => publishContainer(world, userId, values),
    'GET content_publishing_limit': () => readPublishingLimit(world, userId),
  }[call];
  if (!publishing) return graphError(100, undefined, `Unknown path components: /${edge}`);
  const scope = 'instagram_business_content_publish';
  return token.scopes.includes(scope) ? publishing() : forbidden(scope);
}

async function readAccount(
  world: World,
  { userId, username, name }: Account,
  request: SimulatorRequest,
): Promise<SimulatorAnswer> {
  const counts = await countsOf(world, userId);
  const facts = { user_id: userId, username, name, account_type: 'MEDIA_CREATOR', ...counts };
  return ok(pick(`9${userId.slice(1)}`, facts, request));
}

/** A container, a post, a comment or a message, and what hangs on them. */
async function onObject(
  world: World,
  owner: Account,
  token: Token,
  id: string,
  edge: string | undefined,
  request: SimulatorRequest,
): Promise<SimulatorAnswer> {
  const { values } = askedBy(request);
  const comment = await onComment(world, owner, token, id, edge, request, values);
  if (comment) return comment;
  if (!/^\d+$/.test(id)) return readMessage(world, owner, token, id, request);
  const media = await findMedia(world, id);
  if (media?.userId === owner.userId) {
    if (edge === 'comments') return onMediaComments(world, owner, token, media, request, values);
    if (edge === 'insights') return readInsights(world, token, media, request);
    if (edge === undefined && request.method === 'GET')
      return ok(await fieldsOf(world, owner, media, request));
  }
  const container = await findContainer(world, id);
  if (container && edge === undefined && request.method === 'GET')
    return readContainer(world, owner.userId, id);
  return missing(id);
}

/** Posts without stories, or the stories of the last day: newest first. */
async function listOwn(
  world: World,
  owner: Account,
  stories: boolean,
  request: SimulatorRequest,
): Promise<SimulatorAnswer> {
  const since = world.now().getTime() - dayMilliseconds;
  const all = (await listMedia(world, owner.userId))
    .reverse()
    .filter(({ story, timestamp }) => (stories ? story && new Date(timestamp).getTime() > since : !story));
  const shown = [];
  for (const media of all) shown.push(await fieldsOf(world, owner, media, request));
  return pageOf(shown, request);
}

async function fieldsOf(
  world: World,
  owner: Account,
  media: MediaRecord,
  request: SimulatorRequest,
): Promise<Record<string, unknown>> {
  const { likes } = await reactionsTo(world, media.id);
  return pick(
    media.id,
    {
      caption: media.caption === '' ? undefined : media.caption,
      timestamp: graphTimeOf(media.timestamp),
      permalink: world.postUrl({ handle: owner.username, postId: media.id }),
      is_ai_generated: media.aiGenerated,
      media_type: media.files.length > 1 ? 'CAROUSEL_ALBUM' : media.files[0]?.kind.toUpperCase(),
      media_product_type: productTypeOf(media),
      like_count: likes,
      comments_count: (await commentsUnder(world, media.id)).length,
    },
    request,
  );
}

function crowdOf(world: World): SimulatedCrowd {
  return {
    async comment({ postId, parentId, author, text }) {
      const comment = { postId, parentId: parentId ?? null, author: strangerOf(author), text };
      return (await addComment(world, comment)).id;
    },
    mention: ({ accountRemoteId, author, text }) => tagAccount(world, accountRemoteId, author, text),
    async message({ accountRemoteId, author, text }) {
      const account = await accountOf(world, accountRemoteId);
      if (!account) throw new Error(`There is no account ${accountRemoteId}.`);
      return receiveMessage(world, account, author, text);
    },
    react: (postId, more) => react(world, postId, more),
  };
}
