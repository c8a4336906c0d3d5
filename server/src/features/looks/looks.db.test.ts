import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ctx } from '#context';
import { Shot, ShotLook } from '#kernel/shot.ts';
import { aCharacter } from '#test/makers/a-character.ts';
import { anAsset } from '#test/makers/an-asset.ts';
import { type TestContext, testContext } from '#test/test-context.ts';
import { deleteLook, renameLook, restoreLook } from './change-look.ts';
import { SaveLook } from './contract.ts';
import { listLooks } from './list-looks.ts';
import { saveLook } from './save-look.ts';

let test: TestContext;
let ctx: Ctx;
beforeAll(async () => {
  test = await testContext();
  ctx = test.ctx;
});
afterAll(() => test[Symbol.asyncDispose]());

const shot = Shot.parse({
  scene: 'rooftop',
  outfit: 'blazer',
  outfitColor: '#1f3f9f',
  mood: 'moody',
  camera: { lens: 'tele', angle: 'low' },
  hair: { style: 'bun', color: '#101010' },
  makeUp: { lips: { color: '#aa2233', strength: 0.9 }, eyeShadow: 0.7, blush: 0.1 },
});
const evening = SaveLook.parse({ name: 'Evening', content: ShotLook.parse(shot) });

describe('saved looks', () => {
  it('keep outfit, hair, make-up, place, light, mood and camera, with the picture of the take', async () => {
    const mara = await aCharacter(ctx);
    const asset = await anAsset(ctx, mara);
    await saveLook(ctx, mara.id, { ...evening, assetId: asset.id });
    const { items } = await listLooks(ctx, mara.id);
    expect(items).toMatchObject([
      { name: 'Evening', assetId: asset.id, thumbnailUrl: expect.stringContaining(asset.id) },
    ]);
    const { outfit, outfitColor, hair, makeUp, scene, light, mood, framing, camera } = shot;
    expect(items[0]?.content).toEqual({
      outfit,
      outfitColor,
      hair,
      makeUp,
      scene,
      light,
      mood,
      framing,
      camera,
    });
  });

  it('have names of their own, and are renamed', async () => {
    const mara = await aCharacter(ctx);
    const first = await saveLook(ctx, mara.id, evening);
    const second = await saveLook(ctx, mara.id, { ...evening, name: 'Work' });
    const taken = { code: 'conflict', field: 'name' };
    await expect(saveLook(ctx, mara.id, { ...evening, name: 'EVENING' })).rejects.toMatchObject(taken);
    await expect(renameLook(ctx, mara.id, second.id, 'evening')).rejects.toMatchObject(taken);
    expect(await renameLook(ctx, mara.id, first.id, 'EVENING')).toMatchObject({ name: 'EVENING' });
  });

  it('come back after they were deleted, unless their name is in use by then', async () => {
    const mara = await aCharacter(ctx);
    const look = await saveLook(ctx, mara.id, evening);
    await deleteLook(ctx, mara.id, look.id);
    await deleteLook(ctx, mara.id, look.id);
    expect((await listLooks(ctx, mara.id)).items).toEqual([]);
    await expect(renameLook(ctx, mara.id, look.id, 'x')).rejects.toMatchObject({ code: 'gone' });
    expect(await restoreLook(ctx, mara.id, look.id)).toMatchObject({ id: look.id });
    expect((await listLooks(ctx, mara.id)).items).toHaveLength(1);
    await deleteLook(ctx, mara.id, look.id);
    await saveLook(ctx, mara.id, evening);
    await expect(restoreLook(ctx, mara.id, look.id)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('are gone for good a day later', async () => {
    const mara = await aCharacter(ctx);
    const look = await saveLook(ctx, mara.id, evening);
    await deleteLook(ctx, mara.id, look.id);
    const another = await saveLook(ctx, mara.id, { ...evening, name: 'Other' });
    const later = { ...ctx, now: () => new Date(ctx.now().getTime() + 25 * 3600 * 1000) };
    await deleteLook(later, mara.id, another.id);
    await expect(restoreLook(later, mara.id, look.id)).rejects.toMatchObject({ code: 'not_found' });
    await restoreLook(later, mara.id, another.id);
  });

  it('are nobody else’s', async () => {
    const mara = await aCharacter(ctx);
    const look = await saveLook(ctx, mara.id, evening);
    const other = await test.stranger();
    const notFound = { code: 'not_found' };
    await expect(listLooks(other, mara.id)).rejects.toMatchObject(notFound);
    await expect(deleteLook(other, mara.id, look.id)).rejects.toMatchObject(notFound);
    const ines = await aCharacter(ctx, { name: 'Ines' });
    await expect(restoreLook(ctx, ines.id, look.id)).rejects.toMatchObject(notFound);
    await expect(saveLook(test.as('reviewer'), mara.id, evening)).rejects.toMatchObject({
      code: 'forbidden',
    });
    const asset = await anAsset(ctx, mara);
    await expect(saveLook(ctx, ines.id, { ...evening, assetId: asset.id })).rejects.toMatchObject({
      code: 'invalid',
      field: 'assetId',
    });
  });
});
