import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Engine, Progress } from './engine.ts';
import { runEngine } from './run-engine.ts';
import type { SimulatorServer } from './simulators/serve-simulator.ts';

/** One engine before its simulator. */
export interface EngineStage<Request, Result> extends AsyncDisposable {
  readonly server: SimulatorServer;
  /** A new adapter object at the same instance, as after a restart of ours. The stage disposes of it. */
  open(): Engine<Request, Result>;
  /** A request whose files go into the folder. No two are the same work. */
  request(folder: string): Request;
  /** The route that takes work, such as `POST /prompt`. */
  readonly takesWork: string;
  /** How many pieces of work the engine took up. */
  taken(): number;
}

export interface EngineConformance<Request, Result> {
  /** `slow`: work takes some seconds, so that it can be cancelled or die under way. */
  start(options: { readonly slow: boolean }): Promise<EngineStage<Request, Result>>;
  /** Paths of the files that a result names. */
  filesOf(result: Result): readonly string[];
  /** Whether the engine keeps work over a restart of ours. */
  readonly ticketsOutliveUs: boolean;
}

type Made = { readonly warnings: readonly string[] };
const runSeconds = 60;

/** The suite that every connected engine passes, against its simulator. */
export function describeEngine<Request, Result extends Made>(
  name: string,
  subject: EngineConformance<Request, Result>,
): void {
  describe(`${name}, as every engine`, () => {
    let folder: string;
    let stage: EngineStage<Request, Result> | undefined;
    const begin = async (slow = false) => {
      stage = await subject.start({ slow });
      return stage;
    };
    const call = { signal: AbortSignal.timeout(runSeconds * 1000) };
    const run = (engine: Engine<Request, Result>, at: EngineStage<Request, Result>, more = {}) =>
      runEngine(engine, at.request(folder), { ...call, timeoutSeconds: runSeconds, ...more });
    const expectFiles = async (result: Result) => {
      for (const path of subject.filesOf(result)) expect((await stat(path)).size).toBeGreaterThan(0);
      expect((await readdir(folder)).filter((file) => file.endsWith('.part'))).toEqual([]);
    };

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'engine-'));
    });
    afterEach(async () => {
      await stage?.[Symbol.asyncDispose]();
      stage = undefined;
      await rm(folder, { recursive: true, force: true });
    });

    it('does a piece of work and tells how far it is', async () => {
      const at = await begin();
      const fractions: number[] = [];
      const { result } = await run(at.open(), at, {
        onProgress: (fraction: number) => fractions.push(fraction),
      });
      await expectFiles(result);
      expect(at.taken()).toBe(1);
      expect(fractions.every((fraction) => fraction >= 0 && fraction <= 1)).toBe(true);
    });

    it('does several at once, each once', async () => {
      const at = await begin();
      const engine = at.open();
      const results = await Promise.all([1, 2, 3].map(() => run(engine, at)));
      const files = results.flatMap(({ result }) => subject.filesOf(result));
      expect(new Set(files).size).toBe(files.length);
      expect(at.taken()).toBe(3);
    });

    it('cancels', async () => {
      const at = await begin(true);
      const engine = at.open();
      const { ticket } = await engine.start(at.request(folder), call);
      await engine.check(ticket, call);
      await engine.cancel(ticket);
      expect(await endOf(engine, ticket)).toMatchObject({ state: 'failed', retry: false });
      await engine.cancel(ticket);
      await engine.cancel('nobody knows this ticket');
    });

    it('says that it does not know foreign tickets', async () => {
      const at = await begin();
      for (const ticket of ['', 'nonsense', '{"version":1}']) {
        expect(await at.open().check(ticket, call)).toEqual({ state: 'lost' });
      }
    });

    it('starts again what the engine lost in a restart, and gives one result', async () => {
      const at = await begin(true);
      const killed = once(async () => {
        while (at.taken() === 0) await wait(5, undefined, call);
        await at.server.restart();
      });
      const { result } = await run(at.open(), at, { onTicket: () => void killed() });
      await killed();
      await expectFiles(result);
      expect(at.taken()).toBe(2);
    });

    it.runIf(subject.ticketsOutliveUs)('gives the result to a new adapter that has the ticket', async () => {
      const at = await begin();
      const { ticket } = await at.open().start(at.request(folder), call);
      const after = at.open();
      const end = await endOf(after, ticket);
      expect(end.state).toBe('done');
      if (end.state === 'done') await expectFiles(end.result);
      expect(at.taken()).toBe(1);
    });

    it('fails in words when nothing answers', async () => {
      const at = await begin();
      await at.server.kill();
      await expect(at.open().start(at.request(folder), call)).rejects.toMatchObject({
        code: 'unavailable',
        hint: expect.stringMatching(/.+/),
      });
      expect(await at.open().health(call)).toMatchObject({ ok: false, remedy: expect.stringMatching(/.+/) });
    });

    it('ends soon when it is told to, though nothing answers', async () => {
      const at = await begin();
      at.server.plan({ route: '*', fault: { kind: 'silent' }, times: 100 });
      const signal = AbortSignal.timeout(100);
      await expect(at.open().start(at.request(folder), { signal })).rejects.toThrow();
    });
  });
}

async function endOf<Request, Result>(
  engine: Engine<Request, Result>,
  ticket: string,
): Promise<Progress<Result>> {
  const signal = AbortSignal.timeout(runSeconds * 1000);
  for (;;) {
    const progress = await engine.check(ticket, { signal });
    if (progress.state !== 'running') return progress;
  }
}

function once(act: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= act();
    return done;
  };
}
