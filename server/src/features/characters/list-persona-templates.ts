import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import type { Ctx } from '#context';
import { AppError } from '#kernel/errors.ts';
import { Shot } from '#kernel/shot.ts';
import { personaTemplates, type Template } from './persona-templates.ts';
import { draw } from './preview-look.ts';

const pixels = 640;
const drawSeconds = 90;
const shot = Shot.parse({ scene: 'studio', light: 'soft', framing: 'portrait', format: 'portrait' });

/** Ready-made characters to start from. */
export function listPersonaTemplates(ctx: Ctx) {
  const items = personaTemplates.map((template) => ({
    ...template,
    // The tag makes a new address when the picture changes, so that browsers may keep it for ever.
    pictureUrl: `/api/v1/persona-templates/${template.id}/picture?v=${pictureKey(ctx, template).slice(0, 8)}`,
  }));
  return { items };
}

/** The picture of a template, drawn when it is first asked for. @throws AppError `not_found`. */
export async function openTemplatePicture(
  ctx: Ctx,
  templateId: string,
  signal: AbortSignal = AbortSignal.timeout(drawSeconds * 1000),
): Promise<{ path: string; mime: string; tag: string }> {
  const template = personaTemplates.find(({ id }) => id === templateId);
  if (!template) throw new AppError('not_found', 'There is no such persona template.');
  const key = pictureKey(ctx, template);
  const path = await ctx.files.derived(key, `template-${pixels}.jpg`, async (into) =>
    writeFile(into, await draw(ctx, { look: template.look, shot, pixels }, signal)),
  );
  return { path, mime: 'image/jpeg', tag: key };
}

function pictureKey(ctx: Ctx, template: Template): string {
  const { id, manifest } = ctx.engines.image;
  return createHash('sha256')
    .update(JSON.stringify([id, manifest.models, template.look, shot, pixels]))
    .digest('hex');
}
