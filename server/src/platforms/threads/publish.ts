import { optionsOf } from '#platforms/draft-options.ts';
import {
  type ContainerLook,
  clockSlackMilliseconds,
  listingLagMilliseconds,
  notListedYet,
  untilFinished,
} from '#platforms/meta/containers.ts';
import { Created, type Graph, graphTime, isMissing, sameText } from '#platforms/meta/graph.ts';
import {
  type Handles,
  type PayloadMedia,
  type PlatformCall,
  PlatformError,
  type Published,
  type PublishLedger,
  type PublishPayload,
  type Reconciled,
} from '#platforms/platform.ts';
import { containerRefusal } from './errors.ts';
import { manifest } from './manifest.ts';
import { Container, Post, Posts, PublishingLimit } from './schema.ts';

interface Work {
  readonly graph: Graph;
  readonly payload: PublishPayload;
  readonly ledger: PublishLedger;
  readonly call: PlatformCall;
  readonly pollSeconds: readonly number[];
}

/** One post of several: the post itself, the parts of a thread, the first comment. */
interface Part {
  readonly index: number;
  readonly text: string;
  readonly media: readonly PayloadMedia[];
  readonly isComment: boolean;
  /** The part it answers; null for the post itself. */
  readonly answers: number | null;
}

function partsOf(payload: PublishPayload): Part[] {
  const texts = [{ text: payload.caption, media: payload.media }, ...(payload.parts ?? [])];
  const parts: Part[] = texts.map(({ text, media }, index) => ({
    index,
    text,
    media,
    isComment: false,
    answers: index === 0 ? null : index - 1,
  }));
  const comment = payload.firstComment ?? '';
  if (comment === '') return parts;
  return [...parts, { index: parts.length, text: comment, media: [], isComment: true, answers: 0 }];
}

/** What Threads would refuse and the manifest cannot say. @throws PlatformError 'rejected' */
export function assertFits(payload: PublishPayload): void {
  const { topicTag } = optionsOf(manifest, payload);
  // https://developers.facebook.com/docs/threads/posts
  if (!topicTag || !/[.&]/.test(topicTag)) return;
  throw new PlatformError('rejected', `Threads takes no topic with a full stop or "&": "${topicTag}".`, {
    hint: 'Write it without them.',
  });
}

/** After these a first comment is tried again later; all others are told to a person, for the post is out. */
const passing = new Set(['rate_limited', 'unavailable', 'outcome_unknown']);

/**
 * Container, poll, publish, for each part in turn. A container can be published once, so its number, remembered
 * first, is what keeps a part from going out twice.
 */
export async function publishParts(work: Work): Promise<Published> {
  const parts = partsOf(work.payload);
  const posts: string[] = [];
  const warnings: string[] = [];
  for (const part of parts) {
    const known = work.ledger.handles[`post.${part.index}`];
    try {
      const id =
        known ?? (await publishPart(work, part, part.answers === null ? null : posts[part.answers]!));
      posts.push(id);
      if (!known && part.index < parts.length - 1) await work.ledger.remember(`post.${part.index}`, id);
    } catch (error) {
      if (!part.isComment || !(error instanceof PlatformError) || passing.has(error.failure)) throw error;
      warnings.push(`The first comment was refused. ${error.message}`);
    }
  }
  const remoteId = posts[0]!;
  const url = await permalinkOf(work.graph, remoteId, work.payload.account.handle);
  return { remoteId, url, ...(warnings.length > 0 ? { warnings } : {}) };
}

