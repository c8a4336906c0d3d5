import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';

const script = join(import.meta.dirname, '../src/main.ts');
const longestStartMilliseconds = 120_000;
const Ready = z.object({ ready: z.literal(true), url: z.string() });

export interface RunningCopy extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly url: string;
  /** kill -9, and waits until it is gone. */
  kill(): Promise<void>;
}

/** How a copy ended that did not come up. */
export interface Refused {
  readonly exitCode: number | null;
  readonly said: string;
}

interface Asked {
  readonly port: number;
  readonly dataFolder: string;
}

/** Starts the product as a process of its own, as `npm start` does, without a dashboard to build. */
export async function runCopy(asked: Asked): Promise<RunningCopy> {
  const started = await startCopy(asked);
  if ('url' in started) return started;
  throw new Error(`The copy did not come up: ${started.said}`);
}

/** Starts a copy that is expected to refuse, and answers what it said. */
export async function refusedCopy(asked: Asked): Promise<Refused> {
  const started = await startCopy(asked);
  if (!('url' in started)) return started;
  await started[Symbol.asyncDispose]();
  throw new Error('The copy came up.');
}

async function startCopy({ port, dataFolder }: Asked): Promise<RunningCopy | Refused> {
  const child = fork(script, ['--port', String(port), '--data', dataFolder], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { PATH: process.env.PATH, AINFLUENCER_LOG: 'error' },
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const gone = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const ready = new Promise<string>((resolve) =>
    child.once('message', (message) => resolve(Ready.parse(message).url)),
  );
  const limit = setTimeout(() => child.kill('SIGKILL'), longestStartMilliseconds);
  const first = await Promise.race([ready, gone.then((exitCode) => ({ exitCode }))]);
  clearTimeout(limit);
  if (typeof first !== 'string') return { exitCode: first.exitCode, said };
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await gone;
  };
  return { child, url: first, kill: () => end('SIGKILL'), [Symbol.asyncDispose]: () => end('SIGTERM') };
}
