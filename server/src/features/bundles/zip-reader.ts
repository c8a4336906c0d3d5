import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable, Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { AppError } from '#kernel/errors.ts';

export interface ZipLimits {
  readonly entries: number;
  /** All files together, unpacked. */
  readonly totalBytes: number;
}

export interface ZipEntry {
  readonly name: string;
  /** Unpacked; what does not keep to it is refused while it is read. */
  readonly size: number;
  readonly crc32: number;
  readonly packedSize: number;
  readonly method: number;
  /** Where its header begins, from the start of the file. */
  readonly offset: number;
}

/** An archive of somebody else's: nothing in it is believed before it has been checked. */
export interface ZipFile extends AsyncDisposable {
  readonly entries: ReadonlyMap<string, ZipEntry>;
  /** The whole of a small file. @throws AppError `too_large` past `maxBytes`, `invalid` when damaged. */
  read(name: string, maxBytes: number): Promise<Buffer>;
  /** Unpacks a file to `path`, which must not exist. */
  extract(name: string, path: string): Promise<{ readonly sha256: string; readonly bytes: number }>;
}

// Signatures and offsets: PKWARE APPNOTE 6.3.10, https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
const endSignature = 0x06054b50;
const centralSignature = 0x02014b50;
const localSignature = 0x04034b50;
const endRecordBytes = 22;
const longestComment = 0xffff;
const centralHeaderBytes = 46;
const localHeaderBytes = 30;
const largestDirectoryBytes = 16 * 1024 * 1024;
const stored = 0;
const deflated = 8;
const encryptedFlags = 0x0001 | 0x0040 | 0x2000;
/** Unix file type in the upper half of the external attributes; a link is 0120000. */
const linkType = 0o120000;
/** Media hardly shrink and text shrinks tenfold: whatever unpacks to more than this share is made to fill disks. */
const suspiciousRatio = 200;
const suspiciousBytes = 10 * 1024 * 1024;

/**
 * Opens a ZIP archive that anybody may have made.
 * @throws AppError `unsupported_media` when it is none, or one we do not read (encrypted, ZIP64, split);
 * `invalid` for names that lead outside, links, twice the same name, overlapping files; `too_large` past the limits.
 */
export async function openZip(path: string, limits: ZipLimits): Promise<ZipFile> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const directory = await readDirectory(file, size);
    const entries = readEntries(directory, limits);
    await assertApart(file, [...entries.values()], directory.start);
    return zipFile(file, entries);
  } catch (error) {
    await file.close();
    throw error;
  }
}

interface Directory {
  readonly bytes: Buffer;
  readonly count: number;
  /** Where it begins in the file. */
  readonly start: number;
  /** What stands before the archive, as where one is hung to a picture. */
  readonly shift: number;
}

async function readDirectory(file: FileHandle, fileBytes: number): Promise<Directory> {
  const tailBytes = Math.min(fileBytes, endRecordBytes + longestComment);
  const tail = await readAt(file, fileBytes - tailBytes, tailBytes);
  const at = findEnd(tail);
  if (at === undefined) {
    throw new AppError('unsupported_media', 'This file is no archive that can be read.', {
      hint: 'Choose the file as it was exported; it may have arrived in part.',
    });
  }
  const count = tail.readUInt16LE(at + 10);
  const bytes = tail.readUInt32LE(at + 12);
  const offset = tail.readUInt32LE(at + 16);
  const isSplit = tail.readUInt16LE(at + 4) !== 0 || tail.readUInt16LE(at + 8) !== count;
  if (isSplit || count === 0xffff || offset === 0xffff_ffff)
    throw unread('It is split, or larger than 4 GB.');
  const start = fileBytes - tailBytes + at - bytes;
  if (start < 0 || start < offset) throw damaged('its list of files is cut off');
  if (bytes > largestDirectoryBytes) throw tooMuch('Its list of files is too long.');
  return { bytes: await readAt(file, start, bytes), count, start, shift: start - offset };
}

