import type { Ctx } from '#context';
import { countTags } from './queries.ts';

/** The tags in use, most used first. */
export async function listTags(ctx: Ctx) {
  return { items: await countTags(ctx) };
}
