import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '#kernel/errors.ts';
import type { NewSimulatedAccount, SimulatedStranger } from '#platforms/simulators/simulator.ts';
import type { World } from './answers.ts';

export const Account = z.object({
  userId: z.string(),
  username: z.string(),
  name: z.string(),
  bio: z.string(),
});
export type Account = z.infer<typeof Account>;

/** A number that follows from a name, so that a stranger is the same one each time. */
export function numberOf(prefix: string, name: string): string {
  const digits = BigInt(`0x${createHash('sha256').update(name).digest('hex').slice(0, 16)}`) % 10n ** 12n;
  return `${prefix}${String(digits).padStart(12, '0')}`;
}

export const strangerOf = (stranger: SimulatedStranger) => ({
  userId: numberOf('999', stranger.handle),
  username: stranger.handle,
  name: stranger.displayName,
});

/** By number or name. */
export async function accountOf(world: World, identifier: string): Promise<Account | undefined> {
  const userId = /^\d+$/.test(identifier)
    ? identifier
    : await world.store.get('usernames', identifier.toLowerCase());
  const found = typeof userId === 'string' ? await world.store.get('accounts', userId) : undefined;
  return found === undefined ? undefined : Account.parse(found);
}

export async function allAccounts(world: World): Promise<Account[]> {
  return (await world.store.list('accounts', '')).map(({ value }) => Account.parse(value));
}

/** @throws AppError 'conflict' when the name is taken, 'invalid' when it is none. */
export async function addAccount(
  world: World,
  input: NewSimulatedAccount,
  prefix: string,
  prepare: (account: Account) => Promise<void>,
): Promise<Account> {
  const username = input.handle
    .trim()
    .replace(/^@/, '')
    .toLowerCase()
    .replace(/[^a-z0-9._]/g, '_')
    .slice(0, 30);
  if (!/[a-z0-9]/.test(username)) {
    throw new AppError('invalid', `"${input.handle}" cannot be a handle.`, {
      hint: 'Use letters, digits, dots and underscores.',
      field: 'handle',
    });
  }
  const taken = () =>
    new AppError('conflict', `The rehearsal handle ${username} is taken.`, { hint: 'Choose another.' });
  if (await world.store.get('usernames', username)) throw taken();
  const userId = numberOf(prefix, username);
  const account: Account = { userId, username, name: input.displayName, bio: input.bio ?? '' };
  await world.store.put('accounts', userId, account);
  await prepare(account);
  // Last, because this is what makes the account exist.
  if (!(await world.store.add('usernames', username, userId))) throw taken();
  return account;
}
