import type { Ctx } from '#context';
import { type AccountRow, platformAccount } from '#features/accounts/index.ts';
import { publicMediaUrl } from '#features/publishing/index.ts';
import { withLimits } from '#platforms/account-limits.ts';
import { discloseCaption } from '#platforms/caption.ts';
import { fetchesByUrl } from '#platforms/fetches-media.ts';
import type { PayloadMedia, PlatformManifest, PublishPayload } from '#platforms/platform.ts';
import type { TrialRow } from './queries.ts';
import { optionsFor } from './rules.ts';
import { type TestFile, testClip, testPicture, testStory } from './test-files.ts';

const language = 'en';

/** The test post of a step, labelled as made with AI like every post: that the label holds is part of the check. */
export async function trialPayload(
  ctx: Ctx,
  row: TrialRow,
  account: AccountRow,
  signal: AbortSignal,
): Promise<PublishPayload> {
  const manifest = withLimits(ctx.platforms.manifest(account.platform), account.limits);
  const files = await filesFor(ctx, row, manifest, signal);
  const media = files.map((file): PayloadMedia => {
    const publicUrl = fetchesByUrl(manifest, file.kind) ? publicMediaUrl(ctx, account, file) : undefined;
    return { ...file, ...(publicUrl && { publicUrl }) };
  });
  // Platforms refuse the same words twice; the id keeps them apart.
  const words = `Test post ${row.id.slice(-6)}. It is taken down again at once.`;
  const { step } = row;
  return {
    operationKey: row.id,
    language,
    disclosure: 'ai_generated',
    caption:
      step === 'story' ? '' : discloseCaption(manifest, words, { disclosure: 'ai_generated', language }),
    media,
    form: step === 'story' || step === 'thread' ? step : 'feed',
    options: optionsFor(manifest),
    account: platformAccount(ctx, account),
    ...(manifest.title && { title: `Test post ${row.id.slice(-6)}` }),
    ...(step === 'thread' && { parts: [{ text: 'The second part of the test.', media: [] }] }),
    ...(step === 'first_comment' && { firstComment: 'A test comment.' }),
  };
}

async function filesFor(
  ctx: Ctx,
  { step }: TrialRow,
  manifest: PlatformManifest,
  signal: AbortSignal,
): Promise<TestFile[]> {
  switch (step) {
    case 'picture':
      return [await testPicture(ctx, 1)];
    case 'pictures':
      return [await testPicture(ctx, 1), await testPicture(ctx, 2)];
    case 'video':
      return [await testClip(ctx, manifest, signal)];
    case 'story':
      return [
        manifest.story && manifest.story.images.max === 0
          ? await testClip(ctx, manifest, signal)
          : await testStory(ctx),
      ];
    case 'first_comment':
      return manifest.can.includes('publish_text') ? [] : someFile(ctx, manifest, signal);
    case 'thread':
      return manifest.can.includes('publish_text') ? [] : someFile(ctx, manifest, signal);
    default:
      return [];
  }
}

const someFile = async (ctx: Ctx, manifest: PlatformManifest, signal: AbortSignal): Promise<TestFile[]> => [
  manifest.can.includes('publish_image') ? await testPicture(ctx, 1) : await testClip(ctx, manifest, signal),
];
