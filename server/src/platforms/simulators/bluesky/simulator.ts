import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '#kernel/errors.ts';
import { manifest } from '#platforms/bluesky/manifest.ts';
import { saysMadeWithAi } from '#platforms/caption.ts';
import type {
  InnerFault,
  Simulator,
  SimulatorAnswer,
  SimulatorOptions,
  SimulatorRequest,
} from '#platforms/simulators/simulator.ts';
import { sniffMime } from '#platforms/simulators/sniff.ts';
import { contentId } from './content-id.ts';
import { blobsOf, PostRecord } from './post-record.ts';
import { tokensOf } from './tokens.ts';

const Account = z.object({
  did: z.string(),
  handle: z.string(),
  displayName: z.string(),
  bio: z.string(),
  appPassword: z.string(),
});
type Account = z.infer<typeof Account>;
const ProfileRecord = z.looseObject({
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
const Stored = z.object({ cid: z.string(), value: z.record(z.string(), z.unknown()) });

const posts = 'app.bsky.feed.post';
const profiles = 'app.bsky.actor.profile';
/** A hosted server takes 50 MB in one upload. https://github.com/bluesky-social/bsky-docs */
const blobUploadLimit = 50 * 1024 * 1024;
const tid = /^[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}$/;

const ok = (body: unknown): SimulatorAnswer => ({ status: 200, body });
const fail = (status: number, error: string, message: string): SimulatorAnswer => ({
  status,
  body: { error, message },
});
/** What the reference server answers when something it did not foresee happens, a taken record key included. */
const internalError = () => fail(500, 'InternalServerError', 'Internal Server Error');

/** A Bluesky server as the reference implementation behaves: checked against it by the adapter's tests. */
export function blueskySimulator(options: SimulatorOptions): Simulator {
  const { store } = options;
  const tokens = tokensOf(store, options.now);

  const accountOf = async (identifier: string): Promise<Account | undefined> => {
    const did = identifier.startsWith('did:')
      ? identifier
      : await store.get('handles', identifier.toLowerCase());
    const found = typeof did === 'string' ? await store.get('accounts', did) : undefined;
    return found === undefined ? undefined : Account.parse(found);
  };

  /** The account that signed the request, or the refusal. */
  const signedIn = async (request: SimulatorRequest, scope: 'access' | 'refresh') => {
    const verdict = await tokens.verify(request.headers.authorization, scope);
    if (verdict === 'AuthMissing') return fail(401, verdict, 'Authentication Required');
    if (verdict === 'ExpiredToken') return fail(400, verdict, 'Token has expired');
    const account = verdict === 'InvalidToken' ? undefined : await accountOf(verdict.did);
    return account ?? fail(400, 'InvalidToken', 'Token could not be verified');
  };
  const isRefusal = (value: Account | SimulatorAnswer): value is SimulatorAnswer => 'status' in value;

  const sessionOf = async (account: Account) => ({
    ...(await tokens.makePair(account.did)),
    did: account.did,
    handle: account.handle,
    didDoc: didDocument(account),
    emailConfirmed: true,
    active: true,
  });
  const didDocument = (account: Account) => ({
    '@context': ['https://www.w3.org/ns/did/v1'],
    id: account.did,
    alsoKnownAs: [`at://${account.handle}`],
    service: [{ id: '#atproto_pds', type: 'AtprotoPersonalDataServer', serviceEndpoint: options.baseUrl }],
  });

  const queries: Record<string, (request: SimulatorRequest) => Promise<SimulatorAnswer>> = {
    async 'com.atproto.server.describeServer'() {
      return ok({
        did: 'did:web:localhost',
        availableUserDomains: ['.rehearsal.example'],
        inviteCodeRequired: true,
        blobUploadLimit,
      });
    },
    async 'com.atproto.server.getSession'(request) {
      const account = await signedIn(request, 'access');
      if (isRefusal(account)) return account;
      return ok({ did: account.did, handle: account.handle, emailConfirmed: true, active: true });
    },
    async 'com.atproto.identity.resolveHandle'({ query }) {
      const handle = query.get('handle');
      if (!handle) return fail(400, 'InvalidRequest', 'Missing required key "handle"');
      const account = await accountOf(handle);
      return account ? ok({ did: account.did }) : fail(400, 'HandleNotFound', 'Unable to resolve handle');
    },
    async 'com.atproto.repo.getRecord'({ query }) {
      const [repo, collection, rkey] = ['repo', 'collection', 'rkey'].map((name) => query.get(name) ?? '');
      if (!repo || !collection || !rkey) return fail(400, 'InvalidRequest', 'Missing required parameter');
      const account = await accountOf(repo);
      if (!account) return fail(502, 'UpstreamFailure', 'Upstream service unreachable');
      const uri = `at://${account.did}/${collection}/${rkey}`;
      const record = await store.get(collection, `${account.did}/${rkey}`);
      if (!record) return fail(400, 'RecordNotFound', `Could not locate record: ${uri}`);
      return ok({ uri, ...Stored.parse(record) });
    },
    async 'com.atproto.sync.getBlob'({ query }) {
      const blob = await store.getBlob(query.get('cid') ?? '');
      if (!blob) return fail(400, 'BlobNotFound', 'Blob not found');
      return { status: 200, headers: { 'content-type': blob.mime }, body: blob.content };
    },
  };

  const procedures: Record<
    string,
    (request: SimulatorRequest, fault?: InnerFault) => Promise<SimulatorAnswer>
  > = {
    async 'com.atproto.server.createSession'(request) {
      const body = z.object({ identifier: z.string(), password: z.string() }).safeParse(jsonOf(request));
      if (!body.success) return fail(400, 'InvalidRequest', 'Missing required key "identifier"');
      const account = await accountOf(body.data.identifier);
      if (account?.appPassword !== body.data.password) {
        return fail(401, 'AuthenticationRequired', 'Invalid identifier or password');
      }
      return ok(await sessionOf(account));
    },
    async 'com.atproto.server.refreshSession'(request) {
      const account = await signedIn(request, 'refresh');
      return isRefusal(account) ? account : ok(await sessionOf(account));
    },
    async 'com.atproto.repo.uploadBlob'(request, fault) {
      const account = await signedIn(request, 'access');
      if (isRefusal(account)) return account;
      const claimed = request.headers['content-type'];
      if (!claimed)
        return fail(400, 'InvalidRequest', 'Request encoding (Content-Type) required but not provided');
      if (request.body.length > blobUploadLimit)
        return fail(413, 'PayloadTooLarge', 'request entity too large');
      if (fault?.misbehaviour === 'media_refused')
        return fail(400, 'InvalidMimeType', 'Wrong mimetype of file');
      const cid = contentId(request.body, 'raw');
      const mime = sniffMime(request.body) ?? claimed;
      await store.putBlob(cid, { mime, content: request.body });
      await store.put('uploads', `${account.did}/${cid}`, { mime, size: request.body.length });
      return ok({ blob: { $type: 'blob', ref: { $link: cid }, mimeType: mime, size: request.body.length } });
    },
    async 'com.atproto.repo.createRecord'(request) {
      const account = await signedIn(request, 'access');
      if (isRefusal(account)) return account;
      const write = writeOf(request, account);
      if ('status' in write) return write;
      if (write.collection !== posts)
        return fail(400, 'InvalidRequest', `Unknown collection ${write.collection}`);
      return createPost(account, write.rkey ?? '', write.record);
    },
    async 'com.atproto.repo.putRecord'(request) {
      const account = await signedIn(request, 'access');
      if (isRefusal(account)) return account;
      const write = writeOf(request, account);
      if ('status' in write) return write;
      if (write.collection !== profiles || write.rkey !== 'self')
        return fail(400, 'InvalidRequest', 'Unknown collection');
      const record = ProfileRecord.safeParse(write.record);
      if (!record.success)
        return fail(400, 'InvalidRequest', `Invalid ${profiles} record: ${saysOf(record.error)}`);
      const key = `${account.did}/self`;
      const before = await store.get(profiles, key);
      const beforeCid = before === undefined ? null : Stored.parse(before).cid;
      if (write.swapRecord !== undefined && write.swapRecord !== beforeCid) {
        return fail(400, 'InvalidSwap', `Record was at ${beforeCid}`);
      }
      const cid = cidOf(record.data);
      await store.put(profiles, key, { cid, value: record.data });
      return ok({ uri: `at://${account.did}/${profiles}/self`, cid, validationStatus: 'valid' });
    },
    async 'com.atproto.repo.deleteRecord'(request) {
      const account = await signedIn(request, 'access');
      if (isRefusal(account)) return account;
      const body = z
        .object({ repo: z.string(), collection: z.string(), rkey: z.string() })
        .safeParse(jsonOf(request));
      if (!body.success) return fail(400, 'InvalidRequest', saysOf(body.error));
      if (body.data.repo !== account.did) return fail(403, 'AccountNotFound', 'Account not found');
      await store.delete(body.data.collection, `${account.did}/${body.data.rkey}`);
      return ok({});
    },
  };

  const createPost = async (account: Account, rkey: string, value: unknown): Promise<SimulatorAnswer> => {
    if (!tid.test(rkey)) {
      return fail(
        400,
        'InvalidRequest',
        `Invalid record key for ${posts}: Invalid TID string (got "${rkey}")`,
      );
    }
    const record = PostRecord.safeParse(value);
    if (!record.success)
      return fail(400, 'InvalidRequest', `Invalid ${posts} record: ${saysOf(record.error)}`);
    for (const { blob } of blobsOf(record.data)) {
      const upload = await store.get('uploads', `${account.did}/${blob.ref.$link}`);
      if (!upload) return fail(400, 'BlobNotFound', `Could not find blob: ${blob.ref.$link}`);
      const { mime, size } = z.object({ mime: z.string(), size: z.number() }).parse(upload);
      if (mime !== blob.mimeType)
        return fail(400, 'InvalidMimeType', `Referenced Mimetype does not match stored: ${mime}`);
      if (size !== blob.size)
        return fail(400, 'InvalidSize', `Referenced size does not match stored: ${size}`);
    }
    const cid = cidOf(record.data);
    const created = await store.add(posts, `${account.did}/${rkey}`, { cid, value: record.data });
    if (!created) return internalError();
    return ok({ uri: `at://${account.did}/${posts}/${rkey}`, cid, validationStatus: 'valid' });
  };

  const showPost = async (path: string): Promise<SimulatorAnswer | undefined> => {
    const [, did, rkey] = /^\/profile\/([^/]+)\/post\/([^/]+)$/.exec(path) ?? [];
    const account = did ? await accountOf(decodeURIComponent(did)) : undefined;
    if (!account || !rkey) return undefined;
    return {
      status: 302,
      headers: { location: options.postUrl({ handle: account.handle, postId: rkey }) },
      body: {},
    };
  };

  return {
    platformId: manifest.id,
    publishingKinds: ['com.atproto.repo.uploadBlob', 'com.atproto.repo.createRecord'],
    publishKind: 'com.atproto.repo.createRecord',
    mediaKind: 'com.atproto.repo.uploadBlob',
    kindOf: ({ path }) => path.replace(/^\/xrpc\//, ''),

    async handle(request, fault) {
      const name = request.path.replace(/^\/xrpc\//, '');
      if (request.method === 'GET' && queries[name]) return queries[name](request);
      if (request.method === 'POST' && procedures[name]) return procedures[name](request, fault);
      return (await showPost(request.path)) ?? fail(501, 'MethodNotImplemented', 'Method Not Implemented');
    },

    refuse(refusal) {
      if (refusal === 'expired_token') return fail(400, 'ExpiredToken', 'Token has expired');
      if (refusal !== 'rate_limited') return internalError();
      const seconds = 2;
      const reset = String(Math.ceil(options.now().getTime() / 1000) + seconds);
      const headers = {
        'retry-after': String(seconds),
        'ratelimit-remaining': '0',
        'ratelimit-reset': reset,
      };
      return { ...fail(429, 'RateLimitExceeded', 'Rate Limit Exceeded'), headers };
    },

    async createAccount(input) {
      const handle = handleFrom(input.handle);
      // Made from the handle, so that a repeated request after a crash finds the same account.
      const digest = createHash('sha256').update(handle).digest('hex');
      const did = `did:plc:${contentId(Buffer.from(digest), 'raw').slice(-24)}`;
      const taken = () =>
        new AppError('conflict', `The rehearsal handle ${handle} is taken.`, { hint: 'Choose another.' });
      if (await store.get('handles', handle)) throw taken();
      const groups = /^(.{4})(.{4})(.{4})(.{4})/.exec(
        createHash('sha256').update(`${did}${options.now().getTime()}`).digest('hex'),
      );
      const appPassword = groups!.slice(1).join('-');
      const { displayName } = input;
      const account: Account = { did, handle, displayName, bio: input.bio ?? '', appPassword };
      await store.put('accounts', did, account);
      const profile = { $type: profiles, displayName, description: account.bio };
      await store.put(profiles, `${did}/self`, { cid: cidOf(profile), value: profile });
      // Last, because this is what makes the account exist.
      if (!(await store.add('handles', handle, did))) throw taken();
      return { remoteId: did, handle, displayName, fields: { handle, appPassword, labelAsBot: 'true' } };
    },

    async readTimeline(identifier) {
      const account = await accountOf(identifier);
      if (!account) return undefined;
      const profile = ProfileRecord.parse(
        Stored.parse(await store.get(profiles, `${account.did}/self`)).value,
      );
      const records = await store.list(posts, `${account.did}/`);
      return {
        platform: manifest.id,
        platformName: manifest.name,
        handle: account.handle,
        displayName: profile.displayName || account.handle,
        bio: profile.description ?? '',
        automated: profile.labels?.values.some(({ val }) => val === 'bot') ?? false,
        posts: records
          .map(({ key, value }) => toPost(account, key.slice(account.did.length + 1), value))
          .reverse(),
      };
    },
  };

  function toPost(account: Account, rkey: string, stored: unknown) {
    const record = PostRecord.parse(Stored.parse(stored).value);
    const shown = saysMadeWithAi(record.text);
    return {
      id: rkey,
      text: record.text,
      at: record.createdAt,
      url: options.postUrl({ handle: account.handle, postId: rkey }),
      aiLabel: { shown, by: shown ? ('caption' as const) : ('none' as const) },
      media: blobsOf(record).map(({ kind, blob, alt, aspectRatio }) => ({
        kind,
        url: `${new URL(options.baseUrl).pathname}/xrpc/com.atproto.sync.getBlob?did=${account.did}&cid=${blob.ref.$link}`,
        altText: alt,
        width: aspectRatio?.width ?? null,
        height: aspectRatio?.height ?? null,
      })),
    };
  }
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

function jsonOf(request: SimulatorRequest): unknown {
  try {
    return JSON.parse(request.body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function saysOf(error: z.ZodError): string {
  const issue = error.issues[0];
  return `${issue?.message ?? 'invalid'} at $.${issue?.path.join('.') ?? ''}`;
}

function cidOf(record: unknown): string {
  return contentId(Buffer.from(JSON.stringify(record)), 'dag-cbor');
}

function handleFrom(text: string): string {
  const name = text.trim().replace(/^@/, '').toLowerCase();
  const handle = name.includes('.')
    ? name
    : `${name.replace(/[^a-z0-9-]/g, '-').slice(0, 18)}.rehearsal.example`;
  const valid = handle.split('.').every((part) => /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(part));
  if (valid && handle.length <= 253) return handle;
  throw new AppError('invalid', `"${text}" cannot be a handle.`, {
    hint: 'Use letters, digits and hyphens.',
    field: 'handle',
  });
}
