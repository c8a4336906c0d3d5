import sharp from 'sharp';
import type { Quality } from './measurement.ts';

/** Pixels of three bytes each, red first, row by row. */
export interface Pixels {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}

/** A picture's size, upright, and its pixels scaled down to at most `longestSide`. */
export async function readPixels(
  source: string | Uint8Array,
  longestSide: number,
): Promise<Pixels & { readonly original: { readonly width: number; readonly height: number } }> {
  const image = sharp(source, { failOn: 'truncated', limitInputPixels: 50_000_000 }).timeout({ seconds: 30 });
  const { autoOrient } = await image.metadata();
  const { data, info } = await image
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, original: autoOrient };
}

export async function scaled(pixels: Pixels, longestSide: number): Promise<Pixels> {
  const { data, info } = await open(pixels)
    .resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

const open = ({ data, width, height }: Pixels) => sharp(data, { raw: { width, height, channels: 3 } });

const qualitySide = 768;
const tile = 48;

export async function measureQuality(pixels: Pixels): Promise<Quality> {
  const { data, info } = await open(pixels)
    .resize(qualitySide, qualitySide, { fit: 'inside', withoutEnlargement: true })
    .greyscale()
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  let sum = 0;
  let bright = 0;
  let dark = 0;
  for (const value of data) {
    sum += value;
    if (value >= 250) bright++;
    if (value <= 5) dark++;
  }
  return {
    sharpness: sharpnessOf(data, info.width, info.height),
    brightness: sum / data.length,
    highlights: bright / data.length,
    shadows: dark / data.length,
  };
}

/** Pech-Pacheco et al. 2000, "Diatom autofocusing in brightfield microscopy": the variance of the Laplacian; by tiles. */
function sharpnessOf(grey: Uint8Array, width: number, height: number): number {
  const variances: number[] = [];
  for (let top = 1; top + tile < height; top += tile) {
    for (let left = 1; left + tile < width; left += tile) variances.push(varianceAt(grey, width, left, top));
  }
  variances.sort((first, second) => first - second);
  return variances[Math.floor(variances.length * 0.9)] ?? 0;
}

function varianceAt(grey: Uint8Array, width: number, left: number, top: number): number {
  let sum = 0;
  let squares = 0;
  for (let y = top; y < top + tile; y++) {
    for (let at = y * width + left, end = at + tile; at < end; at++) {
      const value = grey[at - 1]! + grey[at + 1]! + grey[at - width]! + grey[at + width]! - 4 * grey[at]!;
      sum += value;
      squares += value * value;
    }
  }
  const count = tile * tile;
  return squares / count - (sum / count) ** 2;
}
