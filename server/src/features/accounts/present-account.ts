import type { z } from 'zod';
import type { Ctx } from '#context';
import type { CharacterCard } from '#features/characters/index.ts';
import { disclosureLine } from '#platforms/caption.ts';
import type { PlatformManifest } from '#platforms/platform.ts';
import type { Account, PlatformInfo } from './contract.ts';
import { timelineUrl } from './platform-account.ts';
import type { AccountRow } from './queries.ts';

export function presentAccount(
  ctx: Ctx,
  row: AccountRow,
  character: Pick<CharacterCard, 'name'>,
): z.input<typeof Account> {
  const { id, characterId, platform, mode, handle, displayName, health, healthReason, paused } = row;
  return {
    ...{ id, characterId, platform, mode, handle, displayName, health, healthReason, paused },
    characterName: character.name,
    platformName: ctx.platforms.manifest(platform).name,
    tokenExpiresAt: row.tokenExpiresAt?.toISOString() ?? null,
    lastSuccessAt: row.lastSuccessAt?.toISOString() ?? null,
    checkedAt: row.checkedAt?.toISOString() ?? null,
    checkMessage: row.checkMessage,
    publishesLeft: row.publishesLeft,
    timelineUrl: mode === 'rehearsal' ? timelineUrl(ctx, row) : null,
    createdAt: row.createdAt.toISOString(),
  };
}

/** A manifest as the dashboard reads it. */
export function presentPlatform(manifest: PlatformManifest): z.input<typeof PlatformInfo> {
  const { id, name, text, hashtags, altText, media, aiDisclosure, can, verifiedLive } = manifest;
  return {
    id,
    name,
    text,
    hashtags: { max: hashtags.max },
    altTextMax: altText.max,
    imagesMax: media.images.max,
    video: can.includes('publish_video'),
    textOnly: can.includes('publish_text'),
    nativeAiLabel: aiDisclosure.native !== null,
    disclosureSuffix: aiDisclosure.caption ? `\n\n${disclosureLine('en')}` : '',
    connect: manifest.connect.map((field) => ({
      name: field.name,
      label: field.label,
      help: field.help,
      secret: field.kind === 'secret',
      kind: field.kind,
      optional: !field.required,
      defaultValue: field.defaultValue,
    })),
    guide: [...manifest.connectNotes],
    verifiedLive,
  };
}
