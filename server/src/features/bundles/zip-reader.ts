import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable, Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import {
  type ZipFile as Archive,
  type Entry,
  fromRandomAccessReaderPromise,
  RandomAccessReader,
} from 'yauzl';
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
}

/** An archive of somebody else's: nothing in it is believed before it has been checked. */
export interface ZipFile extends AsyncDisposable {
  readonly entries: ReadonlyMap<string, ZipEntry>;
  /** The whole of a small file. @throws AppError `too_large` past `maxBytes`, `invalid` when damaged. */
  read(name: string, maxBytes: number): Promise<Buffer>;
  /** Unpacks a file to `path`, which must not exist. */
  extract(name: string, path: string): Promise<{ readonly sha256: string; readonly bytes: number }>;
}

const endRecordBytes = 22;
const stored = 0;
const deflated = 8;
const encryptedFlags = 0x0001 | 0x0040 | 0x2000;
/** Unix file type in the upper half of the external attributes; a link is 0120000. */
const linkType = 0o120000;
/** Media hardly shrink and text shrinks tenfold: whatever unpacks to more than this share is made to fill disks. */
const suspiciousRatio = 200;
const suspiciousBytes = 10 * 1024 * 1024;

/**
 * Opens a ZIP archive that anybody may have made. Its structure is read by yauzl; what it says is believed only after
 * these checks.
 * @throws AppError `unsupported_media` when it is none, or one we do not read (encrypted, split, packed unusually);
 * `invalid` for names that lead outside, links, twice the same name, overlapping files; `too_large` past the limits.
 */
export async function openZip(path: string, limits: ZipLimits): Promise<ZipFile> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const archive = await openArchive(file, size);
    const directoryStart = archive.readEntryCursor;
    const entries = await readEntries(archive, limits);
    await assertApart(archive, [...entries.values()], Number(directoryStart));
    return zipFile(file, archive, entries);
  } catch (error) {
    await file.close();
    throw inOurWords(error);
  }
}

/** The bytes of an archive, from where it begins in its file. */
class FileReader extends RandomAccessReader {
  readonly #file: FileHandle;
  readonly #start: number;
  constructor(file: FileHandle, start: number) {
    super();
    this.#file = file;
    this.#start = start;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(piecesOf(this.#file, this.#start + start, end - start));
  }
}

/** One that hangs behind a picture counts from its own beginning, which is found by its end. */
async function openArchive(file: FileHandle, fileBytes: number): Promise<Archive> {
  const openAt = (start: number) =>
    fromRandomAccessReaderPromise(new FileReader(file, start), fileBytes - start, {
      ...{ lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: false },
    });
  const archive = await openAt(0);
  const end = fileBytes - endRecordBytes - archive.comment.length;
  const record = await readAt(file, end, endRecordBytes);
  const start = end - record.readUInt32LE(12) - record.readUInt32LE(16);
  if (start === 0) return archive;
  if (start < 0) throw damaged('its list of files is cut off');
  return openAt(start);
}

interface CheckedEntry extends ZipEntry {
  readonly entry: Entry;
}

async function readEntries(archive: Archive, limits: ZipLimits): Promise<Map<string, CheckedEntry>> {
  const count = archive.entryCount;
  if (count > limits.entries) throw tooMuch(`It holds ${count} files; up to ${limits.entries} are taken.`);
  const entries = new Map<string, CheckedEntry>();
  let total = 0;
  for await (const entry of archive.eachEntry()) {
    const checked = checkEntry(entry);
    const { name, size } = checked;
    if (entries.has(name.toLowerCase())) throw damaged(`it holds "${name}" twice`);
    total += size;
    if (total > limits.totalBytes)
      throw tooMuch(`Unpacked it is larger than ${megabytes(limits.totalBytes)} MB.`);
    if (!name.endsWith('/')) entries.set(name.toLowerCase(), checked);
  }
  return new Map([...entries.values()].map((entry) => [entry.name, entry]));
}

function checkEntry(entry: Entry): CheckedEntry {
  const name = readName(Buffer.from(entry.fileNameRaw));
  const { compressedSize, uncompressedSize: size, compressionMethod: method } = entry;
  if (entry.generalPurposeBitFlag & encryptedFlags) throw unread('It is encrypted.');
  if (method !== stored && method !== deflated) throw unread(`It is packed in an unusual way (${method}).`);
  const type = (entry.externalFileAttributes >>> 16) & 0o170000;
  if (type === linkType) throw damaged(`"${name}" is a link to somewhere else`);
  if (method === stored && size !== compressedSize) throw damaged(`"${name}" has two sizes`);
  if (size > suspiciousBytes && size > compressedSize * suspiciousRatio)
    throw tooMuch(`"${name}" unpacks to ${megabytes(size)} MB from almost nothing.`);
  return { name, size, entry };
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
async function assertApart(archive: Archive, entries: CheckedEntry[], directoryStart: number): Promise<void> {
  const offsetOf = ({ entry }: CheckedEntry) => entry.relativeOffsetOfLocalHeader;
  let free = 0;
  for (const checked of entries.toSorted((one, other) => offsetOf(one) - offsetOf(other))) {
    if (offsetOf(checked) < free) throw damaged(`"${checked.name}" shares its bytes with another file`);
    const { fileDataStart } = await archive.readLocalFileHeaderPromise(checked.entry, { minimal: true });
    free = fileDataStart + checked.entry.compressedSize;
    if (free > directoryStart) throw damaged(`"${checked.name}" is cut off`);
  }
}

function zipFile(file: FileHandle, archive: Archive, entries: ReadonlyMap<string, CheckedEntry>): ZipFile {
  const entryOf = (name: string): CheckedEntry => {
    const entry = entries.get(name);
    if (entry) return entry;
    throw damaged(`"${name}" is missing`);
  };
  const unpack = async (checked: CheckedEntry, take: (piece: Buffer) => void, to?: NodeJS.WritableStream) => {
    try {
      const source = await archive.openReadStreamPromise(checked.entry);
      await pipeline(source, checking(checked, take), to ?? nowhere());
    } catch (error) {
      if (error instanceof AppError || !isPackingFault(error)) throw error;
      throw damaged(`"${checked.name}" cannot be unpacked`, error);
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
function checking({ name, size, entry }: CheckedEntry, take: (piece: Buffer) => void): Transform {
  let bytes = 0;
  let sum = 0;
  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      bytes += piece.length;
      if (bytes > size) return done(tooMuch(`"${name}" is larger than it says.`));
      sum = crc32(piece, sum);
      take(piece);
      done(null, piece);
    },
    flush(done) {
      const isWhole = bytes === size && sum === entry.crc32;
      done(isWhole ? null : damaged(`"${name}" is not as it was packed`));
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

/** What yauzl finds wrong with an archive's structure is a plain Error. */
function inOurWords(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error) || 'code' in error) return error;
  if (/end of central directory|unexpected EOF/i.test(error.message)) {
    return new AppError('unsupported_media', 'This file is no archive that can be read.', {
      hint: 'Choose the file as it was exported; it may have arrived in part.',
      cause: error,
    });
  }
  if (/multi-disk|encryption/i.test(error.message)) return unread('It is split or encrypted.');
  return damaged('its list of files cannot be read', error);
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
