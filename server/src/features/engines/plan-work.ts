import type { Ctx } from '#context';
import type { AbilityId } from '#engines/connected-engine.ts';
import type { Medium } from '#engines/engine.ts';
import type { PlanSettings } from './contract.ts';
import { type EngineBook, type InstanceCandidate, isPaid, openBook, rankIn } from './pick-engine.ts';
import {
  type PlanLane,
  type PlanMeans,
  type PlanOption,
  type PlanWork,
  remainingSeconds,
  unmeasuredSwapSeconds,
} from './plan-rules.ts';
import type { InstanceRow } from './queries.ts';
import { type MeasuredRun, type Pick, swapsIn, unmeasuredSeconds } from './rules.ts';
import {
  builtInSeconds,
  liveWorks,
  type OpenWork,
  openWorks,
  readPlanSettings,
  workerId,
} from './work-queue.ts';

/** Work that runs, on the lane that does it. Seconds from now. */
export interface RunningWork {
  readonly work: OpenWork;
  readonly laneId: string;
  readonly readyIn: number;
}

/** The workspace's engines and work at one moment, as the rules of the plan want them. */
export interface Queue {
  readonly settings: PlanSettings;
  readonly book: EngineBook;
  readonly lanes: readonly PlanLane[];
  readonly works: readonly PlanWork[];
  readonly running: readonly RunningWork[];
  readonly means: PlanMeans;
  readonly open: ReadonlyMap<string, OpenWork>;
  /** Which engines can do a waiting work. */
  readonly ranks: ReadonlyMap<string, Pick<InstanceCandidate>>;
  /** Models as they were used last. */
  readonly models: Models;
}

/** Work of one engine at a time where it is paid by use and not ours to share out. */
const hostedLanes = 4;
const builtInId = (medium: Medium) => `builtin:${medium}`;
const builtInModel = 'built in';

/**
 * Reads what the plan is made of.
 * @param whose `everything` for looking at; `live` for taking a turn: only work that a process waits with, and of the
 * built-in engines only this process's own.
 */
export async function readQueue(ctx: Ctx, whose: 'everything' | 'live'): Promise<Queue> {
  // One after the other: a transaction has one connection.
  const book = await openBook(ctx);
  const works = await (whose === 'live' ? liveWorks(ctx) : openWorks(ctx));
  const settings = await readPlanSettings(ctx);
  const models = modelsOf(book.runs);
  const swaps = swapsIn(book.runs);
  const builtIn = await builtInSeconds(ctx);
  const here = ({ row }: OpenWork) => whose === 'everything' || row.worker === workerId;
  const running = works.filter(
    (work) => work.row.state === 'running' && (work.row.instanceId !== null || here(work)),
  );
  const waiting = works.filter(({ row }) => row.state === 'waiting');
  const ranks = new Map(waiting.map((work) => [work.row.id, rankIn(ctx, book, needOf(work))]));
  const seconds = { book, builtIn };
  const { lanes, busy } = lanesOf(ctx, { book, running, models, seconds }, waiting);
  const toPlan = waiting.map((work): PlanWork => {
    const rank = ranks.get(work.row.id);
    const builtInOption = rank?.ready.length === 0 && rank.builtin && here(work);
    const options = rank?.ready.length
      ? rank.ready.map(({ instance, ability }) => optionAt(seconds, models, instance.id, ability))
      : builtInOption
        ? [builtInOptionOf(seconds, work.row.medium)]
        : [];
    return toPlanWork(ctx, work, options);
  });
  const means: PlanMeans = {
    undatedFill: settings.dropRule !== 'undated_first',
    swapSeconds: (engineId, model) => {
      const row = book.rows.find(({ id }) => id === engineId);
      if (!row || isPaid(ctx, row)) return 0;
      const known = swaps.find((swap) => swap.instanceId === engineId && swap.model === model);
      return known?.seconds ?? unmeasuredSwapSeconds;
    },
  };
  const open = new Map(works.map((work) => [work.row.id, work]));
  return { settings, book, lanes, works: toPlan, running: busy, means, open, ranks, models };
}

/** A work as the rules want it. */
export function toPlanWork(ctx: Ctx, work: OpenWork, options: readonly PlanOption[]): PlanWork {
  return {
    ...{ id: work.row.id, options },
    neededIn: work.neededBy ? secondsUntil(ctx, work.neededBy) : null,
    // Takes that were asked for at one moment go by their number.
    askedAt: work.row.askedAt.getTime() + (work.takeNumber ?? 0) / 1000,
    spare: work.spare,
    droppable: work.mayBeDropped,
    urgent: work.row.takeId === null,
  };
}

