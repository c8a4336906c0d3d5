export { checkTrials } from './check-trials.ts';
