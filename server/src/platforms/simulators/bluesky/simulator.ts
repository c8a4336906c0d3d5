import { randomBytes } from 'node:crypto';
import { AppError } from '#kernel/errors.ts';
import { saysMadeWithAi } from '#platforms/caption.ts';
import type {
  NewSimulatedAccount,
  Refusal,
  SimulatedAccount,
  SimulatedPost,
  SimulatedTimeline,
  Simulator,
  SimulatorAnswer,
  SimulatorOptions,
  SimulatorRequest,
} from '#platforms/simulators/simulator.ts';
import { contentId } from './content-id.ts';
import { crowdOf } from './crowd.ts';
import { allPosts, isUnder, type PostInWorld } from './feed.ts';
import { blobsOf } from './post-record.ts';
import { procedures, queries } from './requests.ts';
import {
  type Account,
  accountOf,
  cidOf,
  fail,
  internalError,
  ProfileRecord,
  platformId,
  platformName,
  profiles,
  Stored,
  type World,
} from './world.ts';

/** A Bluesky server as the reference implementation behaves: checked against it by the adapter's tests. */
export function blueskySimulator(options: SimulatorOptions): Simulator {
  const nameOf = ({ path }: SimulatorRequest) => path.replace(/^\/xrpc\//, '');
  return {
    platformId,
    publishingKinds: ['com.atproto.repo.uploadBlob', 'com.atproto.repo.createRecord'],
    publishKind: 'com.atproto.repo.createRecord',
    mediaKind: 'com.atproto.repo.uploadBlob',
    kindOf: nameOf,
    async handle(request, fault) {
      const handler = (request.method === 'GET' ? queries : procedures)[nameOf(request)];
      if (handler) return handler(options, request, fault);
      return fail(501, 'MethodNotImplemented', 'Method Not Implemented');
    },
    refuse: (refusal) => refuse(options, refusal),
    createAccount: (input) => createAccount(options, input),
    readTimeline: (account) => readTimeline(options, account),
    crowd: crowdOf(options),
  };
}

const limitSeconds = 2;

function refuse(world: World, refusal: Refusal): SimulatorAnswer {
  if (refusal === 'expired_token') return fail(400, 'ExpiredToken', 'Token has expired');
  if (refusal !== 'rate_limited') return internalError();
  const reset = String(Math.ceil(world.now().getTime() / 1000) + limitSeconds);
  const headers = {
    'retry-after': String(limitSeconds),
    'ratelimit-limit': '5000',
    'ratelimit-policy': '5000;w=3600',
    'ratelimit-remaining': '0',
    'ratelimit-reset': reset,
  };
  return { ...fail(429, 'RateLimitExceeded', 'Rate Limit Exceeded'), headers };
}

async function createAccount(world: World, input: NewSimulatedAccount): Promise<SimulatedAccount> {
  const { store } = world;
  const handle = handleFrom(input.handle);
  const { displayName } = input;
  const taken = () =>
    new AppError('conflict', `The rehearsal handle ${handle} is taken.`, { hint: 'Choose another.' });
  if (await store.get('handles', handle)) throw taken();
  const did = `did:plc:${contentId(Buffer.from(handle), 'raw').slice(-24)}`;
  const appPassword = randomBytes(8)
    .toString('hex')
    .replace(/(.{4})(?=.)/g, '$1-');
  const account: Account = { did, handle, displayName, bio: input.bio ?? '', appPassword };
  const profile = { $type: profiles, displayName, description: account.bio };
  await store.put('accounts', did, account);
  await store.put(profiles, `${did}/self`, { cid: cidOf(profile), value: profile });
  // Last, because this is what makes the account exist.
  if (!(await store.add('handles', handle, did))) throw taken();
  return { remoteId: did, handle, displayName, fields: { handle, appPassword, labelAsBot: 'true' } };
}

function handleFrom(text: string): string {
  const name = text.trim().replace(/^@/, '').toLowerCase();
  const handle = name.includes('.')
    ? name
    : `${name.replace(/[^a-z0-9-]/g, '-').slice(0, 18)}.rehearsal.example`;
  const valid = handle.split('.').every((part) => /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(part));
  if (valid && handle.length <= 253) return handle;
  const details = { hint: 'Use letters, digits and hyphens.', field: 'handle' };
  throw new AppError('invalid', `"${text}" cannot be a handle.`, details);
}

async function readTimeline(world: World, identifier: string): Promise<SimulatedTimeline | undefined> {
  const account = await accountOf(world, identifier);
  if (!account) return undefined;
  const stored = Stored.parse(await world.store.get(profiles, `${account.did}/self`));
  const profile = ProfileRecord.parse(stored.value);
  // Keys grow with time, so their order is that of the posts.
  const all = await allPosts(world);
  const records = all.filter(({ did, record }) => did === account.did || isUnder(record, account.did));
  return {
    platform: platformId,
    platformName,
    handle: account.handle,
    displayName: profile.displayName || account.handle,
    bio: profile.description ?? '',
    automated: profile.labels?.values.some(({ val }) => val === 'bot') ?? false,
    posts: records.map((view) => toPost(world, account, view)).reverse(),
  };
}

function toPost(world: World, account: Account, { did, rkey, record, author }: PostInWorld): SimulatedPost {
  const shown = saysMadeWithAi(record.text);
  const parent = record.reply?.parent.uri;
  const path = new URL(world.baseUrl).pathname;
  return {
    id: rkey,
    ...(parent ? { kind: 'reply' as const, repliesTo: parent.slice(parent.lastIndexOf('/') + 1) } : {}),
    ...(did === account.did ? {} : { author: { handle: author.handle, displayName: author.displayName } }),
    text: record.text,
    at: record.createdAt,
    url: world.postUrl({ handle: account.handle, postId: rkey }),
    aiLabel: { shown, by: shown ? 'caption' : 'none' },
    media: blobsOf(record).map(({ kind, blob, alt, aspectRatio }) => ({
      kind,
      url: `${path}/xrpc/com.atproto.sync.getBlob?did=${did}&cid=${blob.ref.$link}`,
      altText: alt,
      width: aspectRatio?.width ?? null,
      height: aspectRatio?.height ?? null,
    })),
  };
}