const secondsUntil = (ctx: Ctx, at: Date) => (at.getTime() - ctx.now().getTime()) / 1000;

const needOf = ({ row: { medium, abilities, characterId, choice } }: OpenWork) => ({
  medium,
  abilities,
  ...(characterId && { characterId }),
  ...(choice && { choice }),
});

interface Models {
  /** The model an instance uses for an ability; a name of our own while it was never seen. */
  of(instanceId: string, ability: AbilityId): string;
  /** What lies in its memory, as far as known. */
  loaded(instanceId: string): string | null;
}

function modelsOf(runs: readonly MeasuredRun[]): Models {
  const rows = runs.filter(({ model }) => model !== null);
  return {
    of: (instanceId, ability) =>
      rows.find((row) => row.instanceId === instanceId && row.ability === ability)?.model ?? `for ${ability}`,
    loaded: (instanceId) => rows.find((row) => row.instanceId === instanceId)?.model ?? null,
  };
}

interface Seconds {
  readonly book: EngineBook;
  readonly builtIn: ReadonlyMap<Medium, number>;
}

function optionAt({ book }: Seconds, models: Models, instanceId: string, ability: AbilityId): PlanOption {
  const measured = book.speeds.filter((speed) => speed.ability === ability);
  const own = measured.find((speed) => speed.instanceId === instanceId)?.seconds;
  // One that was never measured is taken to be as quick as the quickest, so that it gets its chance.
  const quickest = Math.min(unmeasuredSeconds, ...measured.map(({ seconds }) => seconds));
  return { engineId: instanceId, seconds: own ?? quickest, model: models.of(instanceId, ability) };
}

const builtInOptionOf = ({ builtIn }: Seconds, medium: Medium): PlanOption => ({
  engineId: builtInId(medium),
  seconds: builtIn.get(medium) ?? unmeasuredSeconds,
  model: builtInModel,
});

interface Means {
  readonly book: EngineBook;
  readonly running: readonly OpenWork[];
  readonly models: Models;
  readonly seconds: Seconds;
}

/** A lane for each piece of work that an engine takes at a time, and what runs there. */
function lanesOf(ctx: Ctx, means: Means, waiting: readonly OpenWork[]) {
  const busy: RunningWork[] = [];
  const connected = means.book.rows
    .filter(({ enabled }) => enabled)
    .flatMap((row) => {
      const mine = means.running.filter((work) => work.row.instanceId === row.id);
      const now = mine.at(-1)?.row.model ?? means.models.loaded(row.id);
      return lanesWith(ctx, {
        id: row.id,
        lanes: capacityOf(ctx, row),
        loaded: now,
        works: mine,
        means,
        busy,
      });
    });
  const media = new Set([...waiting, ...means.running].map(({ row }) => row.medium));
  const builtIn = [...media].flatMap((medium) => {
    const mine = means.running.filter((work) => work.row.instanceId === null && work.row.medium === medium);
    const lanes = Math.max(1, mine.length);
    const id = builtInId(medium);
    return lanesWith(ctx, { id, lanes, loaded: builtInModel, works: mine, means, busy });
  });
  return { lanes: [...connected, ...builtIn], busy };
}

interface LaneMeans {
  readonly id: string;
  readonly lanes: number;
  readonly loaded: string | null;
  readonly works: readonly OpenWork[];
  readonly means: Means;
  readonly busy: RunningWork[];
}

function lanesWith(ctx: Ctx, { id, lanes, loaded, works, means, busy }: LaneMeans): PlanLane[] {
  const freeIn = Array.from({ length: lanes }, () => 0);
  works.forEach((work, index) => {
    const at = index % lanes;
    const { row } = work;
    const usual = row.ability
      ? optionAt(means.seconds, means.models, id, row.ability).seconds
      : builtInOptionOf(means.seconds, row.medium).seconds;
    const elapsed = row.startedAt ? -secondsUntil(ctx, row.startedAt) : 0;
    freeIn[at] = (freeIn[at] ?? 0) + remainingSeconds(usual, Math.max(0, elapsed));
    busy.push({ work, laneId: `${id} ${at + 1}`, readyIn: freeIn[at] ?? 0 });
  });
  return freeIn.map((seconds, index) => ({
    id: `${id} ${index + 1}`,
    engineId: id,
    loaded,
    freeIn: seconds,
  }));
}

/** How much one engine is given at a time: what its settings say, one where it has a machine of ours to itself. */
function capacityOf(ctx: Ctx, row: InstanceRow): number {
  const { atOnce } = row.settings;
  if (typeof atOnce === 'number' && atOnce >= 1) return Math.min(16, Math.floor(atOnce));
  return isPaid(ctx, row) ? hostedLanes : 1;
}
