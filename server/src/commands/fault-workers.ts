import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { type Order, Report } from './fault-orders.ts';

const script = join(import.meta.dirname, 'fault-worker.ts');
const longestStartMilliseconds = 90_000;
const longestOrderMilliseconds = 120_000;
/** A process that has to die waits so long for its other deliveries to come to where they are to die. */
const longestWaitMilliseconds = 3000;

/** What became of a run. */
export type Ended =
  | { readonly killed: true; readonly atItsStep: boolean }
  | {
      readonly killed: false;
      readonly reached: number;
      readonly againInSeconds: number | undefined;
      readonly failed: string | undefined;
    };

interface Run {
  readonly end: (ended: Ended) => void;
  frozen: boolean;
}

interface Worker {
  readonly child: ChildProcess;
  readonly ready: Promise<void>;
  readonly runs: Map<number, Run>;
}

/**
 * Processes that carry out deliveries, several at once. When one of its deliveries has come to where it is to die, a
 * process takes no more, waits for its others to come to theirs, and is ended by kill -9; the next is warm already.
 */
export class FaultWorkers implements AsyncDisposable {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #dying = new Set<Worker>();
  #current: Worker;
  #next: Worker;
  #orders = 0;
  /** Processes ended by kill -9. */
  killed = 0;

  constructor(environment: NodeJS.ProcessEnv) {
    this.#environment = environment;
    this.#current = this.#start();
    this.#next = this.#start();
  }

  /** Hands one run to a process. `silence` resolves when it hangs without an answer, and is to be killed there. */
  async carryOut(order: Omit<Order, 'id'>, silence?: Promise<void>): Promise<Ended> {
    const worker = this.#current;
    await worker.ready;
    if (worker !== this.#current) return this.carryOut(order, silence);
    this.#orders += 1;
    const id = this.#orders;
    const { promise, resolve, reject } = Promise.withResolvers<Ended>();
    const limit = setTimeout(
      () => reject(new Error('A run took longer than two minutes.')),
      longestOrderMilliseconds,
    );
    worker.runs.set(id, { end: resolve, frozen: false });
    worker.child.send({ ...order, id } satisfies Order);
    void silence?.then(() => this.#freeze(worker, id));
    try {
      return await promise;
    } finally {
      clearTimeout(limit);
      worker.runs.delete(id);
      this.#killWhenAllWait(worker);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      [this.#current, this.#next].map(async ({ child, ready }) => {
        await ready.catch(() => undefined);
        if (child.exitCode !== null || child.signalCode !== null) return;
        const gone = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGTERM');
        await gone;
      }),
    );
  }

  #freeze(worker: Worker, id: number): void {
    const run = worker.runs.get(id);
    if (!run) return;
    run.frozen = true;
    if (!this.#dying.has(worker)) {
      this.#dying.add(worker);
      this.#current = this.#next;
      this.#next = this.#start();
      setTimeout(() => this.#kill(worker), longestWaitMilliseconds);
    }
    this.#killWhenAllWait(worker);
  }

  #killWhenAllWait(worker: Worker): void {
    if (this.#dying.has(worker) && [...worker.runs.values()].every(({ frozen }) => frozen))
      this.#kill(worker);
  }

  #kill(worker: Worker): void {
    if (this.#dying.delete(worker) && worker.child.kill('SIGKILL')) this.killed += 1;
  }

  #start(): Worker {
    const child = fork(script, [], { env: this.#environment, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const limit = setTimeout(
      () => reject(new Error('A fault worker did not start.')),
      longestStartMilliseconds,
    );
    const worker: Worker = { child, ready: promise, runs: new Map() };
    child.on('message', (message) => {
      const report = Report.parse(message);
      if ('ready' in report) {
        clearTimeout(limit);
        resolve();
      } else if ('frozen' in report) {
        this.#freeze(worker, report.frozen);
      } else {
        const { reached, againInSeconds, failed } = report;
        worker.runs.get(report.ended)?.end({ killed: false, reached, againInSeconds, failed });
      }
    });
    child.once('exit', () => {
      clearTimeout(limit);
      reject(new Error('A fault worker ended while starting.'));
      for (const { end, frozen } of worker.runs.values()) end({ killed: true, atItsStep: frozen });
    });
    promise.catch(() => undefined);
    return worker;
  }
}