function findEnd(tail: Buffer): number | undefined {
  for (let at = tail.length - endRecordBytes; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== endSignature) continue;
    // Its comment must end where the file ends: a signature inside a comment is none.
    if (at + endRecordBytes + tail.readUInt16LE(at + 20) === tail.length) return at;
  }
  return undefined;
}

function readEntries({ bytes, count, shift }: Directory, limits: ZipLimits): Map<string, ZipEntry> {
  if (count > limits.entries) throw tooMuch(`It holds ${count} files; up to ${limits.entries} are taken.`);
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  let total = 0;
  for (let index = 0; index < count; index += 1) {
    if (at + centralHeaderBytes > bytes.length || bytes.readUInt32LE(at) !== centralSignature)
      throw damaged('its list of files is cut off');
    const nameBytes = bytes.readUInt16LE(at + 28);
    const end =
      at + centralHeaderBytes + nameBytes + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    if (end > bytes.length) throw damaged('its list of files is cut off');
    const name = readName(bytes.subarray(at + centralHeaderBytes, at + centralHeaderBytes + nameBytes));
    const entry = readEntry(bytes, at, name, shift);
    if (entries.has(name.toLowerCase())) throw damaged(`it holds "${name}" twice`);
    total += entry.size;
    if (total > limits.totalBytes)
      throw tooMuch(`Unpacked it is larger than ${megabytes(limits.totalBytes)} MB.`);
    if (!name.endsWith('/')) entries.set(name.toLowerCase(), entry);
    at = end;
  }
  return new Map([...entries.values()].map((entry) => [entry.name, entry]));
}

function readEntry(bytes: Buffer, at: number, name: string, shift: number): ZipEntry {
  if (bytes.readUInt16LE(at + 8) & encryptedFlags) throw unread('It is encrypted.');
  const method = bytes.readUInt16LE(at + 10);
  if (method !== stored && method !== deflated) throw unread(`It is packed in an unusual way (${method}).`);
  const type = (bytes.readUInt32LE(at + 38) >>> 16) & 0o170000;
  if (type === linkType) throw damaged(`"${name}" is a link to somewhere else`);
  const packedSize = bytes.readUInt32LE(at + 20);
  const size = bytes.readUInt32LE(at + 24);
  const offset = bytes.readUInt32LE(at + 42);
  if (size === 0xffff_ffff || packedSize === 0xffff_ffff || offset === 0xffff_ffff)
    throw unread('It is larger than 4 GB.');
  if (method === stored && size !== packedSize) throw damaged(`"${name}" has two sizes`);
  if (size > suspiciousBytes && size > packedSize * suspiciousRatio)
    throw tooMuch(`"${name}" unpacks to ${megabytes(size)} MB from almost nothing.`);
  return { name, size, packedSize, method, crc32: bytes.readUInt32LE(at + 16), offset: offset + shift };
}

/** @throws AppError `invalid` for a name that could lead out of a folder, or that cannot be read. */
function readName(bytes: Buffer): string {
  let name: string;
  try {
    name = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Old archives use the letters of their own system; the files we look for have plain names.
    name = bytes.toString('latin1');
  }
  const parts = name.split('/');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  const isStrange = name === '' || /[\u0000-\u001f\u007f\\]/.test(name) || /^[a-z]:/i.test(name);
  if (isStrange || name.startsWith('/') || parts.includes('..') || parts.includes('.')) {
    throw damaged(`it holds a file named ${JSON.stringify(name.slice(0, 80))}, which leads outside of it`);
  }
  return name;
}

/** Files that share bytes are a way to unpack to far more than an archive holds. */
async function assertApart(file: FileHandle, entries: ZipEntry[], directoryStart: number): Promise<void> {
  const sorted = entries.toSorted((one, other) => one.offset - other.offset);
  let free = 0;
  for (const entry of sorted) {
    if (entry.offset < free) throw damaged(`"${entry.name}" shares its bytes with another file`);
    free = (await dataStart(file, entry)) + entry.packedSize;
    if (free > directoryStart) throw damaged(`"${entry.name}" is cut off`);
  }
}

