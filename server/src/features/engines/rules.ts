import type { AbilityId, EngineProbe } from '#engines/connected-engine.ts';
import type { Medium } from '#engines/engine.ts';
import type { RouteChoice } from './contract.ts';

const firstPauseSeconds = 10;
const longestPauseSeconds = 300;
/** What a run is taken to last where nothing was measured yet. */
export const unmeasuredSeconds = 30;

/** How long an instance is left alone after so many failures in a row: 10 s, doubling, five minutes at most. */
export function pauseSeconds(failures: number): number {
  return Math.min(longestPauseSeconds, firstPauseSeconds * 2 ** Math.max(0, Math.min(10, failures - 1)));
}

/** What is known of an instance when work is handed out. */
export interface Candidate {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly probe: EngineProbe | null;
  readonly setAsideUntil: Date | null;
  /** Our runs there that have not ended. */
  readonly running: number;
  /** Median seconds of one run of the ability wanted, where one was measured. */
  readonly seconds: number | undefined;
}

/** What is to be made. */
export interface Need {
  readonly medium: Medium;
  /** Any of these will do; the first that an instance has ready is used. */
  readonly abilities: readonly AbilityId[];
}

export interface Pick<T extends Candidate> {
  /** Best first: those that would be done soonest. */
  readonly ready: readonly { readonly instance: T; readonly ability: AbilityId }[];
  /** Able, but set aside for now. */
  readonly resting: readonly T[];
  /** Whether the built-in engine may do it. */
  readonly builtin: boolean;
}

/**
 * Ranks the instances for a piece of work by when it would be done there: what runs already, times the seconds one
 * takes. A route to named instances keeps to these; the built-in engine takes over by itself only where no connected
 * one can do it at all, because it draws another face and speaks in another voice.
 */
export function rankInstances<T extends Candidate>(
  candidates: readonly T[],
  need: Need,
  choice: RouteChoice,
  now: Date,
): Pick<T> {
  if (choice.kind === 'builtin') return { ready: [], resting: [], builtin: true };
  const chosen = choice.kind === 'instances' ? choice.instanceIds : undefined;
  const able = candidates.flatMap((instance) => {
    const ability = need.abilities.find((wanted) => can(instance, need.medium, wanted));
    const isChosen = chosen === undefined || chosen.includes(instance.id);
    return instance.enabled && isChosen && ability !== undefined ? [{ instance, ability }] : [];
  });
  const isResting = ({ instance }: (typeof able)[number]) =>
    instance.setAsideUntil !== null && instance.setAsideUntil > now;
  // One that was never measured is taken to be as quick as the quickest, so that it gets its chance.
  const quickest = Math.min(...able.flatMap(({ instance }) => instance.seconds ?? []), unmeasuredSeconds);
  const doneAfter = ({ instance }: (typeof able)[number]) =>
    (instance.running + 1) * (instance.seconds ?? quickest);
  const preference = ({ instance }: (typeof able)[number]) => chosen?.indexOf(instance.id) ?? 0;
  return {
    ready: able
      .filter((one) => !isResting(one))
      .toSorted((left, right) => doneAfter(left) - doneAfter(right) || preference(left) - preference(right)),
    resting: able.filter(isResting).map(({ instance }) => instance),
    builtin: choice.kind === 'instances' ? choice.fallback : able.length === 0,
  };
}

function can({ probe }: Candidate, medium: Medium, ability: AbilityId): boolean {
  return (probe?.abilities ?? []).some((one) => one.medium === medium && one.id === ability && one.ready);
}

/** The choice that a voice makes: it belongs to one engine, and no other one sounds like it. */
export function engineOfVoice(engine: string): RouteChoice {
  const [, instanceId] = /^[a-z0-9-]+:([0-9a-f-]{36})$/.exec(engine) ?? [];
  return instanceId === undefined
    ? { kind: 'builtin' }
    : { kind: 'instances', instanceIds: [instanceId], fallback: false };
}

/** The middle of some durations in seconds; nothing of none. */
export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return undefined;
  return sorted.length % 2 === 1 ? sorted[middle] : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** An address as it is kept: no path of a page, no slash at the end. */
export function tidyAddress(typed: string): string {
  const withScheme = /^[a-z]+:\/\//i.test(typed) ? typed : `http://${typed}`;
  const url = URL.parse(withScheme);
  if (!url) return withScheme;
  // Refused where it is checked; tidied, a password would vanish unseen.
  if (url.username !== '' || url.password !== '') return withScheme;
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** A run that ended well, as it is learnt from. */
export interface MeasuredRun {
  readonly instanceId: string;
  readonly ability: AbilityId;
  readonly model: string | null;
  /** Whether its model was loaded first. */
  readonly swapped: boolean;
  readonly seconds: number;
}

/** Runs looked at for the speed of an ability. */
const runsMeasured = 20;

export interface Speed {
  readonly instanceId: string;
  readonly ability: AbilityId;
  /** Median, loading a model left out where there are runs without. */
  readonly seconds: number;
  readonly runs: number;
}

/** How fast each instance is at each ability. `runs` newest first. */
export function speedsIn(runs: readonly MeasuredRun[]): Speed[] {
  const groups = Map.groupBy(runs, ({ instanceId, ability }) => `${instanceId} ${ability}`);
  return [...groups.values()].flatMap((all) => {
    const last = all.slice(0, runsMeasured);
    const warm = last.filter(({ swapped }) => !swapped);
    const seconds = median((warm.length > 0 ? warm : last).map((run) => run.seconds));
    const [first] = last;
    if (!first || seconds === undefined) return [];
    return [{ instanceId: first.instanceId, ability: first.ability, seconds, runs: last.length }];
  });
}

export interface Swap {
  readonly instanceId: string;
  readonly model: string;
  /** How much longer the first run after a change of models takes than later ones. */
  readonly seconds: number;
  /** First runs measured. */
  readonly runs: number;
}

/** What loading a model costs on each instance, by the ability that it was measured most with. */
export function swapsIn(runs: readonly MeasuredRun[]): Swap[] {
  const known = runs.filter(({ model }) => model !== null);
  const groups = Map.groupBy(known, ({ instanceId, model }) => `${instanceId} ${model}`);
  return [...groups.values()].flatMap((all) => {
    const [most = []] = [...Map.groupBy(all, ({ ability }) => ability).values()].toSorted(
      (left, right) => right.length - left.length,
    );
    const timesOf = (swapped: boolean) => most.flatMap((run) => (run.swapped === swapped ? run.seconds : []));
    const first = median(timesOf(true));
    const later = median(timesOf(false));
    const [{ instanceId, model } = { instanceId: '', model: null }] = most;
    if (first === undefined || later === undefined || model === null) return [];
    return [{ instanceId, model, seconds: Math.max(0, first - later), runs: timesOf(true).length }];
  });
}
