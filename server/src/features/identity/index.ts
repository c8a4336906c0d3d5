export { calibrateLikenessJob } from './jobs.ts';
export { likenessLines } from './likeness-lines.ts';
