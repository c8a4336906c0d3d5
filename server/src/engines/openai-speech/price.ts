import { z } from 'zod';
import type { CostEstimate, EngineInstance, PricedWork } from '#engines/connected-engine.ts';
import { isPaidPlace } from '#engines/openai-address.ts';
import { readPriceList } from '#engines/price-list.ts';
import { settingsOf } from './settings.ts';

const prices = readPriceList(import.meta.dirname, {
  host: z.string().min(1),
  usdPerMillionCharacters: z.number(),
});

/** Dollars for a million characters, which are millionths of a dollar for one: as entered, else as published. */
export function priceOf(instance: Pick<EngineInstance, 'settings' | 'address'>): number | undefined {
  const { model, usdPerMillionCharacters } = settingsOf(instance);
  if (usdPerMillionCharacters > 0) return usdPerMillionCharacters;
  const host = URL.parse(instance.address)?.hostname;
  return prices.find((price) => price.host === host && price.model === model)?.usdPerMillionCharacters;
}

/** Calls on somebody else's machine, or that a price was entered for. */
export function isPaidSpeech(instance: EngineInstance): boolean {
  const { hosted, usdPerMillionCharacters } = settingsOf(instance);
  return isPaidPlace(instance, hosted) || (hosted !== 'no' && usdPerMillionCharacters > 0);
}

export function estimateSpeech(
  instance: Pick<EngineInstance, 'settings' | 'address'>,
  work: PricedWork,
): CostEstimate {
  if (work.medium !== 'speech') return { unknown: 'it speaks only' };
  const { model } = settingsOf(instance);
  const price = priceOf(instance);
  if (price === undefined) {
    const what = model === '' ? 'no model is chosen' : `no price is entered for the model ${model}`;
    return { unknown: `${what}: edit the engine and enter the price of a million characters` };
  }
  return {
    amountMicros: Math.ceil(work.characters * price),
    currency: 'USD',
    basis: `${work.characters} characters${model === '' ? '' : `, ${model}`}`,
    isUpperBound: true,
  };
}
