import { optionsOf } from '#platforms/draft-options.ts';
import {
  type ContainerLook,
  clockSlackMilliseconds,
  notListedYet,
  untilFinished,
} from '#platforms/meta/containers.ts';
import { commentOnce } from '#platforms/meta/first-comment.ts';
import { Created, type Graph, graphTime, isMissing, sameText } from '#platforms/meta/graph.ts';
import {
  type PayloadMedia,
  type PlatformCall,
  PlatformError,
  type Published,
  type PublishLedger,
  type PublishPayload,
} from '#platforms/platform.ts';
import { containerRefusal } from './errors.ts';
import { manifest } from './manifest.ts';
import { Comments, Container, Media, MediaList, PublishingLimit } from './schema.ts';

interface Work {
  readonly graph: Graph;
  readonly payload: PublishPayload;
  readonly ledger: PublishLedger;
  readonly call: PlatformCall;
  readonly pollSeconds: readonly number[];
}

export const isStory = ({ form }: Pick<PublishPayload, 'form'>) => form === 'story';

/** What Instagram would refuse and the manifest cannot say. @throws PlatformError 'rejected' */
export function assertFits(payload: PublishPayload): void {
  const refuse = (message: string, hint: string) => new PlatformError('rejected', message, { hint });
  if (isStory(payload) && (payload.firstComment ?? '') !== '')
    throw refuse('A story takes no comment.', 'Leave the first comment out.');
  const { coverSecond } = optionsOf(manifest, payload);
  if (!coverSecond) return;
  const second = Number(coverSecond);
  const length = payload.media[0]?.durationSeconds ?? Number.POSITIVE_INFINITY;
  if (!(second >= 0 && second <= length))
    throw refuse(
      `The cover second "${coverSecond}" is not within the clip.`,
      'Write a number of seconds such as 1.5.',
    );
}

/**
 * Container, poll, publish. A container can be published once, so its number, remembered first, is what keeps a
 * post from going out twice.
 */
export async function publishMedia(work: Work): Promise<Published> {
  const { graph, payload, ledger, call } = work;
  const text = payload.firstComment ?? '';
  const known = ledger.handles.media;
  const remoteId = known ?? (await publishOnce(work));
  const url = await permalinkOf(graph, remoteId, payload.account.handle);
  if (text === '') return { remoteId, url };
  if (!known) await ledger.remember('media', remoteId);
  const warning = await commentOnce({
    ledger,
    call,
    isThere: () => hasOwnComment(graph, remoteId, payload),
    async send() {
      const body = { json: { message: text } };
      await graph.post(`${remoteId}/comments`, body, Created, { publishes: true });
    },
  });
  return { remoteId, url, ...(warning === undefined ? {} : { warnings: [warning] }) };
}

async function publishOnce(work: Work): Promise<string> {
  const { graph, payload, ledger, call, pollSeconds } = work;
  let container = ledger.handles.container;
  if (container) {
    const { state } = await look(graph, container);
    if (state === 'PUBLISHED') {
      const found = await findOwnMedia(graph, payload, ledger.handles.publishStartedAt);
      if (!found) throw notListedYet('Instagram');
      return found.remoteId;
    }
    if (state === 'ERROR' || state === 'EXPIRED') container = undefined;
  }
  if (!container) {
    await assertQuota(graph, payload.account.remoteId);
    container = await createContainer(work);
    await ledger.remember('container', container);
  }
  const ready = container;
  await untilFinished({
    name: 'Instagram',
    call,
    pollSeconds,
    look: () => look(graph, ready),
    refusalOf: containerRefusal,
  });
  await call.limits.take('publish');
  await ledger.remember('publishStartedAt', call.now().toISOString());
  await ledger.aboutToPublish();
  const path = `${payload.account.remoteId}/media_publish`;
  const { id } = await graph.post(path, { json: { creation_id: container } }, Created, { publishes: true });
  return id;
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
  const { graph, payload, call, pollSeconds } = work;
  const create = async (json: Readonly<Record<string, unknown>>) => {
    await call.limits.take('containers');
    return (await graph.post(`${payload.account.remoteId}/media`, { json }, Created)).id;
  };
  // On the parent only: Meta refuses it on the items of a carousel.
  const flag = payload.disclosure === 'none' ? {} : { is_ai_generated: true };
  const caption = payload.caption === '' || isStory(payload) ? {} : { caption: payload.caption };
  const shared = { ...caption, ...flag };
  const [first, second] = payload.media;
  if (first && !second) return create({ ...singleFields(first, payload), ...shared });
  // Items are made anew with each parent: they are cheap, expire with it, and are never public by themselves.
  const children: string[] = [];
  for (const one of payload.media)
    children.push(await create({ ...fieldsOf(one, 'VIDEO'), is_carousel_item: true }));
  for (const child of children) {
    const looked = () => look(graph, child);
    await untilFinished({ name: 'Instagram', call, pollSeconds, look: looked, refusalOf: containerRefusal });
  }
  return create({ media_type: 'CAROUSEL', children: children.join(','), ...shared });
}

