import type { Ctx } from '#context';
import { readCharacter } from '#features/characters/index.ts';
import { identityDistance } from '#media/checks/thresholds.ts';
import type { Likeness, ModelLikeness } from './contract.ts';
import { approvedTakes, choicesByModel, measuredModels, readLines } from './queries.ts';
import { samplesNeeded } from './rules.ts';

/** What is known about how well models keep a character's face, and about people's choices. @throws AppError `not_found`. */
export async function getLikeness(ctx: Ctx, characterId: string): Promise<Likeness> {
  await readCharacter(ctx, characterId);
  const approved = await approvedTakes(ctx, characterId);
  const models: ModelLikeness[] = [];
  for (const { model, engine, measuredAs, measuredAgainst } of await measuredModels(ctx, characterId)) {
    // Takes from before it was written down: only the engine tells.
    const look = measuredAs ?? (engine.startsWith('builtin') ? 'builtin' : 'photo');
    const row = measuredAgainst ? await readLines(ctx, characterId, { model, measuredAgainst }) : undefined;
    const { pass, fail } = row ?? identityDistance[look];
    const counted = approved.find((one) => one.model === model && one.measuredAgainst === measuredAgainst);
    models.push({
      model,
      look,
      pass,
      fail,
      calibration: row
        ? {
            samples: row.samples,
            mean: row.mean,
            deviation: row.deviation,
            methodVersion: row.methodVersion,
            computedAt: row.computedAt.toISOString(),
          }
        : null,
      approved: counted?.distances.length ?? 0,
    });
  }
  return { models, samplesNeeded, choices: await choicesByModel(ctx, characterId) };
}
