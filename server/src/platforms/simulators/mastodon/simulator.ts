import { AppError } from '#kernel/errors.ts';
import { saysMadeWithAi } from '#platforms/caption.ts';
import { manifest } from '#platforms/mastodon/manifest.ts';
import type {
  NewSimulatedAccount,
  Refusal,
  SimulatedAccount,
  SimulatedApp,
  SimulatedPost,
  SimulatedTimeline,
  Simulator,
  SimulatorAnswer,
  SimulatorOptions,
  SimulatorRequest,
} from '#platforms/simulators/simulator.ts';
import { createToken, registerApp } from './access.ts';
import { crowdOf } from './crowd.ts';
import { mediaById } from './media.ts';
import { serverRoutes } from './routes.ts';
import { reactionsTo } from './statuses.ts';
import {
  type Account,
  accountById,
  acctOf,
  allStatuses,
  domain,
  fail,
  isRefusal,
  limitHeaders,
  newId,
  notFound,
  type StoredStatus,
  type World,
} from './world.ts';

/** A Mastodon server of version 4.5 as its documentation describes it. */
export function mastodonSimulator(options: SimulatorOptions): Simulator {
  return {
    platformId: manifest.id,
    publishingKinds: ['upload_media', 'post_status'],
    publishKind: 'post_status',
    mediaKind: 'upload_media',
    kindOf: (request) => routeOf(request)?.route.kind ?? 'unknown',
    async handle(request, fault) {
      const found = routeOf(request);
      return found ? found.route.handler(options, request, found.parameters, fault) : notFound();
    },
    refuse: (refusal) => refuse(options, refusal),
    createAccount: (input) => createAccount(options, input),
    createApp: (input) => createConsoleApp(options, input.redirectUrl),
    readTimeline: (account) => readTimeline(options, account),
    crowd: crowdOf(options),
  };
}

function routeOf({ method, path }: SimulatorRequest) {
  for (const route of serverRoutes) {
    const match = route.method === method ? route.path.exec(path) : null;
    if (match) return { route, parameters: match.slice(1) };
  }
  return undefined;
}

function refuse(world: World, refusal: Refusal): SimulatorAnswer {
  if (refusal === 'expired_token') return fail(401, 'The access token was revoked');
  if (refusal !== 'rate_limited') return fail(500, 'Internal Server Error');
  const reset = new Date(world.now().getTime() + 2000).toISOString();
  const headers = { ...limitHeaders(world, 0), 'x-ratelimit-reset': reset };
  return { ...fail(429, 'Too many requests'), headers };
}

const consoleRedirect = 'urn:ietf:wg:oauth:2.0:oob';
const consoleScopes = 'read write follow';

async function createAccount(world: World, input: NewSimulatedAccount): Promise<SimulatedAccount> {
  const username = usernameFrom(input.handle);
  const id = newId(world.now());
  const taken = () =>
    new AppError('conflict', `The rehearsal handle ${username} is taken.`, { hint: 'Choose another.' });
  if (!(await world.store.add('usernames', username, id))) throw taken();
  const { displayName, bio = '' } = input;
  const account: Account = { id, username, host: '', displayName, bio, bot: false };
  await world.store.put('accounts', id, account);
  const app = await registerApp(world, {
    client_name: 'Studio',
    redirect_uris: [consoleRedirect],
    scopes: consoleScopes,
  });
  if (isRefusal(app)) throw new AppError('internal', 'The rehearsal app could not be made.');
  const accessToken = await createToken(world, app, id, app.scopes);
  const fields = {
    instance: new URL(world.baseUrl).origin,
    accessToken,
    clientKey: app.clientId,
    clientSecret: app.clientSecret,
    labelAsBot: 'true',
  };
  return { remoteId: id, handle: `${username}@${domain}`, displayName, fields };
}

/** Nothing is registered by hand here: the adapter does it at the server itself. */
async function createConsoleApp(world: World, _redirectUrl: string): Promise<SimulatedApp> {
  return { fields: { instance: new URL(world.baseUrl).origin, labelAsBot: 'true' } };
}

function usernameFrom(text: string): string {
  const name = text.trim().replace(/^@/, '').replace(/@.*$/, '').toLowerCase();
  const username = name.replaceAll(/[^a-z0-9_]/g, '_').slice(0, 30);
  if (/[a-z0-9]/.test(username)) return username;
  const details = { hint: 'Use letters, digits and underscores.', field: 'handle' };
  throw new AppError('invalid', `"${text}" cannot be a handle.`, details);
}

async function findAccount(world: World, identifier: string): Promise<Account | undefined> {
  const username = identifier.replace(/^@/, '').replace(/@.*$/, '').toLowerCase();
  const id = await world.store.get('usernames', username);
  return (
    (await accountById(world, identifier)) ?? (typeof id === 'string' ? accountById(world, id) : undefined)
  );
}

async function readTimeline(world: World, identifier: string): Promise<SimulatedTimeline | undefined> {
  const account = await findAccount(world, identifier);
  if (!account) return undefined;
  const shown = new Set<string>();
  const statuses = (await allStatuses(world)).filter((one) => {
    const belongs = one.accountId === account.id || (one.parentId !== null && shown.has(one.parentId));
    if (belongs) shown.add(one.id);
    return belongs;
  });
  return {
    platform: manifest.id,
    platformName: manifest.name,
    handle: `${acctOf(account)}@${domain}`,
    displayName: account.displayName,
    bio: account.bio,
    automated: account.bot,
    posts: (await Promise.all(statuses.map((one) => toPost(world, account, one)))).reverse(),
  };
}

async function toPost(world: World, owner: Account, status: StoredStatus): Promise<SimulatedPost> {
  const author = (await accountById(world, status.accountId))!;
  const disclosed = saysMadeWithAi(status.text);
  const media = await Promise.all(status.mediaIds.map((id) => mediaById(world, id)));
  const path = new URL(world.baseUrl).pathname;
  const favourites = await world.store.list('favourites', `${status.id}/`);
  return {
    id: status.id,
    ...(status.parentId ? { kind: 'reply' as const, repliesTo: status.parentId } : {}),
    ...(author.id === owner.id
      ? {}
      : { author: { handle: acctOf(author), displayName: author.displayName } }),
    ...(status.spoilerText ? { title: status.spoilerText } : {}),
    likes: (await reactionsTo(world, status.id)).likes + favourites.length,
    text: status.text,
    at: status.createdAt,
    url: world.postUrl({ handle: owner.username, postId: status.id }),
    aiLabel: { shown: disclosed, by: disclosed ? 'caption' : 'none' },
    media: media.flatMap((one) =>
      one
        ? [
            {
              kind: one.kind,
              url: `${path}/file/${one.blob}`,
              altText: one.description,
              width: one.width,
              height: one.height,
            },
          ]
        : [],
    ),
  };
}
