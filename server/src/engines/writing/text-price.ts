import type { CostEstimate, PricedWork } from '#engines/connected-engine.ts';
import type { ActualCost } from '#engines/paid-work.ts';
import type { ChatUsage } from './chat.ts';

/** What a model asks for its tokens; dollars for a million are millionths of a dollar for one. */
export interface TokenPrice {
  readonly inputUsdPerMillionTokens: number;
  readonly outputUsdPerMillionTokens: number;
}

/** One question, one repair, one rewrite. */
const mostCalls = 3;
/** Our own rules and the schema, in UTF-8. */
const ruleBytes = 6000;
/** English has about four a token; other scripts about two to three. */
const bytesAToken = 2;
/** Of a picture of 1024 pixels a side, as the dearest of the usual models count. */
const tokensAPicture = 1600;
/** As `tokensFor` of the writer, at most. */
const mostAnswerTokens = 4000;

export interface WritingModel {
  readonly price: TokenPrice | undefined;
  readonly model: string;
  readonly contextTokens: number;
  /** What it may think at most before each answer, paid for as answers are; none unless told. */
  readonly thinkingTokens?: number;
}

/** What one text costs at most: the question with everything in it, a repair and a rewrite. */
export function estimateWriting(
  work: PricedWork,
  { price, model, contextTokens, thinkingTokens = 0 }: WritingModel,
): CostEstimate {
  if (work.medium !== 'text') return { unknown: 'it writes only' };
  if (!price) {
    const what = model === '' ? 'no model is chosen' : `no price is entered for the model ${model}`;
    return { unknown: `${what}: edit the engine and ${model === '' ? 'choose one' : 'enter it'}` };
  }
  const written = Math.min(mostAnswerTokens, 220 + Math.ceil(work.answerLength * 0.6));
  const question =
    Math.min(contextTokens, Math.ceil((work.promptBytes + ruleBytes) / bytesAToken)) +
    work.pictures * tokensAPicture;
  // Each further call carries the answers before it.
  const into = mostCalls * question + mostCalls * written;
  const out = mostCalls * (written + thinkingTokens);
  return {
    amountMicros: Math.ceil(into * price.inputUsdPerMillionTokens + out * price.outputUsdPerMillionTokens),
    currency: 'USD',
    basis: `one text with a repair and a rewrite${model === '' ? '' : `, ${model}`}`,
    isUpperBound: true,
  };
}

/** What tokens cost that were counted. */
export function costOfTokens({ inputTokens, outputTokens }: ChatUsage, price: TokenPrice): ActualCost {
  return {
    amountMicros: Math.ceil(
      inputTokens * price.inputUsdPerMillionTokens + outputTokens * price.outputUsdPerMillionTokens,
    ),
    figure: `${inputTokens} tokens in, ${outputTokens} tokens out`,
  };
}
