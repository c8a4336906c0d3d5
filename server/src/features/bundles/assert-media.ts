import { open } from 'node:fs/promises';
import { endingOf } from '#features/library/index.ts';
import { validateImage } from '#media/images.ts';
import type { Records } from './bundle-format.ts';
import { contradicts } from './read-bundle.ts';

const soundMimes: ReadonlySet<string> = new Set(['audio/wav']);
const pictureMimes: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp']);

/**
 * Compares what records say a file is with its content: names and types of a bundle are only claims.
 * @throws AppError `invalid` for a file of another type, or what `validateImage` throws for a broken picture.
 */
export async function assertMedia(records: Records, sha256: string, path: string): Promise<void> {
  for (const mime of claimedMimes(records, sha256)) {
    if (mime.startsWith('image/')) {
      const found = await validateImage(path);
      if (found.mime !== mime) throw contradicts(`a ${found.mime} says that it is ${mime}`);
    } else if (!(await startsLike(path, mime)))
      throw contradicts(`a file says that it is ${mime}, and is not`);
  }
}

function claimedMimes(records: Records, sha256: string): Set<string> {
  const mimes = new Set<string>();
  for (const { kind, file } of records.references) {
    if (file.sha256 !== sha256) continue;
    const allowed = kind === 'face' ? pictureMimes : soundMimes;
    if (!allowed.has(file.mime)) throw contradicts(`a ${kind} reference is a ${file.mime}`);
    mimes.add(file.mime);
  }
  for (const { kind, file, cover, captions } of records.assets) {
    if (cover === sha256) mimes.add('image/*');
    if (captions === sha256) mimes.add('text/vtt');
    if (file.sha256 !== sha256) continue;
    if (!file.mime.startsWith(`${kind}/`) || endingOf(file.mime) === 'bin')
      throw contradicts(`a ${kind} of the library is a ${file.mime}`);
    mimes.add(file.mime);
  }
  for (const { scope } of records.declarations)
    if ('evidence' in scope && scope.evidence?.sha256 === sha256) mimes.add(scope.evidence.mime);
  if (mimes.delete('image/*') && ![...mimes].some((mime) => mime.startsWith('image/'))) mimes.add('cover');
  return mimes;
}

async function startsLike(path: string, mime: string): Promise<boolean> {
  if (mime === 'cover') return (await validateImage(path)).mime !== undefined;
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0);
    const head = buffer.toString('latin1', 0, bytesRead);
    const signatures: Readonly<Record<string, boolean>> = {
      'video/mp4': head.startsWith('ftyp', 4),
      'audio/wav': head.startsWith('RIFF') && head.startsWith('WAVE', 8),
      'application/pdf': head.startsWith('%PDF-'),
      'text/vtt': head.replace(/^\u00ef\u00bb\u00bf/, '').startsWith('WEBVTT'),
    };
    return signatures[mime] ?? false;
  } finally {
    await file.close();
  }
}
