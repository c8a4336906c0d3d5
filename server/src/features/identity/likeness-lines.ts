import type { Ctx } from '#context';
import type { EngineLook, LikenessLines } from '#media/checks/media-checks.ts';
import { fixedLines, identityDistance } from '#media/checks/thresholds.ts';
import { type LinesRow, readLines } from './queries.ts';
import { fingerprintOf } from './rules.ts';

export interface LinesInForce {
  readonly lines: LikenessLines;
  /** Fingerprint of the learnt face that distances are measured to. */
  readonly against: string;
}

/** The lines that a take of a model is judged by: the character's own where there are any, else the fixed ones. */
export async function likenessLines(
  ctx: Ctx,
  asked: {
    readonly characterId: string;
    readonly look: EngineLook;
    readonly model: string;
    /** The learnt face. */
    readonly identity: ArrayLike<number>;
  },
): Promise<LinesInForce> {
  const { characterId, look, model } = asked;
  const against = fingerprintOf(asked.identity);
  const row = await readLines(ctx, characterId, { model, measuredAgainst: against });
  // A picture that counts as another kind than those of the sample is not judged by them.
  return { lines: row?.measuredAs === look ? ownLines(row) : fixedLines(look), against };
}

function ownLines({
  measuredAs,
  model,
  samples,
  mean,
  deviation,
  pass,
  fail,
  computedAt,
}: LinesRow): LikenessLines {
  const day = computedAt.toISOString().slice(0, 10);
  const from = `this character’s own line for ${model}, from ${samples} approved takes with a mean of ${mean.toFixed(2)} ± ${deviation.toFixed(2)}, of ${day}`;
  return { best: identityDistance[measuredAs].best, pass, fail, from };
}
