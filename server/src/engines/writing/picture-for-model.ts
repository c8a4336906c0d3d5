import sharp from 'sharp';
import { AppError } from '#kernel/errors.ts';
import { maxImagePixels, validateImage } from '#media/images.ts';

/** Vision models look at about this many pixels a side; more costs time and tokens. */
const longestSide = 1024;

/**
 * A picture as every vision model takes it: JPEG, at most 1024 pixels a side, in base64, nothing private in it.
 * @throws AppError `unsupported_media` or `too_large` when it is no picture we read
 */
export async function pictureForModel(path: string): Promise<string> {
  await validateImage(path);
  try {
    const bytes = await sharp(path, { limitInputPixels: maxImagePixels, pages: 1 })
      .rotate()
      .resize({ width: longestSide, height: longestSide, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: 85 })
      .toBuffer();
    return bytes.toString('base64');
  } catch (error) {
    throw new AppError('unsupported_media', 'The picture cannot be read.', {
      hint: 'Choose another picture.',
      cause: error,
    });
  }
}
