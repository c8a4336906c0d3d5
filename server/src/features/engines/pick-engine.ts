import type { Ctx } from '#context';
import type { AbilityId, OpenedEngine } from '#engines/connected-engine.ts';
import type { ImageEngine, Medium, SpeechEngine, TextEngine, VideoEngine } from '#engines/engine.ts';
import { canSpend } from '#features/spending/index.ts';
import type { CharacterId } from '#kernel/ids.ts';
import type { RouteChoice } from './contract.ts';
import { instanceOf } from './probe-instance.ts';
import { type InstanceRow, instancesOf, routesOf, runningByInstance, speedsOf } from './queries.ts';
import { type Candidate, type Need, type Pick, rankInstances } from './rules.ts';

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

/** Ranks the engines for a piece of work, by the choice it brings, the character's own or the workspace's. */
export async function pickEngine(ctx: Ctx, need: Wanted): Promise<Pick<InstanceCandidate>> {
  // One after the other: a transaction has one connection.
  const choice = need.choice ?? (await choiceFor(ctx, need.characterId, need.medium));
  const candidates = choice.kind === 'builtin' ? [] : await candidatesOf(ctx, need);
  const usable = choice.kind === 'automatic' ? await affordable(ctx, candidates) : candidates;
  return rankInstances(usable, need, choice, ctx.now());
}

/** Engines that are paid by use are chosen by themselves only where the workspace may spend money. */
async function affordable(ctx: Ctx, candidates: readonly InstanceCandidate[]): Promise<InstanceCandidate[]> {
  const isFree = ({ row }: InstanceCandidate) =>
    !ctx.connected.kinds.some(({ id, hosted }) => id === row.kind && hosted);
  return candidates.every(isFree) || (await canSpend(ctx)) ? [...candidates] : candidates.filter(isFree);
}

async function choiceFor(
  ctx: Ctx,
  characterId: CharacterId | undefined,
  medium: Medium,
): Promise<RouteChoice> {
  const routes = (await routesOf(ctx, characterId)).filter((route) => route.medium === medium);
  const own = routes.find((route) => route.characterId !== null);
  return (own ?? routes[0])?.choice ?? { kind: 'automatic' };
}

/** Every instance of the workspace with its load and speed for a kind of work. */
export async function candidatesOf(ctx: Ctx, need: Need): Promise<InstanceCandidate[]> {
  const rows = await instancesOf(ctx);
  if (rows.length === 0) return [];
  const running = await runningByInstance(ctx);
  const speeds = await speedsOf(
    ctx,
    rows.map(({ id }) => id),
  );
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

/** How many pieces of work of a medium can go on at once: one for each engine that would do them. */
export async function lanesFor(
  ctx: Ctx,
  need: { readonly medium: Medium; readonly characterId: CharacterId },
): Promise<number> {
  const { ready } = await pickEngine(ctx, { ...need, abilities: mainAbilities[need.medium] });
  return Math.min(mostLanes, Math.max(1, ready.length));
}
