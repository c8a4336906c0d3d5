import type { Ctx } from '#context';
import type { Generation } from './contract.ts';
import { presentGeneration } from './present-generation.ts';
import { readGeneration, takesOf } from './queries.ts';

/** A generation with its takes, best first. @throws AppError `not_found`. */
export async function getGeneration(ctx: Ctx, generationId: string): Promise<Generation> {
  const read = await readGeneration(ctx, generationId);
  return presentGeneration(read, await takesOf(ctx, [read.generation.id]));
}
