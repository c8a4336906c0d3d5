import { manifest } from '#platforms/instagram/manifest.ts';
import { type Account, accountOf } from '#platforms/simulators/meta/accounts.ts';
import type { World } from '#platforms/simulators/meta/answers.ts';
import { commentsUnder, reactionsTo, shownComment } from '#platforms/simulators/meta/comments.ts';
import { shownFiles } from '#platforms/simulators/meta/fetch-media.ts';
import type { SimulatedPost, SimulatedTimeline } from '#platforms/simulators/simulator.ts';
import { listMedia, type MediaRecord } from './world.ts';

/** A profile as a visitor sees it: posts, stories, and the comments under them. */
export async function readTimeline(world: World, identifier: string): Promise<SimulatedTimeline | undefined> {
  const account = await accountOf(world, identifier);
  if (!account) return undefined;
  const posts: SimulatedPost[] = [];
  for (const media of (await listMedia(world, account.userId)).reverse()) {
    const post = await shown(world, account, media);
    const comments = (await commentsUnder(world, media.id)).filter(({ hidden }) => !hidden).reverse();
    posts.push(...comments.map((one) => shownComment(one, account.userId, post.url)), post);
  }
  return {
    platform: manifest.id,
    platformName: manifest.name,
    handle: account.username,
    displayName: account.name || account.username,
    bio: account.bio,
    automated: false,
    posts,
  };
}

async function shown(world: World, account: Account, media: MediaRecord): Promise<SimulatedPost> {
  return {
    id: media.id,
    kind: media.story ? 'story' : 'post',
    likes: (await reactionsTo(world, media.id)).likes,
    text: media.caption,
    at: media.timestamp,
    url: world.postUrl({ handle: account.username, postId: media.id }),
    aiLabel: { shown: media.aiGenerated, by: media.aiGenerated ? 'platform' : 'none' },
    media: shownFiles(world, media.files),
  };
}
