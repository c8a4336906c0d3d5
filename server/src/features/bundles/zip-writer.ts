import { createReadStream } from 'node:fs';
import { crc32 } from 'node:zlib';
import { AppError } from '#kernel/errors.ts';

/** One file of an archive: bytes at hand, or a file on disk whose size and CRC-32 are known. */
export type ZipPart =
  | { readonly name: string; readonly bytes: Uint8Array }
  | { readonly name: string; readonly path: string; readonly size: number; readonly crc32: number };

// Field sizes and signatures: PKWARE APPNOTE 6.3.10, https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
const localHeaderBytes = 30;
const centralHeaderBytes = 46;
const endRecordBytes = 22;
const versionNeeded = 20;
/** Names are UTF-8. */
const utf8Flag = 0x0800;
/** 1 January 1980: the same content gives the same archive. */
const fixedDate = 0x21;
const largestArchive = 0xffff_ffff;
const mostEntries = 0xffff;

const sizeOf = (part: ZipPart) => ('bytes' in part ? part.bytes.byteLength : part.size);
const nameOf = (part: ZipPart) => Buffer.from(part.name, 'utf8');

/**
 * How long `writeZip` gets, in bytes; known beforehand since nothing is compressed: media hardly shrink.
 * @throws AppError `too_large` past what a plain ZIP holds (4 GB, 65,535 files).
 */
export function zipBytes(parts: readonly ZipPart[]): number {
  let total = endRecordBytes;
  for (const part of parts)
    total += localHeaderBytes + centralHeaderBytes + nameOf(part).length * 2 + sizeOf(part);
  if (total <= largestArchive && parts.length <= mostEntries) return total;
  throw new AppError('too_large', 'This is more than fits into one file (4 GB).', {
    hint: 'Choose fewer of the pictures and clips to go along.',
    facts: { bytes: total, files: parts.length },
  });
}

/** The archive in pieces, without holding its files in memory. @throws Error when a file changed meanwhile. */
export async function* writeZip(parts: readonly ZipPart[]): AsyncGenerator<Uint8Array> {
  zipBytes(parts);
  const central: Buffer[] = [];
  let offset = 0;
  for (const part of parts) {
    const fields = fieldsOf(part);
    const name = nameOf(part);
    yield localHeader(fields, name);
    central.push(centralHeader(fields, name, offset));
    if ('bytes' in part) yield part.bytes;
    else yield* checkedFile(part.path, part.size);
    offset += localHeaderBytes + name.length + fields.size;
  }
  const directory = Buffer.concat(central);
  yield directory;
  yield endRecord(parts.length, directory.length, offset);
}

interface Fields {
  readonly size: number;
  readonly crc32: number;
}

function fieldsOf(part: ZipPart): Fields {
  if ('bytes' in part) return { size: part.bytes.byteLength, crc32: crc32(part.bytes) };
  return part;
}

async function* checkedFile(path: string, size: number): AsyncGenerator<Uint8Array> {
  let sent = 0;
  for await (const piece of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    const bytes = piece as Buffer;
    sent += bytes.length;
    yield bytes;
  }
  if (sent !== size) throw new Error('A file changed while it was being exported.');
}

function localHeader({ size, crc32 }: Fields, name: Buffer): Buffer {
  const header = Buffer.alloc(localHeaderBytes);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(versionNeeded, 4);
  header.writeUInt16LE(utf8Flag, 6);
  header.writeUInt16LE(fixedDate, 12);
  header.writeUInt32LE(crc32, 14);
  header.writeUInt32LE(size, 18);
  header.writeUInt32LE(size, 22);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, name]);
}

function centralHeader({ size, crc32 }: Fields, name: Buffer, offset: number): Buffer {
  const header = Buffer.alloc(centralHeaderBytes);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(versionNeeded, 4);
  header.writeUInt16LE(versionNeeded, 6);
  header.writeUInt16LE(utf8Flag, 8);
  header.writeUInt16LE(fixedDate, 14);
  header.writeUInt32LE(crc32, 16);
  header.writeUInt32LE(size, 20);
  header.writeUInt32LE(size, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt32LE(offset, 42);
  return Buffer.concat([header, name]);
}

function endRecord(entries: number, directoryBytes: number, directoryOffset: number): Buffer {
  const record = Buffer.alloc(endRecordBytes);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(entries, 8);
  record.writeUInt16LE(entries, 10);
  record.writeUInt32LE(directoryBytes, 12);
  record.writeUInt32LE(directoryOffset, 16);
  return record;
}
