import { z } from 'zod';
import type { CostEstimate, EngineInstance, PricedWork } from '#engines/connected-engine.ts';
import { readPriceList } from '#engines/price-list.ts';
import { settingsOf } from './settings.ts';

const prices = readPriceList(import.meta.dirname, { microsPerThousandCharacters: z.number().int() });
export const knownModels: readonly string[] = prices.map(({ model }) => model);

/** What a recording costs by the characters of its script. */
export function estimateElevenlabs(
  instance: Pick<EngineInstance, 'settings'>,
  work: PricedWork,
): CostEstimate {
  const { model } = settingsOf(instance);
  const price = prices.find((one) => one.model === model);
  if (work.medium !== 'speech') return { unknown: 'it speaks only' };
  if (!price) return { unknown: `no price is known for the model ${model}` };
  return {
    amountMicros: Math.ceil((work.characters * price.microsPerThousandCharacters) / 1000),
    currency: 'USD',
    basis: `${work.characters} characters, ${model}`,
    isUpperBound: price.isFromSeller,
  };
}
