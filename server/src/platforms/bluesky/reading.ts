import type { Reading, RemoteComment, RemoteNumbers } from '#platforms/engagement.ts';
import type { PlatformAccount, PlatformCall } from '#platforms/platform.ts';
import { addressOf } from './records.ts';
import {
  type Author,
  Notifications,
  NotificationText,
  Posts,
  type PostView,
  Profile,
  Thread,
  type ThreadNode,
} from './schema.ts';
import type { BlueskySession } from './session.ts';

/** How deep answers to answers are followed; the lexicon allows 1000. */
const threadDepth = 20;
const notificationsPerPage = 50;

/** Reads through the account's server, which passes these calls on to the network's index. */
export function readingOf(
  sessionOf: (account: PlatformAccount, call: PlatformCall) => BlueskySession,
): Required<Pick<Reading, 'comments' | 'mentions' | 'numbers' | 'accountNumbers'>> {
  return {
    /** The whole tree comes in one answer, so there is one page. */
    async comments(postRemoteId, _cursor, account, call) {
      const query = { uri: postRemoteId, depth: String(threadDepth), parentHeight: '0' };
      const name = 'app.bsky.feed.getPostThread';
      const { thread, threadgate } = await sessionOf(account, call).query({ name, query, answer: Thread });
      const hidden = new Set(threadgate?.record?.hiddenReplies ?? []);
      const views = [...descendants(thread)];
      const items = views.map((view) => commentOf(view, postRemoteId, account, hidden));
      return { items, next: null };
    },

    async mentions(cursor, account, call) {
      const { notifications, cursor: next } = await sessionOf(account, call).query({
        name: 'app.bsky.notification.listNotifications',
        query: {
          reasons: ['mention', 'quote'],
          limit: String(notificationsPerPage),
          ...(cursor === null ? {} : { cursor }),
        },
        answer: Notifications,
      });
      const items = notifications.flatMap(({ uri, author, record, reason }) => {
        const value = NotificationText.safeParse(record);
        const wanted = reason === 'mention' || reason === 'quote';
        return wanted && value.success ? [mentionOf(uri, author, value.data, account)] : [];
      });
      return { items, next: next && notifications.length > 0 ? next : null };
    },

    async numbers(postRemoteIds, account, call) {
      if (postRemoteIds.length === 0) return [];
      const name = 'app.bsky.feed.getPosts';
      const { posts } = await sessionOf(account, call).query({
        name,
        query: { uris: postRemoteIds },
        answer: Posts,
      });
      return posts.map(numbersOf);
    },

    async accountNumbers(account, call) {
      const name = 'app.bsky.actor.getProfile';
      const query = { actor: account.remoteId };
      const counts = await sessionOf(account, call).query({ name, query, answer: Profile });
      return {
        followers: counts.followersCount ?? null,
        following: counts.followsCount ?? null,
        posts: counts.postsCount ?? null,
        raw: toldOf(counts),
      };
    },
  };
}

function* descendants({ replies = [] }: ThreadNode): Generator<PostView> {
  for (const reply of replies) {
    // A reply that is blocked or gone has no post; what stands under it is not shown either.
    if (!reply.post) continue;
    yield reply.post;
    yield* descendants(reply);
  }
}

const webUrlOf = (uri: string) =>
  `https://bsky.app/profile/${addressOf(uri).repo}/post/${addressOf(uri).rkey}`;
const personOf = ({ did, handle, displayName }: Author) => ({
  remoteId: did,
  handle,
  displayName: displayName || handle,
});

function commentOf(
  { uri, author, record, likeCount }: PostView,
  postRemoteId: string,
  account: PlatformAccount,
  hidden: ReadonlySet<string>,
): RemoteComment {
  const parent = record.reply?.parent.uri ?? postRemoteId;
  return {
    remoteId: uri,
    postRemoteId,
    parentRemoteId: parent === postRemoteId ? null : parent,
    author: personOf(author),
    mine: author.did === account.remoteId,
    text: record.text,
    createdAt: new Date(record.createdAt),
    url: webUrlOf(uri),
    likes: likeCount ?? null,
    hidden: hidden.has(uri),
  };
}

function mentionOf(
  uri: string,
  author: Author,
  { text, createdAt, reply }: PostView['record'],
  account: PlatformAccount,
): RemoteComment {
  const root = reply?.root.uri;
  const underOurs = root !== undefined && addressOf(root).repo === account.remoteId;
  return {
    remoteId: uri,
    postRemoteId: underOurs ? root : null,
    parentRemoteId: reply && reply.parent.uri !== root ? reply.parent.uri : null,
    author: personOf(author),
    mine: author.did === account.remoteId,
    text,
    createdAt: new Date(createdAt),
    url: webUrlOf(uri),
    likes: null,
    hidden: false,
  };
}

function numbersOf(view: PostView): RemoteNumbers {
  const { uri, likeCount, replyCount, repostCount, quoteCount, bookmarkCount } = view;
  const counts = { likeCount, replyCount, repostCount, quoteCount, bookmarkCount };
  return {
    remoteId: uri,
    likes: likeCount ?? null,
    comments: replyCount ?? null,
    shares: repostCount === undefined ? null : repostCount + (quoteCount ?? 0),
    saves: bookmarkCount ?? null,
    views: null,
    reach: null,
    raw: toldOf(counts),
  };
}

function toldOf(counts: Readonly<Record<string, number | undefined>>): Record<string, number> {
  const told = Object.entries(counts).filter((pair): pair is [string, number] => pair[1] !== undefined);
  return Object.fromEntries(told);
}
