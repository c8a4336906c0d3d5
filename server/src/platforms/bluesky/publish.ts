import {
  type Handles,
  type PlatformCall,
  PlatformError,
  type PublishLedger,
  type PublishPayload,
  type Reconciled,
} from '#platforms/platform.ts';
import { type Facet, findFacets } from './facets.ts';
import { blobHandle, embedOf, type Uploads, uploadAll } from './media.ts';
import { addressOf, collections, findRecord, points, type StrongRef, uriOf } from './records.ts';
import { AnyRecord, CreatedRecord, ResolvedHandle } from './schema.ts';
import type { BlueskySession } from './session.ts';
import { newTid } from './tid.ts';

interface PostRecord {
  readonly $type: typeof collections.post;
  readonly text: string;
  readonly createdAt: string;
  readonly langs: readonly string[];
  readonly facets?: readonly Facet[];
  readonly tags?: readonly string[];
  readonly embed?: unknown;
  readonly reply?: { readonly root: StrongRef; readonly parent: StrongRef };
}

/** One record of a publication: the post itself, a further part of a thread, or the first comment. */
interface Part {
  readonly name: string;
  readonly text: string;
  readonly media: PublishPayload['media'];
  /** The index of the part it stands under; null for the post itself. */
  readonly under: number | null;
  readonly isComment: boolean;
}

function partsOf(payload: PublishPayload): readonly Part[] {
  const texts = [{ text: payload.caption, media: payload.media }, ...(payload.parts ?? [])];
  const parts = texts.map(({ text, media }, index) => ({
    name: `Part ${index + 1}`,
    text,
    media,
    under: index === 0 ? null : index - 1,
    isComment: false,
  }));
  const { firstComment } = payload;
  if (!firstComment) return parts;
  const comment = { name: 'The first comment', text: firstComment, media: [], under: 0, isComment: true };
  return [...parts, comment];
}

/** The post itself has kept its key under this name since before there were threads. */
const keyName = (index: number) => (index === 0 ? 'rkey' : `rkey:${index}`);
const timeName = (index: number) => (index === 0 ? 'createdAt' : `createdAt:${index}`);
const cidName = (index: number) => `cid:${index}`;

/**
 * Publishes every part that is not out yet, in order, each under a record key that was chosen and remembered
 * first: with the key a part can exist only once, because the server refuses a second create under it.
 * @returns the post's own address, and what was refused of the comment.
 */
export async function publishParts(
  session: BlueskySession,
  uploads: Uploads,
  payload: PublishPayload,
  ledger: PublishLedger,
  call: PlatformCall,
): Promise<{ readonly uri: string; readonly warnings: readonly string[] }> {
  const refs: StrongRef[] = [];
  const warnings: string[] = [];
  for (const [index, part] of partsOf(payload).entries()) {
    const reply = part.under === null ? undefined : { root: refs[0]!, parent: refs[part.under]! };
    try {
      refs.push(await publishPart({ session, uploads, payload, ledger, call }, index, part, reply));
    } catch (error) {
      if (!part.isComment || !isRefusal(error)) throw error;
      warnings.push(`The first comment was refused: ${error.message}`);
    }
  }
  return { uri: refs[0]!.uri, warnings };
}

/** A refusal that will be repeated, and so is told; what passes by itself is waited for. */
function isRefusal(error: unknown): error is PlatformError {
  return error instanceof PlatformError && (error.failure === 'rejected' || error.failure === 'policy');
}

interface Publishing {
  readonly session: BlueskySession;
  readonly uploads: Uploads;
  readonly payload: PublishPayload;
  readonly ledger: PublishLedger;
  readonly call: PlatformCall;
}

