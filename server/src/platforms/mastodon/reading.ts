import type { Reading, RemoteComment, RemoteNumbers } from '#platforms/engagement.ts';
import { type PlatformAccount, type PlatformCall, PlatformError } from '#platforms/platform.ts';
import { readOwnAccount } from './connect.ts';
import { plainText } from './plain-text.ts';
import { Context, Notifications, type PublicAccount, Status, Statuses } from './schema.ts';
import type { MastodonServer } from './server.ts';

const mentionsPerPage = 40;

/** What others did: answers to a post, mentions, counts. */
export function readingOf(
  serverOf: (account: PlatformAccount, call: PlatformCall) => MastodonServer,
): Required<Pick<Reading, 'comments' | 'mentions' | 'numbers' | 'accountNumbers'>> {
  return {
    /** All answers come at once: https://docs.joinmastodon.org/methods/statuses/#context gives up to 4,096. */
    async comments(postRemoteId, _cursor, account, call) {
      const path = `/api/v1/statuses/${postRemoteId}/context`;
      const { descendants } = await serverOf(account, call).ask({ method: 'GET', path, answer: Context });
      const items = descendants.map((status) => {
        const parent = status.in_reply_to_id;
        return commentOf(status, postRemoteId, parent === postRemoteId ? null : parent, account);
      });
      return { items, next: null };
    },

    async mentions(cursor, account, call) {
      const notifications = await serverOf(account, call).ask({
        method: 'GET',
        path: '/api/v1/notifications',
        query: {
          types: ['mention'],
          limit: String(mentionsPerPage),
          ...(cursor === null ? {} : { max_id: cursor }),
        },
        answer: Notifications,
      });
      const items = notifications.flatMap(({ type, status }) =>
        type === 'mention' && status ? [commentOf(status, null, status.in_reply_to_id, account)] : [],
      );
      const isFull = notifications.length === mentionsPerPage;
      return { items, next: isFull ? notifications.at(-1)!.id : null };
    },

    async numbers(postRemoteIds, account, call) {
      if (postRemoteIds.length === 0) return [];
      const server = serverOf(account, call);
      const found = await readMany(server, postRemoteIds);
      return found.map(numbersOf);
    },

    async accountNumbers(account, call) {
      const own = await readOwnAccount(serverOf(account, call));
      const { followers_count, following_count, statuses_count } = own;
      return {
        followers: followers_count ?? null,
        following: following_count ?? null,
        posts: statuses_count ?? null,
        raw: toldOf({ followers_count, following_count, statuses_count }),
      };
    },
  };
}

/** Several at once since Mastodon 4.3; older servers are asked one by one. */
async function readMany(server: MastodonServer, ids: readonly string[]): Promise<Status[]> {
  try {
    return await server.ask({
      method: 'GET',
      path: '/api/v1/statuses',
      query: { id: ids },
      answer: Statuses,
    });
  } catch (error) {
    if (!(error instanceof PlatformError) || error.failure !== 'gone') throw error;
  }
  const found: Status[] = [];
  for (const id of ids) {
    const status = await findStatus(server, id);
    if (status) found.push(status);
  }
  return found;
}

/** The post, or null where it is gone. */
export async function findStatus(server: MastodonServer, id: string): Promise<Status | null> {
  try {
    return await server.ask({ method: 'GET', path: `/api/v1/statuses/${id}`, answer: Status });
  } catch (error) {
    if (error instanceof PlatformError && error.failure === 'gone') return null;
    throw error;
  }
}

const personOf = ({ id, acct, username, display_name }: PublicAccount) => ({
  remoteId: id,
  handle: acct,
  displayName: display_name || username,
});

function commentOf(
  status: Status,
  postRemoteId: string | null,
  parentRemoteId: string | null,
  { remoteId }: PlatformAccount,
): RemoteComment {
  return {
    remoteId: status.id,
    postRemoteId,
    parentRemoteId,
    author: personOf(status.account),
    mine: status.account.id === remoteId,
    text: plainText(status.content),
    createdAt: new Date(status.created_at),
    url: status.url,
    likes: status.favourites_count ?? null,
    hidden: false,
  };
}

function numbersOf(status: Status): RemoteNumbers {
  const { favourites_count, reblogs_count, replies_count, quotes_count } = status;
  return {
    remoteId: status.id,
    likes: favourites_count ?? null,
    comments: replies_count ?? null,
    shares: reblogs_count === undefined ? null : reblogs_count + (quotes_count ?? 0),
    saves: null,
    views: null,
    reach: null,
    raw: toldOf({ favourites_count, reblogs_count, replies_count, quotes_count }),
  };
}

function toldOf(counts: Readonly<Record<string, number | undefined>>): Record<string, number> {
  const told = Object.entries(counts).filter((pair): pair is [string, number] => pair[1] !== undefined);
  return Object.fromEntries(told);
}
