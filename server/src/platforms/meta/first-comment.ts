import { type PlatformCall, PlatformError, type PublishLedger } from '#platforms/platform.ts';
import { listingLagMilliseconds } from './containers.ts';
import { type Graph, Success } from './graph.ts';

/** A comment of the account's own under a post that is out: it must neither be doubled nor make the post fail. */
export interface CommentWork {
  readonly ledger: PublishLedger;
  readonly call: PlatformCall;
  /** Whether the account's own comment with these words stands under the post. */
  isThere(): Promise<boolean>;
  /** The one request that posts it. */
  send(): Promise<void>;
}

/** Under this name the ledger keeps when the comment was about to be sent. */
export const commentHandle = 'commentStartedAt';

export const commentMayBeMissing =
  'The first comment may not be there: its answer was lost. Look at the post before you write it by hand.';

/** Failures that prove nothing was posted and pass by themselves: the comment is tried again later. */
const passing = new Set(['rate_limited', 'unavailable']);

/** @returns what a person should know when the comment is not, or perhaps not, there. */
export async function commentOnce(work: CommentWork): Promise<string | undefined> {
  const { ledger, call } = work;
  const startedAt = ledger.handles[commentHandle] ?? '';
  if (startedAt !== '') {
    if (await work.isThere()) return undefined;
    const age = call.now().getTime() - new Date(startedAt).getTime();
    if (age < listingLagMilliseconds) return commentMayBeMissing;
  }
  await ledger.aboutToPublish();
  // Last before the request: without it, nothing was sent.
  await ledger.remember(commentHandle, call.now().toISOString());
  try {
    await work.send();
    return undefined;
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    if (error.failure === 'outcome_unknown') {
      const found = await work.isThere().catch(() => false);
      return found ? undefined : commentMayBeMissing;
    }
    if (passing.has(error.failure)) {
      await ledger.remember(commentHandle, '');
      throw error;
    }
    return `The first comment was refused. ${error.message}`;
  }
}

/** Asks Meta to tell of what happens on an account; how it went, in words, where it did not. */
export async function subscribe(graph: Graph, accountId: string, fields: string): Promise<string[]> {
  try {
    await graph.post(`${accountId}/subscribed_apps`, { form: { subscribed_fields: fields } }, Success);
    return [];
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    return ['Meta will not tell of new comments by itself, so they are asked for from time to time.'];
  }
}
