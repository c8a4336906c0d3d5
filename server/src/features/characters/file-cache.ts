import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Small files that can be made again, the least used thrown away first. */
export class FileCache {
  readonly #folder: string;
  readonly #mostFiles: number;

  constructor(folder: string, mostFiles: number) {
    this.#folder = folder;
    this.#mostFiles = mostFiles;
  }

  /** `key` is a hash in hex. */
  async read(key: string): Promise<Buffer | undefined> {
    const path = join(this.#folder, key);
    try {
      const bytes = await readFile(path);
      const now = new Date();
      await utimes(path, now, now).catch(() => undefined);
      return bytes;
    } catch {
      return undefined;
    }
  }

  async write(key: string, bytes: Uint8Array): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const draft = join(this.#folder, `${randomUUID()}.part`);
    await writeFile(draft, bytes);
    await rename(draft, join(this.#folder, key));
    await this.#trim();
  }

  async #trim(): Promise<void> {
    const names = await readdir(this.#folder);
    if (names.length <= this.#mostFiles) return;
    const aged = await Promise.all(
      names.map(async (name) => {
        const path = join(this.#folder, name);
        const used = await stat(path).then(
          (facts) => facts.mtimeMs,
          () => 0,
        );
        return { path, used };
      }),
    );
    aged.sort((left, right) => left.used - right.used);
    // A few more than needed, so that not every write has to look.
    const surplus = aged.slice(0, names.length - Math.floor(this.#mostFiles * 0.9));
    await Promise.all(surplus.map(({ path }) => rm(path, { force: true })));
  }
}
