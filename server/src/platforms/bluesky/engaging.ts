import type { Engaging, ReplyInput } from '#platforms/engagement.ts';
import { type PlatformAccount, type PlatformCall, PlatformError } from '#platforms/platform.ts';
import { replyRecord } from './publish.ts';
import { addressOf, collections, findRecord, keyFor, points, type RecordAddress, uriOf } from './records.ts';
import { AnyRecord, CreatedRecord, PostRecord } from './schema.ts';
import type { BlueskySession } from './session.ts';

/** Keys of follows need some moment that never changes. */
const beginning = new Date('2024-01-01T00:00:00.000Z');

/** Replies, likes and follows: records under keys that follow from what they are for, so each exists once. */
export function engagingOf(
  sessionOf: (account: PlatformAccount, call: PlatformCall) => BlueskySession,
): Required<Pick<Engaging, 'reply' | 'like' | 'follow'>> {
  return {
    async reply({ toRemoteId, text, operationKey }: ReplyInput, account, call) {
      const session = sessionOf(account, call);
      const parent = await theRecord(session, toRemoteId);
      const root = parent.value.reply?.root ?? { uri: parent.uri, cid: parent.cid };
      const rkey = keyFor(`reply ${operationKey}`, timeOf(parent.value.createdAt));
      const address = { repo: account.remoteId, collection: collections.post, rkey };
      const reply = { root, parent: { uri: parent.uri, cid: parent.cid } };
      const record = await replyRecord(session, { text, createdAt: call.now().toISOString(), reply });
      return { remoteId: await createOnce(session, address, record) };
    },

    async like(remoteId, account, call) {
      const session = sessionOf(account, call);
      const { uri, cid } = await theRecord(session, remoteId);
      const address = { repo: account.remoteId, collection: collections.like, rkey: keyFor(uri, beginning) };
      const createdAt = call.now().toISOString();
      await createOnce(session, address, { $type: collections.like, subject: { uri, cid }, createdAt });
    },

    async follow(person, account, call) {
      const session = sessionOf(account, call);
      const address = {
        repo: account.remoteId,
        collection: collections.follow,
        rkey: keyFor(person, beginning),
      };
      const createdAt = call.now().toISOString();
      await createOnce(session, address, { $type: collections.follow, subject: person, createdAt });
    },
  };
}

async function createOnce(session: BlueskySession, address: RecordAddress, record: object): Promise<string> {
  if (await findRecord(session, address, AnyRecord)) return uriOf(address);
  const name = 'com.atproto.repo.createRecord';
  const body = { json: { ...address, record } };
  await session.procedure({ name, body, answer: CreatedRecord, publishes: true, points: points.create });
  return uriOf(address);
}

async function theRecord(session: BlueskySession, uri: string) {
  const found = await findRecord(session, addressOf(uri), PostRecord);
  if (found) return found;
  throw new PlatformError('gone', 'The post is not there any more.', { hint: 'Reload the list.' });
}

const latestMilliseconds = Date.UTC(2200, 0, 1);

/** Whoever wrote the post may have claimed any time; record keys begin in 1970 and have room until 2255. */
function timeOf(createdAt: string): Date {
  const time = new Date(createdAt);
  return time.getTime() > 0 && time.getTime() < latestMilliseconds ? time : beginning;
}
