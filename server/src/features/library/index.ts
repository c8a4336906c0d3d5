export { type AssetFacts, assetSummaries } from './asset-summaries.ts';
export { type ExportedFile, exportFor, type Rendition } from './export-for.ts';
export { getAsset } from './get-asset.ts';
export { type OpenedFile, openAssetFile } from './open-asset-file.ts';
export { assetUrls } from './present-asset.ts';
export { type AssetRow, readAsset } from './queries.ts';
export { whySetAside } from './rules.ts';
export { type NewAsset, storeAsset } from './store-asset.ts';
