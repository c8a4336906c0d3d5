import { createHash } from 'node:crypto';
import type { Ctx } from '#context';
import { type AccountRow, platformAccount } from '#features/accounts/index.ts';
import { exportFor } from '#features/library/index.ts';
import { withLimits } from '#platforms/account-limits.ts';
import { mediaLimitsOf } from '#platforms/check-form.ts';
import { fetchesByUrl } from '#platforms/fetches-media.ts';
import type { MediaLimits, PayloadMedia, PlatformManifest, PublishPayload } from '#platforms/platform.ts';
import { compileDelivery, disclosure } from './compile-delivery.ts';
import type { PostContent } from './content.ts';
import { publicMediaUrl } from './public-media.ts';
import type { DeliveryRow } from './queries.ts';
import { renditionFor, sharedAspect } from './rendition.ts';

/** Names what is sent, so that an attempt can be compared with another: SHA-256 in hex. */
export function fingerprintOf(content: PostContent, delivery: DeliveryRow, caption: string): string {
  const hashed = (files: PostContent['media']) => files.map(({ asset, altText }) => [asset.sha256, altText]);
  const { form, title, firstComment } = content.post;
  const parts = content.parts.map(({ text, media }) => [text, hashed(media)]);
  const facts = [delivery.accountId, caption, hashed(content.media), form, title, firstComment, parts];
  return createHash('sha256')
    .update(JSON.stringify([...facts, delivery.options]))
    .digest('hex');
}

/** The files and words of one delivery, marked and cut for its platform. Makes files; call it outside transactions. */
export async function buildPayload(
  ctx: Ctx,
  content: PostContent,
  delivery: DeliveryRow,
  account: AccountRow,
): Promise<PublishPayload> {
  const manifest = withLimits(ctx.platforms.manifest(delivery.platform), account.limits);
  const { caption } = compileDelivery(manifest, content, delivery.captionOverride);
  const { language, form, title, firstComment } = content.post;
  const media = await filesOf(ctx, content.media, {
    manifest,
    limits: mediaLimitsOf(manifest, content.post),
    account,
  });
  const parts: { text: string; media: readonly PayloadMedia[] }[] = [];
  for (const part of content.parts) {
    parts.push({
      text: part.text,
      media: await filesOf(ctx, part.media, { manifest, limits: manifest.media, account }),
    });
  }
  return {
    operationKey: delivery.id,
    ...{ caption, language, form, title, firstComment, disclosure, media, parts },
    options: delivery.options,
    account: platformAccount(ctx, account),
  };
}

async function filesOf(
  ctx: Ctx,
  files: PostContent['media'],
  to: { readonly manifest: PlatformManifest; readonly limits: MediaLimits; readonly account: AccountRow },
): Promise<PayloadMedia[]> {
  const { manifest, limits, account } = to;
  const aspect = sharedAspect(
    limits,
    files.map(({ asset }) => asset),
  );
  const media: PayloadMedia[] = [];
  for (const { asset, altText } of files) {
    if (asset.kind === 'audio') continue;
    const file = await exportFor(ctx, asset.id, renditionFor(limits, asset, aspect).rendition);
    media.push({
      kind: asset.kind,
      path: file.path,
      mime: file.mime,
      bytes: file.bytes,
      width: file.width ?? asset.width ?? 1,
      height: file.height ?? asset.height ?? 1,
      durationSeconds: file.durationSeconds ?? undefined,
      altText,
      sha256: file.sha256,
      publicUrl: fetchesByUrl(manifest, asset.kind) ? publicMediaUrl(ctx, account, file) : undefined,
    });
  }
  return media;
}
