import { optionsOf } from '#platforms/draft-options.ts';
import {
  type Handles,
  type PlatformAccount,
  type PlatformCall,
  PlatformError,
  type Published,
  type PublishPayload,
  type Reconciled,
} from '#platforms/platform.ts';
import { manifest } from './manifest.ts';
import { Created, type Post, PostPage } from './schema.ts';
import type { Fanvue } from './server.ts';
import { type Uploading, uploadMedium } from './upload.ts';

/** Uploads the files, then makes the post. Fanvue has no key against doubles: the files' own uuids tell it apart. */
export async function publishPost(work: Uploading, payload: PublishPayload): Promise<Published> {
  const { fanvue, ledger, call } = work;
  const known = ledger.handles.post;
  if (known) return { remoteId: known, url: urlOf(payload.account, known) };
  const body = bodyOf(payload);
  const mediaUuids: string[] = [];
  for (const [index, one] of payload.media.entries()) mediaUuids.push(await uploadMedium(work, one, index));
  await ledger.remember('mediaUuids', mediaUuids.join(' '));
  await ledger.remember('postStartedAt', call.now().toISOString());
  await ledger.aboutToPublish();
  const made = await fanvue
    .send('POST', '/posts', { ...body, ...(mediaUuids.length > 0 && { mediaUuids }) }, Created, {
      publishes: true,
    })
    .catch(async (error: unknown) => {
      // A clear refusal: nothing is out.
      if (error instanceof PlatformError && error.failure !== 'outcome_unknown') {
        await ledger.remember('postStartedAt', '');
      }
      throw error;
    });
  await ledger.remember('post', made.uuid);
  return { remoteId: made.uuid, url: urlOf(payload.account, made.uuid) };
}

/** @throws PlatformError 'rejected' for a price that is none. */
export function bodyOf(payload: PublishPayload): Readonly<Record<string, unknown>> {
  const { audience, price = '' } = optionsOf(manifest, payload);
  const typed = (price ?? '').trim();
  if (typed !== '' && !/^\d{1,4}(\.\d{1,2})?$/.test(typed)) {
    throw new PlatformError('rejected', `"${typed}" is not a price.`, { hint: 'Write it like 4.99.' });
  }
  if (typed !== '' && payload.media.length === 0) {
    throw new PlatformError('rejected', 'Only a post with media can have a price.', {
      hint: 'Take the price out.',
    });
  }
  // "Price in cents for paid posts (requires media)": https://api.fanvue.com/docs/api-reference/reference/posts/create-post
  const cents = typed === '' ? {} : { price: Math.round(Number(typed) * 100) };
  return { ...(payload.caption !== '' && { text: payload.caption }), audience, ...cents };
}

/** The address of a single post is not documented, so it is the profile's. */
export function urlOf(account: PlatformAccount, uuid: string): string {
  if (account.webUrl) return `${account.webUrl}#${uuid}`;
  return `https://www.fanvue.com/${encodeURIComponent(account.handle)}`;
}

/** A listing may lag behind by this long; an absence younger than that proves nothing. */
const lagMilliseconds = 5 * 60 * 1000;
const clockSlackMilliseconds = 2 * 60 * 1000;
const pagesLookedAt = 3;

/** Whether the account lists a post with exactly these files, or these words where there are none. */
export async function reconcilePost(
  fanvue: Fanvue,
  payload: PublishPayload,
  handles: Handles,
  call: PlatformCall,
): Promise<Reconciled> {
  if (handles.post) {
    return { outcome: 'published', remoteId: handles.post, url: urlOf(payload.account, handles.post) };
  }
  const startedAt = Date.parse(handles.postStartedAt ?? '');
  if (Number.isNaN(startedAt)) {
    return { outcome: 'not_published', evidence: 'The post was never asked for, or was refused.' };
  }
  const wanted = (handles.mediaUuids ?? '').split(' ').filter(Boolean);
  const found = await findPost(fanvue, payload, wanted, startedAt - clockSlackMilliseconds);
  if (found) return { outcome: 'published', remoteId: found.uuid, url: urlOf(payload.account, found.uuid) };
  const evidence = 'The account lists no post with these files and words.';
  if (call.now().getTime() - startedAt < lagMilliseconds) {
    return {
      outcome: 'undetermined',
      evidence: `${evidence} It may appear a little later.`,
      retryAfterSeconds: 60,
    };
  }
  return { outcome: 'not_published', evidence };
}

async function findPost(
  fanvue: Fanvue,
  payload: PublishPayload,
  wanted: readonly string[],
  since: number,
): Promise<Post | undefined> {
  const isIt = (post: Post) =>
    wanted.length > 0
      ? wanted.every((uuid) => post.mediaUuids.includes(uuid))
      : (post.text ?? '').trim() === payload.caption.trim() && Date.parse(post.createdAt) >= since;
  for (let page = 1; page <= pagesLookedAt; page += 1) {
    const { data, pagination } = await fanvue.get(`/posts?page=${page}&size=50`, PostPage);
    const found = data.find(isIt);
    if (found || !pagination.hasMore) return found;
  }
  return undefined;
}
