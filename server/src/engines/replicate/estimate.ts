import { z } from 'zod';
import type { CostEstimate, EngineInstance, PricedWork } from '#engines/connected-engine.ts';
import { readPriceList, referencesInWords } from '#engines/price-list.ts';
import { settingsOf } from './settings.ts';

const prices = readPriceList(import.meta.dirname, { microsPerPicture: z.number().int() });

/** What one picture costs by the price list; models that are paid by the second of a machine are not in it. */
export function estimateReplicate(
  instance: Pick<EngineInstance, 'settings'>,
  work: PricedWork,
): CostEstimate {
  if (work.medium !== 'image') return { unknown: 'it makes pictures only' };
  const { model, picturesField, references } = settingsOf(instance);
  const price = prices.find((one) => one.model === model);
  if (!price) return { unknown: `no price is known for ${model}` };
  const sent =
    picturesField === '' ? 0 : Math.min(references, work.references) + (work.task === 'edit' ? 1 : 0);
  return {
    amountMicros: price.microsPerPicture,
    currency: 'USD',
    basis: `one picture${referencesInWords(sent)}, ${model}`,
    isUpperBound: price.isFromSeller,
  };
}
