import type { Ctx } from '#context';
import type { ListGenerations } from './contract.ts';
import { presentGeneration } from './present-generation.ts';
import { pageOfGenerations, takesOf } from './queries.ts';

/** The workspace's generations, newest first. */
export async function listGenerations(ctx: Ctx, input: ListGenerations) {
  const page = await pageOfGenerations(ctx, input);
  const takes = Map.groupBy(
    await takesOf(
      ctx,
      page.items.map(({ generation }) => generation.id),
    ),
    (take) => take.generationId,
  );
  return {
    ...page,
    items: page.items.map((one) => presentGeneration(one, takes.get(one.generation.id) ?? [])),
  };
}
