import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Character } from '#features/characters/contract.ts';
import { setCharacterState } from '#features/characters/set-character-state.ts';
import { chooseTake } from '#features/generation/choose-take.ts';
import { StartGeneration } from '#features/generation/contract.ts';
import { startGeneration } from '#features/generation/start-generation.ts';
import { generations, takes } from '#features/generation/tables.ts';
import { getAsset } from '#features/library/get-asset.ts';
import { findNearestPicture } from '#features/library/index.ts';
import { type CharacterId, type GenerationId, newId, type TakeId } from '#kernel/ids.ts';
import { fixedLines } from '#media/checks/thresholds.ts';
import { fakeMedia } from '#test/fake-media.ts';
import { aCharacter } from '#test/makers/a-character.ts';
import { anAsset } from '#test/makers/an-asset.ts';
import { type TestContext, testContext } from '#test/test-context.ts';
import { calibrateLikeness } from './calibrate-likeness.ts';
import { ListMeasuredTakes } from './contract.ts';
import { getLikeness } from './get-likeness.ts';
import { likenessLines } from './likeness-lines.ts';
import { listMeasuredTakes } from './list-measured-takes.ts';
import { measureAssets } from './measure-assets.ts';
import { fingerprintOf } from './rules.ts';

const identity = new Array<number>(128).fill(0.05);
const against = fingerprintOf(identity);
const approvedDistances = [0.26, 0.3, 0.28, 0.32, 0.27, 0.31, 0.29, 0.29];

let test: TestContext;
beforeAll(async () => {
  test = await testContext();
});
afterAll(() => test[Symbol.asyncDispose]());

/** A generation with finished takes of these distances and scores; answers their ids in the order given. */
async function aGeneration(
  character: Character,
  made: readonly { distance: number; score: number }[],
  { model = 'fake-1', face = against } = {},
) {
  const { ctx } = test;
  const asked = { medium: 'image', characterId: character.id, shot: {}, takes: made.length };
  const generation = await startGeneration(ctx, StartGeneration.parse(asked));
  const ordered = generation.takes.toSorted((left, right) => left.number - right.number);
  for (const [index, { distance, score }] of made.entries()) {
    const asset = await anAsset(ctx, character, {
      model,
      score,
      identityDistance: distance,
      measured: { as: 'builtin', against: face },
    });
    await ctx.db
      .update(takes)
      .set({ state: 'done', assetId: asset.id, score, madeBy: { engineId: 'e', engineName: 'E', model } })
      .where(eq(takes.id, ordered[index]!.id as TakeId));
  }
  return { id: generation.id, takeIds: ordered.map(({ id }) => id) };
}

const linesOf = (character: Character, face = identity) =>
  likenessLines(test.ctx, { characterId: character.id, look: 'builtin', model: 'fake-1', identity: face });

