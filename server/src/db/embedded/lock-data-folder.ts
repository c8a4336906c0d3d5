import { unlinkSync } from 'node:fs';
import { mkdir, open, readFile, stat, unlink, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { AppError } from '#kernel/errors.ts';
import { folderError } from './folder-error.ts';
import { isAlive, startedAt } from './process-identity.ts';

const Holder = z.object({
  pid: z.number().int().positive(),
  startedAt: z.string().nullable(),
  host: z.string(),
  since: z.string(),
});
type Holder = z.infer<typeof Holder>;

const fileName = 'running.lock';
const beatSeconds = 5;
/** A lock from another host (or container) that has not been touched for this long is left over. */
const silentSeconds = 3 * beatSeconds;
/** Two processes that both clear a left-over lock settle within this time who holds the new one. */
const settleMilliseconds = 200;

export interface LockOptions {
  /** How long to watch a lock held by another host before it counts as left over. */
  readonly silentSeconds?: number;
}

/**
 * Makes the data folder this process's own until the result is disposed or the process ends.
 * A lock left by a killed process is recognised (number and start time) and replaced.
 *
 * @throws AppError `conflict` when another running copy holds it; `unavailable` or `storage_full` when the folder
 * cannot be written.
 */
export async function lockDataFolder(folder: string, options: LockOptions = {}): Promise<AsyncDisposable> {
  const path = join(folder, fileName);
  const mine: Holder = {
    pid: process.pid,
    startedAt: await startedAt(process.pid),
    host: hostname(),
    since: new Date().toISOString(),
  };
  const text = `${JSON.stringify(mine)}\n`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (let attempt = 0; ; attempt++) {
      if (await create(path, text)) break;
      const seen = await readLock(path);
      if (seen === null) continue;
      if (attempt >= 3 || (await isHeld(path, seen.holder, options.silentSeconds ?? silentSeconds))) {
        throw inUse(folder, seen.holder);
      }
      if ((await readLock(path))?.text === seen.text) await unlink(path).catch(() => undefined);
      if (!(await create(path, text))) continue;
      await wait(settleMilliseconds);
      if ((await readLock(path))?.text === text) break;
    }
  } catch (error) {
    throw folderError(folder, error);
  }
  return holdLock(path, text);
}

function holdLock(path: string, text: string): AsyncDisposable {
  const beat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, beatSeconds * 1_000);
  beat.unref();
  const dropAtExit = () => {
    try {
      unlinkSync(path);
    } catch {
      // Already gone; the next start clears what is left.
    }
  };
  process.once('exit', dropAtExit);
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(beat);
      process.off('exit', dropAtExit);
      if ((await readLock(path))?.text === text) await unlink(path).catch(() => undefined);
    },
  };
}

async function create(path: string, text: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function readLock(path: string): Promise<{ text: string; holder: Holder | null } | null> {
  // A lock is created empty and written a moment later: give the writer that moment.
  for (let attempt = 0; attempt < 10; attempt++) {
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text === null) return null;
    const holder = parse(text);
    if (holder !== null || attempt === 9) return { text, holder };
    await wait(20);
  }
  return null;
}

function parse(text: string): Holder | null {
  try {
    return Holder.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

async function isHeld(path: string, holder: Holder | null, silence: number): Promise<boolean> {
  if (holder === null) return false;
  if (holder.host !== hostname()) return isTouched(path, silence);
  if (!(await isAlive(holder.pid))) return false;
  if (holder.pid === process.pid) return holder.startedAt === (await startedAt(process.pid));
  const start = await startedAt(holder.pid);
  return start === null || holder.startedAt === null || start === holder.startedAt;
}

/** Whether the holder touches its lock while we watch; clocks of two hosts are not compared. */
async function isTouched(path: string, silence: number): Promise<boolean> {
  const before = await stat(path).catch(() => null);
  if (before === null) return false;
  const until = performance.now() + silence * 1_000;
  while (performance.now() < until) {
    await wait(Math.min(500, silence * 100));
    const now = await stat(path).catch(() => null);
    if (now === null) return false;
    if (now.mtimeMs !== before.mtimeMs) return true;
  }
  return false;
}

function inUse(folder: string, holder: Holder | null): AppError {
  const who = holder === null ? 'another process' : `process ${holder.pid} on ${holder.host}`;
  return new AppError(
    'conflict',
    `Another copy of AInfluencer is already using the data folder ${folder} (${who}).`,
    {
      hint: 'Use the copy that is running, or stop it first. A second copy needs its own folder: set AINFLUENCER_DATA.',
      facts:
        holder === null ? { folder } : { folder, pid: holder.pid, host: holder.host, since: holder.since },
    },
  );
}
