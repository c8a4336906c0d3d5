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
  /** What follows the caption in a thread. */
  readonly parts: readonly { readonly text: string; readonly media: readonly PostMedia[] }[];
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
    .orderBy(asc(postAssets.part), asc(postAssets.position));
  const assets = await assetSummaries(
    ctx,
    attached.map(({ assetId }) => assetId),
  );
  const targets = await deliveriesOf(ctx, ids);
  return posts.map((post) => {
    const mediaOf = (part: number) =>
      attached
        .filter((one) => one.postId === post.id && one.part === part)
        .flatMap(({ assetId, altText }) => {
          const asset = assets.get(assetId);
          return asset ? [{ asset, altText }] : [];
        });
    return contentOf(
      post,
      mediaOf(0),
      post.parts.map((text, index) => ({ text, media: mediaOf(index + 1) })),
      targets.filter(({ postId }) => postId === post.id),
    );
  });
}

/** The same for one post. */
export async function readContent(ctx: Ctx, post: PostRow): Promise<PostContent> {
  const [content] = await readContents(ctx, [post]);
  return content!;
}

function contentOf(
  post: PostRow,
  media: PostContent['media'],
  parts: PostContent['parts'],
  deliveries: DeliveryRow[],
): PostContent {
  const hash = contentHashOf({
    ...post,
    media: hashed(media),
    parts: parts.map((part) => ({ text: part.text, media: hashed(part.media) })),
    targets: deliveries
      .filter(({ state }) => state !== 'cancelled')
      .map(({ accountId, options, captionOverride }) => ({ accountId, options, caption: captionOverride })),
  });
  return { post, media, parts, deliveries, hash, text: withHashtags(post.caption, post.hashtags) };
}

const hashed = (media: PostContent['media']) =>
  media.map(({ asset, altText }) => ({ sha256: asset.sha256, altText }));
