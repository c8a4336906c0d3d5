import { setTimeout as wait } from 'node:timers/promises';
import { AppError, messageOf } from '#kernel/errors.ts';
import type { Engine, Preview, Progress } from './engine.ts';
import { EngineHttpError } from './engine-http.ts';

export interface EngineRun {
  readonly signal: AbortSignal;
  /** The longest the whole run may take, every new start included. */
  readonly timeoutSeconds: number;
  /** Told 0 to 1 and a stage in words for a person; the picture as far as it is, where the engine shows one. */
  readonly onProgress?: (fraction: number, stage: string, preview?: Preview) => void;
  /** Told each ticket as soon as it is given, so that it can be kept. */
  readonly onTicket?: (ticket: string) => Promise<void>;
  /** A ticket from before a restart: asked for before anything is started. */
  readonly resume?: string;
  /** Whether the engine shall go on when this process is told to stop: its ticket is asked for later. */
  readonly leavesRunning?: (reason: unknown) => boolean;
}

export interface EngineOutcome<Result> {
  readonly result: Result;
  /** What the engine could not honour, in sentences for people. */
  readonly warnings: readonly string[];
}

/** The engine is at fault, not the request: it does not answer, loses its work or breaks down. Another one may do it. */
export class EngineTrouble extends AppError {
  constructor(message: string, hint: string, cause?: unknown) {
    super('unavailable', message, { hint, cause });
  }
}

/** Starts of one piece of work in all: the engine may restart under us, or fail in passing. */
const startsAllowed = 3;
/** How long a cancelled engine may take to let go of its files. */
const settleSeconds = 10;
/** How long an engine with our work may say nothing at all before it is given up. */
const silenceSeconds = 30;
const askAgainMilliseconds = 500;

/**
 * Carries one piece of work through an engine: start, check until done, start again when the engine lost
 * it or failed in passing. Ends soon after `signal` aborts, once the engine has let go of the folder.
 * @throws EngineTrouble when the engine is at fault; AppError `unavailable` or `invalid` with the engine's own
 * sentence when it refuses the request; the signal's reason when aborted.
 */
export async function runEngine<Request, Result extends { readonly warnings: readonly string[] }>(
  engine: Engine<Request, Result>,
  request: Request,
  run: EngineRun,
): Promise<EngineOutcome<Result>> {
  const { name } = engine.manifest;
  const limit = AbortSignal.timeout(run.timeoutSeconds * 1000);
  const signal = AbortSignal.any([run.signal, limit]);
  let last: { readonly message: string; readonly hint?: string } = { message: 'it gave no reason' };
  let resume = run.resume;
  for (let start = 1; start <= startsAllowed; start += 1) {
    const { ticket, warnings } =
      resume === undefined ? await begin(engine, request, run, signal) : { ticket: resume, warnings: [] };
    resume = undefined;
    const end = await follow(engine, ticket, signal, run).catch(async (error: unknown) => {
      const isSlow = limit.aborted && !run.signal.aborted;
      if (isSlow || !run.leavesRunning?.(run.signal.reason)) await letGo(engine, ticket);
      throw isSlow ? tooSlow(name, run.timeoutSeconds) : error;
    });
    if (end.state === 'done') return { result: end.result, warnings: [...warnings, ...end.result.warnings] };
    last = end.state === 'lost' ? { message: 'it restarted and lost the work' } : end;
    if (end.state === 'failed' && !end.retry) throw couldNot(name, last);
  }
  const { message, hint } = couldNot(name, last);
  throw new EngineTrouble(message, hint ?? '');
}

async function begin<Request, Result>(
  engine: Engine<Request, Result>,
  request: Request,
  run: EngineRun,
  signal: AbortSignal,
) {
  try {
    const started = await engine.start(request, { signal });
    await run.onTicket?.(started.ticket);
    return started;
  } catch (error) {
    throw error instanceof EngineHttpError ? troubleOf(engine.manifest.name, error) : error;
  }
}

async function follow<Request, Result>(
  engine: Engine<Request, Result>,
  ticket: string,
  signal: AbortSignal,
  run: EngineRun,
): Promise<Exclude<Progress<Result>, { state: 'running' }>> {
  let heardAt = Date.now();
  for (;;) {
    signal.throwIfAborted();
    const progress = await engine.check(ticket, { signal }).catch((error: unknown) => {
      signal.throwIfAborted();
      if (!(error instanceof EngineHttpError)) throw error;
      // It may be restarting: its answer tells then whether it still knows the work.
      if (Date.now() - heardAt > silenceSeconds * 1000) throw troubleOf(engine.manifest.name, error);
      return undefined;
    });
    if (!progress) {
      await wait(askAgainMilliseconds, undefined, { signal }).catch(() => undefined);
      continue;
    }
    heardAt = Date.now();
    if (progress.state !== 'running') {
      signal.throwIfAborted();
      return progress;
    }
    run.onProgress?.(progress.fraction, progress.stage, progress.preview);
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

function troubleOf(name: string, error: EngineHttpError): EngineTrouble {
  return new EngineTrouble(`${name}: ${messageOf(error)}`, error.hint ?? '', error);
}

function couldNot(name: string, { message, hint }: { message: string; hint?: string | undefined }): AppError {
  return new AppError('unavailable', `${name} could not do it: ${withFullStop(message)}`, {
    hint: hint ?? 'Try again; if it fails again, look at the engines page.',
  });
}

function tooSlow(name: string, seconds: number): EngineTrouble {
  return new EngineTrouble(
    `${name} took longer than ${Math.round(seconds)} seconds and was stopped.`,
    'Try again when the machine is less busy, or ask for fewer takes.',
  );
}

function withFullStop(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
