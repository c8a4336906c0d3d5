import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { EngineManifest, Preset } from '#engines/engine.ts';
import { Shot } from '#kernel/shot.ts';

/** How every persona template is shown. */
export const templateShot = Shot.parse({
  scene: 'studio',
  light: 'soft',
  framing: 'portrait',
  format: 'portrait',
  style: 'clean',
});
/** Longer side, in pixels. */
export const templatePixels = 640;

/** Pictures that come with the product, drawn by `commands/draw-templates.ts`. */
export const shippedPictures = join(import.meta.dirname, '../../../assets/persona-templates');

/** Names a template's picture by what it shows and who draws it, in hex. */
export function pictureKey({ id, models }: EngineManifest, { look }: Pick<Preset, 'look'>): string {
  return createHash('sha256')
    .update(JSON.stringify([id, models, look, templateShot, templatePixels]))
    .digest('hex');
}

/** The name of a shipped picture: one of another look or renderer is not taken for it. */
export function shippedName(template: Preset, key: string): string {
  return `${template.id}-${key.slice(0, 12)}.webp`;
}
