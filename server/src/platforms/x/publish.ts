import { optionsOf } from '#platforms/draft-options.ts';
import type { PlatformCall } from '#platforms/platform.ts';
import {
  type Handles,
  type PayloadMedia,
  PlatformError,
  type Published,
  type PublishPayload,
  type Reconciled,
} from '#platforms/platform.ts';
import type { XClient } from './client.ts';
import { manifest } from './manifest.ts';
import { type MediaWork, uploadMedia } from './media.ts';
import { CreatedPost, Me, type Post, Posts } from './schema.ts';

interface Work extends MediaWork {
  readonly payload: PublishPayload;
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
    ...{ index, text, media },
    isComment: false,
    answers: index === 0 ? null : index - 1,
  }));
  const comment = payload.firstComment ?? '';
  if (comment === '') return parts;
  return [...parts, { index: parts.length, text: comment, media: [], isComment: true, answers: 0 }];
}

/** After these a first comment is tried again later; all others are told to a person, for the post is out. */
const passing = new Set(['rate_limited', 'unavailable', 'outcome_unknown']);

/**
 * Media first, then one call for each part. X has no key that would keep a part from going out twice: before each
 * the number of posts of the account is remembered, and together with its list of posts that tells afterwards.
 */
export async function publishParts(work: Work): Promise<Published> {
  const { payload, ledger } = work;
  const ids: string[] = [];
  const warnings: string[] = [];
  for (const part of partsOf(payload)) {
    const known = ledger.handles[`post.${part.index}`];
    try {
      const id = known ?? (await publishPart(work, part, part.answers === null ? null : ids[part.answers]!));
      ids.push(id);
      if (!known) await ledger.remember(`post.${part.index}`, id);
    } catch (error) {
      if (!part.isComment || !(error instanceof PlatformError) || passing.has(error.failure)) throw error;
      warnings.push(`The first comment was refused. ${error.message}`);
    }
  }
  const [remoteId] = ids;
  return { ...addressOf(payload, remoteId!), ...(warnings.length > 0 ? { warnings } : {}) };
}

/** The page of a post: on X itself, or on the timeline of the rehearsal. */
export function addressOf({ account }: Pick<PublishPayload, 'account'>, remoteId: string) {
  const url = account.webUrl
    ? `${account.webUrl}#${remoteId}`
    : `https://x.com/${encodeURIComponent(account.handle)}/status/${remoteId}`;
  return { remoteId, url };
}

async function publishPart(work: Work, part: Part, replyTo: string | null): Promise<string> {
  const { client, ledger, call, payload } = work;
  const startedAt = ledger.handles[`startedAt.${part.index}`];
  if (startedAt) {
    // It was sent before, and is called for again: then it may be there after all.
    const found = await findOwn(client, payload.account.remoteId, part, replyTo, startedAt);
    if (found) return found;
  }
  const mediaIds: string[] = [];
  for (const [index, one] of part.media.entries()) {
    mediaIds.push(await uploadMedia(work, one, `media.${part.index}.${index}`));
  }
  await call.limits.take('publish');
  await call.limits.take('publish_app');
  const count = await countPosts(client);
  await ledger.remember(`count.${part.index}`, String(count ?? ''));
  await ledger.remember(`startedAt.${part.index}`, call.now().toISOString());
  await ledger.aboutToPublish();
  return createPost(client, {
    text: part.text,
    made_with_ai: payload.disclosure !== 'none',
    ...(mediaIds.length > 0 && { media: { media_ids: mediaIds } }),
    ...(replyTo === null ? choicesOf(payload) : { reply: { in_reply_to_tweet_id: replyTo } }),
  });
}

function choicesOf(payload: PublishPayload): Record<string, unknown> {
  const { replySettings, paidPartnership } = optionsOf(manifest, payload);
  return {
    ...(replySettings && replySettings !== 'everyone' && { reply_settings: replySettings }),
    ...(paidPartnership === 'true' && { paid_partnership: true }),
  };
}

/** https://docs.x.com/x-api/posts/create-post */
export async function createPost(client: XClient, json: Readonly<Record<string, unknown>>): Promise<string> {
  const { data } = await client.send({
    method: 'POST',
    path: '/2/tweets',
    body: { json },
    answer: CreatedPost,
    publishes: true,
    bucket: 'publish',
  });
  return data.id;
}

