import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import type { AbilityId } from '#engines/connected-engine.ts';
import { messageOf } from '#kernel/errors.ts';
import { newId } from '#kernel/ids.ts';
import type { InstanceCandidate } from './pick-engine.ts';
import { planWork } from './plan-rules.ts';
import { type Queue, readQueue } from './plan-work.ts';
import { type InstanceRow, insertRun, lockEngines } from './queries.ts';
import type { Pick } from './rules.ts';
import { type AskedWork, beginWork, keepWaiting } from './work-queue.ts';

/** What the plan says to a piece of work that waits. */
export type Turn =
  | {
      readonly kind: 'instance';
      readonly row: InstanceRow;
      readonly ability: AbilityId;
      /** Entered already. */
      readonly runId: string;
    }
  | { readonly kind: 'builtin' }
  /** Others go first. */
  | { readonly kind: 'not_yet' }
  /** Everything that can do it is set aside. */
  | { readonly kind: 'resting'; readonly names: readonly string[] }
  | { readonly kind: 'nobody' };

const askAgainMilliseconds = 2000;

/**
 * Takes the next free engine for a piece of work when it is its turn by the plan, and enters it there, under a lock:
 * what is asked for at one moment is spread, and never given twice.
 * @throws AppError `gone` when the work was dropped.
 */
export async function takeTurn(ctx: Ctx, work: AskedWork, workId: string): Promise<Turn> {
  return inTransaction(ctx, async (ctx): Promise<Turn> => {
    await lockEngines(ctx);
    await keepWaiting(ctx, workId);
    const queue = await readQueue(ctx, 'live');
    const rank = queue.ranks.get(workId);
    const engineId = turnsIn(queue).get(workId);
    if (!rank || engineId === undefined) return rank ? whyNot(rank) : { kind: 'not_yet' };
    const chosen = rank.ready.find(({ instance }) => instance.id === engineId);
    if (!chosen) {
      await beginWork(ctx, workId, { instanceId: null, ability: null, model: null });
      tell(ctx, workId);
      return { kind: 'builtin' };
    }
    const { row } = chosen.instance;
    const { ability } = chosen;
    const runId = newId();
    const { workspaceId } = ctx;
    const { subject, medium } = work;
    await insertRun(ctx, {
      ...{ id: runId, workspaceId, instanceId: row.id, subject, medium, ability, ticket: '' },
      startedAt: ctx.now(),
    });
    await beginWork(ctx, workId, { instanceId: row.id, ability, model: queue.models.of(row.id, ability) });
    tell(ctx, workId);
    return { kind: 'instance', row, ability, runId };
  });
}

function whyNot({ ready, resting, builtin }: Pick<InstanceCandidate>): Turn {
  if (ready.length > 0 || builtin) return { kind: 'not_yet' };
  if (resting.length > 0) return { kind: 'resting', names: resting.map(({ name }) => name) };
  return { kind: 'nobody' };
}

/** The works that can begin now, with the engine each begins on. */
function turnsIn({ lanes, works, means }: Queue): ReadonlyMap<string, string> {
  const { items } = planWork(lanes, works, means);
  const turns = new Map<string, string>();
  for (const { id, engineId, freeIn } of lanes) {
    const first = freeIn > 0 ? undefined : items.find(({ laneId }) => laneId === id);
    if (first) turns.set(first.workId, engineId);
  }
  return turns;
}

/** Wakes the works whose turn it is now, in whichever process they wait. */
export async function wakeNext(ctx: Ctx): Promise<void> {
  try {
    const turns = turnsIn(await readQueue(ctx, 'live'));
    if (turns.size === 0) tell(ctx, 'queue');
    for (const workId of turns.keys()) tell(ctx, workId);
  } catch (error) {
    // They ask again by themselves.
    ctx.log.warn({ err: error }, `The next work was not woken: ${messageOf(error)}`);
  }
}

const tell = (ctx: Ctx, id: string) => ctx.emit({ type: 'changed', topic: 'engines', id });

/** Waits until a work is woken, a while has passed, or the signal aborts. */
export async function untilWoken(ctx: Ctx, workId: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise, resolve } = Promise.withResolvers<void>();
  // Not all at once, where many wait.
  const timer = setTimeout(resolve, askAgainMilliseconds * (0.75 + Math.random() / 2));
  const unsubscribe = ctx.events.subscribe(ctx.workspaceId, (event) => {
    if (event.type === 'changed' && event.topic === 'engines' && event.id === workId) resolve();
  });
  signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
  clearTimeout(timer);
  unsubscribe();
  signal.throwIfAborted();
}
