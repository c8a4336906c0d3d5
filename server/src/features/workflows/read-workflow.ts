import { readFile } from 'node:fs/promises';
import type { Ctx } from '#context';
import { findInstance, instanceOf } from '#features/engines/index.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import type { WorkflowReading } from './contract.ts';
import { noSuchWorkflow, presentReading, workflowsOfKind } from './rules.ts';

const readSeconds = 60;

/**
 * Reads a workflow from an uploaded file and says what could be mapped and what the engine lacks; keeps nothing.
 * @throws AppError `invalid`, `too_large` or `unsupported_media` with what to export instead
 */
export async function readWorkflow(ctx: Ctx, engineId: string, path: string): Promise<WorkflowReading> {
  requireRole(ctx, 'admin');
  const row = await findInstance(ctx, engineId);
  const workflows = workflowsOfKind(ctx, row.kind);
  const call = { signal: AbortSignal.timeout(readSeconds * 1000) };
  return presentReading(
    await workflows.read(instanceOf(ctx, row), await readFile(path), ctx.connected.means, call),
  );
}

/** A workflow that is kept, read again, with its mapping in place of our guesses. @throws AppError `not_found` */
export async function getWorkflow(
  ctx: Ctx,
  engineId: string,
  workflowId: string,
): Promise<{ id: string; reading: WorkflowReading }> {
  requireRole(ctx, 'admin');
  const row = await findInstance(ctx, engineId);
  const workflows = workflowsOfKind(ctx, row.kind);
  const instance = instanceOf(ctx, row);
  const kept = workflows.find(instance.settings, workflowId);
  if (!kept) throw noSuchWorkflow();
  const call = { signal: AbortSignal.timeout(readSeconds * 1000) };
  const reading = await workflows.read(instance, Buffer.from(kept.document), ctx.connected.means, call);
  return { id: workflowId, reading: presentReading({ ...reading, suggestion: kept.mapping }) };
}
