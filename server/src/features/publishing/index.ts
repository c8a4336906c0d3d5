export { publishingJobs } from './jobs.ts';
export { listDeliveries } from './list-deliveries.ts';
export { recentCaptions } from './queries.ts';
