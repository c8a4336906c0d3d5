import type { z } from 'zod';
import type { Ctx } from '#context';
import { instancesOf } from '#features/engines/index.ts';
import { readAsset } from '#features/library/index.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import { type ChangeKind, changeKinds } from '#kernel/picture-change.ts';
import { Shot } from '#kernel/shot.ts';
import { type ChangeWay, changeWay } from './change-ways.ts';
import { type ChangePicture, type Generation, type PictureChanges, StartGeneration } from './contract.ts';
import { startGeneration } from './start-generation.ts';

/**
 * Asks for a change to a picture of the library: a generation like any other, whose takes are measured like any
 * other and name the picture they were made from.
 * @throws AppError `invalid`, or `unavailable` when nobody can do it
 */
export async function changePicture(ctx: Ctx, input: ChangePicture): Promise<Generation> {
  requireRole(ctx, 'editor');
  const { asset } = await readAsset(ctx, input.change.assetId);
  if (!asset.characterId) {
    throw new AppError('invalid', 'Only a picture of a character can be changed.', {
      field: 'change.assetId',
    });
  }
  const shot = shotOf(asset.recipe);
  return startGeneration(
    ctx,
    StartGeneration.parse({
      ...{ medium: 'image', characterId: asset.characterId, shot, vary: false, people: shot.people ?? 1 },
      ...{ prompt: input.words, takes: input.takes, change: input.change },
      extraTakes: input.change.kind === 'upscale' ? 0 : 1,
      // The same picture with more pixels.
      ...(input.change.kind === 'upscale' && asset.seed !== null && { seed: asset.seed % 2 ** 32 }),
      ...(input.workflow && { workflow: input.workflow }),
    }),
  );
}

const shotOf = (recipe: Readonly<Record<string, unknown>>): Shot =>
  Shot.safeParse(recipe.shot).data ?? Shot.parse({});

/** What can be done with a picture, by whom, and what to connect for the rest. @throws AppError `not_found` */
export async function listPictureChanges(ctx: Ctx, assetId: string): Promise<z.infer<typeof PictureChanges>> {
  const { asset } = await readAsset(ctx, assetId);
  if (asset.kind !== 'image' || !asset.characterId) return { items: [] };
  const lacking = await lackingByAbility(ctx);
  const items = [];
  for (const kind of changeKinds) {
    const way = await changeWay(ctx, asset, kind);
    items.push({ kind, ...inWords(way, asset.recipe.enlarged === true, lacking.get(kind) ?? []) });
  }
  return { items };
}

type Offered = Omit<z.infer<typeof PictureChanges>['items'][number], 'kind'>;

function inWords(way: ChangeWay, isEnlarged: boolean, lacks: readonly string[]): Offered {
  if (way.by === 'redraw') {
    return { by: 'redraw', engines: ['the built-in artist'], factors: [2], lacks: [] };
  }
  if (way.by === 'nobody') {
    return { by: isEnlarged ? 'done' : 'nobody', engines: [], factors: [], lacks: [...lacks] };
  }
  return { by: way.by, engines: [...way.names], factors: [2, 4], lacks: [] };
}

/** What connected engines would need for each, in sentences. */
async function lackingByAbility(ctx: Ctx): Promise<ReadonlyMap<ChangeKind, readonly string[]>> {
  const rows = (await instancesOf(ctx)).filter(({ enabled }) => enabled);
  return new Map(
    changeKinds.map((kind) => [
      kind,
      rows.flatMap(({ name, probe }) => {
        const ability = probe?.abilities.find((one) => one.id === kind && !one.ready);
        return ability && ability.missing.length > 0 ? [`${name} lacks ${ability.missing.join(', ')}.`] : [];
      }),
    ]),
  );
}
