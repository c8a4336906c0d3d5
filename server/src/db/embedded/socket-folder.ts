import { createHash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '#kernel/errors.ts';
import { socketPort } from './settings.ts';

/** `sun_path` holds 108 bytes with the closing zero on Linux and 104 on macOS (unix(7), unix(4)). */
const maxSocketPathBytes = process.platform === 'linux' ? 107 : 103;

export function socketPathIn(folder: string): string {
  return join(folder, `.s.PGSQL.${socketPort}`);
}

/**
 * Where the server's socket goes: `<data folder>/run`, or a short folder under the system's temporary one when that
 * path is too long for a socket. The same data folder always gives the same answer.
 *
 * @throws AppError `unavailable` when the short folder already belongs to somebody else.
 */
export async function socketFolderFor(dataFolder: string): Promise<string> {
  const inside = join(dataFolder, 'run');
  // The lock file beside the socket is its name and `.lock`.
  if (Buffer.byteLength(socketPathIn(inside)) <= maxSocketPathBytes) return inside;
  const name = createHash('sha256').update(dataFolder).digest('hex').slice(0, 16);
  const outside = join(tmpdir(), `ainfluencer-${name}`);
  const there = await lstat(outside).catch(() => null);
  const me = process.getuid?.();
  if (there !== null && (!there.isDirectory() || (me !== undefined && me !== 0 && there.uid !== me))) {
    throw new AppError(
      'unavailable',
      `${outside} belongs to another user, and the database needs it for its socket.`,
      {
        hint: 'Remove it, or use a data folder with a shorter path: set AINFLUENCER_DATA.',
      },
    );
  }
  return outside;
}
