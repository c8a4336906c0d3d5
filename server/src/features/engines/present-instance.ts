import type { Ctx } from '#context';
import type { EngineKind, EngineProbe } from '#engines/connected-engine.ts';
import type { EngineInstanceInfo, EngineKindInfo, Probe } from './contract.ts';
import { type InstanceRow, instancesOf, recentRuns, runningByInstance } from './queries.ts';
import { speedsIn, swapsIn } from './rules.ts';

/** Everything that is connected, with what it does now. */
export async function presentInstances(
  ctx: Ctx,
  only?: readonly InstanceRow[],
): Promise<EngineInstanceInfo[]> {
  const rows = only ?? (await instancesOf(ctx));
  const [running, runs] = await Promise.all([runningByInstance(ctx), recentRuns(ctx)]);
  const speeds = speedsIn(runs);
  const swaps = swapsIn(runs);
  return rows.map((row) => {
    const kind = ctx.connected.kinds.find(({ id }) => id === row.kind);
    return {
      id: row.id,
      kind: row.kind,
      kindName: kind?.name ?? row.kind,
      name: row.name,
      address: row.address,
      runsHere: kind?.runsHere ?? false,
      hasKey: row.sealedKey !== null,
      settings: formSettings(kind, row.settings),
      enabled: row.enabled,
      media: [...(kind?.media ?? [])],
      ...healthOf(ctx, row),
      setAsideUntil: isResting(ctx, row) ? (row.setAsideUntil?.toISOString() ?? null) : null,
      probe: row.probe ? presentProbe(row.probe) : null,
      probedAt: row.probedAt?.toISOString() ?? null,
      running: running.get(row.id) ?? 0,
      speeds: speeds
        .filter(({ instanceId }) => instanceId === row.id)
        .map(({ ability, seconds, runs }) => ({ ability, seconds, runs })),
      loadedModel: kind?.hosted
        ? null
        : (runs.find(({ instanceId, model }) => instanceId === row.id && model !== null)?.model ?? null),
      swaps: kind?.hosted
        ? []
        : swaps
            .filter(({ instanceId }) => instanceId === row.id)
            .map(({ model, seconds, runs }) => ({ model, seconds, runs })),
    };
  });
}

/** Without what has a screen of its own. */
function formSettings(
  kind: EngineKind | undefined,
  settings: InstanceRow['settings'],
): InstanceRow['settings'] {
  const hidden = kind?.workflows?.setting;
  return Object.fromEntries(Object.entries(settings).filter(([name]) => name !== hidden));
}

const isResting = (ctx: Ctx, { setAsideUntil }: InstanceRow) =>
  setAsideUntil !== null && setAsideUntil > ctx.now();

function healthOf(
  ctx: Ctx,
  row: InstanceRow,
): Pick<EngineInstanceInfo, 'health' | 'healthMessage' | 'healthHint'> {
  if (!row.enabled) {
    return {
      health: 'off',
      healthMessage: 'Switched off: it gets no work.',
      healthHint: 'Switch it on to use it.',
    };
  }
  const said = { healthMessage: row.healthMessage, healthHint: row.healthHint };
  return { health: isResting(ctx, row) ? 'set_aside' : row.health, ...said };
}

export function presentKind(kind: EngineKind): EngineKindInfo {
  const defaults = kind.settings.safeParse({});
  return {
    id: kind.id,
    name: kind.name,
    summary: kind.summary,
    media: [...kind.media],
    hosted: kind.hosted,
    runsHere: kind.runsHere ?? false,
    defaultAddress: kind.defaultAddress ?? null,
    key: kind.key,
    setUp: [...kind.setUp],
    homepage: kind.homepage,
    fields: kind.fields.map(({ choices, ...field }) => ({
      ...field,
      ...(choices && { choices: choices.map((choice) => ({ ...choice })) }),
    })),
    defaults: defaults.success ? { ...formSettings(kind, defaults.data) } : {},
    workflows: kind.workflows ? { exportSteps: [...kind.workflows.exportSteps] } : null,
  };
}

export function presentProbe({ abilities, models, voices, notes, ...rest }: EngineProbe): Probe {
  return {
    ...rest,
    abilities: abilities.map((ability) => ({ ...ability, missing: [...ability.missing] })),
    models: models.map((model) => ({ ...model })),
    voices: voices.map((voice) => ({ ...voice })),
    notes: [...notes],
  };
}
