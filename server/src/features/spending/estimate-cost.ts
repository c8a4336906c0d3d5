import type { Ctx } from '#context';
import {
  type AbilityId,
  type CostEstimate,
  isPaidByUse,
  type PricedWork,
} from '#engines/connected-engine.ts';
import { requireDeclaration } from '#features/characters/index.ts';
import { engineOfVoice, instanceOf, pickEngine, type Wanted } from '#features/engines/index.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import type { CostQuote, EstimateCost } from './contract.ts';
import { limitOf, timeZoneOf, usedIn } from './queries.ts';
import { decide, monthOf } from './rules.ts';

/** Words of the look and the shot, at most: the person's own come on top. */
const lookWords = 1500;
/** As many pictures of a character as are ever sent. */
const mostReferences = 4;
/** A persona with its facts and last posts, at most. */
const personaBytes = 16_000;

function abilitiesFor(input: EstimateCost): readonly AbilityId[] {
  if (input.medium === 'image')
    return input.change ? [input.change] : ['image-from-references', 'text-to-image'];
  return input.medium === 'speech' ? ['speech'] : [input.kind];
}

/** What takes would cost with the engine that would make them now, and whether the limit lets them begin. */
export async function estimateCost(ctx: Ctx, input: EstimateCost): Promise<CostQuote> {
  requireRole(ctx, 'editor');
  const { characterId, content } = await requireDeclaration(ctx, input.characterId);
  const need: Wanted = {
    medium: input.medium,
    abilities: abilitiesFor(input),
    characterId,
    // The voice belongs to an engine, and no other one sounds like it.
    ...(input.medium === 'speech' && { choice: engineOfVoice(content.voice.engine) }),
  };
  const row = (await pickEngine(ctx, need)).ready[0]?.instance.row;
  const kind = ctx.connected.kinds.find(({ id }) => id === row?.kind);
  const limit = await limitOf(ctx);
  const month = monthOf(ctx.now(), await timeZoneOf(ctx));
  const usedMicros = await usedIn(ctx, month);
  const leftMicros = Math.max(0, limit.limitMicros - usedMicros);
  const common = { engineName: row?.name ?? null, leftMicros, blocked: null };
  if (!row || !kind || !isPaidByUse(kind, instanceOf(ctx, row))) {
    return { ...common, state: 'free', totalMicros: 0, basis: '', isUpperBound: false };
  }
  const estimate: CostEstimate = kind.estimate?.(instanceOf(ctx, row), pricedWorkOf(input)) ?? {
    unknown: 'there is no price list for it',
  };
  const all =
    'amountMicros' in estimate
      ? { ...estimate, amountMicros: estimate.amountMicros * input.takes }
      : estimate;
  const unknownPriceMicros =
    limit.unknownPriceMicros === null ? null : limit.unknownPriceMicros * input.takes;
  const decision = decide({ ...limit, unknownPriceMicros, usedMicros }, all, row.name);
  const blocked = 'refused' in decision ? decision.refused : null;
  return 'amountMicros' in all
    ? {
        ...common,
        state: 'priced',
        totalMicros: all.amountMicros,
        basis: all.basis,
        isUpperBound: all.isUpperBound,
        blocked,
      }
    : {
        ...common,
        state: 'unknown',
        totalMicros: unknownPriceMicros ?? 0,
        basis: all.unknown,
        isUpperBound: false,
        blocked,
      };
}

function pricedWorkOf(input: EstimateCost): PricedWork {
  if (input.medium === 'speech') return { medium: 'speech', characters: input.characters };
  if (input.medium === 'text') {
    const { answerLength, pictures } = input;
    return { medium: 'text', promptBytes: personaBytes, answerLength, pictures };
  }
  const { format, promptLength } = input;
  return {
    medium: 'image',
    format,
    task: input.change ?? 'create',
    references: mostReferences,
    promptLength: lookWords + promptLength,
  };
}
