import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import type { EnginePlan, PlannedBar, PlanSettings, Readiness } from './contract.ts';
import { planEverything } from './drop-works.ts';
import type { PlanLane } from './plan-rules.ts';
import type { Queue } from './plan-work.ts';
import { droppedWorks, hasWorkFor, type OpenWork, savePlanSettings } from './work-queue.ts';

const builtInNames = { image: 'Pictures', text: 'Words', speech: 'Voice', video: 'Clips' } as const;

/** Who does what, in which order, and when each piece will be ready. */
export async function getPlan(ctx: Ctx): Promise<EnginePlan> {
  const { queue, plan } = await planEverything(ctx);
  const bars = new Map(queue.lanes.map(({ id }): [string, PlannedBar[]] => [id, []]));
  const barOf = (work: OpenWork, times: Omit<PlannedBar, keyof ReturnType<typeof presentWork>>) => ({
    ...presentWork(work),
    ...times,
  });
  for (const { work, laneId, readyIn } of queue.running) {
    const startsAt = (work.row.startedAt ?? ctx.now()).toISOString();
    const readyAt = momentIn(ctx, readyIn);
    const late = isLate(work, readyAt);
    bars
      .get(laneId)
      ?.push(
        barOf(work, { state: 'running', startsAt, readyAt: readyAt.toISOString(), swapSeconds: 0, late }),
      );
  }
  for (const { workId, laneId, startsIn, readyIn, swapSeconds } of plan.items) {
    const work = queue.open.get(workId);
    if (!work) continue;
    const readyAt = momentIn(ctx, readyIn);
    const times = { startsAt: momentIn(ctx, startsIn).toISOString(), readyAt: readyAt.toISOString() };
    bars
      .get(laneId)
      ?.push(barOf(work, { state: 'waiting', ...times, swapSeconds, late: isLate(work, readyAt) }));
  }
  const dropped = await droppedWorks(ctx);
  return {
    now: ctx.now().toISOString(),
    settings: queue.settings,
    lanes: queue.lanes.map((lane) => ({ ...presentLane(queue, lane), bars: bars.get(lane.id) ?? [] })),
    stuck: plan.unplaced.flatMap((id) => {
      const work = queue.open.get(id);
      return work ? [presentWork(work)] : [];
    }),
    dropped: dropped
      .toSorted((left, right) => (right.row.endedAt?.getTime() ?? 0) - (left.row.endedAt?.getTime() ?? 0))
      .map((work) => ({
        ...presentWork(work),
        reason: work.row.reason,
        droppedAt: (work.row.endedAt ?? work.row.askedAt).toISOString(),
      })),
  };
}

const momentIn = (ctx: Ctx, seconds: number) => new Date(ctx.now().getTime() + seconds * 1000);
const isLate = ({ neededBy }: OpenWork, readyAt: Date) => neededBy !== null && readyAt > neededBy;

function presentLane({ book, lanes }: Queue, { id, engineId, loaded }: PlanLane) {
  const row = book.rows.find((one) => one.id === engineId);
  const own = lanes.filter((lane) => lane.engineId === engineId);
  const medium = engineId.replace('builtin:', '') as keyof typeof builtInNames;
  const name = row?.name ?? `Built in: ${builtInNames[medium].toLowerCase()}`;
  const place = own.length > 1 ? ` (${own.findIndex((lane) => lane.id === id) + 1})` : '';
  return { id, name: `${name}${place}`, builtIn: !row, loadedModel: row ? loaded : null };
}

function presentWork(work: OpenWork) {
  const { row, takeNumber, characterName, postId, plannedAt, neededBy, spare } = work;
  return {
    ...{ id: row.id, generationId: row.generationId, takeId: row.takeId, takeNumber },
    ...{ characterId: row.characterId, characterName, medium: row.medium, postId, spare },
    plannedAt: plannedAt?.toISOString() ?? null,
    neededBy: neededBy?.toISOString() ?? null,
  };
}

/** When what was asked for these posts will be ready; posts with nothing under way are left out. */
export async function readinessOf(
  ctx: Ctx,
  postIds: readonly string[],
): Promise<ReadonlyMap<string, Readiness>> {
  if (!(await hasWorkFor(ctx, postIds))) return new Map();
  const { queue, plan } = await planEverything(ctx);
  const ready = new Map<string, number>();
  for (const { workId, readyIn } of plan.items) ready.set(workId, readyIn);
  for (const { work, readyIn } of queue.running) ready.set(work.row.id, readyIn);
  const works = [...queue.open.values()].filter(({ postId }) => postId !== null && postIds.includes(postId));
  const byPost = Map.groupBy(works, ({ postId }) => postId ?? '');
  return new Map(
    [...byPost].map(([postId, all]): [string, Readiness] => {
      const times = all.map(({ row }) => ready.get(row.id));
      const known = times.every((time) => time !== undefined);
      const readyAt = known ? momentIn(ctx, Math.max(...times)) : null;
      const needed = all.flatMap(({ neededBy }) => neededBy?.getTime() ?? []);
      const neededBy = needed.length > 0 ? new Date(Math.min(...needed)) : null;
      return [
        postId,
        {
          readyAt: readyAt?.toISOString() ?? null,
          neededBy: neededBy?.toISOString() ?? null,
          late: neededBy !== null && (readyAt ?? ctx.now()) > neededBy,
          takes: all.length,
        },
      ];
    }),
  );
}

/** Chooses what is dropped first, and how long people keep to look. */
export async function setPlanSettings(ctx: Ctx, settings: PlanSettings): Promise<EnginePlan> {
  requireRole(ctx, 'admin');
  await inTransaction(ctx, async (ctx) => {
    await savePlanSettings(ctx, settings);
    await recordActivity(ctx, {
      verb: 'engine.planned',
      subject: { type: 'workspace', id: ctx.workspaceId, topic: 'engines' },
      summary: 'How the work of the engines is planned was changed.',
      facts: settings,
    });
  });
  return getPlan(ctx);
}
