import { createReadStream, type ReadStream } from 'node:fs';
import { PassThrough } from 'node:stream';
import { ZipFile } from 'yazl';
import { AppError } from '#kernel/errors.ts';

/** One file of an archive: bytes at hand, or a file on disk whose size is known. */
export type ZipPart =
  | { readonly name: string; readonly bytes: Uint8Array }
  | { readonly name: string; readonly path: string; readonly size: number };

/** 1 January 1980, the first day that ZIP knows: the same content gives the same archive. */
const fixed = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true, mode: 0o100644 };
/** Nothing is compressed: media hardly shrink, and the length is known beforehand. */
const plain = { ...fixed, compress: false };
const largestArchive = 0xffff_ffff;
const mostEntries = 0xffff;
const pieceBytes = 256 * 1024;

/**
 * How long `writeZip` gets, in bytes.
 * @throws AppError `too_large` past what a plain ZIP holds (4 GB, 65,535 files).
 */
export async function zipBytes(parts: readonly ZipPart[]): Promise<number> {
  const zip = new ZipFile();
  // Only counted: no file is opened.
  addParts(zip, parts, () => undefined);
  const { promise, resolve } = Promise.withResolvers<number>();
  // Its types leave out what the callback is told, https://github.com/thejoshwolfe/yazl#endoptions-calculatedtotalsizecallback
  const tell: (bytes?: number) => void = (bytes) => resolve(bytes ?? -1);
  zip.end({ forceZip64Format: false, comment: '' }, tell);
  const bytes = await promise;
  if (bytes >= 0 && bytes <= largestArchive && parts.length <= mostEntries) return bytes;
  throw new AppError('too_large', 'This is more than fits into one file (4 GB).', {
    hint: 'Choose fewer of the pictures and clips to go along.',
    facts: { bytes, files: parts.length },
  });
}

/** The archive in pieces, without holding its files in memory. @throws Error when a file changed meanwhile. */
export async function* writeZip(parts: readonly ZipPart[]): AsyncGenerator<Uint8Array> {
  await zipBytes(parts);
  const zip = new ZipFile();
  const output = new PassThrough({ highWaterMark: pieceBytes });
  const opened = new Set<ReadStream>();
  zip.on('error', (error) => output.destroy(error));
  zip.outputStream.pipe(output);
  addParts(zip, parts, (path, give) => {
    const file = createReadStream(path, { highWaterMark: pieceBytes });
    opened.add(file);
    file.once('close', () => opened.delete(file));
    file.once('error', (error) => output.destroy(error));
    give(null, file);
  });
  zip.end();
  try {
    for await (const piece of output) yield piece as Uint8Array;
  } finally {
    // Whoever takes the archive may leave in the middle.
    for (const file of opened) file.destroy();
    output.destroy();
  }
}

type OpenFile = (path: string, give: (error: unknown, file: NodeJS.ReadableStream) => void) => void;

function addParts(zip: ZipFile, parts: readonly ZipPart[], open: OpenFile): void {
  for (const part of parts) {
    if ('bytes' in part) zip.addBuffer(Buffer.from(part.bytes), part.name, plain);
    else zip.addReadStreamLazy(part.name, { ...plain, size: part.size }, (give) => open(part.path, give));
  }
}
