import type { Ctx } from '#context';
import {
  type Declared,
  learnIdentity,
  photoIdentity,
  requireDeclaration,
  toWire,
} from '#features/characters/index.ts';
import {
  type AssetRow,
  findNearestPicture,
  readAsset,
  updateAsset,
  whySetAside,
} from '#features/library/index.ts';
import { AppError } from '#kernel/errors.ts';
import { type CheckResult, scoreTake } from '#media/checks/media-checks.ts';
import { likenessLines } from './likeness-lines.ts';

/** Checks that only this studio's own making of the file can tell of; measuring it again keeps what they said. */
const kept: ReadonlySet<string> = new Set(['speech-matches-script', 'loudness']);

/**
 * Measures pictures and clips that came from elsewhere as this studio measures its own takes: what another studio
 * wrote down of them is only a claim. One that fails a decisive check is archived, with the reason. May run twice.
 */
export async function measureAssets(
  ctx: Ctx,
  { characterId, assetIds }: { readonly characterId: string; readonly assetIds: readonly string[] },
  signal: AbortSignal,
): Promise<void> {
  const character = await declaredOrNot(ctx, characterId);
  for (const id of assetIds) {
    signal.throwIfAborted();
    const asset = await readAsset(ctx, id).then(
      ({ asset }) => asset,
      () => undefined,
    );
    if (asset && asset.kind !== 'audio') await measureOne(ctx, asset, character, signal);
  }
}

/** The face of a character for whom nobody stands yet is not learnt: all but the likeness is measured. */
async function declaredOrNot(ctx: Ctx, characterId: string): Promise<Declared | undefined> {
  try {
    return await requireDeclaration(ctx, characterId);
  } catch (error) {
    if (error instanceof AppError && ['forbidden', 'conflict'].includes(error.code)) return undefined;
    throw error;
  }
}

async function measureOne(
  ctx: Ctx,
  asset: AssetRow,
  character: Declared | undefined,
  signal: AbortSignal,
): Promise<void> {
  const path = await ctx.files.pathOf(asset.sha256);
  const look = asset.engine === ctx.engines.image.id ? 'builtin' : 'photo';
  const identity = character && (await identityFor(ctx, character, look, signal));
  const face =
    character && identity
      ? await likenessLines(ctx, {
          ...{ characterId: character.characterId, look, model: asset.model, identity },
        })
      : undefined;
  const options = {
    engine: look,
    signal,
    ...(identity && { identity }),
    ...(face && { lines: face.lines }),
  } as const;
  const results =
    asset.kind === 'image'
      ? await ctx.media.checks.checkImage(path, { ...options, nearest: await nearestOf(ctx, asset, path) })
      : await ctx.media.checks.checkVideo(path, options);
  await keep(ctx, asset, results, face && { measuredAs: look, measuredAgainst: face.against });
}

async function identityFor(ctx: Ctx, character: Declared, look: 'builtin' | 'photo', signal: AbortSignal) {
  const given = look === 'photo' ? await photoIdentity(ctx, character, signal) : null;
  return given ?? character.identity ?? (await learnIdentity(ctx, character, signal));
}

function nearestOf(ctx: Ctx, { id, characterId }: AssetRow, path: string) {
  return characterId ? findNearestPicture(ctx, path, { characterId, except: [id] }) : null;
}

async function keep(
  ctx: Ctx,
  asset: AssetRow,
  results: readonly CheckResult[],
  measured: Pick<AssetRow, 'measuredAs' | 'measuredAgainst'> | undefined,
): Promise<void> {
  const checks = [...results.map(toWire), ...asset.checks.filter(({ name }) => kept.has(name))];
  const isSetAside = whySetAside(checks) !== undefined;
  await updateAsset(ctx, asset.id, {
    checks,
    score: scoreTake(results).score,
    ...(measured && {
      ...measured,
      identityDistance: results.find(({ name }) => name === 'identity')?.score ?? null,
    }),
    ...(isSetAside && { archivedAt: asset.archivedAt ?? ctx.now() }),
  });
  ctx.emit({ type: 'changed', topic: 'assets', id: asset.id });
}
