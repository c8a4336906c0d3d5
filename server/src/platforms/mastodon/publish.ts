import { createHash } from 'node:crypto';
import { optionsOf } from '#platforms/draft-options.ts';
import {
  type Handles,
  type PayloadMedia,
  type PlatformCall,
  PlatformError,
  type PublishLedger,
  type PublishPayload,
  type Reconciled,
} from '#platforms/platform.ts';
import { findOwn } from './find-own.ts';
import { manifest } from './manifest.ts';
import { forgetMedia, mediaHandle, uploadAll } from './media.ts';
import { Status } from './schema.ts';
import type { MastodonServer } from './server.ts';

/** One status of a publication: the post itself, a further part of a thread, or the first comment. */
interface Part {
  readonly index: number;
  readonly name: string;
  readonly text: string;
  readonly media: readonly PayloadMedia[];
  /** The index of the part it stands under; null for the post itself. */
  readonly under: number | null;
  readonly isComment: boolean;
}

interface Posted {
  readonly id: string;
  readonly url: string;
}

/** A server keeps an Idempotency-Key for an hour; this is less, for the sake of its clock and ours. */
const keyLifeMilliseconds = 50 * 60 * 1000;

const statusName = (index: number) => `status:${index}`;
const urlName = (index: number) => `url:${index}`;
const sentName = (index: number) => `sentAt:${index}`;

function partsOf(payload: PublishPayload): readonly Part[] {
  const texts = [{ text: payload.caption, media: payload.media }, ...(payload.parts ?? [])];
  const parts = texts.map(({ text, media }, index) => ({
    index,
    name: `Part ${index + 1}`,
    text,
    media,
    under: index === 0 ? null : index - 1,
    isComment: false,
  }));
  const { firstComment: text } = payload;
  if (!text) return parts;
  return [
    ...parts,
    { index: parts.length, name: 'The first comment', text, media: [], under: 0, isComment: true },
  ];
}

export interface Publishing {
  readonly server: MastodonServer;
  readonly payload: PublishPayload;
  readonly ledger: PublishLedger;
  readonly call: PlatformCall;
  readonly pollSeconds: readonly number[];
}

/** Publishes every part that is not out yet, in order; gives the post itself, and what was refused of the comment. */
export async function publishParts(
  publishing: Publishing,
): Promise<Posted & { readonly warnings: readonly string[] }> {
  const posted: Posted[] = [];
  const warnings: string[] = [];
  for (const part of partsOf(publishing.payload)) {
    const parent = part.under === null ? null : posted[part.under]!.id;
    try {
      posted.push(await publishPart(publishing, part, parent));
    } catch (error) {
      const refused = error instanceof PlatformError && /^(rejected|policy|restricted)$/.test(error.failure);
      if (!part.isComment || !refused) throw error;
      warnings.push(`The first comment was refused: ${error.message}`);
    }
  }
  return { ...posted[0]!, warnings };
}

async function publishPart(publishing: Publishing, part: Part, parent: string | null): Promise<Posted> {
  const { server, payload, ledger, call } = publishing;
  const known = postedAs(ledger.handles, part.index);
  if (known) return known;
  const sentAt = ledger.handles[sentName(part.index)];
  if (sentAt && call.now().getTime() - Date.parse(sentAt) > keyLifeMilliseconds) {
    // The key has lost its force, so the account's own posts are compared before anything is sent.
    const out = await findPart(server, payload, ledger.handles, part, parent);
    if (out) return remember(ledger, part.index, out);
  }
  const mediaIds = await uploadAll(server, part.media, ledger, call, publishing.pollSeconds);
  const request = { method: 'POST', path: '/api/v1/statuses' } as const;
  await server.take(request);
  // The first time of asking stays: whatever came out of it is not older.
  if (!sentAt) await ledger.remember(sentName(part.index), call.now().toISOString());
  await ledger.aboutToPublish();
  try {
    const status = await server.ask({
      ...request,
      body: { json: statusOf(payload, part, parent, mediaIds) },
      answer: Status,
      idempotencyKey: idempotencyKey(payload, part.index),
      publishes: true,
    });
    return await remember(ledger, part.index, status);
  } catch (error) {
    const lostFiles = error instanceof PlatformError && /not found or already attached/i.test(error.message);
    if (lostFiles) await forgetMedia(part.media, ledger);
    throw error;
  }
}

async function remember(ledger: PublishLedger, index: number, { id, url }: Status): Promise<Posted> {
  await ledger.remember(urlName(index), url ?? '');
  await ledger.remember(statusName(index), id);
  return { id, url: url ?? '' };
}

function postedAs(handles: Handles, index: number): Posted | null {
  const id = handles[statusName(index)];
  return id ? { id, url: handles[urlName(index)] ?? '' } : null;
}

/** The same for every attempt at this part, and nobody else's. */
function idempotencyKey({ operationKey }: PublishPayload, index: number): string {
  return createHash('sha256').update(`${operationKey}\n${index}`).digest('hex');
}

/** https://docs.joinmastodon.org/methods/statuses/#create */
function statusOf(payload: PublishPayload, part: Part, parent: string | null, mediaIds: readonly string[]) {
  const { visibility, contentWarning, sensitive } = optionsOf(manifest, payload);
  return {
    status: part.text,
    ...(mediaIds.length > 0 ? { media_ids: mediaIds } : {}),
    ...(parent === null ? {} : { in_reply_to_id: parent }),
    visibility: visibility ?? 'public',
    ...(contentWarning ? { spoiler_text: contentWarning } : {}),
    ...(sensitive === 'true' ? { sensitive: true } : {}),
    // ISO 639-1, without a region. https://docs.joinmastodon.org/entities/Status/#language
    language: payload.language.split('-')[0]!.toLowerCase(),
  };
}

/** The part among the account's own posts: by its files where it has some, else by its very words. */
function findPart(
  server: MastodonServer,
  payload: PublishPayload,
  handles: Handles,
  part: Part,
  parent: string | null,
): Promise<Status | null> {
  const mediaIds = part.media.map((one) => handles[mediaHandle(one)] ?? '');
  const since = new Date(handles[sentName(part.index)]!);
  return findOwn(server, payload.account.remoteId, { text: part.text, mediaIds, parent, since });
}

/** Compares the account's own posts with each part that was sent and has no id. */
export async function reconcileParts(
  server: MastodonServer,
  payload: PublishPayload,
  handles: Handles,
): Promise<Exclude<Reconciled, { outcome: 'published' }> | ({ readonly outcome: 'found' } & Posted)> {
  const posted: Posted[] = [];
  for (const part of partsOf(payload)) {
    const missing = (evidence: string) => ({
      outcome: 'not_published' as const,
      evidence: part.index === 0 ? evidence : `${part.name} is missing: ${evidence}`,
    });
    const known = postedAs(handles, part.index);
    if (known) {
      posted.push(known);
      continue;
    }
    const sentAt = handles[sentName(part.index)];
    if (!sentAt) return missing('nothing was sent yet.');
    const parent = part.under === null ? null : posted[part.under]!.id;
    const out = await findPart(server, payload, handles, part, parent);
    if (!out)
      return missing(`none of the account’s posts since ${sentAt} is this one; the same key is used again.`);
    posted.push({ id: out.id, url: out.url ?? '' });
  }
  return { outcome: 'found', ...posted[0]! };
}
