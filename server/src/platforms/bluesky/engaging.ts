import type { Engaging, ReplyInput } from '#platforms/engagement.ts';
import { type PlatformAccount, type PlatformCall, PlatformError } from '#platforms/platform.ts';
import { replyRecord } from './publish.ts';
import { addressOf, collections, findRecord, keyFor, points, type RecordAddress, uriOf } from './records.ts';
import { AnyRecord, CreatedRecord, GateRecord, PostRecord } from './schema.ts';
import type { BlueskySession } from './session.ts';

/** Keys of follows need some moment that never changes. */
const beginning = new Date('2024-01-01T00:00:00.000Z');

/** Replies, likes and follows: records under keys that follow from what they are for, so each exists once. */
export function engagingOf(
  sessionOf: (account: PlatformAccount, call: PlatformCall) => BlueskySession,
): Required<Pick<Engaging, 'reply' | 'hideComment' | 'like' | 'follow'>> {
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

    /** The post's gate lists the answers that its author hides; clients show them behind a tap. */
    async hideComment(remoteId, hidden, account, call) {
      const session = sessionOf(account, call);
      const { value } = await theRecord(session, remoteId);
      const post = addressOf(value.reply?.root.uri ?? remoteId);
      if (post.repo !== account.remoteId) {
        throw new PlatformError('rejected', 'Only answers under a post of this account can be hidden.', {
          hint: 'Mute or block the person in the Bluesky app instead.',
        });
      }
      await changeGate(session, post, remoteId, hidden, call);
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

/** What else the gate says, such as who may answer, stays as it is. */
async function changeGate(
  session: BlueskySession,
  post: RecordAddress,
  reply: string,
  hidden: boolean,
  call: PlatformCall,
): Promise<void> {
  const address = { ...post, collection: collections.gate };
  const gate = await findRecord(session, address, GateRecord);
  const before = gate?.value.hiddenReplies ?? [];
  if (before.includes(reply) === hidden) return;
  const others = before.filter((one) => one !== reply);
  const record = {
    createdAt: call.now().toISOString(),
    ...gate?.value,
    $type: collections.gate,
    post: uriOf(post),
    hiddenReplies: hidden ? [...others, reply] : others,
  };
  // `swapRecord` refuses when somebody changed the gate in between; null means it must not exist yet.
  const json = { ...address, record, swapRecord: gate?.cid ?? null };
  const name = 'com.atproto.repo.putRecord';
  await session.procedure({ name, body: { json }, answer: CreatedRecord, points: points.update });
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
