import type { AppContext } from '#context';
import { isFileNamed, lockFile } from './queries.ts';

/**
 * Removes a stored file, and what was derived from it, unless a row of any workspace names it. May run twice.
 * Whoever adds a reference holds the same lock, so a file cannot go between being stored and being named.
 */
export async function removeUnnamedFile(
  app: Pick<AppContext, 'db' | 'files'>,
  sha256: string,
): Promise<void> {
  await app.db.transaction(async (db) => {
    await lockFile({ db }, sha256);
    // Within the lock: outside it, somebody could name the file meanwhile.
    if (!(await isFileNamed({ db }, sha256))) await app.files.remove(sha256);
  });
}
