import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type Account, numberOf, strangerOf } from '#platforms/simulators/meta/accounts.ts';
import {
  forbidden,
  graphError,
  graphTimeOf,
  invalid,
  missing,
  ok,
  pageOf,
  pick,
  type World,
} from '#platforms/simulators/meta/answers.ts';
import type { Token } from '#platforms/simulators/meta/tokens.ts';
import type {
  SimulatedStranger,
  SimulatorAnswer,
  SimulatorRequest,
} from '#platforms/simulators/simulator.ts';
import { dayMilliseconds } from './world.ts';

/** Conversations: a person writes first, and is answered within a day. */

const Person = z.object({ id: z.string(), username: z.string() });
const MessageRecord = z.object({
  id: z.string(),
  accountId: z.string(),
  /** The other person of the conversation. */
  withId: z.string(),
  from: Person,
  to: Person,
  text: z.string(),
  at: z.string(),
});
type MessageRecord = z.infer<typeof MessageRecord>;

const scope = 'instagram_business_manage_messages';

async function messagesOf(world: World, accountId: string): Promise<MessageRecord[]> {
  return (await world.store.list('messages', `${accountId}/`))
    .map(({ value }) => MessageRecord.parse(value))
    .sort((a, b) => a.at.localeCompare(b.at));
}

async function addMessage(world: World, message: Omit<MessageRecord, 'id' | 'at'>): Promise<string> {
  // Real ids are long and hold letters, which is how one tells them from the numbers of comments.
  const id = `aWdf${randomBytes(24).toString('base64url')}`;
  const at = world.now().toISOString();
  await world.store.put('messages', `${message.accountId}/${id}`, { ...message, id, at });
  return id;
}

export function receiveMessage(
  world: World,
  account: Account,
  author: SimulatedStranger,
  text: string,
): Promise<string> {
  const { userId, username } = strangerOf(author);
  return addMessage(world, {
    accountId: account.userId,
    withId: userId,
    from: { id: userId, username },
    to: { id: account.userId, username: account.username },
    text,
  });
}

/** GET /{ig-id}/conversations?platform=instagram: the newest first, with their last 20 messages. */
export async function listConversations(
  world: World,
  account: Account,
  token: Token,
  request: SimulatorRequest,
): Promise<SimulatorAnswer> {
  if (!token.scopes.includes(scope)) return forbidden(scope);
  if (request.query.get('platform') !== 'instagram') return invalid('platform');
  const all = await messagesOf(world, account.userId);
  const people = [...new Set(all.map(({ withId }) => withId))];
  const wantsMessages = request.query.get('fields')?.includes('messages');
  const shown = people.map((withId) => {
    const newest = all.filter((one) => one.withId === withId).reverse();
    const messages = newest.slice(0, 20).map(({ id, at, from, to, text }) => ({
      id,
      created_time: graphTimeOf(at),
      from,
      to: { data: [to] },
      message: text,
    }));
    const id = `aWdj${numberOf('', `${account.userId}/${withId}`)}`;
    const updated_time = messages[0]?.created_time;
    return { id, updated_time, ...(wantsMessages ? { messages: { data: messages } } : {}) };
  });
  return pageOf(shown, request);
}

/** GET /{message}?fields=from */
export async function readMessage(
  world: World,
  account: Account,
  token: Token,
  id: string,
  request: SimulatorRequest,
): Promise<SimulatorAnswer> {
  const found = await world.store.get('messages', `${account.userId}/${id}`);
  if (found === undefined) return missing(id);
  if (!token.scopes.includes(scope)) return forbidden(scope);
  const { from, text, at } = MessageRecord.parse(found);
  return ok(pick(id, { from, message: text, created_time: graphTimeOf(at) }, request));
}

const Sent = z.looseObject({
  recipient: z.object({ id: z.string() }),
  message: z.object({ text: z.string().min(1) }),
});

/** POST /{ig-id}/messages */
export async function sendMessage(
  world: World,
  account: Account,
  token: Token,
  values: unknown,
): Promise<SimulatorAnswer> {
  if (!token.scopes.includes(scope)) return forbidden(scope);
  const parsed = Sent.safeParse(values);
  if (!parsed.success) return invalid('recipient or message');
  const { recipient, message } = parsed.data;
  if (Buffer.byteLength(message.text) > 1000) return invalid('message.text is longer than 1000 bytes');
  const theirs = (await messagesOf(world, account.userId)).filter(({ from }) => from.id === recipient.id);
  const last = theirs.at(-1);
  if (!last) return graphError(100, 2534014, 'The requested user cannot be found.');
  if (world.now().getTime() - new Date(last.at).getTime() > dayMilliseconds) {
    return graphError(10, 2534022, 'This message is sent outside of allowed window.');
  }
  const message_id = await addMessage(world, {
    accountId: account.userId,
    withId: recipient.id,
    from: { id: account.userId, username: account.username },
    to: last.from,
    text: message.text,
  });
  return ok({ recipient_id: recipient.id, message_id });
}
