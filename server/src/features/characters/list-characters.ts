import type { Ctx } from '#context';
import type { ListCharacters } from './contract.ts';
import { presentSummary } from './present-character.ts';
import { pageOfCharacters } from './queries.ts';

/** The workspace's characters, newest first or by name. */
export async function listCharacters(ctx: Ctx, input: ListCharacters) {
  const page = await pageOfCharacters(ctx, input);
  return { ...page, items: page.items.map(presentSummary) };
}
