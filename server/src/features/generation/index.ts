export { chooseTake } from './choose-take.ts';
export { getGeneration } from './get-generation.ts';
export { listEngines } from './list-engines.ts';
export { startGeneration } from './start-generation.ts';
