export { addMedia, assertTakesMedia } from './add-media.ts';
export { listDeliveries } from './list-deliveries.ts';
export { recentCaptions } from './queries.ts';
