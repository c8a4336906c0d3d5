import type { z } from 'zod';
import type { Ctx } from '#context';
import { accountsOf } from '#features/accounts/index.ts';
import { actorName } from '#features/activities/rules.ts';
import { type CharacterCard, characterCards } from '#features/characters/index.ts';
import { readinessOf } from '#features/engines/index.ts';
import { withLimits } from '#platforms/account-limits.ts';
import { type PostContent, readContents } from './content.ts';
import type { CalendarDelivery, Delivery, Post } from './contract.ts';
import { type DeliveryView, findIssues, type Issues } from './find-issues.ts';
import { type DeliveryRow, findPosts, type PostRow, type ReviewRow, reviewsOf } from './queries.ts';

/** Posts as the dashboard shows them, with what each account would get and what stands in the way. */
export async function presentPosts(ctx: Ctx, rows: readonly PostRow[]): Promise<z.input<typeof Post>[]> {
  const read = await readViews(ctx, rows);
  const reviews = await reviewsOf(
    ctx,
    rows.map(({ id }) => id),
  );
  const work = await readinessOf(
    ctx,
    rows.map(({ id }) => id),
  );
  return read.map((one) => {
    const { id } = one.content.post;
    return {
      ...presentRead(
        ctx,
        one,
        reviews.filter(({ postId }) => postId === id),
      ),
      work: work.get(id) ?? null,
    };
  });
}

export async function presentPost(ctx: Ctx, row: PostRow): Promise<z.input<typeof Post>> {
  const [post] = await presentPosts(ctx, [row]);
  return post!;
}

interface ReadPost {
  readonly content: PostContent;
  readonly issues: Issues;
  readonly character: CharacterCard;
}

/** Everything about some posts, in a handful of queries however many they are. */
async function readViews(ctx: Ctx, rows: readonly PostRow[]): Promise<ReadPost[]> {
  const characterIds = rows.map(({ characterId }) => characterId);
  const contents = await readContents(ctx, rows);
  const cards = await characterCards(ctx, characterIds);
  const accounts = await accountsOf(ctx, characterIds, { disconnectedToo: true });
  return contents.flatMap((content) => {
    const character = cards.get(content.post.characterId);
    return character ? [{ content, character, issues: findIssues(ctx, content, accounts) }] : [];
  });
}

function presentRead(
  ctx: Ctx,
  { content, issues, character }: ReadPost,
  reviews: readonly ReviewRow[],
): Omit<z.input<typeof Post>, 'work'> {
  const { id, characterId, state, caption, hashtags, language, rating, revision, createdAt, updatedAt } =
    content.post;
  return {
    ...{ id, characterId, state, caption, hashtags, language, rating, revision },
    characterName: character.name,
    characterTimeZone: character.timeZone,
    contentHash: content.hash,
    form: content.post.form,
    title: content.post.title,
    firstComment: content.post.firstComment,
    media: content.media.map(({ asset, altText }) => ({ asset, altText })),
    parts: content.parts.map(({ text, media }) => ({
      text,
      media: media.map(({ asset, altText }) => ({ asset, altText })),
    })),
    deliveries: [...issues.byDelivery.values()].map((view) => presentDelivery(ctx, view, character.name)),
    reviews: reviews.map((review) => ({
      decision: review.decision,
      note: review.note,
      actorName: actorName(review.actor),
      contentHash: review.contentHash,
      createdAt: review.createdAt.toISOString(),
    })),
    issues: [...issues.post],
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}

/** A delivery as the dashboard shows it. */
export function presentDelivery(
  ctx: Ctx,
  view: DeliveryView,
  characterName: string,
): z.input<typeof Delivery> {
  const { delivery, account, compiled, issues } = view;
  const manifest = withLimits(ctx.platforms.manifest(delivery.platform), account?.limits);
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
    captionOverride: delivery.captionOverride,
    changes: [...view.changes],
    options: delivery.options,
    warnings: delivery.warnings,
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

/** Deliveries with their picture, for the calendar and lists, in the order of `rows`. */
export async function presentDeliveries(
  ctx: Ctx,
  rows: readonly DeliveryRow[],
): Promise<z.input<typeof CalendarDelivery>[]> {
  const postRows = await findPosts(ctx, [...new Set(rows.map(({ postId }) => postId))]);
  const read = new Map((await readViews(ctx, postRows)).map((one) => [one.content.post.id as string, one]));
  const work = await readinessOf(ctx, [...read.keys()]);
  return rows.flatMap((row) => {
    const one = read.get(row.postId);
    const view = one?.issues.byDelivery.get(row.id);
    if (!one || !view) return [];
    const thumbnailUrl = one.content.media[0]?.asset.thumbnailUrl ?? null;
    return [
      {
        ...presentDelivery(ctx, view, one.character.name),
        thumbnailUrl,
        work: work.get(row.postId) ?? null,
      },
    ];
  });
}
