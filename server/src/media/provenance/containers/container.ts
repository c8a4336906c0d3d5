import { AppError } from '#kernel/errors.ts';

/** The kinds of file that leave the product. */
export const markedMimes = ['image/jpeg', 'image/png', 'image/webp', 'video/mp4', 'audio/wav'] as const;
export type MarkedMime = (typeof markedMimes)[number];

/** PNG texts that hold a character card: https://github.com/kwaroran/character-card-spec-v3/blob/main/SPEC_V3.md */
export const cardKeywords = ['chara', 'ccv3'] as const;
export type CardTexts = Readonly<Partial<Record<(typeof cardKeywords)[number], string>>>;

/**
 * One file format. Files are rebuilt from an allow list of their parts, so that whatever a camera, a phone
 * or an image generator left inside is gone without a second lossy encoding.
 */
export interface Container {
  /** Whether the bytes begin like this format. */
  recognises(bytes: Uint8Array): boolean;
  /**
   * The same picture, film or sound with `xmp` as its only metadata, in pieces to be written one after another.
   * May change `bytes` in place. Throws an AppError for a damaged file. `cardTexts` are written by PNG alone.
   */
  rebuild(bytes: Buffer, xmp: string, cardTexts?: CardTexts): Uint8Array[];
  /** Names of parts that are not on the allow list; the XMP and C2PA parts are. */
  findForeignParts(bytes: Buffer): string[];
  readXmp(bytes: Buffer): string | undefined;
}

export function damaged(format: string, what: string): AppError {
  return new AppError('unsupported_media', `This ${format} file is damaged: ${what}.`, {
    hint: 'Make it again, or open and save it in another program first.',
  });
}

export function latin(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', start, end);
}
