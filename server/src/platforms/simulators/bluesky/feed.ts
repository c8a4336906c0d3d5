import { z } from 'zod';
import type { SimulatorAnswer } from '#platforms/simulators/simulator.ts';
import { PostRecord } from './post-record.ts';
import {
  Account,
  accountOf,
  fail,
  follows,
  gates,
  type Handler,
  isRefusal,
  likes,
  ok,
  posts,
  Stored,
  signedIn,
  type World,
} from './world.ts';

/** What the network's index answers: app.bsky.feed.*, actor and notifications, from the records there are. */

export interface PostInWorld {
  readonly did: string;
  readonly rkey: string;
  readonly uri: string;
  readonly cid: string;
  readonly record: PostRecord;
  readonly author: Account;
}

/** Every post of the rehearsal, oldest first. */
export async function allPosts(world: World): Promise<readonly PostInWorld[]> {
  const accounts = await world.store.list('accounts', '');
  const authors = new Map(accounts.map(({ key, value }) => [key, Account.parse(value)]));
  const found = (await world.store.list(posts, '')).flatMap(({ key, value }) => {
    const [did = '', rkey = ''] = key.split('/');
    const author = authors.get(did);
    const { cid, value: record } = Stored.parse(value);
    return author
      ? [{ did, rkey, uri: `at://${did}/${posts}/${rkey}`, cid, record: PostRecord.parse(record), author }]
      : [];
  });
  return found.sort((a, b) => (a.rkey < b.rkey ? -1 : 1));
}

/** Whether a post stands under one of this account's. */
export const isUnder = (record: PostRecord, did: string) =>
  record.reply?.root.uri.startsWith(`at://${did}/`) ?? false;

const Reactions = z.object({ likes: z.number(), shares: z.number(), views: z.number() });
const reactionsTo = async ({ store }: World, uri: string) =>
  Reactions.parse((await store.get('reactions', uri)) ?? { likes: 0, shares: 0, views: 0 });

/** Adds to what strangers did with a post. */
export async function addReactions(
  world: World,
  uri: string,
  more: Partial<z.infer<typeof Reactions>>,
): Promise<void> {
  const before = await reactionsTo(world, uri);
  const after = {
    likes: before.likes + (more.likes ?? 0),
    shares: before.shares + (more.shares ?? 0),
    views: before.views + (more.views ?? 0),
  };
  await world.store.put('reactions', uri, after);
}

const Subject = z.object({ subject: z.union([z.string(), z.object({ uri: z.string() })]) });

async function countOf(world: World, collection: string, subject: string): Promise<number> {
  const records = await world.store.list(collection, '');
  const named = records.filter(({ value }) => {
    const of = Subject.parse(Stored.parse(value).value).subject;
    return (typeof of === 'string' ? of : of.uri) === subject;
  });
  return named.length;
}

const authorView = ({ did, handle, displayName }: Account) => ({ did, handle, displayName });

async function postView(world: World, post: PostInWorld, all: readonly PostInWorld[]) {
  const { uri, cid, record, author } = post;
  const reactions = await reactionsTo(world, uri);
  return {
    uri,
    cid,
    author: authorView(author),
    record,
    likeCount: reactions.likes + (await countOf(world, likes, uri)),
    replyCount: all.filter((one) => one.record.reply?.parent.uri === uri).length,
    repostCount: reactions.shares,
    quoteCount: 0,
    bookmarkCount: 0,
    indexedAt: record.createdAt,
  };
}

async function threadView(
  world: World,
  post: PostInWorld,
  all: readonly PostInWorld[],
  depth: number,
): Promise<unknown> {
  const under = depth > 0 ? all.filter(({ record }) => record.reply?.parent.uri === post.uri) : [];
  const replies = await Promise.all(under.map((one) => threadView(world, one, all, depth - 1)));
  return { $type: 'app.bsky.feed.defs#threadViewPost', post: await postView(world, post, all), replies };
}

const required = (name: string) =>
  fail(400, 'InvalidRequest', `Error: Params must have the property "${name}"`);
