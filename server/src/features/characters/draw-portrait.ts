import { isDeepStrictEqual } from 'node:util';
import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { runEngine } from '#engines/run-engine.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { storeAsset } from '#features/library/index.ts';
import { AppError } from '#kernel/errors.ts';
import { Shot } from '#kernel/shot.ts';
import { type CheckResult, scoreTake } from '#media/checks/media-checks.ts';
import { lockCharacter, readVersion, updateCharacter } from './queries.ts';
import { type Declared, requireDeclaration } from './require-declaration.ts';
import { seedOf } from './rules.ts';

const shot = Shot.parse({
  scene: 'studio',
  outfit: 'turtleneck',
  pose: 'relaxed',
  expression: 'smile',
  framing: 'portrait',
  format: 'portrait',
});
const seedsTried = 2;
/** Waiting behind other work included. */
const pictureSeconds = 600;

/** Draws the picture that stands for a character on every screen, unless its look was changed meanwhile. */
export async function drawPortrait(ctx: Ctx, character: Declared, signal: AbortSignal): Promise<void> {
  let reason = '';
  for (let attempt = 0; attempt < seedsTried; attempt += 1) {
    await using scratch = await ctx.files.scratch();
    const seed = seedOf(character.characterId, character.version + attempt * 1000);
    const request = {
      look: character.content.look,
      shot,
      prompt: '',
      seed,
      quality: 'final',
      folder: scratch.path,
    } as const;
    const { result } = await runEngine(ctx.engines.image, request, {
      signal,
      timeoutSeconds: pictureSeconds,
    });
    // Its face may have been learnt while this was drawn.
    const { identity } = await requireDeclaration(ctx, character.characterId);
    const results = await ctx.media.checks.checkImage(result.file.path, {
      engine: 'builtin',
      signal,
      ...(identity && { identity }),
    });
    const { score, verdict, reasons } = scoreTake(results);
    if (verdict === 'fail') {
      reason = reasons[0] ?? '';
      continue;
    }
    const asset = await storeAsset(ctx, {
      file: result.file,
      character: { id: character.characterId, version: character.version },
      engine: ctx.engines.image.id,
      model: result.model,
      seed,
      prompt: '',
      recipe: result.recipe,
      sourceType: ctx.engines.image.manifest.sourceType,
      altText: result.altText,
      tags: ['portrait'],
      score,
      identityDistance: results.find(({ name }) => name === 'identity')?.score ?? null,
      checks: results.map(toWire),
      archived: false,
    });
    await keep(ctx, character, asset.id);
    return;
  }
  throw new AppError('unavailable', `The portrait of ${character.content.name} was set aside: ${reason}`);
}

/** A check as it is kept and shown. */
export function toWire({ name, version, score, threshold, verdict, reason, relatedAssetId }: CheckResult) {
  const kept = { name, version: String(version), score, threshold, verdict, reason };
  return relatedAssetId === undefined ? kept : { ...kept, relatedAssetId };
}

async function keep(
  ctx: Ctx,
  { characterId, content }: Declared,
  portraitAssetId: Awaited<ReturnType<typeof storeAsset>>['id'],
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const row = await lockCharacter(ctx, characterId);
    const now = await readVersion(ctx, characterId, row.version);
    if (!isDeepStrictEqual(now.look, content.look)) return;
    await updateCharacter(ctx, characterId, { portraitAssetId });
    await recordActivity(ctx, {
      verb: 'character.portrait_drawn',
      subject: { type: 'character', id: characterId, topic: 'characters' },
      characterId,
      summary: `A portrait of ${content.name} was drawn.`,
    });
  });
}
