import type { Ctx } from '#context';
import { personaTemplates } from './persona-templates.ts';
import { pictureKey } from './template-picture.ts';

/** Ready-made characters to start from. */
export function listPersonaTemplates(ctx: Ctx) {
  const { image, presets } = ctx.engines;
  const items = personaTemplates(presets).map((template) => ({
    ...template,
    // The tag makes a new address when the picture changes, so that browsers may keep it for ever.
    pictureUrl: `/api/v1/persona-templates/${template.id}/picture?v=${pictureKey(image.manifest, template).slice(0, 8)}`,
  }));
  return { items };
}
