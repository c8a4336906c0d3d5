import type { Ctx } from '#context';
import type { GenerationId } from '#kernel/ids.ts';
import { byDeadline, chooseDrops, type Drop, planWork } from './plan-rules.ts';
import { type Queue, readQueue, toPlanWork } from './plan-work.ts';
import { lockEngines } from './queries.ts';
import { type DroppedTake, dropWorks, type OpenWork, worksAround } from './work-queue.ts';

/** Takes out of the queue what the workspace's rule drops so that dated work is ready in time. Wants a transaction. */
export async function dropByRule(ctx: Ctx): Promise<DroppedTake[]> {
  await lockEngines(ctx);
  const queue = await readQueue(ctx, 'everything');
  const drops = chooseDrops(queue.lanes, queue.works, queue.means, queue.settings.dropRule);
  const taken = await dropWorks(
    ctx,
    drops.map((drop) => ({ id: drop.workId, reason: reasonOf(queue, drop) })),
  );
  for (const { workId } of drops) ctx.emit({ type: 'changed', topic: 'engines', id: workId });
  return taken;
}

const nouns = { image: 'pictures', text: 'words', speech: 'recording', video: 'clip' } as const;

function reasonOf({ open }: Queue, { workId, forWorkId }: Drop): string {
  const dropped = open.get(workId);
  const helped = open.get(forWorkId);
  const what = dropped?.takeNumber ? `Take ${dropped.takeNumber}` : 'It';
  const name = dropped?.characterName ? ` of ${dropped.characterName}` : '';
  const own = dropped && helped && dropped.row.generationId === helped.row.generationId;
  if (!helped || own)
    return `${what}${name} was dropped: it would have been ready after the time it is needed.`;
  return `${what}${name} was dropped so that the ${nouns[helped.row.medium]} of ${helped.characterName} come in time.`;
}

/**
 * How many works that a process waits with go before a generation's own, among words or among all else. None for one
 * that has begun somewhere: until somebody takes that up again, its engine is held.
 */
export async function liveAhead(
  ctx: Ctx,
  generationId: GenerationId,
): Promise<{ readonly ahead: number; readonly isText: boolean }> {
  const around = await worksAround(ctx, generationId);
  const own = around.filter(({ row }) => row.generationId === generationId);
  const rank = (work: OpenWork) => toPlanWork(ctx, work, []);
  const [first] = own
    .filter(({ row }) => row.state === 'waiting')
    .map(rank)
    .toSorted(byDeadline);
  const isText = own.some(({ row }) => row.medium === 'text');
  if (!first || own.some(({ row }) => row.state === 'running')) return { ahead: 0, isText };
  const before = around.filter(
    (work) =>
      work.live &&
      work.row.generationId !== generationId &&
      (work.row.medium === 'text') === isText &&
      byDeadline(rank(work), first) < 0,
  );
  return { ahead: before.length, isText };
}

/** The plan of everything. */
export async function planEverything(ctx: Ctx) {
  const queue = await readQueue(ctx, 'everything');
  return { queue, plan: planWork(queue.lanes, queue.works, queue.means) };
}
