import type { Ctx } from '#context';
import type { CharacterId } from '#kernel/ids.ts';
import { approvedTakes, keepLines } from './queries.ts';
import { calibrate } from './rules.ts';

/**
 * Calculates a character's own lines anew, for every model and learnt face of which enough takes were approved.
 * Answers how many lines were written. May run again at any time.
 */
export async function calibrateLikeness(ctx: Ctx, characterId: CharacterId): Promise<number> {
  let written = 0;
  for (const { distances, ...measuring } of await approvedTakes(ctx, characterId)) {
    const lines = calibrate(distances, measuring.measuredAs);
    if (!lines) continue;
    await keepLines(ctx, characterId, measuring, lines);
    written += 1;
  }
  if (written > 0) ctx.emit({ type: 'changed', topic: 'characters', id: characterId });
  return written;
}
