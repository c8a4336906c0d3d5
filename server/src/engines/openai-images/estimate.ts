import { z } from 'zod';
import type { CostEstimate, EngineInstance, PricedWork } from '#engines/connected-engine.ts';
import type { ActualCost } from '#engines/paid-work.ts';
import { readPriceList, referencesInWords } from '#engines/price-list.ts';
import type { FormatId } from '#kernel/shot.ts';
import { settingsOf } from './settings.ts';

const tokens = z.strictObject({ low: z.int(), medium: z.int(), high: z.int() });
const prices = readPriceList(import.meta.dirname, {
  microsPerToken: z.strictObject({ text: z.number(), pictureIn: z.number(), pictureOut: z.number() }),
  tokensOut: z.strictObject({ '1024x1024': tokens, '1024x1536': tokens, '1536x1024': tokens }),
});
export const knownModels: readonly string[] = prices.map(({ model }) => model);

/** The sizes of https://developers.openai.com/api/reference/resources/images that all models have. */
export type PictureSize = keyof (typeof prices)[number]['tokensOut'];

const sizes: Readonly<Record<FormatId, PictureSize>> = {
  portrait: '1024x1536',
  story: '1024x1536',
  square: '1024x1024',
  landscape: '1536x1024',
};
export const sizeFor = (format: FormatId): PictureSize => sizes[format];

/**
 * Tokens of one picture sent, at most: 4160 to 6240 for keeping detail (`input_fidelity: high`) and 65 + 129 a tile,
 * as the image generation guide counts for gpt-image-1, https://developers.openai.com/docs/guides/image-generation .
 * Unverified for later models.
 */
const tokensOfReference = 6600;
/** Longest words in the worst case: no token is shorter than a character, and few are shorter than two. */
const charactersPerToken = 2;

/** What one picture costs at most by the price list. */
export function estimateOpenai(instance: Pick<EngineInstance, 'settings'>, work: PricedWork): CostEstimate {
  const { model, quality, references: most } = settingsOf(instance);
  const price = prices.find((one) => one.model === model);
  if (work.medium !== 'image') return { unknown: 'it makes pictures only' };
  if (!price) return { unknown: `no price is known for the model ${model}` };
  const size = sizeFor(work.format);
  const references = Math.min(most, work.references);
  const sent = references + (work.task === 'edit' ? 1 : 0);
  const { text, pictureIn, pictureOut } = price.microsPerToken;
  const amount =
    price.tokensOut[size][quality] * pictureOut +
    sent * tokensOfReference * pictureIn +
    Math.ceil(work.promptLength / charactersPerToken) * text;
  return {
    amountMicros: Math.ceil(amount),
    currency: 'USD',
    basis: `one picture of ${size.replace('x', ' × ')}, quality ${quality}${referencesInWords(sent)}, ${model}`,
    isUpperBound: price.isFromSeller,
  };
}

/** What is counted in the answer: https://github.com/openai/openai-node/blob/master/src/resources/images.ts */
export const Usage = z.looseObject({
  input_tokens: z.int().min(0),
  output_tokens: z.int().min(0),
  input_tokens_details: z
    .looseObject({ image_tokens: z.int().min(0), text_tokens: z.int().min(0) })
    .nullish(),
});

/** The cost by the tokens that OpenAI counted; without a price only the tokens. */
export function costOf(
  model: string,
  usage: z.infer<typeof Usage> | null | undefined,
): ActualCost | undefined {
  if (!usage) return undefined;
  const { input_tokens: into, output_tokens: out, input_tokens_details: details } = usage;
  const figure = `${into} tokens in, ${out} tokens out`;
  const price = prices.find((one) => one.model === model)?.microsPerToken;
  if (!price) return { figure };
  const pictures = details?.image_tokens ?? into;
  const words = details?.text_tokens ?? 0;
  return {
    amountMicros: Math.ceil(pictures * price.pictureIn + words * price.text + out * price.pictureOut),
    figure,
  };
}
