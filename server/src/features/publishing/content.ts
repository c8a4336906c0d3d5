import { asc, inArray } from 'drizzle-orm';
import type { Ctx } from '#context';
import { type AssetFacts, assetSummaries } from '#features/library/index.ts';
import { withHashtags } from '#kernel/text-length.ts';
import { type DeliveryRow, deliveriesOf, type PostRow } from './queries.ts';
import { contentHashOf } from './rules.ts';
import { postAssets } from './tables.ts';

export interface PostMedia {
  readonly asset: AssetFacts;
  readonly altText: string;
}

/** A post with what an approval binds. */
export interface PostContent {
  readonly post: PostRow;
  readonly media: readonly PostMedia[];
  readonly deliveries: readonly DeliveryRow[];
  readonly hash: string;
  /** Caption and hashtags as one text, before any platform's disclosure words. */
  readonly text: string;
}

/** The media and targets of posts and what an approval of each now would bind, in the order of `posts`. */
export async function readContents(ctx: Ctx, posts: readonly PostRow[]): Promise<PostContent[]> {
  if (posts.length === 0) return [];
  const ids = posts.map(({ id }) => id);
  const attached = await ctx.db
    .select()
    .from(postAssets)
    .where(inArray(postAssets.postId, ids))
    .orderBy(asc(postAssets.position));
  const assets = await assetSummaries(
    ctx,
    attached.map(({ assetId }) => assetId),
  );
  const targets = await deliveriesOf(ctx, ids);
  return posts.map((post) => {
    const media = attached
      .filter(({ postId }) => postId === post.id)
      .flatMap(({ assetId, altText }) => {
        const asset = assets.get(assetId);
        return asset ? [{ asset, altText }] : [];
      });
    return contentOf(
      post,
      media,
      targets.filter(({ postId }) => postId === post.id),
    );
  });
}

/** The same for one post. */
export async function readContent(ctx: Ctx, post: PostRow): Promise<PostContent> {
  const [content] = await readContents(ctx, [post]);
  return content!;
}

function contentOf(post: PostRow, media: PostMedia[], deliveries: DeliveryRow[]): PostContent {
  const hash = contentHashOf({
    ...post,
    media: media.map(({ asset, altText }) => ({ sha256: asset.sha256, altText })),
    accountIds: deliveries.filter(({ state }) => state !== 'cancelled').map(({ accountId }) => accountId),
  });
  return { post, media, deliveries, hash, text: withHashtags(post.caption, post.hashtags) };
}
