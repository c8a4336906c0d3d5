import type { z } from 'zod';
import type { Ctx } from '#context';
import { recordActivity } from '#features/activities/record-activity.ts';
import { requireDeclaration } from '#features/characters/index.ts';
import { measureAssets } from '#features/identity/index.ts';
import { readAsset, storeAsset, updateAsset, whySetAside } from '#features/library/index.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import type { Uploaded, UploadFields } from './contract.ts';
import { normaliseFile } from './normalise-file.ts';

/** A long clip is coded anew and looked at on a machine that may be busy. */
const longestSeconds = 900;
const sourceTypes = {
  by_ai: 'trainedAlgorithmicMedia',
  changed_with_ai: 'compositeWithTrainedAlgorithmicMedia',
} as const;

/**
 * Takes a picture or clip that another program made into the library, measured like this studio's own: until the
 * checks have passed it is not offered. It may show a character only where somebody stands for the likeness.
 * @throws AppError `forbidden` without a live declaration; what `normaliseFile` says of the file.
 */
export async function uploadMedia(
  ctx: Ctx,
  input: UploadFields & { readonly path: string; readonly folder: string },
): Promise<z.input<typeof Uploaded>> {
  requireRole(ctx, 'editor');
  const character = await requireDeclaration(ctx, input.characterId);
  const { ffmpegPath } = ctx.media;
  const signal = AbortSignal.timeout(longestSeconds * 1000);
  const { file, cover, changes } = await normaliseFile(input.path, input.folder, {
    signal,
    ...(ffmpegPath && { ffmpegPath }),
  });
  const model = input.madeWith || 'another program';
  const stored = await storeAsset(ctx, {
    file,
    ...(cover && { cover }),
    character: { id: character.characterId, version: character.version },
    engine: 'upload',
    model,
    seed: 0,
    prompt: '',
    recipe: { uploaded: true, madeWith: model },
    sourceType: sourceTypes[input.made],
    altText: input.altText,
    tags: [],
    score: null,
    identityDistance: null,
    checks: [],
    archived: true,
  });
  // The same file again answers what is there, with what was found then.
  if (stored.checks.length === 0) {
    await measureAssets(ctx, { characterId: character.characterId, assetIds: [stored.id] }, signal);
  }
  const { asset } = await readAsset(ctx, stored.id);
  const setAside = whySetAside(asset.checks) ?? null;
  if (setAside === null && asset.checks.length > 0 && asset.archivedAt) {
    await updateAsset(ctx, asset.id, { archivedAt: null });
    ctx.emit({ type: 'changed', topic: 'assets', id: asset.id });
  }
  await recordActivity(ctx, {
    verb: 'asset.uploaded',
    subject: { type: 'asset', id: asset.id, topic: 'assets' },
    characterId: character.characterId,
    summary: `A ${asset.kind === 'video' ? 'clip' : 'picture'} was added for ${character.content.name}${setAside ? ', and set aside by a check' : ''}.`,
    facts: { sha256: asset.sha256, made: input.made, madeWith: model },
  });
  return {
    assetId: asset.id,
    kind: asset.kind === 'video' ? 'video' : 'image',
    changes: [...changes],
    setAside,
  };
}
