import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import {
  findInstance,
  type InstanceRow,
  instanceOf,
  lockEngines,
  probeInstance,
  updateInstance,
} from '#features/engines/index.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import type { KeepWorkflow, Workflow } from './contract.ts';
import { listWorkflowsOf } from './list-workflows.ts';
import { noSuchWorkflow, portMapping, presentMapping, workflowsOfKind } from './rules.ts';

/**
 * Keeps a workflow with an engine: a new one, or in place of the one named.
 * @throws AppError `invalid` with what of the mapping does not fit, `conflict` for a name in use
 */
export async function keepWorkflow(
  ctx: Ctx,
  engineId: string,
  { document, mapping }: KeepWorkflow,
  workflowId?: string,
): Promise<Workflow> {
  requireRole(ctx, 'admin');
  const id = await changeWorkflows(ctx, engineId, async (ctx, row, settings) => {
    const workflows = workflowsOfKind(ctx, row.kind);
    if (workflowId !== undefined && !workflows.find(settings, workflowId)) throw noSuchWorkflow();
    const kept = workflows.keep(settings, { document, mapping: portMapping(mapping), id: workflowId });
    await recordActivity(ctx, {
      verb: workflowId === undefined ? 'engine.workflow_kept' : 'engine.workflow_changed',
      subject: { type: 'engine', id: row.id, topic: 'engines' },
      summary: `The workflow ${mapping.label} of ${row.name} was ${workflowId === undefined ? 'kept' : 'changed'}.`,
      facts: { workflowId: kept.id, ability: mapping.ability, use: mapping.use },
    });
    return { settings: kept.settings, answer: kept.id };
  });
  const found = (await listWorkflowsOf(ctx, engineId)).items.find((one) => one.id === id);
  if (found) return found;
  throw new AppError('not_found', 'The workflow was deleted meanwhile.');
}

/** Forgets a workflow, and answers it. What it made stays. @throws AppError `not_found` */
export async function removeWorkflow(ctx: Ctx, engineId: string, workflowId: string): Promise<KeepWorkflow> {
  requireRole(ctx, 'admin');
  return changeWorkflows(ctx, engineId, async (ctx, row, settings) => {
    const workflows = workflowsOfKind(ctx, row.kind);
    const kept = workflows.find(settings, workflowId);
    if (!kept) throw noSuchWorkflow();
    await recordActivity(ctx, {
      verb: 'engine.workflow_removed',
      subject: { type: 'engine', id: row.id, topic: 'engines' },
      summary: `The workflow ${kept.mapping.label} of ${row.name} was deleted.`,
      facts: { workflowId },
    });
    const answer = { document: kept.document, mapping: presentMapping(kept.mapping) };
    return { settings: workflows.remove(settings, workflowId), answer };
  });
}

type Settings = InstanceRow['settings'];

/** Changes an instance's settings under a lock, so that two people who save at one moment both do. */
async function changeWorkflows<Answer>(
  ctx: Ctx,
  engineId: string,
  change: (
    ctx: Ctx,
    row: InstanceRow,
    settings: Settings,
  ) => Promise<{ readonly settings: Settings; readonly answer: Answer }>,
): Promise<Answer> {
  const { row, answer } = await inTransaction(ctx, async (ctx) => {
    await lockEngines(ctx);
    const row = await findInstance(ctx, engineId);
    const { settings, answer } = await change(ctx, row, instanceOf(ctx, row).settings);
    await updateInstance(ctx, row.id, { settings, revision: row.revision + 1 });
    return { row, answer };
  });
  // What it can do may have changed with it; one that is away says so later.
  if (row.enabled && row.health === 'ok') await probeInstance(ctx, row.id);
  return answer;
}