describe('own lines', () => {
  it('hold from the eighth chosen take on, for that face, model and look only, and say where they come from', async () => {
    const character = await aCharacter(test.ctx);
    const characterId = character.id as CharacterId;
    for (const distance of approvedDistances.slice(1)) {
      const { id, takeIds } = await aGeneration(character, [{ distance, score: 80 }]);
      await chooseTake(test.ctx, id, takeIds[0]!);
    }
    // Not chosen, and measured to another face: neither counts.
    await aGeneration(character, [{ distance: 0.9, score: 10 }]);
    const other = await aGeneration(character, [{ distance: 0.8, score: 10 }], { face: 'ffffffffffffffff' });
    await chooseTake(test.ctx, other.id, other.takeIds[0]!);
    expect(await calibrateLikeness(test.ctx, characterId)).toBe(0);
    expect((await linesOf(character)).lines).toEqual(fixedLines('builtin'));

    const last = await aGeneration(character, [{ distance: approvedDistances[0]!, score: 80 }]);
    await chooseTake(test.ctx, last.id, last.takeIds[0]!);
    expect(test.queued.at(-1)).toMatchObject({
      job: 'identity.calibrate-likeness',
      payload: { characterId },
    });
    expect(await calibrateLikeness(test.ctx, characterId)).toBe(1);
    const { lines } = await linesOf(character);
    expect(lines.pass).toBeCloseTo(0.332, 3);
    expect(lines.from).toMatch(/own line for fake-1, from 8 approved takes with a mean of 0\.29 ± 0\.02/);
    expect(
      (
        await linesOf(
          character,
          identity.map((value) => -value),
        )
      ).lines,
    ).toEqual(fixedLines('builtin'));
    const photo = { characterId, look: 'photo', model: 'fake-1', identity } as const;
    expect((await likenessLines(test.ctx, photo)).lines).toEqual(fixedLines('photo'));
    const stranger = await test.stranger();
    const asStranger = await likenessLines(stranger, { ...photo, look: 'builtin' });
    expect(asStranger.lines).toEqual(fixedLines('builtin'));
    await expect(getLikeness(stranger, characterId)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('the likeness of a character', () => {
  it('counts how often the first offered was taken, by model, where there was a choice', async () => {
    const character = await aCharacter(test.ctx);
    const two = [
      { distance: 0.2, score: 60 },
      { distance: 0.25, score: 90 },
    ];
    const first = await aGeneration(character, two);
    await chooseTake(test.ctx, first.id, first.takeIds[1]!);
    const second = await aGeneration(character, two);
    await chooseTake(test.ctx, second.id, second.takeIds[0]!);
    const only = await aGeneration(character, two.slice(1));
    await chooseTake(test.ctx, only.id, only.takeIds[0]!);
    const [row] = await test.ctx.db
      .select()
      .from(generations)
      .where(eq(generations.id, second.id as GenerationId));
    expect(row).toMatchObject({ chosenRank: 2, offered: 2 });
    const { choices, models } = await getLikeness(test.ctx, character.id);
    expect(choices).toEqual([{ model: 'fake-1', chosen: 2, firstTaken: 1 }]);
    expect(models).toMatchObject([{ model: 'fake-1', look: 'builtin', calibration: null, approved: 3 }]);
  });

  it('lists measured takes page by page, newest first, of one model or all', async () => {
    const character = await aCharacter(test.ctx);
    for (const [index, model] of ['a', 'b', 'a', 'c', 'a'].entries()) {
      test.setNow(new Date(Date.UTC(2026, 4, 1 + index)));
      await anAsset(test.ctx, character, { model, identityDistance: index / 10 });
    }
    test.setNow(undefined);
    await anAsset(test.ctx, character, { model: 'a', identityDistance: null });
    const list = (query: object) =>
      listMeasuredTakes(test.ctx, character.id, ListMeasuredTakes.parse({ limit: 2, ...query }));
    const seen: number[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < 4; page += 1) {
      const { items, nextCursor } = await list(cursor ? { cursor } : {});
      seen.push(...items.map(({ distance }) => Math.round(distance * 10)));
      if (nextCursor === null) break;
      cursor = nextCursor;
    }
    expect(seen).toEqual([4, 3, 2, 1, 0]);
    expect((await list({ model: 'a', limit: 10 })).items.map(({ model }) => model)).toEqual(['a', 'a', 'a']);
    const { models } = await getLikeness(test.ctx, character.id);
    expect(models.map(({ model }) => model)).toEqual(['a', 'b', 'c']);
  });
});

describe('the nearest picture', () => {
  it('finds a smaller mirrored copy in the library of the same character, and leaves out what it is told to', async () => {
    const character = await aCharacter(test.ctx);
    await using scratch = await test.ctx.files.scratch();
    const path = (name: string) => join(scratch.path, name);
    const fixture = join(import.meta.dirname, '../../../test/fixtures/face-mara-plain.jpg');
    const other = join(import.meta.dirname, '../../../test/fixtures/face-dayo-plain.jpg');
    const file = { path: fixture, mime: 'image/jpeg', width: 360, height: 360 };
    const asset = await anAsset(test.ctx, character, { file });
    await sharp(fixture).flop().resize(180).jpeg({ quality: 50 }).toFile(path('copy.jpg'));
    const asked = { characterId: character.id };
    const nearest = await findNearestPicture(test.ctx, path('copy.jpg'), asked);
    expect(nearest).toMatchObject({ assetId: asset.id });
    expect(nearest?.bits.phash).toBeLessThanOrEqual(10);
    expect(await findNearestPicture(test.ctx, fixture, { ...asked, except: [asset.id] })).toBeNull();
    const elsewhere = await aCharacter(test.ctx);
    expect(await findNearestPicture(test.ctx, fixture, { characterId: elsewhere.id })).toBeNull();
    const [before, after] = [-1000, 1000].map((by) => new Date(asset.createdAt.getTime() + by));
    const itself = { ...asked, notItselfSince: before! };
    expect(await findNearestPicture(test.ctx, fixture, itself)).toBeNull();
    expect(await findNearestPicture(test.ctx, path('copy.jpg'), itself)).toMatchObject({ assetId: asset.id });
    expect(await findNearestPicture(test.ctx, fixture, { ...asked, notItselfSince: after! })).toMatchObject({
      assetId: asset.id,
    });
    const different = await findNearestPicture(test.ctx, other, asked);
    expect(different?.bits.dhash).toBeGreaterThan(52);
    expect(different?.bits.phash).toBeGreaterThan(10);
  });
});

describe('measuring what came from elsewhere', () => {
  const never = new AbortController().signal;
  const claimed = [
    { name: 'safety', version: '9', score: 0, threshold: 1, verdict: 'pass', reason: 'Claimed.' } as const,
    {
      name: 'loudness',
      version: '1',
      score: -14,
      threshold: -14,
      verdict: 'pass',
      reason: 'Heard.',
    } as const,
  ];

  it('puts this studio’s checks, score and distance in place of claims, and may run twice', async () => {
    const ctx = { ...test.ctx, media: fakeMedia(test.app.media) };
    const character = await aCharacter(ctx);
    const asset = await anAsset(ctx, character, { checks: claimed, score: 3, identityDistance: 9 });
    for (let round = 0; round < 2; round += 1)
      await measureAssets(ctx, { characterId: character.id, assetIds: [asset.id, newId()] }, never);
    const found = await getAsset(ctx, asset.id);
    expect(found.checks.map(({ name }) => name)).toEqual([
      'identity',
      'face',
      'safety',
      'sharpness',
      'loudness',
    ]);
    expect(found.identityDistance).toBeCloseTo(0.2);
    expect([found.score !== 3, found.archivedAt]).toEqual([true, null]);
  });

  it('archives what fails here, and measures no likeness for whom nobody stands', async () => {
    const findings = () => ({ safety: 'fail' }) as const;
    const ctx = { ...test.ctx, media: fakeMedia(test.app.media, { findings }) };
    const character = await aCharacter(ctx);
    await setCharacterState(ctx, character.id, { state: 'paused' });
    const asset = await anAsset(ctx, character, { checks: claimed, identityDistance: 0.77 });
    await measureAssets(ctx, { characterId: character.id, assetIds: [asset.id] }, never);
    const found = await getAsset(ctx, asset.id);
    expect(found.archivedAt).not.toBeNull();
    expect(found.checks.find(({ name }) => name === 'safety')).toMatchObject({ verdict: 'fail' });
    expect(found.identityDistance).toBeCloseTo(0.77);
  });
});