async function dataStart(file: FileHandle, entry: ZipEntry): Promise<number> {
  const header = await readAt(file, entry.offset, localHeaderBytes);
  if (header.readUInt32LE(0) !== localSignature) throw damaged(`"${entry.name}" is not where it should be`);
  return entry.offset + localHeaderBytes + header.readUInt16LE(26) + header.readUInt16LE(28);
}

function zipFile(file: FileHandle, entries: ReadonlyMap<string, ZipEntry>): ZipFile {
  const entryOf = (name: string): ZipEntry => {
    const entry = entries.get(name);
    if (entry) return entry;
    throw damaged(`"${name}" is missing`);
  };
  const unpack = async (entry: ZipEntry, take: (piece: Buffer) => void, to?: NodeJS.WritableStream) => {
    const start = await dataStart(file, entry);
    const source = Readable.from(piecesOf(file, start, entry.packedSize));
    const check = checking(entry, take);
    const sink = to ?? nowhere();
    try {
      if (entry.method === deflated) await pipeline(source, createInflateRaw(), check, sink);
      else await pipeline(source, check, sink);
    } catch (error) {
      if (error instanceof AppError || !isPackingFault(error)) throw error;
      throw damaged(`"${entry.name}" cannot be unpacked`, error);
    }
  };
  return {
    entries,
    async read(name, maxBytes) {
      const entry = entryOf(name);
      if (entry.size > maxBytes) throw tooMuch(`"${name}" is larger than ${megabytes(maxBytes)} MB.`);
      const pieces: Buffer[] = [];
      await unpack(entry, (piece) => pieces.push(piece));
      return Buffer.concat(pieces);
    },
    async extract(name, path) {
      const entry = entryOf(name);
      const hash = createHash('sha256');
      await unpack(entry, (piece) => hash.update(piece), createWriteStream(path, { flags: 'wx' }));
      return { sha256: hash.digest('hex'), bytes: entry.size };
    },
    [Symbol.asyncDispose]: () => file.close(),
  };
}

function nowhere(): Writable {
  return new Writable({
    write(_piece, _encoding, done) {
      done();
    },
  });
}

/** Passes bytes on as long as they keep to the size that was stated, and compares their checksum at the end. */
function checking(entry: ZipEntry, take: (piece: Buffer) => void): Transform {
  let bytes = 0;
  let sum = 0;
  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      bytes += piece.length;
      if (bytes > entry.size) return done(tooMuch(`"${entry.name}" is larger than it says.`));
      sum = crc32(piece, sum);
      take(piece);
      done(null, piece);
    },
    flush(done) {
      const isWhole = bytes === entry.size && sum === entry.crc32;
      done(isWhole ? null : damaged(`"${entry.name}" is not as it was packed`));
    },
  });
}

async function* piecesOf(file: FileHandle, start: number, bytes: number): AsyncGenerator<Buffer> {
  for (let done = 0; done < bytes; ) {
    const piece = await readAt(file, start + done, Math.min(256 * 1024, bytes - done));
    done += piece.length;
    yield piece;
  }
}

async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at);
  if (bytesRead === length) return buffer;
  throw damaged('it ends too early');
}

const isPackingFault = (error: unknown) =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
const megabytes = (bytes: number) => Math.ceil(bytes / (1024 * 1024));

function damaged(what: string, cause?: unknown): AppError {
  return new AppError('invalid', `This archive is damaged or was tampered with: ${what}.`, {
    hint: 'Export it again, and copy it whole. Nothing was kept of it.',
    cause,
  });
}

function unread(why: string): AppError {
  return new AppError('unsupported_media', `This archive cannot be read. ${why}`, {
    hint: 'Save it as a plain ZIP file, without a password.',
  });
}

function tooMuch(why: string): AppError {
  return new AppError('too_large', `This archive is larger than can be taken in. ${why}`, {
    hint: 'Export it with fewer pictures and clips. Nothing was kept of it.',
  });
}
