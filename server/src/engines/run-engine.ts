import { AppError } from '#kernel/errors.ts';
import type { Engine, Progress } from './engine.ts';

export interface EngineRun {
  readonly signal: AbortSignal;
  /** The longest the whole run may take, every new start included. */
  readonly timeoutSeconds: number;
  /** Told 0 to 1 and a stage in words for a person. */
  readonly onProgress?: (fraction: number, stage: string) => void;
}

export interface EngineOutcome<Result> {
  readonly result: Result;
  /** What the engine could not honour, in sentences for people. */
  readonly warnings: readonly string[];
}

/** Starts of one piece of work in all: the engine may restart under us, or fail in passing. */
const startsAllowed = 3;
/** How long a cancelled engine may take to let go of its files. */
const settleSeconds = 10;

/**
 * Carries one piece of work through an engine: start, check until done, start again when the engine lost
 * it or failed in passing. Ends soon after `signal` aborts, once the engine has let go of the folder.
 * @throws AppError `unavailable` with the engine's own sentence; the signal's reason when aborted.
 */
export async function runEngine<Request, Result extends { readonly warnings: readonly string[] }>(
  engine: Engine<Request, Result>,
  request: Request,
  run: EngineRun,
): Promise<EngineOutcome<Result>> {
  const limit = AbortSignal.timeout(run.timeoutSeconds * 1000);
  const signal = AbortSignal.any([run.signal, limit]);
  let last = 'it gave no reason';
  for (let start = 1; start <= startsAllowed; start += 1) {
    const { ticket, warnings } = await engine.start(request, { signal });
    const end = await follow(engine, ticket, signal, run).catch(async (error: unknown) => {
      await letGo(engine, ticket);
      throw limit.aborted && !run.signal.aborted ? tooSlow(engine.manifest.name, run.timeoutSeconds) : error;
    });
    if (end.state === 'done') return { result: end.result, warnings: [...warnings, ...end.result.warnings] };
    last = end.state === 'lost' ? 'it restarted and lost the work' : end.message;
    if (end.state === 'failed' && !end.retry) break;
  }
  throw new AppError('unavailable', `${engine.manifest.name} could not do it: ${withFullStop(last)}`, {
    hint: 'Try again; if it fails again, look at the engines on the settings page.',
  });
}

async function follow<Request, Result>(
  engine: Engine<Request, Result>,
  ticket: string,
  signal: AbortSignal,
  run: EngineRun,
): Promise<Exclude<Progress<Result>, { state: 'running' }>> {
  for (;;) {
    signal.throwIfAborted();
    const progress = await engine.check(ticket, { signal });
    if (progress.state !== 'running') {
      signal.throwIfAborted();
      return progress;
    }
    run.onProgress?.(progress.fraction, progress.stage);
  }
}

/** Cancels and waits a little, so that nothing is written into a folder that is about to go. */
async function letGo<Request, Result>(engine: Engine<Request, Result>, ticket: string): Promise<void> {
  await engine.cancel(ticket).catch(() => undefined);
  const signal = AbortSignal.timeout(settleSeconds * 1000);
  while (!signal.aborted) {
    const progress = await engine.check(ticket, { signal }).catch(() => ({ state: 'lost' as const }));
    if (progress.state !== 'running') return;
  }
}

function tooSlow(name: string, seconds: number): AppError {
  return new AppError(
    'unavailable',
    `${name} took longer than ${Math.round(seconds)} seconds and was stopped.`,
    {
      hint: 'Try again when the machine is less busy, or ask for fewer takes.',
    },
  );
}

function withFullStop(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
