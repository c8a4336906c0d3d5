import { setTimeout as wait } from 'node:timers/promises';
import {
  type PayloadMedia,
  type PlatformCall,
  PlatformError,
  type Published,
  type PublishLedger,
  type PublishPayload,
} from '#platforms/platform.ts';
import type { Graph } from './graph.ts';
import { Container, type ContainerState, Created, Media, MediaList, PublishingLimit } from './schema.ts';

/** Seconds to wait before each look at a container: at once, then ever slower, five minutes in all. */
export const defaultPollSeconds: readonly number[] = [0, 1, 2, 4, 8, 15, 30, 60, 60, 60, 60];

interface Work {
  readonly graph: Graph;
  readonly payload: PublishPayload;
  readonly ledger: PublishLedger;
  readonly call: PlatformCall;
  readonly pollSeconds: readonly number[];
}

/**
 * Container, poll, publish. A container can be published once, so its number, remembered first, is what keeps a
 * post from going out twice.
 */
export async function publishMedia(work: Work): Promise<Published> {
  const { graph, payload, ledger, call } = work;
  let container = ledger.handles.container;
  if (container) {
    const state = await stateOf(graph, container);
    if (state.status_code === 'PUBLISHED') return publishedBefore(work);
    if (state.status_code === 'ERROR' || state.status_code === 'EXPIRED') container = undefined;
  }
  if (!container) {
    await assertQuota(graph, payload.account.remoteId);
    container = await createContainer(work);
    await ledger.remember('container', container);
  }
  await untilFinished(work, container);
  await ledger.remember('publishStartedAt', call.now().toISOString());
  await ledger.aboutToPublish();
  const path = `${payload.account.remoteId}/media_publish`;
  const { id } = await graph.post(path, { creation_id: container }, Created, { publishes: true });
  return { remoteId: id, url: await permalinkOf(graph, id, payload.account.handle) };
}

async function publishedBefore({ graph, payload, ledger }: Work): Promise<Published> {
  const found = await findOwnMedia(graph, payload, ledger.handles.publishStartedAt);
  if (found) return found;
  throw new PlatformError(
    'outcome_unknown',
    'Instagram says that this is published, but does not list it yet.',
    {
      hint: 'Looked up again in a minute.',
    },
  );
}

/** The account's posts of the day are up to Meta and differ by account. */
export async function readQuota(graph: Graph, accountId: string) {
  const query = { fields: 'quota_usage,config' };
  const { data } = await graph.get(`${accountId}/content_publishing_limit`, query, PublishingLimit);
  const { quota_usage: used, config } = data[0]!;
  return { left: config ? Math.max(0, config.quota_total - used) : null, total: config?.quota_total ?? null };
}

async function assertQuota(graph: Graph, accountId: string): Promise<void> {
  const { left, total } = await readQuota(graph, accountId);
  if (left !== 0) return;
  throw new PlatformError('rate_limited', `The account has used its ${total} posts of the last 24 hours.`, {
    retryAfterSeconds: 3600,
    hint: 'Sent by itself when one of them is a day old.',
  });
}

async function createContainer(work: Work): Promise<string> {
  const { graph, payload } = work;
  const path = `${payload.account.remoteId}/media`;
  // On the parent only: Meta refuses it on the items of a carousel.
  const flag = payload.disclosure === 'none' ? {} : { is_ai_generated: true };
  const shared = { ...(payload.caption === '' ? {} : { caption: payload.caption }), ...flag };
  const [first, second] = payload.media;
  if (first && !second) {
    const { id } = await graph.post(path, { ...fieldsOf(first, false), ...shared }, Created);
    return id;
  }
  // Items are made anew with each parent: they are cheap, expire with it, and are never public by themselves.
  const children: string[] = [];
  for (const one of payload.media) {
    const { id } = await graph.post(path, { ...fieldsOf(one, true), is_carousel_item: true }, Created);
    children.push(id);
  }
  for (const child of children) await untilFinished(work, child);
  const { id } = await graph.post(
    path,
    { media_type: 'CAROUSEL', children: children.join(','), ...shared },
    Created,
  );
  return id;
}

