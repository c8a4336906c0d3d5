import { messageOf } from '#kernel/errors.ts';
import { isAlive } from './process-identity.ts';
import { boundLog } from './server-log.ts';
import { launch, type ServerPlan, stopServer } from './server-process.ts';

const lookMilliseconds = 1_000;
const logCheckMilliseconds = 60_000;
/** A server that dies this often in this time is not helped by another start. */
const restartLimit = { count: 5, milliseconds: 10 * 60_000 };

/** A server that is watched, and started again when it dies while it is wanted. */
export interface KeptServer {
  /** The number of the process that serves now. */
  pid(): number;
  /** Ends the watch and the server. Safe to call twice. */
  stop(): Promise<void>;
}

/** Watches the server: clients see a broken connection for about a second, and nothing committed is lost. */
export function keepRunning(plan: ServerPlan, startPid: number, log: (message: string) => void): KeptServer {
  let pid = startPid;
  let stopping: Promise<void> | null = null;
  let looking: Promise<void> | null = null;
  const restarts: number[] = [];

  const look = async () => {
    if (stopping !== null || (await isAlive(pid))) return;
    const now = Date.now();
    const recent = restarts.filter((at) => now - at < restartLimit.milliseconds);
    if (recent.length >= restartLimit.count) return;
    restarts.push(now);
    log(`The database ended unexpectedly (its log is ${plan.logPath}); starting it again.`);
    try {
      pid = await launch(plan);
    } catch (error) {
      log(`The database could not be started again: ${messageOf(error)}`);
    }
  };
  const watch = setInterval(() => {
    looking ??= look().finally(() => {
      looking = null;
    });
  }, lookMilliseconds);
  const bound = setInterval(() => void boundLog(plan.logPath).catch(() => undefined), logCheckMilliseconds);
  watch.unref();
  bound.unref();

  // A process that ends without stopping (an uncaught error) should not leave the server behind.
  const stopAtExit = () => {
    try {
      process.kill(pid, 'SIGINT');
    } catch {
      // Already gone.
    }
  };
  if (process.platform !== 'win32') process.once('exit', stopAtExit);

  return {
    pid: () => pid,
    stop() {
      stopping ??= (async () => {
        clearInterval(watch);
        clearInterval(bound);
        await looking;
        await stopServer(plan, pid);
        process.off('exit', stopAtExit);
      })();
      return stopping;
    },
  };
}
