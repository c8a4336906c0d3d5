export { addMedia, assertTakesMedia } from './add-media.ts';
export { buildPayload } from './build-payload.ts';
export { readContent } from './content.ts';
export { listDeliveries } from './list-deliveries.ts';
export { publicMediaUrl } from './public-media.ts';
export { whyNotToSend } from './publish-delivery.ts';
export {
  type DeliveryRow,
  findDelivery,
  findPost,
  lockDelivery,
  recentCaptions,
  setDelivery,
} from './queries.ts';
export { assertDeliveryCanBecome } from './rules.ts';
export { tellDelivery } from './tell-delivery.ts';
