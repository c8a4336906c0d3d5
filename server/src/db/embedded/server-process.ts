import { execFile, spawn } from 'node:child_process';
import { open, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { AppError } from '#kernel/errors.ts';
import type { PostgresBinaries } from './binaries.ts';
import { diskFull, folderError } from './folder-error.ts';
import { readPostmasterFile, whoIs } from './postmaster-file.ts';
import { isAlive } from './process-identity.ts';
import { logSize, readLogSince } from './server-log.ts';
import { asLaunched, type LaunchMode } from './unprivileged.ts';

const run = promisify(execFile);

/** Everything needed to start and stop the server of one data folder. */
export interface ServerPlan {
  readonly dataFolder: string;
  readonly pgData: string;
  readonly logPath: string;
  readonly binaries: PostgresBinaries;
  readonly mode: LaunchMode;
  readonly scratch: boolean;
}

/** After a crash the server replays its log before it answers: this bounds that. */
const startSeconds = 180;
const stopSeconds = 30;
const retries = 20;

/** The programs need no setting of ours, and no secret of ours should be in their environment. */
const environment =
  process.platform === 'win32'
    ? undefined
    : { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/**
 * Makes a new, empty database cluster at `target`, which must not exist.
 * @param password of the owner, where clients connect over TCP.
 */
export async function initialise(plan: ServerPlan, target: string, password: string | null): Promise<void> {
  const args = [
    '-D',
    target,
    '-U',
    'ainfluencer',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
  ];
  args.push('--builtin-locale=C.UTF-8', '--data-checksums', '--no-instructions');
  if (plan.scratch) args.push('--no-sync');
  if (password === null) args.push('--auth=trust');
  else args.push('--auth=scram-sha-256', `--pwfile=${password}`);
  const { command, args: all, ...user } = asLaunched(plan.mode, plan.binaries.initdb, args);
  try {
    await run(command, all, { ...user, cwd: plan.dataFolder, env: environment, timeout: 120_000 });
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw explain(plan, stderr ?? String(error), error);
  }
}

/**
 * Starts the server and waits until it accepts connections. It runs in a session of its own, so that Ctrl-C reaches
 * us first and we can finish our work before it goes.
 *
 * @returns its process number.
 */
export async function launch(plan: ServerPlan): Promise<number> {
  for (let attempt = 0; ; attempt++) {
    const outcome = await launchOnce(plan);
    if (typeof outcome === 'number') return outcome;
    // The last processes of a server that was killed need a moment to notice and let go of its memory.
    const busy = /pre-existing shared memory block|lock file "[^"]*" already exists/.test(outcome);
    if (!busy || attempt >= retries) throw explain(plan, outcome);
    await clearStaleFile(plan.pgData);
    await wait(250);
  }
}

/** @returns the process number, or what the server wrote before it gave up. */
async function launchOnce(plan: ServerPlan): Promise<number | string> {
  const from = await logSize(plan.logPath);
  const log = await open(plan.logPath, 'a', 0o600);
  const { command, args, ...user } = asLaunched(plan.mode, plan.binaries.postgres, ['-D', plan.pgData]);
  const child = spawn(command, args, {
    ...user,
    cwd: plan.dataFolder,
    env: environment,
    detached: true,
    windowsHide: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  let ended: string | null = null;
  child.once('error', (error) => {
    ended = error.message;
  });
  child.once('exit', (code, signal) => {
    ended ??= `the server ended with ${signal ?? code}`;
  });
  child.unref();
  try {
    const until = performance.now() + startSeconds * 1_000;
    while (performance.now() < until) {
      if (ended !== null) return `${await readLogSince(plan.logPath, from)}\n${ended}`;
      const file = await readPostmasterFile(plan.pgData);
      if (file !== null && file.pid === child.pid && file.status === 'ready') return file.pid;
      await wait(10);
    }
    child.kill('SIGQUIT');
    return `${await readLogSince(plan.logPath, from)}\nthe server was not ready after ${startSeconds} seconds`;
  } finally {
    await log.close();
  }
}

/** Removes a `postmaster.pid` whose number now belongs to a process that has nothing to do with this folder. */
async function clearStaleFile(pgData: string): Promise<void> {
  const file = await readPostmasterFile(pgData);
  if (file !== null && (await whoIs(file.pid, pgData)) === 'stranger') {
    await unlink(join(pgData, 'postmaster.pid')).catch(() => undefined);
  }
}

/**
 * Stops the server: open transactions are rolled back and everything is written out. When that takes longer than
 * 30 seconds it is cut off, which loses nothing: the next start replays the log.
 */
export async function stopServer(plan: Pick<ServerPlan, 'pgData' | 'binaries'>, pid: number): Promise<void> {
  if (process.platform === 'win32') {
    const args = ['stop', '-D', plan.pgData, '-m', 'fast', '-w', '-t', String(stopSeconds)];
    await run(plan.binaries.pgCtl, args, { timeout: (stopSeconds + 5) * 1_000 }).catch(() => undefined);
    return;
  }
  for (const [signal, seconds] of [
    ['SIGINT', stopSeconds] as const,
    ['SIGQUIT', 8] as const,
    ['SIGKILL', 3] as const,
  ]) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    if (await waitUntilGone(plan.pgData, pid, seconds)) return;
  }
}

/** @returns whether the server went away in time. */
export async function waitUntilGone(pgData: string, pid: number, seconds: number): Promise<boolean> {
  const until = performance.now() + seconds * 1_000;
  while (performance.now() < until) {
    const file = await readPostmasterFile(pgData);
    if (file?.pid !== pid && !(await isAlive(pid))) return true;
    if (!(await isAlive(pid))) return true;
    await wait(15);
  }
  return false;
}

/** Refuses a cluster that another major release of PostgreSQL made. */
export async function checkMajorVersion(plan: ServerPlan): Promise<void> {
  const found = (await readFile(join(plan.pgData, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  if (found === plan.binaries.majorVersion) return;
  const made = found === '' ? 'is damaged (PG_VERSION is missing)' : `was made by PostgreSQL ${found}`;
  throw new AppError(
    'unavailable',
    `The database in ${plan.pgData} ${made}; this program brings PostgreSQL ${plan.binaries.majorVersion}.`,
    { hint: 'Restore your newest backup with npm run restore, or start the program version that made it.' },
  );
}

function explain(plan: ServerPlan, output: string, cause?: unknown): AppError {
  if (/No space left on device|Disk quota exceeded/.test(output))
    return diskFull(plan.dataFolder, cause ?? output);
  if (/Permission denied|Read-only file system/.test(output)) {
    return folderError(plan.dataFolder, Object.assign(new Error(lastLine(output)), { code: 'EACCES' }));
  }
  const library = /error while loading shared libraries: (\S+?):/.exec(output)?.[1];
  if (library !== undefined) {
    return new AppError(
      'unavailable',
      `The built-in database needs the system library ${library}, which is missing.`,
      {
        hint: `Install the package that holds ${library} (on Debian and Ubuntu: apt install libstdc++6), or set DATABASE_URL to a PostgreSQL 15 or newer.`,
        cause: cause ?? output,
      },
    );
  }
  return new AppError('unavailable', `The built-in database did not start: ${lastLine(output)}`, {
    hint: `Its log is ${plan.logPath}. A PostgreSQL of your own can be used instead: set DATABASE_URL.`,
    facts: { log: plan.logPath },
    cause: cause ?? output,
  });
}

function lastLine(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return (
    lines.findLast((line) => /FATAL|PANIC|error:/.test(line)) ??
    lines.at(-1) ??
    'no reason given'
  ).trim();
}
