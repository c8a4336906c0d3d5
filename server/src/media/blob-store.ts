import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { constants, copyFile, link, mkdir, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AppError, messageOf } from '#kernel/errors.ts';

export interface StoredBlob {
  /** Hex. */
  readonly sha256: string;
  readonly bytes: number;
}

/** Files stored once by their SHA-256. A file is there whole or not at all. */
export interface BlobStore {
  /** Takes a finished file in; the file at `path` may stay or go. */
  put(path: string): Promise<StoredBlob>;
  putBytes(bytes: Uint8Array): Promise<StoredBlob>;
  /** Where the file lies, for reading only. @throws AppError `gone` when it is not there. */
  pathOf(sha256: string): Promise<string>;
  /** A new empty folder for unfinished work, removed with `await using`, or at the next start. */
  scratch(): Promise<{ readonly path: string } & AsyncDisposable>;
  /** Something derived from a blob (a thumbnail, a marked export): made once, kept under `name`. */
  derived(sha256: string, name: string, make: (into: string) => Promise<void>): Promise<string>;
  /**
   * Removes a file and everything derived from it; one that is not there is no error. The store does not know who
   * names it: ask first, and keep others from naming it meanwhile.
   */
  remove(sha256: string): Promise<void>;
}

/** Blobs on the local disk under `folder`; also empties what unfinished work left behind. */
export async function openLocalBlobStore(folder: string): Promise<BlobStore> {
  const blobs = join(folder, 'blobs');
  const derivedFolder = join(folder, 'derived');
  const scratchFolder = join(folder, 'scratch', String(process.pid));
  await rm(scratchFolder, { recursive: true, force: true });
  for (const made of [blobs, derivedFolder, scratchFolder])
    await mkdir(made, { recursive: true, mode: 0o700 });
  await sweepScratch(join(folder, 'scratch'));
  return new LocalBlobStore(blobs, derivedFolder, scratchFolder);
}

/** Removes the scratch folders of processes that no longer run. */
async function sweepScratch(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (Number(name) === process.pid || isRunning(Number(name))) continue;
    await rm(join(folder, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

class LocalBlobStore implements BlobStore {
  readonly #blobs: string;
  readonly #derived: string;
  readonly #scratch: string;
  readonly #making = new Map<string, Promise<string>>();
  #counter = 0;

  constructor(blobs: string, derived: string, scratch: string) {
    this.#blobs = blobs;
    this.#derived = derived;
    this.#scratch = scratch;
  }

  put(path: string): Promise<StoredBlob> {
    return explainDisk(async () => {
      const hash = createHash('sha256');
      await pipeline(createReadStream(path), hash);
      const sha256 = hash.digest('hex');
      const { size } = await stat(path);
      const target = await this.#place(this.#blobs, sha256);
      if (!(await exists(target))) await this.#moveIn(path, target);
      return { sha256, bytes: size };
    });
  }

  async putBytes(bytes: Uint8Array): Promise<StoredBlob> {
    await using scratch = await this.scratch();
    const path = join(scratch.path, 'blob');
    await explainDisk(() => writeDurably(path, bytes));
    return await this.put(path);
  }

  async pathOf(sha256: string): Promise<string> {
    const path = await this.#place(this.#blobs, sha256);
    if (await exists(path)) return path;
    throw new AppError('gone', 'The file of this asset is missing from the data folder.', {
      hint: 'Restore the data folder from a backup, or make the asset again from its recipe.',
      facts: { sha256 },
    });
  }

  scratch() {
    return explainDisk(async () => {
      const path = join(this.#scratch, String(++this.#counter));
      await mkdir(path, { recursive: true });
      return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
    });
  }

  /** Two callers who want the same thing wait for one making of it. */
  derived(sha256: string, name: string, make: (into: string) => Promise<void>): Promise<string> {
    const key = `${sha256}.${name}`;
    const making = this.#making.get(key) ?? this.#makeDerived(sha256, name, make);
    this.#making.set(key, making);
    return making.finally(() => this.#making.delete(key));
  }

  async #makeDerived(sha256: string, name: string, make: (into: string) => Promise<void>): Promise<string> {
    const target = `${await this.#place(this.#derived, sha256)}.${name}`;
    if (await exists(target)) return target;
    await using scratch = await this.scratch();
    const draft = join(scratch.path, name);
    await explainDisk(async () => {
      await make(draft);
      await rename(draft, target);
    });
    return target;
  }

  async remove(sha256: string): Promise<void> {
    await rm(await this.#place(this.#blobs, sha256), { force: true });
    const folder = dirname(await this.#place(this.#derived, sha256));
    for (const name of await readdir(folder)) {
      if (name.startsWith(`${sha256}.`)) await rm(join(folder, name), { force: true });
    }
  }

  async #place(root: string, sha256: string): Promise<string> {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new AppError('invalid', 'This is not the hash of a file.');
    const folder = join(root, sha256.slice(0, 2), sha256.slice(2, 4));
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return join(folder, sha256);
  }

  async #moveIn(path: string, target: string): Promise<void> {
    const draft = join(this.#scratch, `in-${++this.#counter}`);
    await copyFile(path, draft, constants.COPYFILE_FICLONE);
    const file = await open(draft, 'r+');
    await file.sync();
    await file.close();
    // link() does not replace: a copy that came first stays.
    await link(draft, target).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await unlink(draft);
  }
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Turns the operating system's word for a full disk into ours. */
async function explainDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      throw new AppError('storage_full', 'The disk with the data folder is full. Nothing was saved.', {
        hint: 'Free some space, then try again. Archived assets can be removed from the library.',
        cause: error,
      });
    }
    if (code === 'EACCES' || code === 'EROFS') {
      throw new AppError('unavailable', `The data folder cannot be written: ${messageOf(error)}.`, {
        hint: 'Give this user write access to the data folder.',
        cause: error,
      });
    }
    throw error;
  }
}
