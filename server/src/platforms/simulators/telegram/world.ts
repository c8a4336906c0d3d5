import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { SimulatorAnswer, SimulatorOptions } from '#platforms/simulators/simulator.ts';

/** What the simulated Telegram keeps, and the words it answers in. */

export type World = SimulatorOptions;

/** A channel with its discussion group, and the bot that is an administrator of both. */
export const Channel = z.object({
  id: z.number(),
  groupId: z.number().nullable(),
  username: z.string(),
  title: z.string(),
  bio: z.string(),
  botId: z.number(),
  botName: z.string(),
  mayPost: z.boolean(),
  mayDelete: z.boolean(),
  members: z.number(),
});
export type Channel = z.infer<typeof Channel>;

export const StoredFile = z.object({
  kind: z.enum(['image', 'video']),
  blob: z.string(),
  width: z.number(),
  height: z.number(),
  seconds: z.number().optional(),
});
export type StoredFile = z.infer<typeof StoredFile>;

export const StoredMessage = z.object({
  chatId: z.number(),
  id: z.number(),
  /** Unix seconds. */
  date: z.number(),
  text: z.string(),
  file: StoredFile.nullable(),
  /** Messages of one album share it. */
  album: z.string().nullable(),
  repliesTo: z.number().nullable(),
  protected: z.boolean(),
  silent: z.boolean(),
  /** A message in the group: who wrote it; null when the channel's post was forwarded there by itself. */
  author: z.object({ id: z.number(), name: z.string(), username: z.string(), bot: z.boolean() }).nullable(),
  /** In the group: the number of the channel's post it is a copy of. */
  copyOf: z.number().nullable(),
  /** In the group: the first message of its thread. */
  thread: z.number().nullable(),
  likes: z.number(),
});
export type StoredMessage = z.infer<typeof StoredMessage>;

export const done = (result: unknown): SimulatorAnswer => ({ status: 200, body: { ok: true, result } });

/** https://core.telegram.org/bots/api#making-requests */
export function refused(status: number, description: string, parameters?: object): SimulatorAnswer {
  const body = { ok: false, error_code: status, description, ...(parameters && { parameters }) };
  return { status, body };
}
export const bad = (description: string) => refused(400, `Bad Request: ${description}`);

/** Only this is stored, as a real platform would. */
export const digestOf = (token: string) => createHash('sha256').update(token).digest('hex');
const padded = (id: number) => String(id).padStart(12, '0');
const messagesOf = (chatId: number) => `${chatId}/`;

export async function findChannel(world: World, id: number): Promise<Channel | undefined> {
  const found = await world.store.get('channels', String(id));
  return found === undefined ? undefined : Channel.parse(found);
}

/** By its number, its @name, or the token of its bot. */
export async function channelBy(
  world: World,
  index: 'names' | 'tokens',
  key: string,
): Promise<Channel | undefined> {
  const id = await world.store.get(index, key);
  return typeof id === 'number' ? findChannel(world, id) : undefined;
}

export const putChannel = (world: World, channel: Channel) =>
  world.store.put('channels', String(channel.id), channel);

/** Oldest first. */
export async function listMessages(world: World, chatId: number): Promise<StoredMessage[]> {
  return (await world.store.list('messages', messagesOf(chatId))).map(({ value }) =>
    StoredMessage.parse(value),
  );
}

export async function findMessage(
  world: World,
  chatId: number,
  id: number,
): Promise<StoredMessage | undefined> {
  const found = await world.store.get('messages', `${messagesOf(chatId)}${padded(id)}`);
  return found === undefined ? undefined : StoredMessage.parse(found);
}

export const putMessage = (world: World, message: StoredMessage) =>
  world.store.put('messages', `${messagesOf(message.chatId)}${padded(message.id)}`, message);

export const deleteMessage = (world: World, chatId: number, id: number) =>
  world.store.delete('messages', `${messagesOf(chatId)}${padded(id)}`);

/** Adds a message under the next number. One row for all chats, so that a number alone says which post is meant. */
export async function addMessage(
  world: World,
  message: Omit<StoredMessage, 'id' | 'date'>,
): Promise<StoredMessage> {
  const id = await nextNumber(world, 'messages');
  const made = { ...message, id, date: Math.floor(world.now().getTime() / 1000) };
  await putMessage(world, made);
  return made;
}

/** The next of a row of numbers; each is given once, whoever asks at the same time. */
export async function nextNumber(world: World, row: string): Promise<number> {
  const last = (await world.store.list('numbers', `${row}/`)).at(-1);
  for (let number = last ? Number(last.key.slice(row.length + 1)) + 1 : 1; ; number += 1) {
    if (!(await world.store.add('numbers', `${row}/${padded(number)}`, true))) continue;
    if (last) await world.store.delete('numbers', last.key);
    return number;
  }
}

const updateLifeMilliseconds = 24 * 60 * 60 * 1000;
const StoredUpdate = z.object({ at: z.number(), update: z.record(z.string(), z.unknown()) });

/** Puts something into the bot's queue. */
export async function tellBot(world: World, botId: number, kind: string, content: object): Promise<void> {
  const id = await nextNumber(world, `updates ${botId}`);
  const update = { update_id: id, [kind]: content };
  await world.store.put('updates', `${botId}/${padded(id)}`, { at: world.now().getTime(), update });
}

/** The waiting updates, oldest first, with those older than a day gone. */
export async function updatesFor(world: World, botId: number) {
  const all = await world.store.list('updates', `${botId}/`);
  const since = world.now().getTime() - updateLifeMilliseconds;
  return all.flatMap(({ key, value }) => {
    const { at, update } = StoredUpdate.parse(value);
    return at < since ? [] : [{ key, id: Number(key.slice(String(botId).length + 1)), update }];
  });
}
