import { createHash, randomBytes } from 'node:crypto';
import { AppError } from '#kernel/errors.ts';
import { manifest } from '#platforms/instagram/manifest.ts';
import type {
  InnerFault,
  NewSimulatedAccount,
  SimulatedAccount,
  SimulatedPost,
  Simulator,
  SimulatorAnswer,
  SimulatorOptions,
  SimulatorRequest,
} from '#platforms/simulators/simulator.ts';
import { createContainer, publishContainer, readContainer, readPublishingLimit } from './containers.ts';
import {
  Account,
  findContainer,
  findMedia,
  graphError,
  listMedia,
  type MediaRecord,
  missing,
  ok,
  Token,
  type World,
} from './world.ts';

const publishScopes = ['instagram_business_basic', 'instagram_business_content_publish'];
const dayMilliseconds = 24 * 60 * 60 * 1000;
const tokenLifeMilliseconds = 60 * dayMilliseconds;

/** The Graph API's Instagram part as Meta documents it: containers, states, limits, errors, media fetched by address. */
export function instagramSimulator(options: SimulatorOptions): Simulator {
  return {
    platformId: manifest.id,
    publishingKinds: ['read_limit', 'create_container', 'read_container', 'publish', 'read_media'],
    publishKind: 'publish',
    mediaKind: 'create_container',
    kindOf,
    handle: (request, fault) => handle(options, request, fault),
    refuse(refusal) {
      if (refusal === 'expired_token') {
        return graphError(190, 463, 'Error validating access token: Session has expired.', 401);
      }
      if (refusal === 'duplicate')
        return graphError(4, 2207051, 'We restrict certain activity to protect our community.');
      if (refusal === 'server_error')
        return graphError(-1, 2207001, 'Instagram server error. Try again.', 500);
      const usage = [{ type: 'instagram', call_count: 100, estimated_time_to_regain_access: 1 }];
      const headers = { 'x-business-use-case-usage': JSON.stringify({ rehearsal: usage }) };
      return {
        ...graphError(80002, undefined, 'There have been too many calls to this Instagram account.'),
        headers,
      };
    },
    createAccount: (input) => createAccount(options, input),
    readTimeline: (account) => readTimeline(options, account),
  };
}

function kindOf({ method, path, query }: SimulatorRequest): string {
  const [first, second] = path
    .replace(/^\/v\d+\.\d+/, '')
    .split('/')
    .filter(Boolean);
  if (first === 'refresh_access_token') return 'refresh_token';
  if (first === 'me') return 'read_account';
  if (second === 'media') return method === 'POST' ? 'create_container' : 'list_media';
  if (second === 'media_publish') return 'publish';
  if (second === 'content_publishing_limit') return 'read_limit';
  if (first === 'file') return 'web';
  return query.get('fields')?.includes('status_code') ? 'read_container' : 'read_media';
}

async function handle(world: World, request: SimulatorRequest, fault?: InnerFault): Promise<SimulatorAnswer> {
  const web = await serveWeb(world, request);
  if (web) return web;
  if (request.path === '/refresh_access_token') return refreshToken(world, request);
  const path = /^\/v2[1-6]\.0\/(.+)$/.exec(request.path)?.[1];
  if (!path)
    return graphError(2635, undefined, 'You are calling a deprecated or unknown version of the API.');
  const token = await tokenOf(world, tokenIn(request));
  if ('status' in token) return token;
  const parts = path.split('/');
  const id = parts[0]!;
  const edge = parts[1];
  if (id === 'me' && !edge) return readMe(world, token);
  if (edge === undefined) return readObject(world, token, id, request);
  if (id !== token.userId) return missing(id);
  const needsPublish = edge !== 'media' || request.method === 'POST';
  if (needsPublish && !token.scopes.includes('instagram_business_content_publish')) {
    return graphError(10, undefined, 'Application does not have permission for this action.', 403);
  }
  const call = `${request.method} ${edge}`;
  if (call === 'POST media') return createContainer(world, id, bodyOf(request), fault);
  if (call === 'POST media_publish') return publishContainer(world, id, bodyOf(request));
  if (call === 'GET content_publishing_limit') return readPublishingLimit(world, id);
  if (call === 'GET media') return listOwnMedia(world, id, request);
  return graphError(100, undefined, `Unknown path components: /${path}`);
}

