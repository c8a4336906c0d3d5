import type { Ctx } from '#context';
import { AppError } from '#kernel/errors.ts';
import type { AssetId, CharacterId, PostId } from '#kernel/ids.ts';
import { readContent } from './content.ts';
import { editPost } from './edit-post.ts';
import { findPost, type PostRow } from './queries.ts';

/** States in which media may be added without taking anything back that a person decided. */
const openStates: readonly PostRow['state'][] = ['draft', 'changes_requested', 'rejected'];

/** @throws AppError unless the post is this character's and can still be edited freely. */
export async function assertTakesMedia(ctx: Ctx, postId: PostId, characterId: CharacterId): Promise<void> {
  const post = await findPost(ctx, postId);
  if (post.characterId !== characterId) {
    throw new AppError('invalid', 'This post belongs to another character.', {
      field: 'forPostId',
      hint: 'Choose a post of the same character.',
    });
  }
  if (openStates.includes(post.state)) return;
  throw new AppError(
    'conflict',
    `This post is ${post.state.replaceAll('_', ' ')}, so nothing is added to it.`,
    {
      field: 'forPostId',
      hint: 'Take it back to draft first, or draw without a post.',
    },
  );
}

/**
 * Adds a picture or clip to a post, in place of those that it stands for. A post that is in review, approved or gone
 * stays as it is; answers whether it was added.
 */
export async function addMedia(
  ctx: Ctx,
  postId: PostId,
  { assetId, inPlaceOf }: { readonly assetId: AssetId; readonly inPlaceOf: readonly AssetId[] },
): Promise<boolean> {
  const post = await findPost(ctx, postId);
  if (!openStates.includes(post.state)) return false;
  const { media } = await readContent(ctx, post);
  if (media.some(({ asset }) => asset.id === assetId)) return true;
  const kept = media.map(({ asset, altText }) => ({ assetId: asset.id, altText }));
  const place = kept.findIndex((one) => inPlaceOf.includes(one.assetId as AssetId));
  const added = { assetId, altText: '' };
  const next = place < 0 ? [...kept, added] : kept.with(place, added);
  await editPost(ctx, postId, { revision: post.revision, media: next });
  return true;
}
