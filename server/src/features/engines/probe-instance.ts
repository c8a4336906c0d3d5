import { type AppContext, asSystem, type Ctx } from '#context';
import type { SealedColumn } from '#db/sealed-column.ts';
import type { EngineInstance, EngineProbe } from '#engines/connected-engine.ts';
import { checkedUrl } from '#engines/engine-http.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError, messageOf } from '#kernel/errors.ts';
import type { EngineInstanceId } from '#kernel/ids.ts';
import type { EngineInstanceInfo, TestEngine } from './contract.ts';
import { presentInstances } from './present-instance.ts';
import { findInstance, type InstanceRow, instancesToProbe, updateInstance } from './queries.ts';
import { pauseSeconds, tidyAddress } from './rules.ts';

const probeSeconds = 20;
/** What a stored key is sealed for, so that it opens for no other instance. */
export const sealedFor = (id: EngineInstanceId) => `engine ${id}`;
/** Where this feature keeps sealed secrets. */
export const enginesSealedColumns: readonly SealedColumn[] = [
  {
    table: 'engine_instances',
    column: 'sealed_key',
    purposesOf: (id) => [sealedFor(id as EngineInstanceId)],
  },
];

/** The instance as its adapter wants it. Its settings are read again: a newer release may add some. */
export function instanceOf(ctx: Ctx, row: InstanceRow): EngineInstance {
  const kind = ctx.connected.kind(row.kind);
  const settings = kind.settings.safeParse(row.settings);
  const key = row.sealedKey ? ctx.vault.open(row.sealedKey, sealedFor(row.id)) : undefined;
  return {
    id: row.id,
    name: row.name,
    address: row.address,
    settings: settings.success ? settings.data : kind.settings.parse({}),
    ...(key !== undefined && { key }),
  };
}

/**
 * Asks an engine what it is and can do, and keeps nothing.
 * @throws AppError `invalid` for an address or settings that cannot be; `unavailable` when it does not answer.
 */
export async function testEngine(ctx: Ctx, input: TestEngine): Promise<EngineProbe> {
  requireRole(ctx, 'admin');
  return askAt(ctx, input);
}

/** The same for verbs that have looked at the role. */
export async function askAt(ctx: Ctx, input: TestEngine): Promise<EngineProbe> {
  const kind = ctx.connected.kind(input.kind);
  const address = checkedUrl(tidyAddress(input.address));
  const settings = readSettings(ctx, input.kind, input.settings);
  if (kind.key === 'required' && !input.key) {
    throw new AppError('invalid', `${kind.name} needs a key.`, {
      field: 'key',
      hint: 'Copy it from your account there; it is kept encrypted.',
    });
  }
  const instance: EngineInstance = {
    id: 'test',
    name: kind.name,
    address: tidyAddress(address.href),
    settings,
    ...(input.key && { key: input.key }),
  };
  return kind.probe(instance, ctx.connected.means, { signal: AbortSignal.timeout(probeSeconds * 1000) });
}

/** @throws AppError `invalid` naming the setting. */
export function readSettings(
  ctx: Ctx,
  kindId: string,
  settings: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const read = ctx.connected.kind(kindId).settings.safeParse(settings);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new AppError('invalid', issue?.message ?? 'A setting cannot be read.', {
    field: `settings.${issue?.path.join('.') ?? ''}`,
    hint: 'Correct the setting and try again.',
  });
}

/** Asks a connected engine again, now. */
export async function probeInstance(ctx: Ctx, id: string): Promise<EngineInstanceInfo> {
  requireRole(ctx, 'editor');
  await ask(ctx, await findInstance(ctx, id));
  const [info] = await presentInstances(ctx, [await findInstance(ctx, id)]);
  if (info) return info;
  throw new AppError('not_found', 'The engine was disconnected meanwhile.');
}

/** Asks and writes down what came back. Never throws because the engine does not answer. */
async function ask(ctx: Ctx, row: InstanceRow): Promise<void> {
  const kind = ctx.connected.kind(row.kind);
  const call = { signal: AbortSignal.timeout(probeSeconds * 1000) };
  const probedAt = ctx.now();
  try {
    const probe = await kind.probe(instanceOf(ctx, row), ctx.connected.means, call);
    await updateInstance(ctx, row.id, {
      ...{ probe, probedAt, health: 'ok', healthMessage: probe.summary, healthHint: '' },
      ...{ failures: 0, setAsideUntil: null },
    });
  } catch (error) {
    const failures = row.failures + 1;
    await updateInstance(ctx, row.id, {
      probedAt,
      health: 'unreachable',
      healthMessage: messageOf(error),
      healthHint: error instanceof AppError ? (error.hint ?? '') : '',
      failures,
      setAsideUntil: new Date(probedAt.getTime() + pauseSeconds(failures) * 1000),
    });
  }
}

/** Asks the engines of every workspace that are due. */
export async function probeDueInstances(app: AppContext, signal: AbortSignal): Promise<void> {
  for (const row of await instancesToProbe(app.db)) {
    if (signal.aborted) return;
    if (!app.connected.kinds.some(({ id }) => id === row.kind)) continue;
    await ask(asSystem(app, row.workspaceId, 'engines.probe'), row);
  }
}
