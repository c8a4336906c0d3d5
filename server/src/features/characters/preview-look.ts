import { createHash } from 'node:crypto';
import sharp from 'sharp';
import type { z } from 'zod';
import type { Ctx } from '#context';
import { runEngine } from '#engines/run-engine.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import { lookIn, Shot } from '#kernel/shot.ts';
import type { LookPreview } from './contract.ts';
import type { FileCache } from './file-cache.ts';

const previewSeconds = 45;
const plain = { scene: 'studio', light: 'soft', style: 'clean', format: 'square' } as const;

/** Previews while sliders move: at each place on a screen a person waits for the newest only. */
export class LookPreviews {
  readonly #cache: FileCache;
  readonly #running = new Map<string, AbortController>();

  constructor(cache: FileCache) {
    this.#cache = cache;
  }

  /**
   * JPEG of a look that need not be saved.
   * @throws AppError `gone` when the same person asked for a newer one at the same place meanwhile.
   */
  async preview(ctx: Ctx, input: z.output<typeof LookPreview>): Promise<Buffer> {
    requireRole(ctx, 'editor');
    const shot = Shot.parse({ ...plain, ...input.shot });
    const look = lookIn(shot, input.look);
    const { id, manifest } = ctx.engines.image;
    const subject = { id, models: manifest.models, look, shot, pixels: input.pixels };
    const key = createHash('sha256').update(JSON.stringify(subject)).digest('hex');
    const who = `${ctx.actor.kind === 'user' ? ctx.actor.userId : ctx.actor.job}/${input.place}`;
    const latest = this.#takeOver(who);
    try {
      const known = await this.#cache.read(key);
      if (known) return known;
      const bytes = await draw(ctx, { look, shot, pixels: input.pixels }, latest.signal);
      await this.#cache.write(key, bytes);
      return bytes;
    } finally {
      if (this.#running.get(who) === latest) this.#running.delete(who);
    }
  }

  #takeOver(who: string): AbortController {
    this.#running.get(who)?.abort(new AppError('gone', 'A newer preview was asked for.'));
    const latest = new AbortController();
    this.#running.set(who, latest);
    return latest;
  }
}

interface Subject {
  readonly look: z.output<typeof LookPreview>['look'];
  readonly shot: Shot;
  readonly pixels: number;
}

/** Draws a quick JPEG of a look. */
export async function draw(ctx: Ctx, { look, shot, pixels }: Subject, signal: AbortSignal): Promise<Buffer> {
  await using scratch = await ctx.files.scratch();
  const { result } = await runEngine(
    ctx.engines.image,
    { look, shot, prompt: '', seed: 1, quality: 'preview', previewPixels: pixels, folder: scratch.path },
    { signal, timeoutSeconds: previewSeconds },
  );
  return await sharp(result.file.path)
    .resize(pixels, pixels, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 86 })
    .toBuffer();
}
