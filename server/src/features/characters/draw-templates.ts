import { type AppContext, asSystem } from '#context';
import type { WorkspaceId } from '#kernel/ids.ts';
import { drawTemplatesJob } from './jobs.ts';
import { drawTemplate } from './template-pictures.ts';

/** Templates belong to no workspace; their pictures are files of the installation. */
const nobodys = '00000000-0000-7000-8000-000000000000' as WorkspaceId;
/** Between two pictures, so that whoever is at the screen goes first. */
const pauseMilliseconds = 1500;

/** Draws the pictures of the templates that have none yet, one after the other. */
export async function drawTemplates(app: AppContext, signal: AbortSignal): Promise<void> {
  const ctx = asSystem(app, nobodys, drawTemplatesJob.name);
  for (const template of app.engines.presets) {
    signal.throwIfAborted();
    const started = performance.now();
    await drawTemplate(ctx, template, signal);
    const wasDrawn = performance.now() - started > 100;
    if (wasDrawn) await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
  }
}
