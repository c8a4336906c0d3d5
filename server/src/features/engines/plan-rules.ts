import type { DropRule } from './contract.ts';

/** An engine's place for one piece of work at a time. Times of a plan are seconds from now. */
export interface PlanLane {
  readonly id: string;
  /** Lanes of one engine offer the same. */
  readonly engineId: string;
  /** What lies in its memory, as far as known. */
  readonly loaded: string | null;
  /** When what runs there now ends; 0 where it is free. */
  readonly freeIn: number;
}

/** What one engine would need for a piece of work. */
export interface PlanOption {
  readonly engineId: string;
  /** With its model in memory. */
  readonly seconds: number;
  readonly model: string;
}

export interface PlanWork {
  readonly id: string;
  /** In order of preference; none while every engine that can do it is away. */
  readonly options: readonly PlanOption[];
  /** Seconds from now; null without a time. */
  readonly neededIn: number | null;
  /** When it was asked for, on any clock: earlier ones go first where nothing else decides. */
  readonly askedAt: number;
  /** Another take of a request that has one ready or on the way. */
  readonly spare: boolean;
  readonly droppable: boolean;
  /** Somebody waits for it at a screen: goes first. */
  readonly urgent: boolean;
}

export interface PlannedWork {
  readonly workId: string;
  readonly laneId: string;
  readonly startsIn: number;
  readonly readyIn: number;
  /** Seconds of that for loading its model; 0 where it lies in memory. */
  readonly swapSeconds: number;
  /** Seconds after the time it is needed; 0 when on time, or without a time. */
  readonly lateBy: number;
}

export interface WorkPlan {
  /** By lane, in the order of work. */
  readonly items: readonly PlannedWork[];
  /** Ids of works that no engine can do now. */
  readonly unplaced: readonly string[];
}

export interface PlanMeans {
  /** What loading a model costs there. */
  readonly swapSeconds: (engineId: string, model: string) => number;
  /** Whether work without a time may go ahead of work that has plenty. */
  readonly undatedFill: boolean;
}

/** Work without a time goes ahead of dated work only while that keeps this much of its time. */
export const keptSlackSeconds = 3600;
/** Beyond these the order is the deadlines' own: it will have changed many times before their turn comes. */
const mostReordered = 150;
const mostFilled = 12;
const mostDrops = 60;

interface Step {
  readonly work: PlanWork;
  readonly option: PlanOption;
}

/** Later than any deadline. */
const noTime = Number.MAX_SAFE_INTEGER;

/** Earliest deadline first; then first takes before spare ones, then by age. A total order: the same for any input order. */
export function byDeadline(left: PlanWork, right: PlanWork): number {
  return (
    Number(right.urgent) - Number(left.urgent) ||
    (left.neededIn ?? noTime) - (right.neededIn ?? noTime) ||
    Number(left.spare) - Number(right.spare) ||
    left.askedAt - right.askedAt ||
    (left.id < right.id ? -1 : left.id > right.id ? 1 : 0)
  );
}

/**
 * Who does what, in which order. Work goes by its deadline to the lane where it would be ready soonest. On each lane
 * the order is then changed where that saves loading a model, or lets work without a time go first, and makes nothing
 * late that was not: what can be met by the order of deadlines is met.
 */
export function planWork(lanes: readonly PlanLane[], works: readonly PlanWork[], means: PlanMeans): WorkPlan {
  const ordered = works.toSorted(byDeadline);
  const open = lanes.map((lane) => ({ lane, steps: [] as Step[], end: lane.freeIn, loaded: lane.loaded }));
  const unplaced: string[] = [];
  for (const work of ordered) {
    let best: { at: (typeof open)[number]; option: PlanOption; ready: number } | undefined;
    for (const option of work.options) {
      for (const at of open) {
        if (at.lane.engineId !== option.engineId) continue;
        const ready = at.end + swapOf(means, at.loaded, option) + option.seconds;
        if (!best || ready < best.ready) best = { at, option, ready };
      }
    }
    if (!best) {
      unplaced.push(work.id);
      continue;
    }
    best.at.steps.push({ work, option: best.option });
    best.at.end = best.ready;
    best.at.loaded = best.option.model;
  }
  const items = open.flatMap(({ lane, steps }) => timed(lane, improve(lane, steps, means), means));
  return { items, unplaced };
}

const swapOf = (means: PlanMeans, loaded: string | null, { engineId, model }: PlanOption) =>
  loaded === model ? 0 : Math.max(0, means.swapSeconds(engineId, model));

function timed(lane: PlanLane, steps: readonly Step[], means: PlanMeans): PlannedWork[] {
  let at = lane.freeIn;
  let { loaded } = lane;
  return steps.map(({ work, option }) => {
    const startsIn = at;
    const swapSeconds = swapOf(means, loaded, option);
    at += swapSeconds + option.seconds;
    loaded = option.model;
    const lateBy = work.neededIn === null ? 0 : Math.max(0, at - work.neededIn);
    return { workId: work.id, laneId: lane.id, startsIn, readyIn: at, swapSeconds, lateBy };
  });
}

