import { z } from 'zod';
import type { CostEstimate, EngineInstance, PricedWork } from '#engines/connected-engine.ts';
import { isPaidPlace } from '#engines/openai-address.ts';
import { readPriceList } from '#engines/price-list.ts';
import { estimateWriting, type TokenPrice } from '#engines/writing/text-price.ts';
import { settingsOf } from './settings.ts';

const prices = readPriceList(import.meta.dirname, {
  host: z.string().min(1),
  inputUsdPerMillionTokens: z.number(),
  outputUsdPerMillionTokens: z.number(),
});

/** What a person entered, else what the service publishes for its model, where that is known. */
export function tokenPriceOf(
  instance: Pick<EngineInstance, 'settings' | 'address'>,
): (TokenPrice & { readonly isEntered: boolean }) | undefined {
  const { model, inputUsdPerMillionTokens, outputUsdPerMillionTokens } = settingsOf(instance);
  if (inputUsdPerMillionTokens > 0 || outputUsdPerMillionTokens > 0) {
    return { inputUsdPerMillionTokens, outputUsdPerMillionTokens, isEntered: true };
  }
  const host = URL.parse(instance.address)?.hostname;
  const known = prices.find((price) => price.host === host && price.model === model);
  return known && { ...known, isEntered: false };
}

/** Calls on somebody else's machine, or that a price was entered for. */
export function isPaidText(instance: EngineInstance): boolean {
  const { hosted } = settingsOf(instance);
  return isPaidPlace(instance, hosted) || (hosted !== 'no' && (tokenPriceOf(instance)?.isEntered ?? false));
}

export function estimateText(
  instance: Pick<EngineInstance, 'settings' | 'address'>,
  work: PricedWork,
): CostEstimate {
  const { model, contextTokens } = settingsOf(instance);
  const price = tokenPriceOf(instance);
  return estimateWriting(work, { model, contextTokens, price });
}
