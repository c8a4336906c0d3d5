import type { z } from 'zod';
import type { Ctx } from '#context';
import type { CharacterCard } from '#features/characters/index.ts';
import { disclosureLine } from '#platforms/caption.ts';
import type { ConnectField, PlatformManifest, PostOption } from '#platforms/platform.ts';
import type { Account, PlatformInfo } from './contract.ts';
import { describeLimits } from './describe-limits.ts';
import { healthNow, needsPerson } from './health-rules.ts';
import { timelineUrl } from './platform-account.ts';
import type { AccountRow } from './queries.ts';

export function presentAccount(
  ctx: Ctx,
  row: AccountRow,
  character: Pick<CharacterCard, 'name'>,
): z.input<typeof Account> {
  const { id, characterId, platform, mode, handle, displayName, paused, pauseReason } = row;
  const health = healthNow(row, ctx.now());
  return {
    ...{ id, characterId, platform, mode, handle, displayName, health, paused, pauseReason },
    healthReason: health === 'ok' ? '' : row.healthReason,
    healthHint: health === 'ok' ? '' : row.healthHint,
    healthUntil: health === 'ok' ? null : (row.healthUntil?.toISOString() ?? null),
    needsPerson: needsPerson(health),
    characterName: character.name,
    platformName: ctx.platforms.manifest(platform).name,
    tokenExpiresAt: row.tokenExpiresAt?.toISOString() ?? null,
    lastSuccessAt: row.lastSuccessAt?.toISOString() ?? null,
    checkedAt: row.checkedAt?.toISOString() ?? null,
    checkMessage: row.checkMessage,
    publishesLeft: row.publishesLeft,
    choices: choicesOf(row),
    timelineUrl: mode === 'rehearsal' ? timelineUrl(ctx, row) : null,
    createdAt: row.createdAt.toISOString(),
  };
}

const choicesOf = ({ limits }: AccountRow) =>
  Object.fromEntries(
    Object.entries(limits.choices ?? {}).map(([option, choices]) => [
      option,
      choices.map(({ value, label }) => ({ value, label })),
    ]),
  );

const presentOption = (option: PostOption) => ({
  name: option.name,
  label: option.label,
  help: option.help,
  kind: option.kind,
  choices: (option.choices ?? []).map(({ value, label }) => ({ value, label })),
  defaultValue: option.defaultValue,
  choicesFromAccount: option.choicesFromAccount ?? false,
  maxLength: option.maxLength ?? null,
  onlyWith: option.onlyWith ?? null,
  excludes: option.excludes ? { ...option.excludes } : null,
});

const askedFor = (field: ConnectField) => ({
  name: field.name,
  label: field.label,
  help: field.help,
  secret: field.kind === 'secret',
  kind: field.kind,
  optional: !field.required,
  defaultValue: field.defaultValue,
});

/** A manifest as the dashboard reads it. */
export function presentPlatform(ctx: Ctx, manifest: PlatformManifest): z.input<typeof PlatformInfo> {
  const { id, name, text, hashtags, altText, media, aiDisclosure, can, verifiedLive, oauth } = manifest;
  const rehearsed = ctx.rehearsal.all.find(({ simulator }) => simulator.platformId === id)?.simulator;
  return {
    ...{ id, name, text, verifiedLive, can: [...can] },
    hashtags: { max: hashtags.max },
    altTextMax: altText.max,
    imagesMax: media.images.max,
    video: can.includes('publish_video'),
    textOnly: can.includes('publish_text'),
    nativeAiLabel: aiDisclosure.native !== null,
    disclosureSuffix: aiDisclosure.caption ? `\n\n${disclosureLine('en')}` : '',
    connect: manifest.connect.map(askedFor),
    guide: [...manifest.connectNotes],
    limits: describeLimits(manifest),
    options: manifest.options.map(presentOption),
    title: manifest.title ? { max: manifest.title.max, required: manifest.title.required } : null,
    firstCommentMax: can.includes('first_comment') ? (manifest.comment ?? text).max : null,
    threadPartsMax: can.includes('publish_thread') ? (manifest.thread?.maxParts ?? null) : null,
    setUp: manifest.setUp.map(({ text: step, url }) => ({ text: step, url: url ?? null })),
    oauth: oauth && { fields: oauth.fields.map(askedFor), scopes: [...oauth.scopes] },
    hasApi: ctx.platforms.all.some((adapter) => adapter.manifest.id === id),
    rehearsal: rehearsed !== undefined,
    rehearsalSignIn: oauth !== null && rehearsed?.createApp !== undefined,
    privateTest: manifest.privateTest !== null,
    consent: manifest.consent
      ? { ...manifest.consent, links: manifest.consent.links.map((link) => ({ ...link })) }
      : null,
    apiVersion: manifest.apiVersion,
    composeUrl: manifest.handOff.composeUrl,
    sources: manifest.sources.map((source) => ({ ...source })),
  };
}
