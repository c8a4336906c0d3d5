import type { z } from 'zod';
import type { Ctx } from '#context';
import { actorName } from '#features/activities/rules.ts';
import { characterCard } from '#features/characters/index.ts';
import { type PostContent, type PostRow, readContent } from './content.ts';
import type { CalendarDelivery, Delivery, Post } from './contract.ts';
import { type DeliveryView, findIssues } from './find-issues.ts';
import { findPost, reviewsOf } from './queries.ts';

/** A post as the dashboard shows it, with what each account would get and what stands in the way. */
export async function presentPost(ctx: Ctx, row: PostRow): Promise<z.input<typeof Post>> {
  const content = await readContent(ctx, row);
  const [character, issues, reviews] = await Promise.all([
    characterCard(ctx, row.characterId),
    findIssues(ctx, content),
    reviewsOf(ctx, [row.id]),
  ]);
  const { id, characterId, state, caption, hashtags, language, rating, revision } = row;
  return {
    ...{ id, characterId, state, caption, hashtags, language, rating, revision },
    characterName: character.name,
    characterTimeZone: character.timeZone,
    contentHash: content.hash,
    media: content.media.map(({ asset, altText }) => ({ asset, altText })),
    deliveries: [...issues.byDelivery.values()].map((view) => presentDelivery(ctx, view, character.name)),
    reviews: reviews.map((review) => ({
      decision: review.decision,
      note: review.note,
      actorName: actorName(review.actor),
      contentHash: review.contentHash,
      createdAt: review.createdAt.toISOString(),
    })),
    issues: [...issues.post],
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** A delivery as the dashboard shows it. */
export function presentDelivery(
  ctx: Ctx,
  view: DeliveryView,
  characterName: string,
): z.input<typeof Delivery> {
  const { delivery, account, compiled, issues } = view;
  const { manifest } = ctx.platforms.get(delivery.platform);
  const { id, postId, accountId, characterId, platform, state, timeZone, disclosed } = delivery;
  return {
    ...{ id, postId, accountId, characterId, platform, state, timeZone, disclosed },
    characterName,
    platformName: manifest.name,
    mode: account?.mode ?? 'live',
    handle: account?.handle ?? '',
    publishAt: delivery.publishAt?.toISOString() ?? null,
    caption: compiled.caption,
    captionLength: compiled.captionLength,
    captionMax: manifest.text.max,
    disclosure: compiled.disclosure,
    issues: [...issues],
    remoteUrl: delivery.remoteUrl,
    failure: delivery.failure,
    failureMessage: delivery.failureMessage,
    failureHint: delivery.failureHint,
    retryAt: delivery.retryAt?.toISOString() ?? null,
    publishedAt: delivery.publishedAt?.toISOString() ?? null,
  };
}

/** Deliveries with their picture, for the calendar and lists; posts are read once each. */
export async function presentDeliveries(
  ctx: Ctx,
  rows: readonly DeliveryView['delivery'][],
): Promise<z.input<typeof CalendarDelivery>[]> {
  const read = new Map<
    string,
    { content: PostContent; views: ReadonlyMap<string, DeliveryView>; name: string }
  >();
  const shown: z.input<typeof CalendarDelivery>[] = [];
  for (const row of rows) {
    let post = read.get(row.postId);
    if (!post) {
      const content = await readContent(ctx, await findPost(ctx, row.postId));
      const { byDelivery } = await findIssues(ctx, content);
      post = { content, views: byDelivery, name: (await characterCard(ctx, row.characterId)).name };
      read.set(row.postId, post);
    }
    const view = post.views.get(row.id);
    if (!view) continue;
    shown.push({
      ...presentDelivery(ctx, view, post.name),
      thumbnailUrl: post.content.media[0]?.asset.thumbnailUrl ?? null,
    });
  }
  return shown;
}
