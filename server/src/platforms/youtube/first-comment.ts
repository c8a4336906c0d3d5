import {
  type PlatformAccount,
  type PlatformCall,
  PlatformError,
  type PublishLedger,
} from '#platforms/platform.ts';
import type { YouTubeClient } from './client.ts';
import { Thread, Threads } from './schema.ts';

/** Each comment written costs this much of the day's units. */
export const commentUnits = 50;

interface Work {
  readonly client: YouTubeClient;
  readonly ledger: PublishLedger;
  readonly call: PlatformCall;
  readonly account: PlatformAccount;
}

/** After these a first comment is tried again later; all others are told to a person, for the video is out. */
const passing = new Set(['rate_limited', 'unavailable', 'outcome_unknown']);

/** Puts the first comment under a video, once. @returns what a person should know when it was refused. */
export async function commentOnce(work: Work, videoId: string, text: string): Promise<string | undefined> {
  const { client, ledger, account } = work;
  if (ledger.handles.comment) return undefined;
  // It was tried before, and is called for again: then it may be there after all.
  const found = ledger.handles['comment.startedAt']
    ? await hasComment(client, account, videoId, text)
    : undefined;
  try {
    const id = found ?? (await send(work, videoId, text));
    await ledger.remember('comment', id);
    return undefined;
  } catch (error) {
    if (!(error instanceof PlatformError) || passing.has(error.failure)) throw error;
    return `The first comment was refused. ${error.message}`;
  }
}

async function send({ client, ledger, call }: Work, videoId: string, text: string): Promise<string> {
  await call.limits.take('units', commentUnits);
  await client.makeReady();
  await ledger.remember('comment.startedAt', call.now().toISOString());
  await ledger.aboutToPublish();
  return insertThread(client, videoId, text);
}

/** https://developers.google.com/youtube/v3/docs/commentThreads/insert */
export async function insertThread(client: YouTubeClient, videoId: string, text: string): Promise<string> {
  const thread = await client.send({
    method: 'POST',
    path: '/youtube/v3/commentThreads',
    query: { part: 'snippet' },
    body: { json: { snippet: { videoId, topLevelComment: { snippet: { textOriginal: text } } } } },
    answer: Thread,
    publishes: true,
  });
  return thread.snippet.topLevelComment.id;
}

/** The id of the channel's own comment with these words among the latest hundred. */
export async function hasComment(
  client: YouTubeClient,
  account: PlatformAccount,
  videoId: string,
  text: string,
): Promise<string | undefined> {
  const { items } = await client.read({
    path: '/youtube/v3/commentThreads',
    query: { part: 'snippet', videoId, order: 'time', maxResults: '100', textFormat: 'plainText' },
    answer: Threads,
  });
  const wanted = text.normalize('NFC').trim();
  return items.find(
    ({
      snippet: {
        topLevelComment: { snippet },
      },
    }) => {
      const words = (snippet.textOriginal ?? snippet.textDisplay ?? '').normalize('NFC').trim();
      return snippet.authorChannelId?.value === account.remoteId && words === wanted;
    },
  )?.snippet.topLevelComment.id;
}