function fieldsOf(one: PayloadMedia, inCarousel: boolean): Record<string, unknown> {
  if (one.kind === 'video') return { media_type: inCarousel ? 'VIDEO' : 'REELS', video_url: one.publicUrl };
  return { image_url: one.publicUrl, ...(one.altText === '' ? {} : { alt_text: one.altText }) };
}

async function untilFinished({ graph, call, pollSeconds }: Work, container: string): Promise<void> {
  for (const seconds of pollSeconds) {
    if (seconds > 0) await pause(seconds, call.signal);
    const { status_code: state, status } = await stateOf(graph, container);
    if (state === 'FINISHED') return;
    if (state === 'ERROR') throw refusalOf(status);
    if (state === 'EXPIRED' || state === 'PUBLISHED') {
      throw new PlatformError('unavailable', `The upload is ${state.toLowerCase()}.`, {
        hint: 'Looked at again by itself.',
      });
    }
  }
  throw new PlatformError('unavailable', 'Instagram is still preparing the media.', {
    retryAfterSeconds: 60,
    hint: 'Looked at again by itself; nothing is uploaded twice.',
  });
}

/** A container's `status` names the subcode, such as "Error: Media upload has failed with error code 2207026". */
function refusalOf(status: string): PlatformError {
  const subcode = /\b(2207\d{3})\b/.exec(status)?.[1];
  const again =
    subcode !== undefined && ['2207001', '2207003', '2207032', '2207053', '2207082'].includes(subcode);
  return new PlatformError(
    again ? 'unavailable' : 'media_rejected',
    `Instagram could not use the media. ${status}`.trim(),
    {
      remoteCode: subcode,
      hint: again ? 'Uploaded again by itself.' : 'Use another rendition: JPEG, or MP4 with H.264 and AAC.',
    },
  );
}

async function pause(seconds: number, signal: AbortSignal): Promise<void> {
  try {
    await wait(seconds * 1000, undefined, { signal });
  } catch (error) {
    throw new PlatformError('unavailable', 'Stopped while Instagram prepared the media.', { cause: error });
  }
}

export async function stateOf(
  graph: Graph,
  container: string,
): Promise<{ readonly status_code: ContainerState; readonly status: string }> {
  return graph.get(container, { fields: 'status_code,status' }, Container);
}

/** Both clocks may be off by this. */
const clockSlackMilliseconds = 2 * 60 * 1000;
const pageSize = '50';

/**
 * The post among the account's newest 50, by its exact caption and a time not before the attempt; the earliest where
 * several match.
 */
export async function findOwnMedia(
  graph: Graph,
  payload: PublishPayload,
  startedAt: string | undefined,
): Promise<Published | null> {
  const fields = 'id,caption,timestamp,permalink';
  const { data } = await graph.get(
    `${payload.account.remoteId}/media`,
    { fields, limit: pageSize },
    MediaList,
  );
  const since = startedAt ? new Date(startedAt).getTime() - clockSlackMilliseconds : 0;
  const plain = (text: string) => text.normalize('NFC').replace(/\s+/g, ' ').trim();
  const matches = data
    .filter(
      ({ caption, timestamp }) => plain(caption) === plain(payload.caption) && parseTime(timestamp) >= since,
    )
    .sort((a, b) => parseTime(a.timestamp) - parseTime(b.timestamp));
  const match = matches[0];
  if (!match) return null;
  return { remoteId: match.id, url: match.permalink ?? profileOf(payload.account.handle) };
}

/** Graph times look like `2026-11-22T15:30:00+0000`, which Date does not have to take. */
function parseTime(timestamp: string): number {
  return new Date(timestamp.replace(/([+-]\d{2})(\d{2})$/, '$1:$2')).getTime();
}

async function permalinkOf(graph: Graph, id: string, handle: string): Promise<string> {
  try {
    const media = await graph.get(id, { fields: 'id,permalink' }, Media);
    return media.permalink ?? profileOf(handle);
  } catch {
    // The post is out: its address must not turn that into a failure. The read-back finds it later.
    return profileOf(handle);
  }
}

const profileOf = (handle: string) => `https://www.instagram.com/${encodeURIComponent(handle)}/`;
