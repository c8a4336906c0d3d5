import { execFile } from 'node:child_process';
import { access, chmod, chown, lchown, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '#kernel/errors.ts';
import type { PostgresBinaries } from './binaries.ts';

const run = promisify(execFile);

/**
 * How to start a PostgreSQL program, which refuses to run as root: `plainly` as an ordinary user, `in_namespace`
 * where root becomes nobody inside a user namespace (files stay root's), `as_other_user` by dropping to one.
 */
export type LaunchMode =
  | { readonly kind: 'plainly' }
  | { readonly kind: 'in_namespace' }
  | { readonly kind: 'as_other_user'; readonly uid: number; readonly gid: number };

export interface LaunchCommand {
  readonly command: string;
  readonly args: string[];
  readonly uid?: number;
  readonly gid?: number;
}

const namespaceArgs = ['--user', '--map-user=65534', '--map-group=65534'];

/**
 * Chooses the way that works on this machine and hands the database's folder to the user it runs as.
 *
 * @throws AppError `unavailable` when root has no way to become somebody else here.
 */
export async function chooseLaunchMode(binaries: PostgresBinaries, dataFolder: string): Promise<LaunchMode> {
  if (process.getuid?.() !== 0) return { kind: 'plainly' };
  try {
    await run('unshare', [...namespaceArgs, binaries.postgres, '--version'], { timeout: 10_000 });
    return { kind: 'in_namespace' };
  } catch {
    // No util-linux, or a container without user namespaces.
  }
  const user = await findOrdinaryUser();
  try {
    if (user === null) throw new Error('there is neither a user postgres nor a user nobody');
    await chmod(dataFolder, 0o711);
    await run(binaries.postgres, ['--version'], { ...user, timeout: 10_000 });
    await checkReach(dataFolder, user.uid);
    return { kind: 'as_other_user', ...user };
  } catch (cause) {
    throw new AppError(
      'unavailable',
      'The built-in database refuses to run as root, and here it can be nobody else.',
      {
        hint: `Start as an ordinary user, put the program and its data in folders that every user may enter (not /root), or set DATABASE_URL to a PostgreSQL 15 or newer.`,
        facts: { dataFolder },
        cause,
      },
    );
  }
}

export function asLaunched(mode: LaunchMode, command: string, args: string[]): LaunchCommand {
  if (mode.kind === 'plainly') return { command, args };
  if (mode.kind === 'in_namespace') return { command: 'unshare', args: [...namespaceArgs, command, ...args] };
  return { command, args, uid: mode.uid, gid: mode.gid };
}

/** Makes a folder that only the database's user may enter, and gives it (with all inside) to that user. */
export async function ownFolder(folder: string, mode: LaunchMode): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  if (mode.kind === 'plainly') return;
  const owner = mode.kind === 'as_other_user' ? mode : { uid: 0, gid: 0 };
  if ((await stat(folder)).uid === owner.uid) return;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    await lchown(join(entry.parentPath, entry.name), owner.uid, owner.gid);
  }
  await chown(folder, owner.uid, owner.gid);
}

async function findOrdinaryUser(): Promise<{ uid: number; gid: number } | null> {
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => ''))
    .split('\n')
    .map((line) => line.split(':'));
  const line = lines.find(([name]) => name === 'postgres') ?? lines.find(([name]) => name === 'nobody');
  if (line === undefined) return null;
  return { uid: Number(line[2]), gid: Number(line[3]) };
}

/** Every folder above the data must let others pass, or the server cannot reach its own files. */
async function checkReach(folder: string, uid: number): Promise<void> {
  for (let at = folder; ; at = dirname(at)) {
    await access(at);
    const { mode, uid: owner } = await stat(at);
    const passes = owner === uid ? mode & 0o100 : mode & 0o001;
    if (passes === 0) throw new Error(`other users may not enter ${at}`);
    if (dirname(at) === at) return;
  }
}
