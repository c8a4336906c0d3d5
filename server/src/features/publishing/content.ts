import { asc, eq } from 'drizzle-orm';
import type { Ctx } from '#context';
import { type AssetFacts, assetSummaries } from '#features/library/index.ts';
import type { PostId } from '#kernel/ids.ts';
import { withHashtags } from '#kernel/text-length.ts';
import { contentHashOf } from './rules.ts';
import { deliveries, postAssets, type posts } from './tables.ts';

export type PostRow = typeof posts.$inferSelect;

export interface PostMedia {
  readonly asset: AssetFacts;
  readonly altText: string;
}

/** A post with what an approval binds. */
export interface PostContent {
  readonly post: PostRow;
  readonly media: readonly PostMedia[];
  readonly hash: string;
  /** Caption and hashtags as one text, before any platform's disclosure words. */
  readonly text: string;
}

/** Reads the media and targets of a post and what an approval of it now would bind. */
export async function readContent(ctx: Ctx, post: PostRow): Promise<PostContent> {
  const media = await readMedia(ctx, post.id);
  const targets = await ctx.db
    .select({ accountId: deliveries.accountId, state: deliveries.state })
    .from(deliveries)
    .where(eq(deliveries.postId, post.id));
  const hash = contentHashOf({
    ...post,
    media: media.map(({ asset, altText }) => ({ sha256: asset.sha256, altText })),
    accountIds: targets.filter(({ state }) => state !== 'cancelled').map(({ accountId }) => accountId),
  });
  return { post, media, hash, text: withHashtags(post.caption, post.hashtags) };
}

async function readMedia(ctx: Ctx, postId: PostId): Promise<PostMedia[]> {
  const rows = await ctx.db
    .select()
    .from(postAssets)
    .where(eq(postAssets.postId, postId))
    .orderBy(asc(postAssets.position));
  const facts = await assetSummaries(
    ctx,
    rows.map(({ assetId }) => assetId),
  );
  return rows.flatMap(({ assetId, altText }) => {
    const asset = facts.get(assetId);
    return asset ? [{ asset, altText }] : [];
  });
}
