import { createRequire } from 'node:module';
import sharp from 'sharp';

// Its types describe a default export that it does not have.
const phash = createRequire(import.meta.url)('sharp-phash') as (image: Buffer) => Promise<string>;

/** Perceptual hashes of one picture, as hex; small changes of the picture change few bits. */
export interface ImageHashes {
  /** 64 bits from the picture's cosine transform. */
  readonly phash: string;
  /** 256 bits: whether each cell of a 17 × 16 grid is darker than its right neighbour. */
  readonly dhash: string;
  /** The same of the mirrored picture, which no such hash recognises by itself. */
  readonly mirrored: { readonly phash: string; readonly dhash: string };
}

/**
 * Bits that may differ between copies of one picture. Measured: copies saved at JPEG quality 40, halved, brightened
 * or under a text bar differ by up to 18 and 38 bits, cropped by 5 % by 18 and 51; of different pictures
 * one in a hundred pairs is nearer than 21 and 77. Either hash within its line is enough.
 */
export const nearDuplicateBits = { phash: 10, dhash: 52 } as const;

const columns = 17;
const rows = 16;

/** Hashes of a picture, from its path or bytes. */
export async function hashImage(source: string | Buffer): Promise<ImageHashes> {
  // Decoded once, to a size that all four are made from.
  const small = await sharp(source, { failOn: 'truncated', limitInputPixels: 50_000_000 })
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .resize(512, 512, { fit: 'inside', withoutEnlargement: true })
    .png({ compressionLevel: 0 })
    .toBuffer();
  const flopped = await sharp(small).flop().png({ compressionLevel: 0 }).toBuffer();
  return {
    phash: await perceptual(small),
    dhash: await difference(small),
    mirrored: { phash: await perceptual(flopped), dhash: await difference(flopped) },
  };
}

async function perceptual(image: Buffer): Promise<string> {
  return BigInt(`0b${await phash(image)}`)
    .toString(16)
    .padStart(16, '0');
}

async function difference(image: Buffer): Promise<string> {
  const grey = await sharp(image).greyscale().resize(columns, rows, { fit: 'fill' }).raw().toBuffer();
  let bits = '';
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns - 1; column++) {
      const at = row * columns + column;
      bits += grey[at]! < grey[at + 1]! ? '1' : '0';
    }
  }
  return BigInt(`0b${bits}`).toString(16).padStart(64, '0');
}

/** How many bits differ between two hashes of the same kind. */
export function bitsApart(left: string, right: string): number {
  let different = BigInt(`0x${left}`) ^ BigInt(`0x${right}`);
  let count = 0;
  while (different > 0n) {
    different &= different - 1n;
    count++;
  }
  return count;
}

/** Whether two pictures are copies of one another, mirrored ones included. */
export function isNearDuplicate(left: ImageHashes, right: ImageHashes): boolean {
  return isClose(left, right) || isClose(left, right.mirrored);
}

type Pair = Pick<ImageHashes, 'phash' | 'dhash'>;

function isClose(left: Pair, right: Pair): boolean {
  return (
    bitsApart(left.phash, right.phash) <= nearDuplicateBits.phash ||
    bitsApart(left.dhash, right.dhash) <= nearDuplicateBits.dhash
  );
}
