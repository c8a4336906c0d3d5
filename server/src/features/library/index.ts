export { type AssetFacts, assetSummaries } from './asset-summaries.ts';
export { exportFor, type Rendition } from './export-for.ts';
export { findNearestPicture } from './find-nearest-picture.ts';
export { familyOf } from './get-relatives.ts';
export { assetUrls } from './present-asset.ts';
export { type AssetRow, readAsset, updateAsset } from './queries.ts';
export { endingOf, whySetAside } from './rules.ts';
export { type NewAsset, storeAsset } from './store-asset.ts';
export { assets } from './tables.ts';
