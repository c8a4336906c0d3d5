import { z } from 'zod';
import { manifest } from '#platforms/bluesky/manifest.ts';
import type {
  InnerFault,
  SimulatorAnswer,
  SimulatorOptions,
  SimulatorRequest,
} from '#platforms/simulators/simulator.ts';
import { contentId } from './content-id.ts';
import { tokensOf } from './tokens.ts';

/** What the simulated server keeps, and the words it answers in. */

export const platformName = manifest.name;
export const platformId = manifest.id;

export const Account = z.object({
  did: z.string(),
  handle: z.string(),
  displayName: z.string(),
  bio: z.string(),
  appPassword: z.string(),
});
export type Account = z.infer<typeof Account>;

export const ProfileRecord = z.looseObject({
  $type: z.literal('app.bsky.actor.profile'),
  displayName: z.string().max(640).optional(),
  description: z.string().max(2560).optional(),
  labels: z
    .object({
      $type: z.literal('com.atproto.label.defs#selfLabels'),
      values: z.array(z.object({ val: z.string().max(128) })).max(10),
    })
    .optional(),
});

export const Stored = z.object({ cid: z.string(), value: z.record(z.string(), z.unknown()) });

export const posts = 'app.bsky.feed.post';
export const likes = 'app.bsky.feed.like';
export const follows = 'app.bsky.graph.follow';
export const gates = 'app.bsky.feed.threadgate';
export const profiles = 'app.bsky.actor.profile';
/** A hosted server takes 50 MB in one upload. https://github.com/bluesky-social/bsky-docs */
export const blobUploadLimit = 50 * 1024 * 1024;

export type World = SimulatorOptions;
export type Handler = (
  world: World,
  request: SimulatorRequest,
  fault?: InnerFault,
) => Promise<SimulatorAnswer>;

export const ok = (body: unknown): SimulatorAnswer => ({ status: 200, body });
export const fail = (status: number, error: string, message: string): SimulatorAnswer => ({
  status,
  body: { error, message },
});
/** What the reference server answers when something it did not foresee happens, a taken record key included. */
export const internalError = () => fail(500, 'InternalServerError', 'Internal Server Error');

export function saysOf(error: z.ZodError): string {
  const issue = error.issues[0];
  return `${issue?.message ?? 'invalid'} at $.${issue?.path.join('.') ?? ''}`;
}

export function cidOf(record: unknown): string {
  return contentId(Buffer.from(JSON.stringify(record)), 'dag-cbor');
}

export function jsonOf(request: SimulatorRequest): unknown {
  try {
    return JSON.parse(request.body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** By DID or handle. */
export async function accountOf({ store }: World, identifier: string): Promise<Account | undefined> {
  const did = identifier.startsWith('did:')
    ? identifier
    : await store.get('handles', identifier.toLowerCase());
  const found = typeof did === 'string' ? await store.get('accounts', did) : undefined;
  return found === undefined ? undefined : Account.parse(found);
}

/** The account that signed a request, or the refusal. */
export async function signedIn(
  world: World,
  request: SimulatorRequest,
  scope: 'access' | 'refresh',
): Promise<Account | SimulatorAnswer> {
  const verdict = await tokensOf(world.store, world.now).verify(request.headers.authorization, scope);
  if (verdict === 'AuthMissing') return fail(401, verdict, 'Authentication Required');
  if (verdict === 'ExpiredToken') return fail(400, verdict, 'Token has expired');
  const account = verdict === 'InvalidToken' ? undefined : await accountOf(world, verdict.did);
  return account ?? fail(400, 'InvalidToken', 'Token could not be verified');
}

export const isRefusal = (value: object): value is SimulatorAnswer => 'status' in value;

/** A fresh session, with the identity document that names this server. */
export async function sessionOf(world: World, account: Account) {
  const didDoc = {
    '@context': ['https://www.w3.org/ns/did/v1'],
    id: account.did,
    alsoKnownAs: [`at://${account.handle}`],
    service: [{ id: '#atproto_pds', type: 'AtprotoPersonalDataServer', serviceEndpoint: world.baseUrl }],
  };
  return {
    ...(await tokensOf(world.store, world.now).makePair(account.did)),
    did: account.did,
    handle: account.handle,
    didDoc,
    emailConfirmed: true,
    active: true,
  };
}
