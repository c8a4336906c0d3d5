export { prepareHandOffJob } from './jobs.ts';
export { handOffSealedColumns } from './settings.ts';