/** A story has neither caption nor description; a reel may have a cover. */
function singleFields(one: PayloadMedia, payload: PublishPayload): Record<string, unknown> {
  if (isStory(payload)) {
    const { alt_text: _, ...fields } = fieldsOf(one, 'STORIES');
    return { ...fields, media_type: 'STORIES' };
  }
  if (one.kind === 'image') return fieldsOf(one, 'REELS');
  const { coverSecond, shareToFeed } = optionsOf(manifest, payload);
  return {
    ...fieldsOf(one, 'REELS'),
    // https://developers.facebook.com/documentation/instagram-platform/instagram-graph-api/reference/ig-user/media: milliseconds.
    ...(coverSecond ? { thumb_offset: Math.round(Number(coverSecond) * 1000) } : {}),
    ...(shareToFeed === 'false' ? { share_to_feed: false } : {}),
  };
}

function fieldsOf(one: PayloadMedia, videoType: string): Record<string, unknown> {
  if (one.kind === 'video') return { media_type: videoType, video_url: one.publicUrl };
  return { image_url: one.publicUrl, ...(one.altText === '' ? {} : { alt_text: one.altText }) };
}

/** A container's state; one that Instagram no longer knows counts as expired. */
export async function look(graph: Graph, container: string): Promise<ContainerLook> {
  try {
    const { status_code: state, status } = await graph.get(
      container,
      { fields: 'status_code,status' },
      Container,
    );
    return { state, words: status };
  } catch (error) {
    if (isMissing(error)) return { state: 'EXPIRED', words: '' };
    throw error;
  }
}

const pageSize = '50';

/**
 * The post among the account's newest 50, by its exact caption and a time not before the attempt; the earliest where
 * several match. A story has no caption, so its time alone tells.
 */
export async function findOwnMedia(
  graph: Graph,
  payload: PublishPayload,
  startedAt: string | undefined,
): Promise<{ readonly remoteId: string; readonly url: string } | null> {
  const story = isStory(payload);
  const { data } = await graph.get(
    `${payload.account.remoteId}/${story ? 'stories' : 'media'}`,
    { fields: 'id,caption,timestamp,permalink', limit: pageSize },
    MediaList,
  );
  const since = startedAt ? new Date(startedAt).getTime() - clockSlackMilliseconds : 0;
  const timeOf = (media: Media) => graphTime(media.timestamp).getTime();
  const matches = data
    .filter((media) => (story || sameText(media.caption, payload.caption)) && timeOf(media) >= since)
    .sort((a, b) => timeOf(a) - timeOf(b));
  const match = matches[0];
  if (!match) return null;
  return { remoteId: match.id, url: match.permalink ?? profileOf(payload.account.handle) };
}

/** Whether the account's own first comment stands under the post. */
export async function hasOwnComment(
  graph: Graph,
  mediaId: string,
  { account, firstComment = '' }: PublishPayload,
): Promise<boolean> {
  const query = { fields: 'id,text,username,from,timestamp', limit: pageSize };
  const { data } = await graph.get(`${mediaId}/comments`, query, Comments);
  return data.some(
    ({ text, username, from }) =>
      sameText(text, firstComment) &&
      (username === account.handle || from?.username === account.handle || from?.id === account.remoteId),
  );
}

export async function permalinkOf(graph: Graph, id: string, handle: string): Promise<string> {
  try {
    const media = await graph.get(id, { fields: 'id,permalink' }, Media);
    return media.permalink ?? profileOf(handle);
  } catch {
    // The post is out: its address must not turn that into a failure. The read-back finds it later.
    return profileOf(handle);
  }
}

const profileOf = (handle: string) => `https://www.instagram.com/${encodeURIComponent(handle)}/`;
