export { listDeliveries } from './list-deliveries.ts';
export { recentCaptions } from './queries.ts';
