import { z } from 'zod';
import type { Engaging, Reading, RemoteComment, RemoteNumbers, RemotePage } from '#platforms/engagement.ts';
import type { PlatformHttp } from '#platforms/http.ts';
import { type PlatformAccount, PlatformError } from '#platforms/platform.ts';
import { botFor, credentialsOf } from './bot.ts';
import { readFollowers } from './connect.ts';
import { readPost } from './post-ids.ts';
import { isThere } from './publish.ts';
import { peek, takeBefore } from './queue.ts';
import { Message, type Update } from './schema.ts';

/**
 * What a bot learns of a channel: messages in its discussion group and counts of reactions, from the one queue of
 * updates. `comments` and `numbers` look without taking anything away; `mentions` is the stream of all comments and
 * empties the queue, only of what it has handed on before and only when more than half a page waits.
 */
export function readingOf(http: PlatformHttp): Reading {
  return {
    async comments(postRemoteId, _cursor, account, call) {
      assertDiscussion(account);
      const updates = await peek(botFor(http, account, call.signal));
      const ids = new Set(readPost(postRemoteId).messages.flatMap((message) => message.ids));
      const all = commentsIn(updates, account, rootsIn(updates, account));
      const own = all.filter(({ postId }) => ids.has(postId));
      return { items: own.map(({ comment }) => ({ ...comment, postRemoteId })), next: null };
    },
    async mentions(cursor, account, call): Promise<RemotePage<RemoteComment>> {
      assertDiscussion(account);
      const bot = botFor(http, account, call.signal);
      const { seen, roots: known } = readCursor(cursor);
      let updates = await peek(bot);
      const old = updates.filter(({ update_id: id }) => id <= seen);
      if (old.length > 50) updates = await takeBefore(bot, old.at(-1)!.update_id + 1);
      const fresh = updates.filter(({ update_id: id }) => id > seen);
      const roots = new Map([...known, ...rootsIn(updates, account)]);
      const next = JSON.stringify({ seen: fresh.at(-1)?.update_id ?? seen, roots: [...roots].slice(-200) });
      return {
        items: commentsIn(fresh, account, roots).map(({ comment }) => comment),
        next: fresh.length === 0 && cursor !== null ? null : next,
      };
    },
    async numbers(postRemoteIds, account, call) {
      const bot = botFor(http, account, call.signal);
      const counts = new Map((await peek(bot)).flatMap((update) => reactionsOf(update, account)));
      const found: RemoteNumbers[] = [];
      for (const remoteId of postRemoteIds) {
        if (!(await isThere(bot, account, remoteId))) continue;
        const ids = readPost(remoteId).messages.flatMap((message) => message.ids);
        const told = ids.flatMap((id) => counts.get(id) ?? []);
        const likes = told.length === 0 ? null : told.reduce((sum, count) => sum + count, 0);
        const none = { comments: null, shares: null, saves: null, views: null, reach: null };
        const raw: Record<string, number> = likes === null ? {} : { reactions: likes };
        found.push({ remoteId, likes, ...none, raw });
      }
      return found;
    },
    accountNumbers: (account, call) => readFollowers(http, account, call),
  };
}

/** Answers in the discussion group, and taking a comment down there. */
export function engagingOf(http: PlatformHttp): Engaging {
  return {
    async reply({ toRemoteId, text }, account, call) {
      const { chat, message } = commentAt(toRemoteId);
      const parameters = { chat_id: chat, text, reply_parameters: { message_id: message } };
      await call.limits.take('send');
      const { message_id: id } = await botFor(http, account, call.signal).send(
        'sendMessage',
        parameters,
        Message,
      );
      return { remoteId: `${chat}:${id}` };
    },
    async removeComment(remoteId, account, call) {
      const { chat, message } = commentAt(remoteId);
      const parameters = { chat_id: chat, message_ids: [message] };
      await botFor(http, account, call.signal).ask('deleteMessages', parameters, z.literal(true));
    },
  };
}

const Cursor = z.object({ seen: z.number(), roots: z.array(z.tuple([z.number(), z.number()])) });

function readCursor(cursor: string | null): {
  readonly seen: number;
  readonly roots: readonly (readonly [number, number])[];
} {
  if (cursor === null) return { seen: 0, roots: [] };
  try {
    return Cursor.parse(JSON.parse(cursor));
  } catch (cause) {
    throw new PlatformError('rejected', 'The place in the list is not one of ours.', { cause });
  }
}

/** A comment is named by its group and its number there. */
function commentAt(remoteId: string): { readonly chat: string; readonly message: number } {
  const match = /^(-?\d+):(\d+)$/.exec(remoteId);
  if (match) return { chat: match[1]!, message: Number(match[2]) };
  throw new PlatformError('rejected', 'This is not a comment in a discussion group.', {
    hint: 'Answer a comment; a post itself is answered by another post.',
  });
}

function assertDiscussion(account: PlatformAccount): void {
  if (credentialsOf(account).linkedChatId !== '') return;
  throw new PlatformError('restricted', 'The bot cannot see the channel’s discussion group.', {
    hint: 'Link a group to the channel, add the bot to it as an administrator, then connect the account again.',
  });
}

/** By the number of a thread's first message in the group: the post it was forwarded from. */
function rootsIn(updates: readonly Update[], account: PlatformAccount): Map<number, number> {
  const roots = new Map<number, number>();
  for (const { message } of updates) {
    for (const one of [message, message?.reply_to_message]) {
      const origin = one?.forward_origin;
      const ours = one?.is_automatic_forward && String(origin?.chat?.id) === account.remoteId;
      if (ours && origin?.message_id !== undefined) roots.set(one.message_id, origin.message_id);
    }
  }
  return roots;
}

function commentsIn(
  updates: readonly Update[],
  account: PlatformAccount,
  roots: ReadonlyMap<number, number>,
) {
  const { linkedChatId, botId } = credentialsOf(account);
  return updates.flatMap(({ message }) => {
    if (!message || String(message.chat.id) !== linkedChatId || message.is_automatic_forward) return [];
    const answered = message.reply_to_message;
    const root = message.message_thread_id ?? answered?.message_id;
    const postId = root === undefined ? undefined : roots.get(root);
    if (postId === undefined) return [];
    const author = authorOf(message);
    const direct = answered === undefined || answered.message_id === root;
    const comment: RemoteComment = {
      remoteId: `${linkedChatId}:${message.message_id}`,
      // The stream does not know which messages make up a post; `comments` says it.
      postRemoteId: null,
      parentRemoteId: direct ? null : `${linkedChatId}:${answered.message_id}`,
      author,
      mine: author.remoteId === botId || author.remoteId === account.remoteId,
      text: message.text ?? message.caption ?? '',
      createdAt: new Date(message.date * 1000),
      url: null,
      likes: null,
      hidden: false,
    };
    return [{ postId, comment }];
  });
}

function authorOf({ from, sender_chat: chat }: Message) {
  if (chat) return { remoteId: String(chat.id), handle: chat.username ?? '', displayName: chat.title ?? '' };
  const displayName = [from?.first_name, from?.last_name].filter(Boolean).join(' ');
  return { remoteId: String(from?.id ?? ''), handle: from?.username ?? '', displayName };
}

/** Later updates come later in the queue, so the last one of a message stands. */
function reactionsOf({ message_reaction_count: told }: Update, account: PlatformAccount): [number, number][] {
  if (!told || String(told.chat.id) !== account.remoteId) return [];
  return [[told.message_id, told.reactions.reduce((sum, { total_count: count }) => sum + count, 0)]];
}
