import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';

/** Folders of files that took long to make, by what they were made from; the least used go first. */
export interface FrameCache {
  /**
   * The folder for `content`, made by `build` when it is not there. An interrupted build leaves nothing.
   */
  folderFor(
    content: unknown,
    build: (folder: string) => Promise<void>,
  ): Promise<{ folder: string; built: boolean }>;
}

export interface FrameCacheOptions {
  readonly folder: string;
  readonly maxBytes: number;
}

export function createFrameCache({ folder, maxBytes }: FrameCacheOptions): FrameCache {
  return {
    async folderFor(content, build) {
      const key = createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32);
      const target = join(folder, key);
      if (await touch(target)) return { folder: target, built: false };
      const temporary = join(folder, `.${key}-${process.pid}`);
      try {
        await rm(temporary, { recursive: true, force: true });
        await mkdir(temporary, { recursive: true });
        await build(temporary);
        // Another process may have been first; its files are the same.
        await rename(temporary, target).catch(async (error) => {
          if (!(await touch(target))) throw error;
        });
      } finally {
        await rm(temporary, { recursive: true, force: true });
      }
      await prune(folder, key, maxBytes);
      return { folder: target, built: true };
    },
  };
}

async function touch(path: string): Promise<boolean> {
  const now = new Date();
  return utimes(path, now, now).then(
    () => true,
    () => false,
  );
}

/** Removes the folders used longest ago until the rest fits; `keep` always stays. */
async function prune(folder: string, keep: string, maxBytes: number): Promise<void> {
  const all = await readdir(folder);
  for (const name of all.filter((name) => name.startsWith('.'))) await removeAbandoned(join(folder, name));
  const names = all.filter((name) => !name.startsWith('.'));
  const entries = await Promise.all(
    names.map(async (name) => ({
      name,
      usedAt: (await stat(join(folder, name))).mtimeMs,
      bytes: await bytesIn(join(folder, name)),
    })),
  );
  let total = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  for (const entry of entries.sort((a, b) => a.usedAt - b.usedAt)) {
    if (total <= maxBytes) return;
    if (entry.name === keep) continue;
    await rm(join(folder, entry.name), { recursive: true, force: true });
    total -= entry.bytes;
  }
}

/** What a killed process left half made. */
async function removeAbandoned(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found && Date.now() - found.mtimeMs > 3_600_000) await rm(path, { recursive: true, force: true });
}

async function bytesIn(folder: string): Promise<number> {
  const sizes = await Promise.all(
    (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
