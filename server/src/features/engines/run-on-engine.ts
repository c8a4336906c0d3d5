import type { Ctx } from '#context';
import { type AbilityId, isPaidByUse } from '#engines/connected-engine.ts';
import type { Engine, EngineManifest, Medium } from '#engines/engine.ts';
import { type EngineOutcome, type EngineRun, EngineTrouble, runEngine } from '#engines/run-engine.ts';
import { paidEngine } from '#features/spending/index.ts';
import { AppError, messageOf } from '#kernel/errors.ts';
import { type CharacterId, newId } from '#kernel/ids.ts';
import type { RouteChoice } from './contract.ts';
import { type EngineOf, openInstance } from './pick-engine.ts';
import { instanceOf } from './probe-instance.ts';
import {
  countFailure,
  endRun,
  endRunWell,
  findInstance,
  type InstanceRow,
  insertRun,
  keepTicket,
  openRunOf,
  updateInstance,
} from './queries.ts';
import { type Need, pauseSeconds } from './rules.ts';
import { takeTurn, untilWoken, wakeNext } from './take-turn.ts';
import { endWork, enterWork } from './work-queue.ts';

/** A piece of work for whichever engine can do it. */
export interface EngineWork<M extends Medium> extends Need {
  readonly medium: M;
  /** Whose it is: a character may have engines of its own. */
  readonly characterId?: CharacterId;
  /** Instead of the character's or the workspace's route. */
  readonly choice?: RouteChoice;
  /** Names the work, so that it is found again after a restart: the take's id and the medium. */
  readonly subject: string;
  /** The request for the engine that was picked: a connected one may get references and words. */
  readonly request: (engine: EngineOf[M], ability: AbilityId | undefined) => Promise<RequestOf<M>>;
}

type RequestOf<M extends Medium> = Parameters<EngineOf[M]['start']>[0];
type ResultOf<M extends Medium> =
  Awaited<ReturnType<EngineOf[M]['check']>> extends infer P
    ? P extends { readonly state: 'done'; readonly result: infer R extends { readonly model: string } }
      ? R
      : never
    : never;

export interface EngineWorkOutcome<M extends Medium> extends EngineOutcome<ResultOf<M>> {
  readonly engine: { readonly id: string; readonly name: string; readonly manifest: EngineManifest };
}

/** Told while others go first. */
export const waitingStage = 'Waiting for its turn';
const longestWaitSeconds = 24 * 3600;
/** Other instances tried after the first gave up. */
const mostInstancesTried = 6;

/**
 * Has a piece of work done by a connected engine, or the built-in one, as the routes say, when the plan says that it
 * is its turn. A ticket that was given before a restart is asked for first. An instance in trouble is set aside and
 * the next one is tried; while all that can do it rest, the work waits for them, as long as `run` allows. Waiting for
 * its turn does not count as the work's own time.
 * @throws AppError `unavailable` naming what is wrong with each engine that was tried; `gone` when it was dropped.
 */
export async function runOnEngine<M extends Medium>(
  ctx: Ctx,
  work: EngineWork<M>,
  run: EngineRun,
): Promise<EngineWorkOutcome<M>> {
  try {
    const outcome = (await resume(ctx, work, run)) ?? (await inTurn(ctx, work, run));
    await endWork(ctx, work.subject, 'done');
    return outcome;
  } catch (error) {
    // A process that ends leaves its work open: the next one takes it up.
    if (!run.signal.aborted || isCancel(run.signal.reason)) await endWork(ctx, work.subject, 'failed');
    throw error;
  } finally {
    await wakeNext(ctx);
  }
}

async function inTurn<M extends Medium>(
  ctx: Ctx,
  work: EngineWork<M>,
  run: EngineRun,
): Promise<EngineWorkOutcome<M>> {
  const restUntil = Date.now() + run.timeoutSeconds * 1000;
  let trouble: EngineTrouble | undefined;
  for (let tried = 0; tried < mostInstancesTried; ) {
    run.signal.throwIfAborted();
    const workId = await enterWork(ctx, work);
    const turn = await untilTurn(ctx, work, workId, { ...run, restUntil });
    if (turn.kind === 'builtin') return onBuiltin(ctx, work, run);
    if (turn.kind === 'nobody') break;
    tried += 1;
    const { row, ability, runId } = turn;
    const engine = openInstance(ctx, row, work.medium);
    if (!engine) throw new AppError('internal', `${row.name} has no engine for this medium.`);
    const done = await carryOut(ctx, work, { row, engine, runId }, { ...run, ability });
    if (!(done instanceof EngineTrouble)) return done;
    trouble = done;
  }
  if (trouble) throw trouble;
  throw new AppError('unavailable', 'No engine that is connected for this can do it now.', {
    hint: 'Look at the engines page: connect one, install what is missing, or let the built-in one do it.',
  });
}

/** Waits for its turn, and, until `restUntil`, for engines that rest. */
async function untilTurn<M extends Medium>(
  ctx: Ctx,
  work: EngineWork<M>,
  workId: string,
  run: EngineRun & { readonly restUntil: number },
) {
  const limit = AbortSignal.timeout(longestWaitSeconds * 1000);
  for (;;) {
    const turn = await takeTurn(ctx, work, workId);
    if (turn.kind === 'instance' || turn.kind === 'builtin' || turn.kind === 'nobody') return turn;
    if (turn.kind === 'resting' && Date.now() >= run.restUntil) return { kind: 'nobody' } as const;
    if (limit.aborted) {
      throw new AppError('unavailable', 'It waited a whole day for its turn.', {
        hint: 'Connect another engine, or cancel work that is not needed, then ask again.',
      });
    }
    run.onProgress?.(
      0,
      turn.kind === 'resting' ? `Waiting for ${turn.names.join(', ')}, which does not answer` : waitingStage,
    );
    await untilWoken(ctx, workId, run.signal);
  }
}