async function publishPart(work: Work, part: Part, replyTo: string | null): Promise<string> {
  const { graph, payload, ledger, call, pollSeconds } = work;
  const accountId = payload.account.remoteId;
  let container = ledger.handles[`container.${part.index}`];
  if (container) {
    const { state } = await look(graph, container);
    if (state === 'PUBLISHED') {
      const startedAt = ledger.handles[`startedAt.${part.index}`];
      const found = await findOwn(graph, accountId, part, replyTo, startedAt);
      if (!found) throw notListedYet('Threads');
      return found.id;
    }
    if (state === 'ERROR' || state === 'EXPIRED') container = undefined;
  }
  if (!container) {
    await assertQuota(graph, accountId, replyTo !== null);
    container = await createContainer(work, part, replyTo);
    await ledger.remember(`container.${part.index}`, container);
  }
  const ready = container;
  await untilFinished({
    name: 'Threads',
    call,
    pollSeconds,
    look: () => look(graph, ready),
    refusalOf: containerRefusal,
  });
  await call.limits.take(replyTo === null ? 'publish' : 'replies');
  await ledger.remember(`startedAt.${part.index}`, call.now().toISOString());
  await ledger.aboutToPublish();
  return publishContainer(graph, accountId, container);
}

/** The request that makes a container public. */
export async function publishContainer(graph: Graph, accountId: string, container: string): Promise<string> {
  const body = { form: { creation_id: container } };
  const { id } = await graph.post(`${accountId}/threads_publish`, body, Created, { publishes: true });
  return id;
}

async function createContainer(work: Work, part: Part, replyTo: string | null): Promise<string> {
  const { graph, payload, call, pollSeconds } = work;
  const path = `${payload.account.remoteId}/threads`;
  const create = async (form: Readonly<Record<string, string>>) =>
    (await graph.post(path, { form }, Created)).id;
  const { replyControl, topicTag } = optionsOf(manifest, payload);
  const shared = {
    ...(part.text === '' ? {} : { text: part.text }),
    ...(replyTo === null
      ? {
          reply_control: replyControl ?? 'everyone',
          ...(topicTag ? { topic_tag: topicTag } : {}),
        }
      : { reply_to_id: replyTo }),
  };
  const [first, second] = part.media;
  if (!first) return create({ media_type: 'TEXT', ...shared });
  if (!second) return create({ ...fieldsOf(first), ...shared });
  // Items are made anew with each parent: they are cheap, expire with it, and are never public by themselves.
  const children: string[] = [];
  for (const one of part.media) children.push(await create({ ...fieldsOf(one), is_carousel_item: 'true' }));
  for (const child of children) {
    const looked = () => look(graph, child);
    await untilFinished({ name: 'Threads', call, pollSeconds, look: looked, refusalOf: containerRefusal });
  }
  return create({ media_type: 'CAROUSEL', children: children.join(','), ...shared });
}

function fieldsOf(one: PayloadMedia): Record<string, string> {
  const address = one.publicUrl ?? '';
  return {
    ...(one.kind === 'video'
      ? { media_type: 'VIDEO', video_url: address }
      : { media_type: 'IMAGE', image_url: address }),
    ...(one.altText === '' ? {} : { alt_text: one.altText }),
  };
}

/** A container's state; one that Threads no longer knows counts as expired. */
export async function look(graph: Graph, container: string): Promise<ContainerLook> {
  try {
    const { status, error_message: words } = await graph.get(
      container,
      { fields: 'status,error_message' },
      Container,
    );
    return { state: status, words: words ?? '' };
  } catch (error) {
    if (isMissing(error)) return { state: 'EXPIRED', words: '' };
    throw error;
  }
}

/** The profile's posts and replies of the day, as Threads counts them. */
export async function readQuota(graph: Graph, accountId: string) {
  const query = { fields: 'quota_usage,config,reply_quota_usage,reply_config' };
  const { data } = await graph.get(`${accountId}/threads_publishing_limit`, query, PublishingLimit);
  const { quota_usage, config, reply_quota_usage, reply_config } = data[0]!;
  return {
    posts: config ? Math.max(0, config.quota_total - quota_usage) : null,
    replies: reply_config ? Math.max(0, reply_config.quota_total - reply_quota_usage) : null,
  };
}

