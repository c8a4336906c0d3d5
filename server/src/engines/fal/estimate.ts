import { z } from 'zod';
import type { CostEstimate, EngineInstance, PricedWork } from '#engines/connected-engine.ts';
import { readPriceList, referencesInWords } from '#engines/price-list.ts';
import { settingsOf } from './settings.ts';

const prices = readPriceList(import.meta.dirname, { microsPerPicture: z.number().int() });

/** Which endpoint draws: the one for pictures where there are any to send. */
export function modelFor(instance: Pick<EngineInstance, 'settings'>, pictures: number): string {
  const { model, editModel } = settingsOf(instance);
  return pictures > 0 && editModel !== '' ? editModel : model;
}

/** What one picture of about a megapixel costs by the price list. */
export function estimateFal(instance: Pick<EngineInstance, 'settings'>, work: PricedWork): CostEstimate {
  if (work.medium !== 'image') return { unknown: 'it makes pictures only' };
  const { references, editModel } = settingsOf(instance);
  const sent = editModel === '' ? 0 : Math.min(references, work.references) + (work.task === 'edit' ? 1 : 0);
  const model = modelFor(instance, sent);
  const price = prices.find((one) => one.model === model);
  if (!price) return { unknown: `no price is known for ${model}` };
  return {
    amountMicros: price.microsPerPicture,
    currency: 'USD',
    basis: `one picture of 1K${referencesInWords(sent)}, ${model}`,
    isUpperBound: price.isFromSeller,
  };
}
