import { z } from 'zod';
import type { Ctx } from '#context';
import type { AbilityId } from '#engines/connected-engine.ts';
import type { RouteChoice } from '#features/engines/contract.ts';
import { pickEngine, type Wanted } from '#features/engines/index.ts';
import type { AssetRow } from '#features/library/index.ts';
import { AppError } from '#kernel/errors.ts';
import type { CharacterId } from '#kernel/ids.ts';
import { Look } from '#kernel/look.ts';
import type { ChangeKind } from '#kernel/picture-change.ts';
import { Shot } from '#kernel/shot.ts';

/** Who would change a picture, or that nobody can. */
export type ChangeWay =
  /** The built-in artist draws it again, larger, from its own recipe. */
  | { readonly by: 'redraw'; readonly recipe: RedrawRecipe }
  | {
      readonly by: 'connected' | 'waiting';
      readonly names: readonly string[];
      /** Instead of the route, where those it names cannot do this. */
      readonly choice: RouteChoice | undefined;
    }
  | { readonly by: 'nobody' };

/** What the built-in artist needs to draw a picture again. */
const RedrawRecipe = z.object({
  look: Look,
  shot: Shot,
  seed: z.number(),
  enlarged: z.boolean().optional(),
});
export type RedrawRecipe = z.infer<typeof RedrawRecipe>;

/**
 * Who makes a change. The routes say who makes new pictures: where those cannot change one, any connected engine that
 * can is asked. A picture of the built-in artist is made larger by drawing it again, which invents nothing.
 */
export async function changeWay(ctx: Ctx, asset: AssetRow, kind: ChangeKind): Promise<ChangeWay> {
  const recipe = kind === 'upscale' ? redrawOf(ctx, asset) : undefined;
  if (recipe) return recipe.enlarged ? { by: 'nobody' } : { by: 'redraw', recipe };
  const need: Wanted = {
    medium: 'image',
    abilities: [kind satisfies AbilityId],
    ...(asset.characterId && { characterId: asset.characterId satisfies CharacterId }),
  };
  const automatic: RouteChoice = { kind: 'automatic' };
  for (const choice of [undefined, automatic]) {
    const { ready, resting } = await pickEngine(ctx, { ...need, ...(choice && { choice }) });
    const [first] = ready;
    if (first) return { by: 'connected', names: ready.map(({ instance }) => instance.name), choice };
    if (resting.length > 0) return { by: 'waiting', names: resting.map(({ name }) => name), choice };
  }
  return { by: 'nobody' };
}

/** Nothing for a picture of another engine, or of a release that kept less. */
function redrawOf(ctx: Ctx, asset: AssetRow): RedrawRecipe | undefined {
  return asset.engine === ctx.engines.image.id ? RedrawRecipe.safeParse(asset.recipe).data : undefined;
}

const verbs: Readonly<Record<ChangeKind, string>> = {
  edit: 'change a picture by words',
  'detail-face': 'mend a face',
  upscale: 'make a picture larger',
};

/** Why nobody can, and what to do about it. */
export function nobodyCan(kind: ChangeKind, isEnlarged = false): AppError {
  if (isEnlarged) {
    return new AppError('conflict', 'This picture is as large as the built-in artist draws.', {
      hint: 'Make the picture that it came from larger, or connect an engine that enlarges pictures.',
    });
  }
  return new AppError('unavailable', `No connected engine can ${verbs[kind]}.`, {
    hint: 'Connect one on the engines page, such as ComfyUI, or install what its card there says is missing.',
  });
}
