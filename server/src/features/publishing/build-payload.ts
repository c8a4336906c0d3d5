import { createHash } from 'node:crypto';
import type { Ctx } from '#context';
import { type AccountRow, platformAccount } from '#features/accounts/index.ts';
import { exportFor } from '#features/library/index.ts';
import type { AssetId } from '#kernel/ids.ts';
import type { PayloadMedia, PublishPayload } from '#platforms/platform.ts';
import { compileDelivery, disclosure } from './compile-delivery.ts';
import type { PostContent } from './content.ts';
import { publicMediaUrl } from './public-media.ts';
import type { DeliveryRow } from './queries.ts';
import { renditionFor } from './rendition.ts';

/** Names what is sent, so that an attempt can be compared with another: SHA-256 in hex. */
export function fingerprintOf(content: PostContent, delivery: DeliveryRow, caption: string): string {
  const media = content.media.map(({ asset, altText }) => [asset.sha256, altText]);
  return createHash('sha256')
    .update(JSON.stringify([delivery.accountId, caption, media]))
    .digest('hex');
}

/** The files and words of one delivery, marked and cut for its platform. Makes files; call it outside transactions. */
export async function buildPayload(
  ctx: Ctx,
  content: PostContent,
  delivery: DeliveryRow,
  account: AccountRow,
): Promise<PublishPayload> {
  const { manifest } = ctx.platforms.get(delivery.platform);
  const { caption } = compileDelivery(manifest, content, delivery.captionOverride);
  const media: PayloadMedia[] = [];
  for (const { asset, altText } of content.media) {
    if (asset.kind === 'audio') continue;
    const file = await exportFor(ctx, asset.id as AssetId, renditionFor(manifest, asset));
    media.push({
      kind: asset.kind,
      path: file.path,
      mime: file.mime,
      bytes: file.bytes,
      width: file.width ?? asset.width ?? 1,
      height: file.height ?? asset.height ?? 1,
      durationSeconds: asset.durationSeconds ?? undefined,
      altText,
      sha256: file.sha256,
      publicUrl: manifest.fetchesMediaByUrl ? publicMediaUrl(ctx, account, file) : undefined,
    });
  }
  return {
    operationKey: delivery.id,
    caption,
    language: content.post.language,
    disclosure,
    media,
    account: platformAccount(ctx, account),
  };
}