async function publishPart(
  { session, uploads, payload, ledger, call }: Publishing,
  index: number,
  { text, media }: Part,
  reply: PostRecord['reply'],
): Promise<StrongRef> {
  const { handles } = ledger;
  const repo = payload.account.remoteId;
  const known = handles[keyName(index)];
  const address = { repo, collection: collections.post, rkey: known ?? newTid(call.now()) };
  const uri = uriOf(address);
  const cid = handles[cidName(index)];
  if (cid) return { uri, cid };
  const out = known ? await findRecord(session, address, AnyRecord) : null;
  if (out) {
    await ledger.remember(cidName(index), out.cid);
    return { uri, cid: out.cid };
  }
  const blobs = await uploadAll(session, uploads, media, ledger, call);
  if (!known) await ledger.remember(keyName(index), address.rkey);
  const createdAt = handles[timeName(index)] ?? call.now().toISOString();
  if (!handles[timeName(index)]) await ledger.remember(timeName(index), createdAt);
  const facets = await findFacets(text, (handle) => didOf(session, handle));
  const record: PostRecord = {
    $type: collections.post,
    text,
    createdAt,
    langs: [payload.language],
    ...(facets.length > 0 ? { facets } : {}),
    // A tag that is not in the text: search and moderation services find the post as AI-made.
    ...(payload.disclosure === 'none' ? {} : { tags: ['AIGenerated'] }),
    ...(blobs.length > 0 ? { embed: embedOf(media, blobs) } : {}),
    ...(reply ? { reply } : {}),
  };
  await session.makeReady();
  await session.takePoints(points.create);
  await ledger.aboutToPublish();
  try {
    const name = 'com.atproto.repo.createRecord';
    const body = { json: { ...address, record } };
    const created = await session.procedure({ name, body, answer: CreatedRecord, publishes: true });
    await ledger.remember(cidName(index), created.cid);
    return { uri, cid: created.cid };
  } catch (error) {
    // Uploads that no record used are swept by the server after some hours; then they have to be made again.
    if (error instanceof PlatformError && error.remoteCode === 'BlobNotFound')
      for (const one of media) await ledger.remember(blobHandle(one), '');
    throw error;
  }
}

/** Looks every part up under its key: a part that has no record proves that it is not out. */
export async function reconcileParts(
  session: BlueskySession,
  payload: PublishPayload,
  handles: Handles,
): Promise<Reconciled | { readonly outcome: 'published'; readonly uri: string }> {
  const repo = payload.account.remoteId;
  for (const [index, part] of partsOf(payload).entries()) {
    const rkey = handles[keyName(index)];
    const address = { repo, collection: collections.post, rkey: rkey ?? '' };
    if (rkey && (await findRecord(session, address, AnyRecord))) continue;
    const evidence = rkey
      ? `The account holds no record ${rkey}; the same key is used again.`
      : 'No record key was chosen yet, so nothing was sent.';
    return {
      outcome: 'not_published',
      evidence: index === 0 ? evidence : `${part.name} is missing: ${evidence}`,
    };
  }
  return { outcome: 'published', uri: uriOf({ repo, collection: collections.post, rkey: handles.rkey! }) };
}

/** Text with its links, tags and mentions, for a reply. */
export async function replyRecord(
  session: BlueskySession,
  input: {
    readonly text: string;
    readonly createdAt: string;
    readonly reply: NonNullable<PostRecord['reply']>;
  },
): Promise<Omit<PostRecord, 'langs'>> {
  const facets = await findFacets(input.text, (handle) => didOf(session, handle));
  return { $type: collections.post, ...input, ...(facets.length > 0 ? { facets } : {}) };
}

async function didOf(session: BlueskySession, handle: string): Promise<string | null> {
  try {
    const name = 'com.atproto.identity.resolveHandle';
    return (await session.query({ name, query: { handle }, answer: ResolvedHandle })).did;
  } catch (error) {
    if (error instanceof PlatformError && error.failure === 'rejected') return null;
    throw error;
  }
}

/** The record key at the end of an address; a bare key is one already. */
export function rkeyOf(remoteId: string): string {
  return remoteId.startsWith('at://') ? addressOf(remoteId).rkey : remoteId;
}
