import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { characterCard } from '#features/characters/index.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { type CharacterId, newId, type PostId } from '#kernel/ids.ts';
import type { CreatePost } from './contract.ts';
import { presentPost } from './present-post.ts';
import { findPost } from './queries.ts';
import { setMedia, setPartsMedia, setTargets, setVariants } from './set-content.ts';
import { posts } from './tables.ts';

/** Makes a draft. */
export async function createPost(ctx: Ctx, input: CreatePost) {
  requireRole(ctx, 'editor');
  const character = await characterCard(ctx, input.characterId as CharacterId);
  const id = newId<PostId>();
  await inTransaction(ctx, async (ctx) => {
    const { caption, hashtags, language, rating, form, title, firstComment } = input;
    const now = ctx.now();
    await ctx.db.insert(posts).values({
      id,
      workspaceId: ctx.workspaceId,
      characterId: character.id,
      caption,
      hashtags,
      language,
      rating,
      form,
      title,
      parts: input.parts.map(({ text }) => text),
      firstComment,
      actor: ctx.actor,
      createdAt: now,
      updatedAt: now,
    });
    await setMedia(ctx, id, input.media);
    await setPartsMedia(ctx, id, input.parts);
    await setTargets(ctx, { id, characterId: character.id }, input.accountIds);
    await setVariants(ctx, id, input);
    await recordActivity(ctx, {
      verb: 'post.created',
      subject: { type: 'post', id, topic: 'posts' },
      characterId: character.id,
      summary: `A post for ${character.name} was drafted.`,
    });
  });
  return presentPost(ctx, await findPost(ctx, id));
}
