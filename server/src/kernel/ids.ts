import { z } from 'zod';

const uuid = z.uuid();

export const WorkspaceId = uuid.brand('WorkspaceId');
export type WorkspaceId = z.infer<typeof WorkspaceId>;
export const UserId = z.string().min(1).brand('UserId');
export type UserId = z.infer<typeof UserId>;
export const CharacterId = uuid.brand('CharacterId');
export type CharacterId = z.infer<typeof CharacterId>;
export const GenerationId = uuid.brand('GenerationId');
export type GenerationId = z.infer<typeof GenerationId>;
export const TakeId = uuid.brand('TakeId');
export type TakeId = z.infer<typeof TakeId>;
export const AssetId = uuid.brand('AssetId');
export type AssetId = z.infer<typeof AssetId>;
export const PostId = uuid.brand('PostId');
export type PostId = z.infer<typeof PostId>;
export const AccountId = uuid.brand('AccountId');
export type AccountId = z.infer<typeof AccountId>;
export const DeliveryId = uuid.brand('DeliveryId');
export type DeliveryId = z.infer<typeof DeliveryId>;
export const EngineInstanceId = uuid.brand('EngineInstanceId');
export type EngineInstanceId = z.infer<typeof EngineInstanceId>;
export const AttemptId = uuid.brand('AttemptId');
export type AttemptId = z.infer<typeof AttemptId>;

/**
 * A new UUID version 7 (RFC 9562 section 5.7): 48 bits of Unix milliseconds, then random bits,
 * so that keys sort by the time they were made.
 */
export function newId<T extends string = string>(now: number = Date.now()): T {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  new DataView(bytes.buffer).setUint16(0, Math.floor(now / 2 ** 32));
  new DataView(bytes.buffer).setUint32(2, now % 2 ** 32);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as T;
}
