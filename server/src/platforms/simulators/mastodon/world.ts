import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type {
  InnerFault,
  SimulatorAnswer,
  SimulatorOptions,
  SimulatorRequest,
} from '#platforms/simulators/simulator.ts';

/** What the simulated server keeps, and the words it answers in. https://docs.joinmastodon.org/entities/ */

export type World = SimulatorOptions;
export type Handler = (
  world: World,
  request: SimulatorRequest,
  parameters: readonly string[],
  fault?: InnerFault,
) => Promise<SimulatorAnswer>;

export const domain = 'rehearsal.example';
export const maxCharacters = 500;
export const charactersPerUrl = 23;
export const maxMedia = 4;
export const descriptionLimit = 1500;
export const imageSizeLimit = 16_777_216;
export const videoSizeLimit = 103_809_024;
export const mimes = ['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'video/mp4', 'video/quicktime'];

export const Account = z.object({
  id: z.string(),
  username: z.string(),
  /** Of another server for strangers; empty for this one. */
  host: z.string(),
  displayName: z.string(),
  bio: z.string(),
  bot: z.boolean(),
});
export type Account = z.infer<typeof Account>;
export const acctOf = ({ username, host }: Account) => (host === '' ? username : `${username}@${host}`);

export const App = z.object({
  clientId: z.string(),
  clientSecret: z.string(),
  name: z.string(),
  redirectUris: z.array(z.string()),
  scopes: z.array(z.string()),
});
export type App = z.infer<typeof App>;

export const StoredToken = z.object({
  accountId: z.string(),
  clientId: z.string(),
  scopes: z.array(z.string()),
  revoked: z.boolean(),
});
export type StoredToken = z.infer<typeof StoredToken>;

export const StoredMedia = z.object({
  id: z.string(),
  accountId: z.string(),
  kind: z.enum(['image', 'video']),
  blob: z.string(),
  mime: z.string(),
  description: z.string(),
  focus: z.string(),
  width: z.number().nullable(),
  height: z.number().nullable(),
  readyAt: z.string(),
  failed: z.boolean(),
  statusId: z.string().nullable(),
});
export type StoredMedia = z.infer<typeof StoredMedia>;

export const StoredStatus = z.object({
  id: z.string(),
  accountId: z.string(),
  createdAt: z.string(),
  text: z.string(),
  spoilerText: z.string(),
  sensitive: z.boolean(),
  visibility: z.enum(['public', 'unlisted', 'private', 'direct']),
  language: z.string().nullable(),
  parentId: z.string().nullable(),
  mediaIds: z.array(z.string()),
});
export type StoredStatus = z.infer<typeof StoredStatus>;

const windowMilliseconds = 5 * 60 * 1000;

/** Every answer tells of the limit it is closest to. https://docs.joinmastodon.org/api/rate-limits/ */
export function limitHeaders(world: World, remaining = 299): Record<string, string> {
  const reset = new Date(world.now().getTime() + windowMilliseconds).toISOString();
  return {
    'x-ratelimit-limit': '300',
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': reset,
  };
}

export const ok = (world: World, body: unknown, status = 200): SimulatorAnswer => ({
  status,
  headers: limitHeaders(world),
  body,
});
export const fail = (status: number, error: string, description?: string): SimulatorAnswer => ({
  status,
  body: { error, ...(description ? { error_description: description } : {}) },
});
export const notFound = () => fail(404, 'Record not found');
export const invalid = (message: string) => fail(422, `Validation failed: ${message}`);
export const isRefusal = (value: object): value is SimulatorAnswer => 'status' in value && 'body' in value;

export const newSecret = () => randomBytes(32).toString('base64url');

const sequence = { last: 0n };

/** Ids grow with time, as a server's snowflakes do. */
export function newId(now: Date): string {
  const id = BigInt(now.getTime()) << 16n;
  sequence.last = id > sequence.last ? id : sequence.last + 1n;
  return String(sequence.last);
}

/** JSON or a form, by its content type; nothing for anything else. */
export function bodyOf(request: SimulatorRequest): Record<string, unknown> | undefined {
  const type = request.headers['content-type'] ?? '';
  const text = request.body.toString('utf8');
  if (type.startsWith('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(text));
  if (!type.startsWith('application/json')) return request.body.length === 0 ? {} : undefined;
  try {
    const value: unknown = JSON.parse(text);
    return z.record(z.string(), z.unknown()).safeParse(value).data;
  } catch {
    return undefined;
  }
}

export const covers = (granted: readonly string[], scope: string) =>
  granted.includes(scope) || granted.includes(scope.split(':')[0]!);

/** The account that asks, when its token allows this. */
export async function signedIn(
  world: World,
  request: SimulatorRequest,
  scope: string,
): Promise<Account | SimulatorAnswer> {
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (!token) return fail(401, 'This method requires an authenticated user');
  const stored = await world.store.get('tokens', token);
  if (!stored) return fail(401, 'The access token is invalid');
  const { accountId, scopes, revoked } = StoredToken.parse(stored);
  if (revoked) return fail(401, 'The access token was revoked');
  if (!covers(scopes, scope)) return fail(403, 'This action is outside the authorized scopes');
  const account = await accountById(world, accountId);
  return account ?? fail(401, 'The access token is invalid');
}

export async function accountById({ store }: World, id: string): Promise<Account | undefined> {
  const stored = await store.get('accounts', id);
  return stored ? Account.parse(stored) : undefined;
}

export async function statusById({ store }: World, id: string): Promise<StoredStatus | undefined> {
  const stored = await store.get('statuses', id);
  return stored ? StoredStatus.parse(stored) : undefined;
}

/** Oldest first. */
export async function allStatuses({ store }: World): Promise<StoredStatus[]> {
  const stored = (await store.list('statuses', '')).map(({ value }) => StoredStatus.parse(value));
  return stored.sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
}
