import { textOfKind } from '#engines/engine.ts';
import { runOnEngine } from '#features/engines/index.ts';
import { readAsset } from '#features/library/index.ts';
import { recentCaptions } from '#features/publishing/index.ts';
import { Shot } from '#kernel/shot.ts';
import type { StartGeneration } from './contract.ts';
import { checkWriting, weigh } from './score-words.ts';
import { madeBy, runOf, type TakeOutcome, type TakeWork } from './take-work.ts';

type TextWanted = Extract<StartGeneration, { medium: 'text' }>;

/** A language model may have to be loaded first. */
const writeSeconds = 300;
const postsCompared = 50;

/** Writes one caption with hashtags, unlike the character's last posts. */
export async function makeText(work: TakeWork, wanted: TextWanted): Promise<TakeOutcome> {
  const { ctx, character, take } = work;
  const { name, persona, canon } = character.content;
  const seen = wanted.assetId ? await pictureOf(work, wanted.assetId) : {};
  const request = {
    kind: 'caption',
    character: { name, persona, canon },
    topic: wanted.topic,
    language: wanted.language,
    maxLength: wanted.maxLength,
    maxHashtags: wanted.maxHashtags,
    recent: await recentCaptions(ctx, character.characterId, postsCompared),
    seed: take.seed,
    ...seen,
  } as const;
  const run = runOf(work, writeSeconds, { from: 0, to: 1 });
  const {
    result: made,
    warnings,
    engine,
  } = await runOnEngine(
    ctx,
    {
      medium: 'text',
      abilities: ['caption'],
      characterId: character.characterId,
      subject: `take ${take.id} text`,
      request: async () => request,
    },
    run,
  );
  const result = textOfKind('caption', made);
  const weighed = checkWriting(result, { maxLength: wanted.maxLength, avoid: persona.avoid });
  return {
    ...weigh(weighed),
    caption: result.caption,
    hashtags: result.hashtags,
    checks: weighed.map((check) => check.result),
    warnings,
    madeBy: madeBy(engine, made.model),
  };
}

/** The picture it goes with, and what it shows when whoever drew it wrote that down. */
async function pictureOf({ ctx }: TakeWork, assetId: string) {
  const { asset } = await readAsset(ctx, assetId);
  const shot = Shot.safeParse(asset.recipe.shot).data;
  const isPicture = asset.kind === 'image';
  return {
    ...(shot && { shot }),
    ...(isPicture && { picture: { path: await ctx.files.pathOf(asset.sha256), mime: asset.mime } }),
  };
}
