export { calibrateLikenessJob, measureAssetsJob, measuredAtOnce } from './jobs.ts';
export { measureAssets } from './measure-assets.ts';
export { likenessLines } from './likeness-lines.ts';
