import { z } from 'zod';
import { AppError } from '#kernel/errors.ts';

/** Facts of an error by which a paid engine certainly asks no money: it refused before it worked. */
export const nothingCharged = { costsNothing: true } as const;

/** Whether it is certain that a failed piece of work is not paid for: never reached, or refused before it began. */
export function costsNothing(error: unknown): boolean {
  if (!(error instanceof AppError)) return false;
  return error.facts.costsNothing === true || ('reached' in error && error.reached === false);
}

/**
 * What is thrown for a refused request: an answer of 400 to 499 says that nothing was made, so nothing is charged.
 * `told` is the refusal in our words.
 */
export function unchargedIfRefused(told: unknown, refusal: unknown): unknown {
  if (!(told instanceof AppError) || !(refusal instanceof AppError)) return told;
  const status = Number(refusal.facts.status);
  // 408 may come after the work was begun.
  if (!(status >= 400 && status < 500) || status === 408) return told;
  const { code, message, hint, field, facts, cause } = told;
  return new AppError(code, message, {
    ...(hint !== undefined && { hint }),
    ...(field !== undefined && { field }),
    facts: { ...facts, ...nothingCharged },
    cause,
  });
}

const ActualCost = z.object({
  /** Millionths of a dollar; absent where the engine counts in something else. */
  amountMicros: z.number().int().min(0).optional(),
  /** In the engine's own words and units. */
  figure: z.string().max(200),
});
/** What a paid engine said a piece of work cost; adapters put it into the recipe as `cost`. */
export type ActualCost = z.infer<typeof ActualCost>;

/** What the engine itself said of the cost, where it said something. */
export function costIn(recipe: unknown): ActualCost | undefined {
  return z.object({ cost: ActualCost }).safeParse(recipe).data?.cost;
}
