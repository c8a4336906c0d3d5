import { AppError } from '#kernel/errors.ts';
import { type Container, type MarkedMime, markedMimes } from './container.ts';
import { jpeg } from './jpeg.ts';
import { mp4 } from './mp4.ts';
import { png } from './png.ts';
import { wav } from './wav.ts';
import { webp } from './webp.ts';

const containers: Readonly<Record<MarkedMime, Container>> = {
  'image/jpeg': jpeg,
  'image/png': png,
  'image/webp': webp,
  'video/mp4': mp4,
  'audio/wav': wav,
};

/** The format of a file that says it is of type `mime`; refuses other types and false labels. */
export function containerFor(mime: string, bytes: Uint8Array): Container {
  const known = markedMimes.find((candidate) => candidate === mime);
  if (!known) {
    throw new AppError('unsupported_media', `Files of type ${mime} cannot be marked.`, {
      hint: 'Use JPEG, PNG, WebP, MP4 or WAV.',
    });
  }
  const container = containers[known];
  if (!container.recognises(bytes)) {
    throw new AppError(
      'unsupported_media',
      `This file says it is ${mime}, but its content is something else.`,
      {
        hint: 'Check where the file came from, and make it again.',
      },
    );
  }
  return container;
}
