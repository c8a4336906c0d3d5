import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whether a process with this number exists. A process of another user counts; a zombie does not. */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  if (process.platform !== 'linux') return true;
  const stat = await statFields(pid);
  return stat !== null && stat[0] !== 'Z' && stat[0] !== 'X';
}

/**
 * Text that differs between two processes that had the same number at different times: on Linux the boot and the
 * ticks since boot, elsewhere the start time in words. Null where the system does not tell.
 */
export async function startedAt(pid: number): Promise<string | null> {
  if (process.platform === 'linux') {
    const stat = await statFields(pid);
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
    // Field 22 of /proc/PID/stat (proc(5)), counted from the state, which is field 3.
    return stat === null ? null : `${boot.trim()}:${stat[19]}`;
  }
  return ask(pid, 'lstart=');
}

/** The command line of a process, arguments joined by one blank, or null where the system does not tell. */
export async function commandLine(pid: number): Promise<string | null> {
  if (process.platform === 'linux') {
    const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => null);
    return text === null ? null : text.split('\0').join(' ').trim();
  }
  return ask(pid, 'command=');
}

/** The fields of /proc/PID/stat after the program's name, which may itself hold blanks and brackets. */
async function statFields(pid: number): Promise<string[] | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return text === null ? null : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

async function ask(pid: number, column: string): Promise<string | null> {
  if (process.platform === 'win32') return null;
  try {
    const { stdout } = await run('ps', ['-p', String(pid), '-o', column], { timeout: 5_000 });
    return stdout.trim() || null;
  } catch {
    return null;
  }
}