const integerIn = (text: string | null, fallback: number, max: number): number | undefined => {
  if (text === null) return fallback;
  const value = Number(text);
  return Number.isInteger(value) && value >= 0 && value <= max ? value : undefined;
};
const outOfRange = (name: string): SimulatorAnswer =>
  fail(400, 'InvalidRequest', `Error: ${name} is out of range`);

/** GET requests by lexicon id; all of them are asked in an account's name. */
export const feedQueries: Readonly<Record<string, Handler>> = {
  'app.bsky.feed.getPostThread': async (world, request) => {
    const asking = await signedIn(world, request, 'access');
    if (isRefusal(asking)) return asking;
    const uri = request.query.get('uri');
    if (!uri) return required('uri');
    const depth = integerIn(request.query.get('depth'), 6, 1000);
    if (depth === undefined) return outOfRange('depth');
    const all = await allPosts(world);
    const post = all.find((one) => one.uri === uri);
    if (!post) return fail(400, 'NotFound', `Post not found: ${uri}`);
    const gate = await world.store.get(gates, `${post.did}/${post.rkey}`);
    const threadgate = gate ? { threadgate: { record: Stored.parse(gate).value } } : {};
    return ok({ thread: await threadView(world, post, all, depth), ...threadgate });
  },

  'app.bsky.feed.getPosts': async (world, request) => {
    const asking = await signedIn(world, request, 'access');
    if (isRefusal(asking)) return asking;
    const uris = request.query.getAll('uris');
    if (uris.length === 0) return required('uris');
    if (uris.length > 25)
      return fail(400, 'InvalidRequest', 'Error: uris must not have more than 25 elements');
    const all = await allPosts(world);
    const found = all.filter(({ uri }) => uris.includes(uri));
    return ok({ posts: await Promise.all(found.map((post) => postView(world, post, all))) });
  },

  'app.bsky.actor.getProfile': async (world, request) => {
    const asking = await signedIn(world, request, 'access');
    if (isRefusal(asking)) return asking;
    const actor = request.query.get('actor');
    if (!actor) return required('actor');
    const account = await accountOf(world, actor);
    if (!account) return fail(400, 'InvalidRequest', 'Profile not found');
    const own = (await world.store.list(posts, `${account.did}/`)).length;
    const following = (await world.store.list(follows, `${account.did}/`)).length;
    const followersCount = await countOf(world, follows, account.did);
    return ok({ ...authorView(account), followersCount, followsCount: following, postsCount: own });
  },

  'app.bsky.notification.listNotifications': async (world, request) => {
    const asking = await signedIn(world, request, 'access');
    if (isRefusal(asking)) return asking;
    const limit = integerIn(request.query.get('limit'), 50, 100);
    if (!limit) return outOfRange('limit');
    const reasons = request.query.getAll('reasons');
    const told = (await allPosts(world))
      .filter(({ did }) => did !== asking.did)
      .flatMap((post) => reasonsOf(post, asking.did).map((reason) => ({ post, reason })))
      .filter(({ reason }) => reasons.length === 0 || reasons.includes(reason))
      .reverse();
    const start = Number(request.query.get('cursor') ?? 0);
    const page = told.slice(start, start + limit);
    const notifications = page.map(({ post: { uri, cid, author, record }, reason }) => ({
      uri,
      cid,
      author: authorView(author),
      reason,
      record,
      isRead: false,
      indexedAt: record.createdAt,
    }));
    return ok({ notifications, ...(page.length === limit ? { cursor: String(start + limit) } : {}) });
  },
};

const Mention = z.object({ $type: z.literal('app.bsky.richtext.facet#mention'), did: z.string() });

function reasonsOf({ record }: PostInWorld, did: string): readonly string[] {
  const features = (record.facets ?? []).flatMap((facet) => facet.features);
  const named = features.some((feature) => Mention.safeParse(feature).data?.did === did);
  const answers = record.reply?.parent.uri.startsWith(`at://${did}/`) ?? false;
  return [...(answers ? ['reply'] : []), ...(named ? ['mention'] : [])];
}
