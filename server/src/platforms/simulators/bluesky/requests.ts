import { z } from 'zod';
import type { InnerFault, SimulatorAnswer, SimulatorRequest } from '#platforms/simulators/simulator.ts';
import { sniffMime } from '#platforms/simulators/sniff.ts';
import { contentId } from './content-id.ts';
import { feedQueries } from './feed.ts';
import { blobsOf, FollowRecord, GateRecord, LikeRecord, PostRecord } from './post-record.ts';
import { tokensOf } from './tokens.ts';
import { videoProcedures, videoQueries } from './video.ts';
import {
  type Account,
  accountOf,
  blobUploadLimit,
  cidOf,
  fail,
  follows,
  gates,
  type Handler,
  internalError,
  isRefusal,
  jsonOf,
  likes,
  ok,
  ProfileRecord,
  posts,
  profiles,
  Stored,
  saysOf,
  sessionOf,
  signedIn,
  type World,
} from './world.ts';

/** GET requests by lexicon id. */
export const queries: Readonly<Record<string, Handler>> = {
  ...feedQueries,
  ...videoQueries,
  'com.atproto.server.describeServer': async () =>
    ok({
      did: 'did:web:localhost',
      availableUserDomains: ['.rehearsal.example'],
      inviteCodeRequired: true,
      blobUploadLimit,
    }),
  'com.atproto.server.getSession': async (world, request) => {
    const account = await signedIn(world, request, 'access');
    if (isRefusal(account)) return account;
    return ok({ did: account.did, handle: account.handle, emailConfirmed: true, active: true });
  },
  'com.atproto.identity.resolveHandle': async (world, { query }) => {
    const handle = query.get('handle');
    if (!handle) return fail(400, 'InvalidRequest', 'Missing required key "handle"');
    const account = await accountOf(world, handle);
    return account ? ok({ did: account.did }) : fail(400, 'HandleNotFound', 'Unable to resolve handle');
  },
  'com.atproto.repo.getRecord': getRecord,
  'com.atproto.sync.getBlob': async ({ store }, { query }) => {
    const blob = await store.getBlob(query.get('cid') ?? '');
    if (!blob) return fail(400, 'BlobNotFound', 'Blob not found');
    return { status: 200, headers: { 'content-type': blob.mime }, body: blob.content };
  },
};

/** POST requests by lexicon id. */
export const procedures: Readonly<Record<string, Handler>> = {
  ...videoProcedures,
  'com.atproto.server.createSession': createSession,
  'com.atproto.server.refreshSession': async (world, request) => {
    const account = await signedIn(world, request, 'refresh');
    return isRefusal(account) ? account : ok(await sessionOf(world, account));
  },
  'com.atproto.server.deleteSession': deleteSession,
  'com.atproto.repo.uploadBlob': uploadBlob,
  'com.atproto.repo.createRecord': createRecord,
  'com.atproto.repo.putRecord': putRecord,
  'com.atproto.repo.deleteRecord': deleteRecord,
};

async function getRecord(world: World, { query }: SimulatorRequest): Promise<SimulatorAnswer> {
  const [repo, collection, rkey] = ['repo', 'collection', 'rkey'].map((name) => query.get(name) ?? '');
  if (!repo || !collection || !rkey) return fail(400, 'InvalidRequest', 'Missing required parameter');
  const account = await accountOf(world, repo);
  if (!account) return fail(502, 'UpstreamFailure', 'Upstream service unreachable');
  const uri = `at://${account.did}/${collection}/${rkey}`;
  const record = await world.store.get(collection, `${account.did}/${rkey}`);
  if (!record) return fail(400, 'RecordNotFound', `Could not locate record: ${uri}`);
  return ok({ uri, ...Stored.parse(record) });
}

async function createSession(world: World, request: SimulatorRequest): Promise<SimulatorAnswer> {
  const body = z.object({ identifier: z.string(), password: z.string() }).safeParse(jsonOf(request));
  if (!body.success) return fail(400, 'InvalidRequest', saysOf(body.error));
  const account = await accountOf(world, body.data.identifier);
  if (account?.appPassword !== body.data.password) {
    return fail(401, 'AuthenticationRequired', 'Invalid identifier or password');
  }
  return ok(await sessionOf(world, account));
}

async function uploadBlob(
  world: World,
  request: SimulatorRequest,
  fault?: InnerFault,
): Promise<SimulatorAnswer> {
  const account = await signedIn(world, request, 'access');
  if (isRefusal(account)) return account;
  const claimed = request.headers['content-type'];
  if (!claimed)
    return fail(400, 'InvalidRequest', 'Request encoding (Content-Type) required but not provided');
  if (request.body.length > blobUploadLimit) return fail(413, 'PayloadTooLarge', 'request entity too large');
  if (fault?.misbehaviour === 'media_refused') return fail(400, 'InvalidMimeType', 'Wrong mimetype of file');
  const cid = contentId(request.body, 'raw');
  const mime = sniffMime(request.body) ?? claimed;
  const size = request.body.length;
  await world.store.putBlob(cid, { mime, content: request.body });
  await world.store.put('uploads', `${account.did}/${cid}`, { mime, size });
  return ok({ blob: { $type: 'blob', ref: { $link: cid }, mimeType: mime, size } });
}