/** What a browser asks for: the files of a post. */
async function serveWeb(
  world: World,
  { method, path }: SimulatorRequest,
): Promise<SimulatorAnswer | undefined> {
  const name = /^\/file\/([a-f0-9]+)$/.exec(path)?.[1];
  if (method !== 'GET' || !name) return undefined;
  const blob = await world.store.getBlob(name);
  if (!blob) return { status: 404, body: {} };
  return { status: 200, headers: { 'content-type': blob.mime }, body: blob.content };
}

function tokenIn(request: SimulatorRequest): string {
  const header = /^(?:Bearer|OAuth) (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  return header ?? request.query.get('access_token') ?? '';
}

async function tokenOf(world: World, text: string): Promise<Token | SimulatorAnswer> {
  if (text === '')
    return graphError(190, undefined, 'An access token is required to request this resource.', 401);
  const found = await world.store.get('tokens', digestOf(text));
  if (!found)
    return graphError(190, undefined, 'Invalid OAuth access token - Cannot parse access token', 401);
  const token = Token.parse(found);
  if (new Date(token.expiresAt) > world.now()) return token;
  return graphError(190, 463, 'Error validating access token: Session has expired.', 401);
}

/** Only this is stored, as a real platform would. */
const digestOf = (token: string) => createHash('sha256').update(token).digest('hex');

async function issueToken(world: World, userId: string): Promise<string> {
  const text = `IGAA${randomBytes(48).toString('base64url')}`;
  const now = world.now();
  const token: Token = {
    userId,
    issuedAt: now.toISOString(),
    expiresAt: new Date(now.getTime() + tokenLifeMilliseconds).toISOString(),
    scopes: publishScopes,
  };
  await world.store.put('tokens', digestOf(text), token);
  return text;
}

async function refreshToken(world: World, request: SimulatorRequest): Promise<SimulatorAnswer> {
  if (request.query.get('grant_type') !== 'ig_refresh_token') {
    return graphError(100, undefined, 'Invalid parameter: grant_type');
  }
  const token = await tokenOf(world, request.query.get('access_token') ?? '');
  if ('status' in token) return token;
  if (world.now().getTime() - new Date(token.issuedAt).getTime() < dayMilliseconds) {
    return graphError(100, undefined, 'The access token must be at least 24 hours old to be refreshed.');
  }
  const access = await issueToken(world, token.userId);
  return ok({ access_token: access, token_type: 'bearer', expires_in: tokenLifeMilliseconds / 1000 });
}

async function accountOf(world: World, identifier: string): Promise<Account | undefined> {
  const userId = /^\d+$/.test(identifier)
    ? identifier
    : await world.store.get('usernames', identifier.toLowerCase());
  const found = typeof userId === 'string' ? await world.store.get('accounts', userId) : undefined;
  return found === undefined ? undefined : Account.parse(found);
}

async function readMe(world: World, token: Token): Promise<SimulatorAnswer> {
  const account = await accountOf(world, token.userId);
  if (!account) return missing('me');
  const { userId, username, name } = account;
  return ok({ id: `9${userId.slice(1)}`, user_id: userId, username, name, account_type: 'MEDIA_CREATOR' });
}

/** GET /{id}?fields= of a container or of a post. */
async function readObject(
  world: World,
  token: Token,
  id: string,
  request: SimulatorRequest,
): Promise<SimulatorAnswer> {
  if (request.method !== 'GET')
    return graphError(100, undefined, `Unsupported ${request.method.toLowerCase()} request.`);
  if (await findContainer(world, id)) return readContainer(world, token.userId, id);
  const media = await findMedia(world, id);
  const owner = await accountOf(world, token.userId);
  return owner && media?.userId === owner.userId ? ok(pick(world, owner, media, request)) : missing(id);
}

async function listOwnMedia(
  world: World,
  userId: string,
  request: SimulatorRequest,
): Promise<SimulatorAnswer> {
  const limit = Math.min(100, Number(request.query.get('limit') ?? '25') || 25);
  const owner = await accountOf(world, userId);
  if (!owner) return missing(userId);
  const newest = (await listMedia(world, userId)).reverse().slice(0, limit);
  return ok({ data: newest.map((media) => pick(world, owner, media, request)) });
}

/** Only the fields asked for, as the Graph API does; `id` always. */
function pick(
  world: World,
  owner: Account,
  media: MediaRecord,
  request: SimulatorRequest,
): Record<string, unknown> {
  const all: Record<string, unknown> = {
    caption: media.caption === '' ? undefined : media.caption,
    timestamp: media.timestamp.replace(/\.\d+Z$/, '+0000'),
    permalink: world.postUrl({ handle: owner.username, postId: media.id }),
    is_ai_generated: media.aiGenerated,
    media_type: media.files.length > 1 ? 'CAROUSEL_ALBUM' : media.files[0]?.kind.toUpperCase(),
  };
  const fields = (request.query.get('fields') ?? '').split(',');
  return {
    id: media.id,
    ...Object.fromEntries(fields.filter((name) => name in all).map((name) => [name, all[name]])),
  };
}

async function createAccount(world: World, input: NewSimulatedAccount): Promise<SimulatedAccount> {
  const username = input.handle
    .trim()
    .replace(/^@/, '')
    .toLowerCase()
    .replace(/[^a-z0-9._]/g, '_')
    .slice(0, 30);
  if (!/[a-z0-9]/.test(username)) {
    throw new AppError('invalid', `"${input.handle}" cannot be a handle.`, {
      hint: 'Use letters, digits, dots and underscores.',
      field: 'handle',
    });
  }
  const taken = () =>
    new AppError('conflict', `The rehearsal handle ${username} is taken.`, { hint: 'Choose another.' });
  if (await world.store.get('usernames', username)) throw taken();
  const digits = BigInt(`0x${createHash('sha256').update(username).digest('hex').slice(0, 16)}`) % 10n ** 12n;
  const userId = `17841${String(digits).padStart(12, '0')}`;
  const account: Account = { userId, username, name: input.displayName, bio: input.bio ?? '' };
  await world.store.put('accounts', userId, account);
  const accessToken = await issueToken(world, userId);
  // Last, because this is what makes the account exist.
  if (!(await world.store.add('usernames', username, userId))) throw taken();
  return {
    remoteId: userId,
    handle: username,
    displayName: input.displayName,
    fields: { accessToken, accountId: userId },
  };
}

async function readTimeline(world: World, identifier: string) {
  const account = await accountOf(world, identifier);
  if (!account) return undefined;
  const media = (await listMedia(world, account.userId)).reverse();
  return {
    platform: manifest.id,
    platformName: manifest.name,
    handle: account.username,
    displayName: account.name || account.username,
    bio: account.bio,
    automated: false,
    posts: media.map((one) => toPost(world, account, one)),
  };
}

function toPost(world: World, account: Account, media: MediaRecord): SimulatedPost {
  const path = new URL(world.baseUrl).pathname;
  return {
    id: media.id,
    text: media.caption,
    at: media.timestamp,
    url: world.postUrl({ handle: account.username, postId: media.id }),
    aiLabel: { shown: media.aiGenerated, by: media.aiGenerated ? 'platform' : 'none' },
    media: media.files.map(({ kind, blob, altText, width, height }) => ({
      kind,
      url: `${path}/file/${blob}`,
      altText,
      width,
      height,
    })),
  };
}

function bodyOf(request: SimulatorRequest): unknown {
  const text = request.body.toString('utf8');
  if (!request.headers['content-type']?.startsWith('application/json')) {
    return Object.fromEntries([...request.query, ...new URLSearchParams(text)]);
  }
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
