import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import type { EngineProbe } from '#engines/connected-engine.ts';
import { checkedUrl } from '#engines/engine-http.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import { type EngineInstanceId, newId } from '#kernel/ids.ts';
import type { ConnectEngine, EditEngine, EngineInstanceInfo } from './contract.ts';
import { presentInstances } from './present-instance.ts';
import { askAt, readSettings, sealedFor } from './probe-instance.ts';
import { deleteInstance, findInstance, type InstanceRow, insertInstance, updateInstance } from './queries.ts';
import { pauseSeconds, tidyAddress } from './rules.ts';

/**
 * Keeps an engine of the workspace, after it has said what it can do.
 * @throws AppError `unavailable` when it does not answer and the person did not say to keep it all the same;
 * `conflict` when it is connected already.
 */
export async function connectEngine(ctx: Ctx, input: ConnectEngine): Promise<EngineInstanceInfo> {
  requireRole(ctx, 'admin');
  const answer = await askOrKeep(ctx, input);
  const id = newId<EngineInstanceId>();
  const at = ctx.now();
  await inTransaction(ctx, async (ctx) => {
    await insertInstance(ctx, {
      id,
      workspaceId: ctx.workspaceId,
      kind: input.kind,
      name: input.name,
      address: tidyAddress(input.address),
      sealedKey: input.key ? ctx.vault.seal(input.key, sealedFor(id)) : null,
      settings: readSettings(ctx, input.kind, input.settings),
      createdAt: at,
      probedAt: at,
      ...('probe' in answer
        ? { probe: answer.probe, health: 'ok', healthMessage: answer.probe.summary }
        : {
            health: 'unreachable',
            healthMessage: answer.failure.message,
            healthHint: answer.failure.hint ?? '',
            failures: 1,
            setAsideUntil: new Date(at.getTime() + pauseSeconds(1) * 1000),
          }),
    });
    await recordActivity(ctx, {
      verb: 'engine.connected',
      subject: { type: 'engine', id, topic: 'engines' },
      summary: `The engine ${input.name} was connected.`,
      facts: { kind: input.kind },
    });
  });
  return presented(ctx, id);
}

async function askOrKeep(
  ctx: Ctx,
  input: ConnectEngine,
): Promise<{ readonly probe: EngineProbe } | { readonly failure: AppError }> {
  try {
    return { probe: await askAt(ctx, input) };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'unavailable' || !input.evenIfUnreachable) throw error;
    return { failure: error };
  }
}

/** Changes an engine. Work it has under way is looked up again with the new settings. */
export async function editEngine(ctx: Ctx, id: string, input: EditEngine): Promise<EngineInstanceInfo> {
  requireRole(ctx, 'admin');
  await inTransaction(ctx, async (ctx) => {
    const row = await findInstance(ctx, id);
    if (input.address !== undefined) checkedUrl(tidyAddress(input.address));
    await updateInstance(ctx, row.id, {
      revision: row.revision + 1,
      // Asked again soon: what it said was said before the change.
      ...(input.enabled === undefined || input.address !== undefined ? { probedAt: null } : {}),
      ...(input.name !== undefined && { name: input.name }),
      ...(input.address !== undefined && { address: tidyAddress(input.address) }),
      ...(input.key !== undefined && {
        sealedKey: input.key === '' ? null : ctx.vault.seal(input.key, sealedFor(row.id)),
      }),
      ...(input.settings !== undefined && { settings: editedSettings(ctx, row, input.settings) }),
      ...(input.enabled !== undefined && { enabled: input.enabled, setAsideUntil: null }),
    });
    await recordActivity(ctx, {
      verb: 'engine.changed',
      subject: { type: 'engine', id: row.id, topic: 'engines' },
      summary: changeInWords(input.name ?? row.name, input),
      facts: { changed: Object.keys(input) },
    });
  });
  return presented(ctx, id);
}

/** What has a screen of its own stays as it is, whatever a form sends. */
function editedSettings(
  ctx: Ctx,
  row: InstanceRow,
  settings: EditEngine['settings'],
): InstanceRow['settings'] {
  const name = ctx.connected.kind(row.kind).workflows?.setting;
  const kept = name === undefined ? {} : { [name]: row.settings[name] };
  return readSettings(ctx, row.kind, { ...settings, ...kept });
}

function changeInWords(name: string, { enabled }: EditEngine): string {
  if (enabled === undefined) return `The engine ${name} was changed.`;
  return `The engine ${name} was switched ${enabled ? 'on' : 'off'}.`;
}

/** Forgets an engine and its key. What it made stays. */
export async function disconnectEngine(ctx: Ctx, id: string): Promise<void> {
  requireRole(ctx, 'admin');
  await inTransaction(ctx, async (ctx) => {
    const row = await findInstance(ctx, id);
    await deleteInstance(ctx, row.id);
    await recordActivity(ctx, {
      verb: 'engine.disconnected',
      subject: { type: 'engine', id: row.id, topic: 'engines' },
      summary: `The engine ${row.name} was disconnected.`,
      facts: { kind: row.kind },
    });
  });
}

async function presented(ctx: Ctx, id: string): Promise<EngineInstanceInfo> {
  const [info] = await presentInstances(ctx, [await findInstance(ctx, id)]);
  if (info) return info;
  throw new AppError('not_found', 'The engine was disconnected meanwhile.');
}