/** How many posts the account has; null when X does not say. Both names of the count are in use. */
async function countPosts(client: XClient): Promise<number | null> {
  const query = { 'user.fields': 'public_metrics' };
  const { data } = await client.send({ method: 'GET', path: '/2/users/me', query, answer: Me });
  const count = data.public_metrics?.tweet_count ?? data.public_metrics?.post_count;
  return typeof count === 'number' ? count : null;
}

/** A count and a list that both show nothing this long after the call agree; younger, either may lag. */
const settledMilliseconds = 90_000;
const clockSlackMilliseconds = 2 * 60_000;

/**
 * Whether all parts are out; the first that is not decides. X keeps no record of a call, so that nothing went out is
 * taken as proved only when the account's own list does not have it and its count of posts has not grown.
 */
export async function reconcileParts(
  client: XClient,
  payload: PublishPayload,
  handles: Handles,
  call: PlatformCall,
): Promise<Reconciled> {
  const ids: string[] = [];
  for (const part of partsOf(payload)) {
    const known = handles[`post.${part.index}`];
    const replyTo = part.answers === null ? null : (ids[part.answers] ?? null);
    const found = known ?? (await reconcilePart(client, payload, handles, call, part, replyTo));
    if (typeof found === 'string') {
      ids.push(found);
      continue;
    }
    if (!part.isComment || found.outcome !== 'undetermined') return found;
    const warnings = ['It is not known whether the first comment went out. Look at the post.'];
    return { outcome: 'published', ...addressOf(payload, ids[0]!), warnings };
  }
  return { outcome: 'published', ...addressOf(payload, ids[0]!) };
}

async function reconcilePart(
  client: XClient,
  payload: PublishPayload,
  handles: Handles,
  call: PlatformCall,
  part: Part,
  replyTo: string | null,
): Promise<Reconciled | string> {
  const which = `Part ${part.index + 1}`;
  const startedAt = handles[`startedAt.${part.index}`];
  if (!startedAt) return { outcome: 'not_published', evidence: `${which} was not sent.` };
  const found = await findOwn(client, payload.account.remoteId, part, replyTo, startedAt);
  if (found) return found;
  const before = handles[`count.${part.index}`];
  const now = await countPosts(client);
  const age = call.now().getTime() - new Date(startedAt).getTime();
  const evidence = `${which} is not among the account’s latest posts; it had ${before || 'an unknown number of'} posts before and has ${now ?? 'an unknown number'} now.`;
  if (age < settledMilliseconds) return { outcome: 'undetermined', evidence, retryAfterSeconds: 60 };
  const isUnchanged = before !== undefined && before !== '' && now !== null && now <= Number(before);
  return isUnchanged ? { outcome: 'not_published', evidence } : { outcome: 'undetermined', evidence };
}

/** The id of the account's own post with these very words that is not older than the attempt. */
async function findOwn(
  client: XClient,
  userId: string,
  part: Part,
  replyTo: string | null,
  startedAt: string,
): Promise<string | undefined> {
  const since = new Date(startedAt).getTime() - clockSlackMilliseconds;
  const posts = await ownPosts(client, userId);
  return posts.find(
    (post) =>
      isSameText(post.text, part.text) &&
      new Date(post.created_at ?? startedAt).getTime() >= since &&
      (replyTo === null || repliedTo(post) === replyTo),
  )?.id;
}

async function ownPosts(client: XClient, userId: string): Promise<readonly Post[]> {
  const query = { max_results: '20', 'tweet.fields': 'created_at,referenced_tweets' };
  const { data } = await client.send({
    method: 'GET',
    path: `/2/users/${userId}/tweets`,
    query,
    answer: Posts,
  });
  return data;
}

export const repliedTo = (post: Post): string | undefined =>
  (post.referenced_posts ?? post.referenced_tweets ?? []).find(({ type }) => type === 'replied_to')?.id;

/** X rewrites every link, adds the media's own at the end, and escapes `&`, `<` and `>`. */
function isSameText(remote: string, ours: string): boolean {
  const plain = (text: string) =>
    text
      .normalize('NFC')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&')
      .replaceAll(/https?:\/\/\S+/g, '')
      .replaceAll(/\s+/g, ' ')
      .trim();
  return plain(remote) === plain(ours);
}
