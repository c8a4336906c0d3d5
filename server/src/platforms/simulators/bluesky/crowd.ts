import { randomBytes, randomInt } from 'node:crypto';
import { AppError } from '#kernel/errors.ts';
import { utf8Bytes } from '#kernel/text-length.ts';
import type { SimulatedCrowd, SimulatedStranger } from '#platforms/simulators/simulator.ts';
import { contentId } from './content-id.ts';
import { addReactions, allPosts } from './feed.ts';
import { PostRecord } from './post-record.ts';
import { type Account, accountOf, cidOf, posts, type World } from './world.ts';

/** Strangers with accounts of their own on the same server. */
export function crowdOf(world: World): SimulatedCrowd {
  const write = async (author: Account, record: Record<string, unknown>) => {
    const value = PostRecord.parse({
      $type: posts,
      createdAt: world.now().toISOString(),
      langs: ['en'],
      ...record,
    });
    const rkey = newTid(world.now());
    await world.store.put(posts, `${author.did}/${rkey}`, { cid: cidOf(value), value });
    return `at://${author.did}/${posts}/${rkey}`;
  };
  return {
    async comment({ postId, parentId, author, text }) {
      const all = await allPosts(world);
      const parent = all.find(({ uri }) => uri === (parentId ?? postId));
      if (!parent) throw new AppError('not_found', 'There is no such post on the rehearsal network.');
      const ref = { uri: parent.uri, cid: parent.cid };
      const reply = { root: parent.record.reply?.root ?? ref, parent: ref };
      return write(await strangerOf(world, author), { text, reply });
    },
    async mention({ accountRemoteId, author, text }) {
      const named = await accountOf(world, accountRemoteId);
      if (!named) throw new AppError('not_found', 'There is no such account on the rehearsal network.');
      const handle = `@${named.handle}`;
      const index = { byteStart: 0, byteEnd: utf8Bytes(handle) };
      const features = [{ $type: 'app.bsky.richtext.facet#mention', did: named.did }];
      return write(await strangerOf(world, author), {
        text: `${handle} ${text}`,
        facets: [{ index, features }],
      });
    },
    react: (postId, more) => addReactions(world, postId, more),
  };
}

async function strangerOf(world: World, { handle, displayName }: SimulatedStranger): Promise<Account> {
  const full = handle.includes('.') ? handle : `${handle}.strangers.example`;
  const known = await accountOf(world, full);
  if (known) return known;
  const did = `did:plc:${contentId(Buffer.from(full), 'raw').slice(-24)}`;
  const account: Account = {
    did,
    handle: full,
    displayName,
    bio: '',
    appPassword: randomBytes(16).toString('hex'),
  };
  await world.store.put('accounts', did, account);
  await world.store.add('handles', full, did);
  return account;
}

const sortable = '234567abcdefghijklmnopqrstuvwxyz';

/** A record key as clients make them: microseconds and a clock number, sortable. https://atproto.com/specs/tid */
function newTid(now: Date): string {
  const bits = (BigInt(now.getTime()) * 1000n + BigInt(randomInt(1000))) * 1024n + BigInt(randomInt(1024));
  return Array.from(
    { length: 13 },
    (_, index) => sortable[Number((bits >> BigInt(5 * (12 - index))) & 31n)],
  ).join('');
}
