import type { Ctx } from '#context';
import type { AssetMarks } from './contract.ts';
import { exportAsset } from './export-asset.ts';

/** The marks an exported copy carries, read back from the file itself. */
export async function getAssetMarks(ctx: Ctx, assetId: string): Promise<AssetMarks> {
  const { verification } = await exportAsset(ctx, assetId);
  return {
    c2pa: verification.c2pa,
    sourceType: verification.sourceType ?? null,
    issuer: verification.issuer ?? null,
    signedAt: verification.signedAt ?? null,
    problems: [...verification.problems],
    summary: verification.summary,
  };
}
