import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import type { Kill } from './fault-cases.ts';

const script = join(import.meta.dirname, 'fault-worker.ts');
const longestStartMilliseconds = 90_000;
const longestOrderMilliseconds = 120_000;
const Report = z.union([
  z.object({ ready: z.literal(true) }),
  z.object({ done: z.string() }),
  z.object({ failed: z.string(), why: z.string() }),
]);

export interface Order {
  readonly workspaceId: string;
  readonly deliveryId: string;
  readonly kill?: Extract<Kill, { occurrence: number }>;
  readonly notBefore?: number;
}

/** What became of an order. */
export type Ended = 'done' | 'killed' | { readonly failed: string };

interface Worker {
  readonly child: ChildProcess;
  readonly ready: Promise<void>;
}

/** Processes that carry out deliveries; one is always warming up, since most are killed. */
export class FaultWorkers implements AsyncDisposable {
  readonly #environment: NodeJS.ProcessEnv;
  #current: Worker;
  #next: Worker;

  constructor(environment: NodeJS.ProcessEnv) {
    this.#environment = environment;
    this.#current = this.#start();
    this.#next = this.#start();
  }

  /** Hands an order to the current process and waits for its end, or the process's. */
  async carryOut(order: Order): Promise<Ended> {
    const { child, ready } = this.#current;
    await ready;
    const { promise, resolve, reject } = Promise.withResolvers<Ended>();
    const onMessage = (message: unknown) => {
      const report = Report.parse(message);
      if ('done' in report) resolve('done');
      if ('failed' in report) resolve({ failed: report.why });
    };
    const onExit = () => resolve('killed');
    child.on('message', onMessage);
    child.once('exit', onExit);
    const limit = setTimeout(
      () => reject(new Error('A delivery took longer than two minutes.')),
      longestOrderMilliseconds,
    );
    child.send(order);
    try {
      const ended = await promise;
      if (ended === 'killed') this.#replace();
      return ended;
    } finally {
      clearTimeout(limit);
      child.off('message', onMessage);
      child.off('exit', onExit);
    }
  }

  /** kill -9 of the current process, whatever it is doing. */
  kill(): void {
    this.#current.child.kill('SIGKILL');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      [this.#current, this.#next].map(async ({ child, ready }) => {
        await ready.catch(() => undefined);
        if (child.exitCode !== null || child.signalCode !== null) return;
        const gone = new Promise((resolve) => child.once('exit', resolve));
        child.disconnect();
        await gone;
      }),
    );
  }

  #replace(): void {
    this.#current = this.#next;
    this.#next = this.#start();
  }

  #start(): Worker {
    const child = fork(script, [], { env: this.#environment, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const limit = setTimeout(
      () => reject(new Error('A fault worker did not start.')),
      longestStartMilliseconds,
    );
    child.once('message', () => {
      clearTimeout(limit);
      resolve();
    });
    child.once('exit', () => {
      clearTimeout(limit);
      reject(new Error('A fault worker ended while starting.'));
    });
    promise.catch(() => undefined);
    return { child, ready: promise };
  }
}
