import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openLocalBlobStore } from './blob-store.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ainfluencer-blobs-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Every file below a folder, by name. */
const filesBelow = async (path: string) =>
  (await readdir(path, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

it('stores the same bytes once, under their hash', async () => {
  const store = await openLocalBlobStore(folder);
  const [first, second] = [
    await store.putBytes(Buffer.from('hello')),
    await store.putBytes(Buffer.from('hello')),
  ];

  expect(first).toEqual(second);
  expect(first.sha256).toBe('2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824');
  expect(await readFile(await store.pathOf(first.sha256), 'utf8')).toBe('hello');
  expect(await filesBelow(join(folder, 'blobs'))).toEqual([first.sha256]);
});

it('makes a derived file once for all who ask at the same time, and not at all when making it fails', async () => {
  const store = await openLocalBlobStore(folder);
  const { sha256 } = await store.putBytes(Buffer.from('hello'));
  let made = 0;
  const make = async (into: string) => {
    made += 1;
    await writeFile(into, 'small');
  };

  const paths = await Promise.all([
    store.derived(sha256, 'thumb', make),
    store.derived(sha256, 'thumb', make),
  ]);
  const failing = store.derived(sha256, 'broken', async (into) => {
    await writeFile(into, 'half');
    throw new Error('stopped half-way');
  });

  expect(new Set(paths).size).toBe(1);
  expect(made).toBe(1);
  await expect(failing).rejects.toThrow('stopped half-way');
  expect(await filesBelow(join(folder, 'derived'))).toEqual([`${sha256}.thumb`]);
});

it('removes a file with what was derived from it, and nothing else', async () => {
  const store = await openLocalBlobStore(folder);
  const [gone, kept] = [await store.putBytes(Buffer.from('gone')), await store.putBytes(Buffer.from('kept'))];
  for (const { sha256 } of [gone, kept])
    await store.derived(sha256, 'thumb', (into) => writeFile(into, 'small'));

  await store.remove(gone.sha256);
  await store.remove(gone.sha256);

  await expect(store.pathOf(gone.sha256)).rejects.toMatchObject({ code: 'gone' });
  expect((await filesBelow(folder)).toSorted()).toEqual([kept.sha256, `${kept.sha256}.thumb`]);
});

it('empties what a killed process left unfinished', async () => {
  const script = `
    const { openLocalBlobStore } = await import(${JSON.stringify(join(import.meta.dirname, 'blob-store.ts'))});
    const { writeFileSync } = await import('node:fs');
    const store = await openLocalBlobStore(${JSON.stringify(folder)});
    const scratch = await store.scratch();
    writeFileSync(scratch.path + '/half.jpg', 'half');
    process.kill(process.pid, 'SIGKILL');`;
  spawnSync(process.execPath, ['--input-type=module', '-e', script], { cwd: import.meta.dirname });
  expect(await filesBelow(join(folder, 'scratch'))).toEqual(['half.jpg']);

  await openLocalBlobStore(folder);

  expect(await filesBelow(join(folder, 'scratch'))).toEqual([]);
});

/** A file system of 256 KiB; only root may mount one. */
function mountSmall(path: string): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', path]).status === 0;
}

it('says that the disk is full, and leaves nothing half-written', async (context) => {
  if (!mountSmall(folder)) return context.skip('A small file system cannot be mounted here.');
  try {
    const store = await openLocalBlobStore(folder);
    const { sha256 } = await store.putBytes(Buffer.from('fits'));

    await expect(store.putBytes(Buffer.alloc(1024 * 1024, 7))).rejects.toMatchObject({
      code: 'storage_full',
      hint: expect.any(String),
    });

    expect(await filesBelow(folder)).toEqual([sha256]);
    expect((await store.putBytes(Buffer.from('fits too'))).bytes).toBe(8);
  } finally {
    execFileSync('umount', [folder]);
  }
});
