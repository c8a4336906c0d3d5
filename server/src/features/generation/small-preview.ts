import sharp from 'sharp';
import type { Preview } from '#engines/engine.ts';

const pixels = 160;
/** With its frame it must fit into a notification between processes, which PostgreSQL limits to 8000 bytes. */
const mostCharacters = 6000;
const mostInputPixels = 20_000_000;

/** An engine's preview as a small `data:` address; nothing when it cannot be read. */
export async function smallPreview({ bytes }: Preview): Promise<string | undefined> {
  try {
    const small = await sharp(bytes, { limitInputPixels: mostInputPixels })
      .resize(pixels, pixels, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 55 })
      .toBuffer();
    const address = `data:image/webp;base64,${small.toString('base64')}`;
    return address.length <= mostCharacters ? address : undefined;
  } catch {
    // A preview that broke off on its way says nothing about the work.
    return undefined;
  }
}