function improve(lane: PlanLane, steps: readonly Step[], means: PlanMeans): readonly Step[] {
  const head = steps.slice(0, mostReordered);
  const filled = means.undatedFill ? fill(lane, head, means) : head;
  return [...batch(lane, filled, means), ...steps.slice(mostReordered)];
}

/** Pulls work of the loaded model forward where that ends earlier and makes nobody late. */
function batch(lane: PlanLane, steps: readonly Step[], means: PlanMeans): readonly Step[] {
  let order = [...steps];
  let { loaded } = lane;
  for (let place = 0; place < order.length; place += 1) {
    const here = order[place];
    if (here && here.option.model !== loaded && !here.work.urgent) {
      const next = order.findIndex((step, index) => index > place && step.option.model === loaded);
      if (next > place) {
        const candidate = moved(order, next, place);
        const saves = endOf(lane, candidate, means) < endOf(lane, order, means);
        if (saves && hurtsNobody(lane, order, candidate, means, 0)) order = candidate;
      }
    }
    loaded = order[place]?.option.model ?? loaded;
  }
  return order;
}

/** Lets the oldest works without a time go ahead of dated ones that keep plenty of theirs. */
function fill(lane: PlanLane, steps: readonly Step[], means: PlanMeans): readonly Step[] {
  let order = [...steps];
  let from = 0;
  for (let count = 0; count < mostFilled; count += 1) {
    const undated = order.findIndex(({ work }, index) => index >= from && work.neededIn === null);
    if (undated < 0) return order;
    let placed = undated;
    for (let place = from; place < undated; place += 1) {
      if (order[place]?.work.urgent) continue;
      const candidate = moved(order, undated, place);
      if (!hurtsNobody(lane, order, candidate, means, keptSlackSeconds)) continue;
      order = candidate;
      placed = place;
      break;
    }
    from = placed + 1;
  }
  return order;
}

const moved = (order: readonly Step[], from: number, to: number): Step[] => {
  const next = [...order];
  next.splice(to, 0, ...next.splice(from, 1));
  return next;
};

const endOf = (lane: PlanLane, steps: readonly Step[], means: PlanMeans) =>
  timed(lane, steps, means).at(-1)?.readyIn ?? lane.freeIn;

/** Whether every dated work is ready in time with `slack` seconds left, or no later than it was. */
function hurtsNobody(
  lane: PlanLane,
  before: readonly Step[],
  after: readonly Step[],
  means: PlanMeans,
  slack: number,
): boolean {
  const was = new Map(timed(lane, before, means).map(({ workId, readyIn }) => [workId, readyIn]));
  return timed(lane, after, means).every(({ workId, readyIn }, index) => {
    const neededIn = after[index]?.work.neededIn ?? null;
    return neededIn === null || readyIn + slack <= neededIn || readyIn <= (was.get(workId) ?? 0);
  });
}

export interface Drop {
  readonly workId: string;
  /** The work that would have been late. */
  readonly forWorkId: string;
}

/**
 * What is dropped so that dated work is ready in time, by the workspace's rule, and only what helps: the least
 * wanted first, each only if others are less late without it. First takes of dated requests are never dropped.
 */
export function chooseDrops(
  lanes: readonly PlanLane[],
  works: readonly PlanWork[],
  means: PlanMeans,
  rule: DropRule,
): readonly Drop[] {
  if (rule === 'never_drop') return [];
  const drops: Drop[] = [];
  let left = [...works];
  let plan = planWork(lanes, left, means);
  const candidates = works
    .filter((work) => work.droppable && !work.urgent && (work.spare || work.neededIn === null))
    .toSorted((one, other) => byDropOrder(rule, one, other))
    .slice(0, mostDrops);
  for (const candidate of candidates) {
    const late = plan.items.find(({ lateBy }) => lateBy > 0);
    if (!late) break;
    const without = left.filter(({ id }) => id !== candidate.id);
    const next = planWork(lanes, without, means);
    if (lateness(next) >= lateness(plan)) continue;
    drops.push({ workId: candidate.id, forWorkId: late.workId });
    left = without;
    plan = next;
  }
  return drops;
}

const lateness = ({ items }: WorkPlan) => items.reduce((sum, { lateBy }) => sum + lateBy, 0);

/** Those without a time before dated ones, latest deadline first, youngest first; which kind leads is the rule's. */
function byDropOrder(rule: DropRule, left: PlanWork, right: PlanWork): number {
  const kind = ({ spare, neededIn }: PlanWork) =>
    rule === 'spare_takes_first' ? Number(!spare) : Number(neededIn !== null);
  const far = ({ neededIn }: PlanWork) => neededIn ?? noTime;
  return (
    kind(left) - kind(right) ||
    Number(right.spare) - Number(left.spare) ||
    far(right) - far(left) ||
    right.askedAt - left.askedAt ||
    (left.id < right.id ? 1 : -1)
  );
}

/** How long what runs will take from now: what is left of its usual time; for one that is overdue a growing guess. */
export function remainingSeconds(usualSeconds: number, elapsedSeconds: number): number {
  return Math.max(usualSeconds - elapsedSeconds, elapsedSeconds / 4, 1);
}

/** Taken where nothing was measured yet. */
export const unmeasuredSwapSeconds = 15;