async function createRecord(world: World, request: SimulatorRequest): Promise<SimulatorAnswer> {
  const account = await signedIn(world, request, 'access');
  if (isRefusal(account)) return account;
  const write = writeOf(request, account);
  if (isRefusal(write)) return write;
  const { collection } = write;
  const schema = schemas[collection];
  if (!schema) return fail(400, 'InvalidRequest', `Unknown collection ${collection}`);
  const rkey = write.rkey ?? '';
  if (!tid.test(rkey)) {
    return fail(
      400,
      'InvalidRequest',
      `Invalid record key for ${collection}: Invalid TID string (got "${rkey}")`,
    );
  }
  const record = schema.safeParse(write.record);
  if (!record.success)
    return fail(400, 'InvalidRequest', `Invalid ${collection} record: ${saysOf(record.error)}`);
  const post = collection === posts ? PostRecord.parse(record.data) : undefined;
  const unknown = post && (await findWrongBlob(world, account, post));
  if (unknown) return unknown;
  const cid = cidOf(record.data);
  const created = await world.store.add(collection, `${account.did}/${rkey}`, { cid, value: record.data });
  if (!created) return internalError();
  return ok({ uri: `at://${account.did}/${collection}/${rkey}`, cid, validationStatus: 'valid' });
}

/** What a studio may create here. */
const schemas: Readonly<Record<string, z.ZodType>> = {
  [posts]: PostRecord,
  [likes]: LikeRecord,
  [follows]: FollowRecord,
};

async function deleteSession(world: World, request: SimulatorRequest): Promise<SimulatorAnswer> {
  const tokens = tokensOf(world.store, world.now);
  const verdict = await tokens.verify(request.headers.authorization, 'refresh', true);
  if (verdict === 'AuthMissing') return fail(401, verdict, 'Authentication Required');
  if (typeof verdict === 'string') return fail(400, 'InvalidToken', 'Token could not be verified');
  await tokens.revoke(verdict.claims);
  return ok({});
}

const tid = /^[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}$/;
const Upload = z.object({ mime: z.string(), size: z.number() });

async function findWrongBlob(
  world: World,
  account: Account,
  record: PostRecord,
): Promise<SimulatorAnswer | undefined> {
  for (const { blob } of blobsOf(record)) {
    const found = await world.store.get('uploads', `${account.did}/${blob.ref.$link}`);
    if (!found) return fail(400, 'BlobNotFound', `Could not find blob: ${blob.ref.$link}`);
    const { mime, size } = Upload.parse(found);
    if (mime !== blob.mimeType)
      return fail(400, 'InvalidMimeType', `Referenced Mimetype does not match stored: ${mime}`);
    if (size !== blob.size) return fail(400, 'InvalidSize', `Referenced size does not match stored: ${size}`);
  }
  return undefined;
}

/** What a studio may overwrite: the profile under its one key, and the gates of posts. */
const replaceable: Readonly<Record<string, { readonly schema: z.ZodType; readonly key: RegExp }>> = {
  [profiles]: { schema: ProfileRecord, key: /^self$/ },
  [gates]: { schema: GateRecord, key: tid },
};

async function putRecord(world: World, request: SimulatorRequest): Promise<SimulatorAnswer> {
  const account = await signedIn(world, request, 'access');
  if (isRefusal(account)) return account;
  const write = writeOf(request, account);
  if (isRefusal(write)) return write;
  const { collection, rkey = '', swapRecord } = write;
  const kind = replaceable[collection];
  if (!kind?.key.test(rkey)) return fail(400, 'InvalidRequest', 'Unknown collection');
  const record = kind.schema.safeParse(write.record);
  if (!record.success)
    return fail(400, 'InvalidRequest', `Invalid ${collection} record: ${saysOf(record.error)}`);
  const key = `${account.did}/${rkey}`;
  const before = await world.store.get(collection, key);
  const beforeCid = before === undefined ? null : Stored.parse(before).cid;
  if (swapRecord !== undefined && swapRecord !== beforeCid) {
    return fail(400, 'InvalidSwap', `Record was at ${beforeCid}`);
  }
  const cid = cidOf(record.data);
  await world.store.put(collection, key, { cid, value: record.data });
  return ok({ uri: `at://${account.did}/${collection}/${rkey}`, cid, validationStatus: 'valid' });
}

async function deleteRecord(world: World, request: SimulatorRequest): Promise<SimulatorAnswer> {
  const account = await signedIn(world, request, 'access');
  if (isRefusal(account)) return account;
  const body = z
    .object({ repo: z.string(), collection: z.string(), rkey: z.string() })
    .safeParse(jsonOf(request));
  if (!body.success) return fail(400, 'InvalidRequest', saysOf(body.error));
  if (body.data.repo !== account.did) return fail(403, 'AccountNotFound', 'Account not found');
  await world.store.delete(body.data.collection, `${account.did}/${body.data.rkey}`);
  return ok({});
}

const Write = z.object({
  repo: z.string(),
  collection: z.string(),
  rkey: z.string().optional(),
  record: z.unknown(),
  swapRecord: z.string().nullable().optional(),
});

function writeOf(request: SimulatorRequest, account: Account): z.infer<typeof Write> | SimulatorAnswer {
  if (!request.headers['content-type']?.startsWith('application/json')) {
    return fail(400, 'InvalidRequest', 'Wrong request encoding (Content-Type)');
  }
  const body = Write.safeParse(jsonOf(request));
  if (!body.success) return fail(400, 'InvalidRequest', saysOf(body.error));
  if (body.data.repo !== account.did) return fail(403, 'AccountNotFound', 'Account not found');
  return body.data;
}
