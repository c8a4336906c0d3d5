import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Ctx } from '#context';
import { type AssetRow, type NewAsset, storeAsset } from '#features/library/index.ts';
import type { CharacterId } from '#kernel/ids.ts';

/** A picture of a character in the library, its bytes unlike any other's. */
export async function anAsset(
  ctx: Ctx,
  character: { readonly id: string; readonly version: number },
  values: Partial<NewAsset> = {},
): Promise<AssetRow> {
  await using scratch = await ctx.files.scratch();
  const path = join(scratch.path, 'picture.png');
  const raw = { width: 120, height: 150, channels: 3 } as const;
  await sharp(randomBytes(120 * 150 * 3), { raw })
    .png()
    .toFile(path);
  return await storeAsset(ctx, {
    file: { path, mime: 'image/png', width: 120, height: 150 },
    character: { id: character.id as CharacterId, version: character.version },
    engine: 'fake-image',
    model: 'fake-1',
    seed: 7,
    prompt: '',
    recipe: {},
    sourceType: 'algorithmicMedia',
    altText: 'A picture for a test.',
    tags: [],
    score: 80,
    identityDistance: 0.2,
    checks: [],
    archived: false,
    ...values,
  });
}
