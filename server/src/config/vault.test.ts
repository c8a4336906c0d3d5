import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeSealingKey, openVault, vaultOf } from './vault.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vault-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('opens what it sealed, for the same purpose only', async () => {
  const vault = await openVault(folder);
  const sealed = vault.seal('hush', 'account 1');
  expect(sealed.toString('latin1')).not.toContain('hush');
  expect(vault.open(sealed, 'account 1')).toBe('hush');
  expect(() => vault.open(sealed, 'account 2')).toThrow(/cannot be read/);
  sealed[20]! ^= 1;
  expect(() => vault.open(sealed, 'account 1')).toThrow(/cannot be read/);
});

it('seals under a new key at once, in vaults that were open before, and still opens older secrets', async () => {
  const running = await openVault(folder);
  const old = running.seal('old', 'p');
  const [derived, signature] = [running.derive('sign-in'), running.sign('text', 'media')];
  expect(await makeSealingKey(folder)).toBe(2);
  const fresh = running.seal('new', 'p');
  expect([old[0], fresh[0], running.sealingKeyId()]).toEqual([1, 2, 2]);
  const another = await openVault(folder);
  expect([another.open(old, 'p'), another.open(fresh, 'p')]).toEqual(['old', 'new']);
  expect([another.derive('sign-in'), another.sign('text', 'media')]).toEqual([derived, signature]);
  expect(await makeSealingKey(folder)).toBe(3);
  expect(running.seal('x', 'p')[0]).toBe(3);
});

it('names the key that is missing', async () => {
  await makeSealingKey(folder);
  const sealed = (await openVault(folder)).seal('x', 'p');
  expect(() => vaultOf(randomBytes(32)).open(sealed, 'p')).toThrow(/sealed with key 2, which is not here/);
});

it('keeps its keys for its owner alone', async () => {
  await openVault(folder);
  await makeSealingKey(folder);
  for (const name of await readdir(join(folder, 'secrets'))) {
    expect((await stat(join(folder, 'secrets', name))).mode & 0o077).toBe(0);
  }
});
