import type { Ctx } from '#context';
import { type AbilityId, isPaidByUse, type OpenedEngine } from '#engines/connected-engine.ts';
import type { ImageEngine, Medium, SpeechEngine, TextEngine, VideoEngine } from '#engines/engine.ts';
import { canSpend } from '#features/spending/index.ts';
import type { CharacterId } from '#kernel/ids.ts';
import type { RouteChoice } from './contract.ts';
import { instanceOf } from './probe-instance.ts';
import { allRoutes, type InstanceRow, instancesOf, recentRuns, runningByInstance } from './queries.ts';
import {
  type Candidate,
  type MeasuredRun,
  type Need,
  type Pick,
  rankInstances,
  type Speed,
  speedsIn,
} from './rules.ts';

/** The engine of each medium, as its port. */
export interface EngineOf {
  readonly image: ImageEngine;
  readonly text: TextEngine;
  readonly speech: SpeechEngine;
  readonly video: VideoEngine;
}

/** An instance with what the ranking needs. */
export interface InstanceCandidate extends Candidate {
  readonly row: InstanceRow;
}

export interface Wanted extends Need {
  readonly characterId?: CharacterId;
  readonly choice?: RouteChoice;
}

/** What ranking goes by, read once for any number of pieces of work. */
export interface EngineBook {
  readonly rows: readonly InstanceRow[];
  readonly routes: Awaited<ReturnType<typeof allRoutes>>;
  readonly running: ReadonlyMap<string, number>;
  /** Newest first. */
  readonly runs: readonly MeasuredRun[];
  readonly speeds: readonly Speed[];
  /** Whether engines that are paid by use may be chosen by themselves. */
  readonly maySpend: boolean;
}

export async function openBook(ctx: Ctx): Promise<EngineBook> {
  // One after the other: a transaction has one connection.
  const rows = await instancesOf(ctx);
  const routes = await allRoutes(ctx);
  const running = rows.length === 0 ? new Map<string, number>() : await runningByInstance(ctx);
  const runs = rows.length === 0 ? [] : await recentRuns(ctx);
  const maySpend = rows.some((row) => isPaid(ctx, row)) && (await canSpend(ctx));
  return { rows, routes, running, runs, speeds: speedsIn(runs), maySpend };
}

/** Whether work there is held by the monthly limit. */
export const isPaid = (ctx: Ctx, row: InstanceRow) =>
  ctx.connected.kinds.some((kind) => kind.id === row.kind && isPaidByUse(kind, instanceOf(ctx, row)));

/** Ranks the engines for a piece of work, by the choice it brings, the character's own or the workspace's. */
export async function pickEngine(ctx: Ctx, need: Wanted): Promise<Pick<InstanceCandidate>> {
  return rankIn(ctx, await openBook(ctx), need);
}

/** The same from a book that is open. */
export function rankIn(ctx: Ctx, book: EngineBook, need: Wanted): Pick<InstanceCandidate> {
  const choice = need.choice ?? choiceIn(book, need.characterId, need.medium);
  const candidates = choice.kind === 'builtin' ? [] : candidatesIn(ctx, book, need);
  // Engines that are paid by use are chosen by themselves only where the workspace may spend money.
  const usable =
    choice.kind === 'automatic' && !book.maySpend
      ? candidates.filter(({ row }) => !isPaid(ctx, row))
      : candidates;
  return rankInstances(usable, need, choice, ctx.now());
}

function choiceIn({ routes }: EngineBook, characterId: CharacterId | undefined, medium: Medium): RouteChoice {
  const own = routes.find(
    (route) => route.medium === medium && characterId !== undefined && route.characterId === characterId,
  );
  const shared = routes.find((route) => route.medium === medium && route.characterId === null);
  return (own ?? shared)?.choice ?? { kind: 'automatic' };
}

/** Every instance of the workspace with its load and speed for a kind of work. */
function candidatesIn(ctx: Ctx, { rows, running, speeds }: EngineBook, need: Need): InstanceCandidate[] {
  return rows.map((row) => ({
    row,
    id: row.id,
    name: row.name,
    enabled: row.enabled && ctx.connected.kinds.some(({ id }) => id === row.kind),
    probe: row.probe,
    setAsideUntil: row.setAsideUntil,
    running: running.get(row.id) ?? 0,
    seconds: speeds.find(
      ({ instanceId, ability }) =>
        instanceId === row.id && need.abilities.some((wanted) => wanted === ability),
    )?.seconds,
  }));
}

/** The engine of an instance for a medium; nothing when its kind has none. */
export function openInstance<M extends Medium>(
  ctx: Ctx,
  row: InstanceRow,
  medium: M,
): EngineOf[M] | undefined {
  const opened: OpenedEngine = ctx.connected.open(row.kind, instanceOf(ctx, row), row.revision);
  return opened[medium] as EngineOf[M] | undefined;
}

/** Whether a connected engine could do it, at once or when it answers again. */
export async function canDo(ctx: Ctx, need: Wanted): Promise<boolean> {
  const { ready, resting } = await pickEngine(ctx, need);
  return ready.length + resting.length > 0;
}

/** What a person means by a medium before any ability is named, best first. */
export const mainAbilities: Readonly<Record<Medium, readonly AbilityId[]>> = {
  image: ['image-from-references', 'text-to-image'],
  text: ['caption'],
  speech: ['speech'],
  video: ['image-to-video'],
};
const mostLanes = 8;

/** How many pieces of work of a medium can usefully go on at once. */
export async function lanesFor(
  ctx: Ctx,
  need: { readonly medium: Medium; readonly characterId: CharacterId },
): Promise<number> {
  const { ready } = await pickEngine(ctx, { ...need, abilities: mainAbilities[need.medium] });
  // One more than engines: the next take is drawn while the one before is looked at.
  return ready.length === 0 ? 1 : Math.min(mostLanes, ready.length + 1);
}