function runOf<M extends Medium>(
  ctx: Ctx,
  { subject, medium }: EngineWork<M>,
  of: {
    readonly runId: string;
    readonly row: InstanceRow;
    readonly ability: AbilityId;
    readonly ticket: string;
  },
) {
  const { runId: id, row, ability, ticket } = of;
  const { workspaceId } = ctx;
  return { id, workspaceId, instanceId: row.id, subject, medium, ability, ticket, startedAt: ctx.now() };
}

/** The answer to a ticket that a process before this one was given. */
async function resume<M extends Medium>(
  ctx: Ctx,
  work: EngineWork<M>,
  run: EngineRun,
): Promise<EngineWorkOutcome<M> | undefined> {
  const open = await openRunOf(ctx, work.subject);
  if (!open) return undefined;
  const row = await findInstance(ctx, open.instanceId).catch(() => undefined);
  const engine = row && openInstance(ctx, row, work.medium);
  if (!row?.enabled || !engine || open.ticket === '') {
    const why =
      open.ticket === '' ? 'It had not begun when this program ended.' : 'The engine was disconnected.';
    await endRun(ctx, open.id, 'lost', why);
    return undefined;
  }
  const done = await carryOut(
    ctx,
    work,
    { row, engine, runId: open.id },
    { ...run, ability: open.ability, resume: open.ticket },
  );
  return done instanceof EngineTrouble ? undefined : done;
}

interface Means extends EngineRun {
  readonly ability: AbilityId;
  readonly resume?: string;
}

interface At<M extends Medium> {
  readonly row: InstanceRow;
  readonly engine: EngineOf[M];
  /** Entered when it was claimed, or by a process before this one. */
  readonly runId: string;
}

/** Does it on one instance and keeps the books; an instance in trouble is set aside and answered. */
async function carryOut<M extends Medium>(
  ctx: Ctx,
  work: EngineWork<M>,
  { row, engine, runId: claimedId }: At<M>,
  { ability, resume, ...run }: Means,
): Promise<EngineWorkOutcome<M> | EngineTrouble> {
  let runId = claimedId;
  let hasTicket = resume !== undefined;
  const onTicket = async (ticket: string) => {
    if (!hasTicket) {
      hasTicket = true;
      return keepTicket(ctx, runId, ticket);
    }
    await endRun(ctx, runId, 'lost', 'The engine lost the work; it was started again.');
    runId = newId();
    await insertRun(ctx, runOf(ctx, work, { runId, row, ability, ticket }));
  };
  try {
    const request = await work.request(engine, ability);
    const outcome = await runEngine(paidIfHosted(ctx, work, row, engine), request, {
      ...run,
      onTicket,
      leavesRunning: (reason) => !isCancel(reason),
      ...(resume !== undefined && { resume }),
    });
    const { model }: { readonly model: string } = outcome.result;
    await endRunWell(ctx, runId, model);
    if (row.failures > 0)
      await updateInstance(ctx, row.id, { failures: 0, setAsideUntil: null, health: 'ok' });
    return { ...outcome, engine: { id: engine.id, name: row.name, manifest: engine.manifest } };
  } catch (error) {
    // A process that ends leaves the run open: the next one asks for its ticket.
    if (run.signal.aborted && !isCancel(run.signal.reason)) throw error;
    await endRun(ctx, runId, 'failed', messageOf(error));
    if (!(error instanceof EngineTrouble)) throw error;
    await countFailure(ctx, row.id, {
      message: error.message,
      hint: error.hint ?? '',
      until: (failures) => new Date(ctx.now().getTime() + pauseSeconds(failures) * 1000),
    });
    return error;
  }
}

/** The engine itself, or, where it is paid by use, one whose every start is reserved before and booked after. */
function paidIfHosted<M extends Medium>(
  ctx: Ctx,
  work: EngineWork<M>,
  row: InstanceRow,
  engine: EngineOf[M],
) {
  const plain = engine as unknown as Engine<RequestOf<M>, ResultOf<M>>;
  const kind = ctx.connected.kind(row.kind);
  const instance = instanceOf(ctx, row);
  if (!isPaidByUse(kind, instance)) return plain;
  const { subject, characterId, medium } = work;
  const unknown = { unknown: 'there is no price list for it' };
  return paidEngine(ctx, plain, {
    ...{ subject, characterId, medium, instance: { id: row.id, name: row.name } },
    estimate: (priced) => kind.estimate?.(instance, priced) ?? unknown,
  });
}

/** A person who cancels aborts with `gone`; a process that ends aborts with something else. */
const isCancel = (reason: unknown) => reason instanceof AppError && reason.code === 'gone';

async function onBuiltin<M extends Medium>(
  ctx: Ctx,
  work: EngineWork<M>,
  run: EngineRun,
): Promise<EngineWorkOutcome<M>> {
  const engine = builtinOf(ctx, work.medium);
  const request = await work.request(engine, undefined);
  const outcome = await runEngine(engine as unknown as Engine<RequestOf<M>, ResultOf<M>>, request, run);
  return { ...outcome, engine: { id: engine.id, name: engine.manifest.name, manifest: engine.manifest } };
}

function builtinOf<M extends Medium>(ctx: Ctx, medium: M): EngineOf[M] {
  const { image, text, speech, video } = ctx.engines;
  const engines: EngineOf = { image, text, speech, video };
  return engines[medium];
}
