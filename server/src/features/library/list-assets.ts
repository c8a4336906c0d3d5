import type { Ctx } from '#context';
import type { ListAssets } from './contract.ts';
import { presentSummary } from './present-asset.ts';
import { pageOfAssets } from './queries.ts';

/** The workspace's library, newest or best first. */
export async function listAssets(ctx: Ctx, input: ListAssets) {
  const page = await pageOfAssets(ctx, input);
  return { ...page, items: page.items.map((row) => presentSummary(row.asset, row.characterName)) };
}
