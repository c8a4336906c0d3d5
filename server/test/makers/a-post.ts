import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Ctx } from '#context';
import { connectAccount } from '#features/accounts/connect-account.ts';
import { CreateCharacter } from '#features/characters/contract.ts';
import { createCharacter } from '#features/characters/create-character.ts';
import { storeAsset } from '#features/library/index.ts';
import { CreatePost } from '#features/publishing/contract.ts';
import { createPost } from '#features/publishing/create-post.ts';
import { decideReview } from '#features/publishing/decide-review.ts';
import { submitPost } from '#features/publishing/submit-post.ts';
import { type CharacterId, newId, type PostId } from '#kernel/ids.ts';

/** A made-up adult with a synthetic declaration. */
export function aCharacter(ctx: Ctx, name = 'Nova') {
  return createCharacter(
    ctx,
    CreateCharacter.parse({
      name,
      handle: `${name.toLowerCase()}-${newId().slice(-6)}`,
      age: 27,
      timeZone: 'Europe/Berlin',
      declaration: {
        kind: 'synthetic',
        statement: 'This character is made up and shows nobody who lives or has lived.',
        signer: 'Ada',
      },
    }),
  );
}

/** A picture in the library, different each time. */
export async function aPicture(
  ctx: Ctx,
  character: { id: string; version: number },
  size = { width: 640, height: 800 },
) {
  await using scratch = await ctx.files.scratch();
  const path = join(scratch.path, 'picture.jpg');
  const [r, g, b] = crypto.getRandomValues(new Uint8Array(3));
  const picture = sharp({ create: { ...size, channels: 3, background: { r: r!, g: g!, b: b! } } });
  await writeFile(path, await picture.jpeg().toBuffer());
  return await storeAsset(ctx, {
    file: { path, mime: 'image/jpeg', ...size },
    character: { id: character.id as CharacterId, version: character.version },
    engine: 'test',
    model: 'test',
    seed: 1,
    prompt: 'a plain colour',
    recipe: {},
    sourceType: 'algorithmicMedia',
    altText: 'A plain colour.',
    tags: [],
    score: 80,
    identityDistance: null,
    checks: [],
    archived: false,
  });
}

export interface PostWish {
  readonly caption?: string;
  readonly platforms?: readonly string[];
  readonly approved?: boolean;
}

/** A post with a picture on rehearsal accounts. Needs the HTTP server of the context to be listening. */
export async function aPost(ctx: Ctx, wish: PostWish = {}) {
  const character = await aCharacter(ctx);
  const accounts = [];
  for (const platform of wish.platforms ?? ['bluesky']) {
    accounts.push(await connectAccount(ctx, { mode: 'rehearsal', characterId: character.id, platform }));
  }
  const picture = await aPicture(ctx, character);
  const post = await createPost(
    ctx,
    CreatePost.parse({
      characterId: character.id,
      caption: wish.caption ?? 'First light over the harbour.',
      hashtags: ['morning'],
      media: [{ assetId: picture.id }],
      accountIds: accounts.map(({ id }) => id),
    }),
  );
  const id = post.id as PostId;
  if (wish.approved ?? true) {
    const submitted = await submitPost(ctx, id);
    await decideReview(ctx, id, { decision: 'approved', contentHash: submitted.contentHash, note: '' });
  }
  return { character, accounts, picture, postId: id };
}
