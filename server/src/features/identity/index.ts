export { calibrateLikenessJob, measureAssetsJob, measuredAtOnce } from './jobs.ts';
export { likenessLines } from './likeness-lines.ts';
export { measureAssets } from './measure-assets.ts';
