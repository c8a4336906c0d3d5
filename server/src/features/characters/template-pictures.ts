import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ctx } from '#context';
import type { Preset } from '#engines/engine.ts';
import { AppError } from '#kernel/errors.ts';
import { draw } from './preview-look.ts';
import {
  pictureKey,
  shippedName,
  shippedPictures,
  templatePixels,
  templateShot,
} from './template-picture.ts';

const drawSeconds = 300;
/** How long a browser waits for a picture before it is told to ask again. */
const patienceSeconds = 20;

export interface TemplatePicture {
  readonly path: string;
  readonly mime: string;
  readonly tag: string;
}

/**
 * The pictures of the persona templates: those that came with the product, or drawn when first asked for, one
 * at a time, so that a whole gallery does not stand in line before somebody's live preview.
 */
export class TemplatePictures {
  #tail: Promise<unknown> = Promise.resolve();

  /** @throws AppError `not_found`; `unavailable` while the picture is still being drawn. */
  async open(ctx: Ctx, templateId: string): Promise<TemplatePicture> {
    const template = templateOf(ctx, templateId);
    const known = await shipped(ctx, template);
    if (known) return known;
    const drawn = this.#tail.then(() => drawTemplate(ctx, template, AbortSignal.timeout(drawSeconds * 1000)));
    this.#tail = drawn.catch(() => undefined);
    const { promise: patience, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(stillDrawing()), patienceSeconds * 1000);
    return Promise.race([drawn, patience]).finally(() => clearTimeout(timer));
  }
}

/** The picture of a template, drawn now when there is none. */
export async function drawTemplate(
  ctx: Ctx,
  template: Preset,
  signal: AbortSignal,
): Promise<TemplatePicture> {
  const known = await shipped(ctx, template);
  if (known) return known;
  const key = pictureKey(ctx.engines.image.manifest, template);
  const path = await ctx.files.derived(key, `template-${templatePixels}.jpg`, async (into) =>
    writeFile(
      into,
      await draw(ctx, { look: template.look, shot: templateShot, pixels: templatePixels }, signal),
    ),
  );
  return { path, mime: 'image/jpeg', tag: key };
}

function templateOf(ctx: Ctx, id: string): Preset {
  const template = ctx.engines.presets.find((one) => one.id === id);
  if (template) return template;
  throw new AppError('not_found', 'There is no such persona template.');
}

async function shipped(ctx: Ctx, template: Preset): Promise<TemplatePicture | undefined> {
  const key = pictureKey(ctx.engines.image.manifest, template);
  const path = join(shippedPictures, shippedName(template, key));
  return access(path).then(
    () => ({ path, mime: 'image/webp', tag: key }),
    () => undefined,
  );
}

function stillDrawing(): AppError {
  return new AppError('unavailable', 'This picture is still being drawn.', {
    hint: 'Ask for it again in a few seconds.',
  });
}
