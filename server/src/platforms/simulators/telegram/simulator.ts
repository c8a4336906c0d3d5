import { createHash, randomBytes } from 'node:crypto';
import { AppError } from '#kernel/errors.ts';
import type {
  InnerFault,
  NewSimulatedAccount,
  Refusal,
  SimulatedAccount,
  Simulator,
  SimulatorAnswer,
  SimulatorOptions,
  SimulatorRequest,
} from '#platforms/simulators/simulator.ts';
import { crowdOf } from './crowd.ts';
import { chatMeant, maySend, methods } from './methods.ts';
import { chatRef, readParameters } from './parameters.ts';
import { sendFile, sendMediaGroup, sendMessage } from './send.ts';
import { readTimeline } from './timeline.ts';
import { bad, type Channel, channelBy, digestOf, putChannel, refused, type World } from './world.ts';

/** The Bot API for channels as Telegram documents it (10.1): each account is a channel, its group and its bot. */
export function telegramSimulator(options: SimulatorOptions): Simulator {
  return {
    platformId: 'telegram',
    publishingKinds: ['send'],
    publishKind: 'send',
    // Files travel with the message that shows them: there is no upload before it.
    mediaKind: 'send',
    kindOf,
    handle: (request, fault) => handle(options, request, fault),
    refuse,
    createAccount: (input) => createAccount(options, input),
    readTimeline: (account) => readTimeline(options, account),
    crowd: crowdOf(options),
  };
}

const methodOf = ({ path }: SimulatorRequest) => /^\/bot[^/]+\/(\w+)$/.exec(path)?.[1] ?? '';

function kindOf(request: SimulatorRequest): string {
  const method = methodOf(request);
  if (method.startsWith('send')) return 'send';
  return method === '' ? 'web' : method;
}

function refuse(refusal: Refusal): SimulatorAnswer {
  if (refusal === 'rate_limited') return refused(429, 'Too Many Requests: retry after 2', { retry_after: 2 });
  if (refusal === 'expired_token') return refused(401, 'Unauthorized');
  return refused(500, 'Internal Server Error');
}

async function handle(world: World, request: SimulatorRequest, fault?: InnerFault): Promise<SimulatorAnswer> {
  const file = /^\/file\/([a-f0-9]+)$/.exec(request.path)?.[1];
  if (file && request.method === 'GET') return serveFile(world, file);
  const token = /^\/bot([^/]+)\//.exec(request.path)?.[1];
  if (!token || !/^\d+:[\w-]+$/.test(token)) return refused(404, 'Not Found');
  const channel = await channelBy(world, 'tokens', digestOf(token));
  if (!channel) return refused(401, 'Unauthorized');
  const asked = await readParameters(request);
  if (!asked) return refused(400, "Bad Request: can't parse the request body");
  const name = methodOf(request);
  const method = methods[name];
  if (method) return method(world, channel, asked);
  const send = { sendMessage, sendPhoto: sendFile, sendVideo: sendFile, sendMediaGroup }[name];
  if (!send) return refused(404, 'Not Found');
  const chatId = chatMeant(channel, chatRef.catch('').parse(asked.parameters.chat_id));
  if (chatId === undefined) return bad('chat not found');
  const sending = { world, channel, chatId, asked, fault };
  return maySend(channel, chatId) ?? send(sending, name === 'sendPhoto' ? 'photo' : 'video');
}

async function serveFile(world: World, name: string): Promise<SimulatorAnswer> {
  const blob = await world.store.getBlob(name);
  if (!blob) return { status: 404, body: {} };
  return { status: 200, headers: { 'content-type': blob.mime }, body: blob.content };
}

async function createAccount(world: World, input: NewSimulatedAccount): Promise<SimulatedAccount> {
  const letters = input.handle.trim().replace(/^@/, '').replace(/\W/g, '_').slice(0, 28);
  if (!/[a-z0-9]/i.test(letters)) {
    throw new AppError('invalid', `"${input.handle}" cannot be a handle.`, {
      hint: 'Use letters, digits and underscores.',
      field: 'handle',
    });
  }
  const username = letters.length < 5 ? `${letters}_channel` : letters;
  const digits = Number(
    BigInt(`0x${createHash('sha256').update(username.toLowerCase()).digest('hex').slice(0, 12)}`) % 10n ** 9n,
  );
  const id = -1_002_000_000_000 - digits;
  if (!(await world.store.add('names', username.toLowerCase(), id))) {
    throw new AppError('conflict', `The rehearsal channel ${username} is taken.`, {
      hint: 'Choose another.',
    });
  }
  const botId = 7_000_000_000 + digits;
  const botToken = `${botId}:AA${randomBytes(24).toString('base64url').slice(0, 33)}`;
  const channel: Channel = {
    id,
    groupId: id - 1_000_000_000,
    username,
    title: input.displayName,
    bio: input.bio ?? '',
    botId,
    botName: `${username}_bot`,
    ...{ mayPost: true, mayDelete: true, members: 1 },
  };
  await putChannel(world, channel);
  await world.store.put('tokens', digestOf(botToken), id);
  return {
    remoteId: String(id),
    handle: username,
    displayName: input.displayName,
    fields: { botToken, channel: `@${username}` },
  };
}