async function assertQuota(graph: Graph, accountId: string, isReply: boolean): Promise<void> {
  const { posts, replies } = await readQuota(graph, accountId);
  if ((isReply ? replies : posts) !== 0) return;
  const what = isReply ? 'replies' : 'posts';
  throw new PlatformError('rate_limited', `The profile has used its ${what} of the last 24 hours.`, {
    retryAfterSeconds: 3600,
    hint: 'Sent by itself when one of them is a day old.',
  });
}

/** The earliest own post or reply with this very text that is not older than the attempt. */
async function findOwn(
  graph: Graph,
  accountId: string,
  part: Part,
  replyTo: string | null,
  startedAt: string | undefined,
): Promise<Post | undefined> {
  const path = `${accountId}/${replyTo === null ? 'threads' : 'replies'}`;
  const query = { fields: 'id,text,timestamp,permalink,replied_to', limit: '50' };
  const { data } = await graph.get(path, query, Posts);
  const since = startedAt ? new Date(startedAt).getTime() - clockSlackMilliseconds : 0;
  return data
    .filter((post) => sameText(post.text, part.text) && graphTime(post.timestamp).getTime() >= since)
    .filter((post) => replyTo === null || post.replied_to === undefined || post.replied_to.id === replyTo)
    .sort((a, b) => graphTime(a.timestamp).getTime() - graphTime(b.timestamp).getTime())[0];
}

/** Whether all parts are out: the first one that is not decides. */
export async function reconcileParts(
  graph: Graph,
  payload: PublishPayload,
  handles: Handles,
  call: PlatformCall,
): Promise<Reconciled> {
  const parts = partsOf(payload);
  const posts: string[] = [];
  for (const part of parts) {
    const replyTo = part.answers === null ? null : (posts[part.answers] ?? null);
    const known = handles[`post.${part.index}`];
    const found = known ? { id: known } : await reconcilePart(graph, payload, handles, call, part, replyTo);
    if ('outcome' in found) return found;
    posts.push(found.id);
  }
  const remoteId = posts[0]!;
  return {
    outcome: 'published',
    remoteId,
    url: await permalinkOf(graph, remoteId, payload.account.handle),
  };
}

async function reconcilePart(
  graph: Graph,
  payload: PublishPayload,
  handles: Handles,
  call: PlatformCall,
  part: Part,
  replyTo: string | null,
): Promise<Reconciled | { readonly id: string }> {
  const container = handles[`container.${part.index}`];
  const startedAt = handles[`startedAt.${part.index}`];
  const which = `Part ${part.index + 1}`;
  if (!container)
    return { outcome: 'not_published', evidence: `${which} has no container, so it was not sent.` };
  const { state } = await look(graph, container);
  if (state === 'FINISHED' || state === 'IN_PROGRESS') {
    const evidence = `${which}: container ${container} is ${state}: not published, and it can be published only once.`;
    return { outcome: 'not_published', evidence };
  }
  const found = await findOwn(graph, payload.account.remoteId, part, replyTo, startedAt);
  if (found) return { id: found.id };
  const evidence = `${which}: container ${container} is ${state}, and no post with this text is listed.`;
  if (!startedAt) return { outcome: 'not_published', evidence };
  const age = call.now().getTime() - new Date(startedAt).getTime();
  if (state === 'PUBLISHED' || age < listingLagMilliseconds)
    return { outcome: 'undetermined', evidence, retryAfterSeconds: 60 };
  return { outcome: 'not_published', evidence };
}

async function permalinkOf(graph: Graph, id: string, handle: string): Promise<string> {
  const profile = `https://www.threads.com/@${encodeURIComponent(handle)}`;
  try {
    return (await graph.get(id, { fields: 'id,permalink' }, Post)).permalink ?? profile;
  } catch {
    // The post is out: its address must not turn that into a failure. The read-back finds it later.
    return profile;
  }
}
