import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandLine, isAlive } from './process-identity.ts';

/**
 * What a running server writes into `postmaster.pid`, one fact a line
 * (https://www.postgresql.org/docs/18/storage-file-layout.html, order as in src/include/utils/pidfile.h).
 */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  readonly socketFolder: string;
  /** `starting`, `ready`, `standby` or `stopping`. */
  readonly status: string;
}

export async function readPostmasterFile(pgData: string): Promise<PostmasterFile | null> {
  const text = await readFile(join(pgData, 'postmaster.pid'), 'utf8').catch(() => null);
  if (text === null) return null;
  const lines = text.split('\n').map((line) => line.trim());
  // A server started in single-user mode writes a negative number.
  const pid = Math.abs(Number.parseInt(lines[0] ?? '', 10));
  if (!Number.isSafeInteger(pid) || pid === 0) return null;
  return {
    pid,
    port: Number.parseInt(lines[3] ?? '', 10) || 0,
    socketFolder: lines[4] ?? '',
    status: lines[7] ?? '',
  };
}

/**
 * Who the process named in `postmaster.pid` is: `ours` serves this very data folder, `gone` is dead,
 * `stranger` got the number later. `unsure` where the system does not show command lines.
 */
export async function whoIs(pid: number, pgData: string): Promise<'ours' | 'gone' | 'stranger' | 'unsure'> {
  if (!(await isAlive(pid))) return 'gone';
  const command = await commandLine(pid);
  if (command === null) return process.platform === 'win32' ? 'unsure' : 'stranger';
  return command.includes(`-D ${pgData}`) ? 'ours' : 'stranger';
}
