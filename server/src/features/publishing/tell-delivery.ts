import type { Ctx } from '#context';
import { recordActivity } from '#features/activities/record-activity.ts';
import { characterCard } from '#features/characters/index.ts';
import type { DeliveryRow, PostRow } from './queries.ts';

/** Writes an activity about a delivery; `say` is given the names of its character and platform. */
export async function tellDelivery(
  ctx: Ctx,
  delivery: DeliveryRow,
  verb: string,
  say: (names: { readonly character: string; readonly platform: string }) => string,
  facts: Record<string, unknown> = {},
): Promise<void> {
  const { name: character } = await characterCard(ctx, delivery.characterId);
  const platform = ctx.platforms.manifest(delivery.platform).name;
  await recordActivity(ctx, {
    verb,
    subject: { type: 'delivery', id: delivery.id, topic: 'deliveries' },
    characterId: delivery.characterId,
    summary: say({ character, platform }),
    facts,
  });
}

/** Writes an activity about a post; `say` is given the name of its character. */
export async function tellPost(
  ctx: Ctx,
  post: Pick<PostRow, 'id' | 'characterId'>,
  verb: string,
  say: (character: string) => string,
  facts: Record<string, unknown> = {},
): Promise<void> {
  const { name } = await characterCard(ctx, post.characterId);
  await recordActivity(ctx, {
    verb,
    subject: { type: 'post', id: post.id, topic: 'posts' },
    characterId: post.characterId,
    summary: say(name),
    facts,
  });
}
