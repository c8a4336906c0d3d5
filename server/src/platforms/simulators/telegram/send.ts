import { createHash, randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { z } from 'zod';
import type { InnerFault, SimulatorAnswer } from '#platforms/simulators/simulator.ts';
import { readMp4, sniffMime } from '#platforms/simulators/sniff.ts';
import { type Asked, chatRef, count, flag, list, object, words } from './parameters.ts';
import { messageAs } from './present.ts';
import {
  addMessage,
  bad,
  type Channel,
  done,
  findMessage,
  refused,
  type StoredFile,
  type StoredMessage,
  tellBot,
  type World,
} from './world.ts';

const shared = {
  chat_id: chatRef,
  disable_notification: flag,
  protect_content: flag,
  parse_mode: z.undefined().optional(),
  reply_parameters: object({ message_id: count }).optional(),
};
const SendMessage = z.looseObject({
  ...shared,
  text: words.default(''),
  link_preview_options: object({ is_disabled: z.boolean().optional() }).optional(),
});
const SendFile = z.looseObject({ ...shared, caption: words.default('') });
const GroupItem = z.looseObject({
  type: z.enum(['photo', 'video']),
  media: z.string().regex(/^attach:\/\/./),
  caption: z.string().default(''),
});
const SendMediaGroup = z.looseObject({ ...shared, media: list(GroupItem) });
type Shared = z.infer<z.ZodObject<typeof shared>>;

const photoMaxBytes = 10 * 1024 * 1024;
const videoMaxBytes = 50 * 1024 * 1024;

interface Sending {
  readonly world: World;
  readonly channel: Channel;
  /** The channel or its group. */
  readonly chatId: number;
  readonly asked: Asked;
  readonly fault: InnerFault | undefined;
}

/** POST /bot<token>/sendMessage */
export async function sendMessage(sending: Sending): Promise<SimulatorAnswer> {
  const input = SendMessage.safeParse(sending.asked.parameters);
  if (!input.success) return wrong(input.error);
  const text = input.data.text.trim();
  if (text === '') return bad('message text is empty');
  if (text.length > 4096) return bad('message is too long');
  return keep(sending, input.data, [{ text, file: null }], null);
}

/** POST /bot<token>/sendPhoto and /sendVideo */
export async function sendFile(sending: Sending, field: 'photo' | 'video'): Promise<SimulatorAnswer> {
  const input = SendFile.safeParse(sending.asked.parameters);
  if (!input.success) return wrong(input.error);
  const text = input.data.caption.trim();
  if (text.length > 1024) return bad('message caption is too long');
  const content = sending.asked.files.get(field);
  if (!content) return bad(`there is no ${field} in the request`);
  const file = await storeFile(sending, field, content);
  return 'status' in file ? file : keep(sending, input.data, [{ text, file }], null);
}

/** POST /bot<token>/sendMediaGroup */
export async function sendMediaGroup(sending: Sending): Promise<SimulatorAnswer> {
  const input = SendMediaGroup.safeParse(sending.asked.parameters);
  if (!input.success) return wrong(input.error);
  const { media } = input.data;
  if (media.length < 2 || media.length > 10) return bad('group of messages must have 2-10 items');
  const items: Item[] = [];
  for (const { type, media: reference, caption } of media) {
    if (caption.trim().length > 1024) return bad('message caption is too long');
    const content = sending.asked.files.get(reference.slice('attach://'.length));
    if (!content) return bad('wrong file identifier/HTTP URL specified');
    const file = await storeFile(sending, type, content);
    if ('status' in file) return file;
    items.push({ text: caption.trim(), file });
  }
  return keep(sending, input.data, items, randomUUID());
}

interface Item {
  readonly text: string;
  readonly file: StoredFile | null;
}

function wrong(error: z.ZodError): SimulatorAnswer {
  return bad(`can't parse ${error.issues[0]?.path.join('.') || 'the request'}`);
}

async function storeFile(
  { world, fault }: Sending,
  type: 'photo' | 'video',
  content: Buffer,
): Promise<StoredFile | SimulatorAnswer> {
  if (fault?.misbehaviour === 'media_refused') return bad('IMAGE_PROCESS_FAILED');
  const most = type === 'photo' ? photoMaxBytes : videoMaxBytes;
  if (content.length > most) return refused(413, 'Request Entity Too Large');
  const facts = type === 'photo' ? await photoFacts(content) : videoFacts(content);
  if ('status' in facts) return facts;
  const blob = createHash('sha256').update(content).digest('hex');
  await world.store.putBlob(blob, { mime: sniffMime(content) ?? 'application/octet-stream', content });
  return { kind: type === 'photo' ? 'image' : 'video', blob, ...facts };
}

type Facts = Pick<StoredFile, 'width' | 'height' | 'seconds'> | SimulatorAnswer;

async function photoFacts(content: Buffer): Promise<Facts> {
  const known = ['image/jpeg', 'image/png', 'image/webp'].includes(sniffMime(content) ?? '');
  const facts = known
    ? await sharp(content)
        .metadata()
        .catch(() => undefined)
    : undefined;
  if (!facts?.width || !facts.height) return bad('IMAGE_PROCESS_FAILED');
  const { width, height } = facts;
  if (width + height > 10_000 || width / height > 20 || height / width > 20) {
    return bad('PHOTO_INVALID_DIMENSIONS');
  }
  return { width, height };
}

function videoFacts(content: Buffer): Facts {
  const facts = readMp4(content);
  if (!facts) return bad('VIDEO_CONTENT_TYPE_INVALID');
  return { width: facts.width, height: facts.height, seconds: facts.seconds };
}

/** Makes the messages, and their copies in the discussion group, of which the bot is told. */
async function keep(
  sending: Sending,
  options: Shared,
  items: readonly Item[],
  album: string | null,
): Promise<SimulatorAnswer> {
  const { world, channel, chatId } = sending;
  const repliesTo = options.reply_parameters?.message_id ?? null;
  const answered = repliesTo === null ? undefined : await findMessage(world, chatId, repliesTo);
  if (repliesTo !== null && !answered) return bad('message to be replied not found');
  const inGroup = chatId === channel.groupId;
  const bot = { id: channel.botId, name: channel.title, username: channel.botName, bot: true };
  const made: StoredMessage[] = [];
  for (const { text, file } of items) {
    const message = await addMessage(world, {
      ...{ chatId, text, file, album, repliesTo, copyOf: null, likes: 0 },
      thread: inGroup ? (answered?.thread ?? answered?.id ?? null) : null,
      protected: options.protect_content,
      silent: options.disable_notification,
      author: inGroup ? bot : null,
    });
    made.push(message);
    if (!inGroup) await copyToGroup(world, channel, message);
  }
  const shown = await Promise.all(made.map((message) => messageAs(world, channel, message)));
  return done(album === null ? shown[0] : shown);
}

async function copyToGroup(world: World, channel: Channel, message: StoredMessage): Promise<void> {
  const { groupId } = channel;
  if (groupId === null) return;
  const more = { chatId: groupId, repliesTo: null, author: null, thread: null, copyOf: message.id };
  const copy = await addMessage(world, { ...message, ...more });
  await tellBot(world, channel.botId, 'message', await messageAs(world, channel, copy));
}
