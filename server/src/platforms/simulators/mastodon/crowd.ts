import { AppError } from '#kernel/errors.ts';
import type { SimulatedCrowd, SimulatedStranger } from '#platforms/simulators/simulator.ts';
import { reactionsTo } from './statuses.ts';
import { Account, accountById, newId, type StoredStatus, statusById, type World } from './world.ts';

const strangersHost = 'strangers.example';

/** Strangers from another server. */
export function crowdOf(world: World): SimulatedCrowd {
  const write = async (author: Account, text: string, parentId: string | null) => {
    const status: StoredStatus = {
      id: newId(world.now()),
      accountId: author.id,
      createdAt: world.now().toISOString(),
      text,
      spoilerText: '',
      sensitive: false,
      visibility: 'public',
      language: 'en',
      parentId,
      mediaIds: [],
    };
    await world.store.put('statuses', status.id, status);
    return status.id;
  };
  return {
    async comment({ postId, parentId, author, text }) {
      const parent = await statusById(world, parentId ?? postId);
      if (!parent) throw new AppError('not_found', 'There is no such post on the rehearsal network.');
      return write(await strangerOf(world, author), text, parent.id);
    },
    async mention({ accountRemoteId, author, text }) {
      const named = await accountById(world, accountRemoteId);
      if (!named) throw new AppError('not_found', 'There is no such account on the rehearsal network.');
      return write(await strangerOf(world, author), `@${named.username} ${text}`, null);
    },
    async react(postId, { likes = 0, shares = 0 }) {
      const before = await reactionsTo(world, postId);
      await world.store.put('reactions', postId, {
        likes: before.likes + likes,
        shares: before.shares + shares,
      });
    },
  };
}

async function strangerOf(world: World, { handle, displayName }: SimulatedStranger): Promise<Account> {
  const username = handle.replace(/@.*$/, '').replaceAll(/\W/g, '_');
  const known = await world.store.get('strangers', username);
  if (known) return Account.parse(known);
  const account: Account = {
    id: newId(world.now()),
    username,
    host: strangersHost,
    displayName,
    bio: '',
    bot: false,
  };
  await world.store.put('strangers', username, account);
  await world.store.put('accounts', account.id, account);
  return account;
}
