export { calibrateLikenessJob } from './jobs.ts';
export { type LinesInForce, likenessLines } from './likeness-lines.ts';
