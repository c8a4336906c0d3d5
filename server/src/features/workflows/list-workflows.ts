import type { z } from 'zod';
import type { Ctx } from '#context';
import { findInstance, type InstanceRow, instanceOf, instancesOf } from '#features/engines/index.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import type { Workflow, Workflows } from './contract.ts';

const askSeconds = 15;

/** The own workflows of every engine that is on, without asking any. */
export async function listWorkflows(ctx: Ctx): Promise<z.infer<typeof Workflows>> {
  const rows = (await instancesOf(ctx)).filter(({ enabled }) => enabled);
  const lists = await Promise.all(rows.map((row) => workflowsOf(ctx, row)));
  return { items: lists.flat() };
}

/** The own workflows of one engine, with what it lacks for each. */
export async function listWorkflowsOf(ctx: Ctx, engineId: string): Promise<z.infer<typeof Workflows>> {
  requireRole(ctx, 'editor');
  const row = await findInstance(ctx, engineId);
  const call = { signal: AbortSignal.timeout(askSeconds * 1000) };
  return { items: await workflowsOf(ctx, row, { means: ctx.connected.means, call }) };
}

type Asking = Parameters<NonNullable<ReturnType<Ctx['connected']['kind']>['workflows']>['list']>[1];

async function workflowsOf(ctx: Ctx, row: InstanceRow, asking?: Asking): Promise<Workflow[]> {
  const kind = ctx.connected.kinds.find(({ id }) => id === row.kind);
  const items = (await kind?.workflows?.list(instanceOf(ctx, row), asking)) ?? [];
  return items.map((item) => ({
    ...item,
    missing: item.missing && [...item.missing],
    engineId: row.id,
    engineName: row.name,
  }));
}

/** One own workflow of an engine that is on; nothing when either is gone. */
export async function findWorkflow(
  ctx: Ctx,
  engineId: string,
  workflowId: string,
): Promise<Workflow | undefined> {
  const { items } = await listWorkflows(ctx);
  return items.find((one) => one.engineId === engineId && one.id === workflowId);
}
