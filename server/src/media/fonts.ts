import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';

/** The name libass must be asked for: asking for "Inter" would silently give another weight. */
export const captionFontFamily = 'Inter ExtraBold';

const subsets = ['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext', 'greek', 'vietnamese'];

/**
 * Writes the caption font as TTF files into `folder` once, and gives the folder back.
 * ffmpeg's text renderer reads TTF; npm ships the font as WOFF only.
 */
export async function prepareCaptionFonts(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const require = createRequire(import.meta.url);
  for (const subset of subsets) {
    const target = join(folder, `inter-${subset}-800.ttf`);
    if (await exists(target)) continue;
    const woff = require.resolve(`@fontsource/inter/files/inter-${subset}-800-normal.woff`);
    const temporary = `${target}.${process.pid}.part`;
    await writeFile(temporary, unpackWoff(await readFile(woff)));
    await rename(temporary, target);
  }
  return folder;
}

/**
 * A WOFF 1.0 file as the TrueType or OpenType font inside it, https://www.w3.org/TR/WOFF/ .
 * @throws Error when it is not WOFF 1.0.
 */
export function unpackWoff(woff: Buffer): Buffer {
  if (woff.length < 44 || woff.toString('latin1', 0, 4) !== 'wOFF') throw new Error('Not a WOFF 1.0 font.');
  const tableCount = woff.readUInt16BE(12);
  const directoryBytes = 12 + 16 * tableCount;
  const header = Buffer.alloc(directoryBytes);
  const selector = Math.floor(Math.log2(tableCount));
  const searchRange = 16 * 2 ** selector;
  header.writeUInt32BE(woff.readUInt32BE(4), 0);
  header.writeUInt16BE(tableCount, 4);
  header.writeUInt16BE(searchRange, 6);
  header.writeUInt16BE(selector, 8);
  header.writeUInt16BE(16 * tableCount - searchRange, 10);

  const parts: Buffer[] = [header];
  let offset = directoryBytes;
  for (let index = 0; index < tableCount; index++) {
    const entry = 44 + 20 * index;
    const start = woff.readUInt32BE(entry + 4);
    const packedLength = woff.readUInt32BE(entry + 8);
    const length = woff.readUInt32BE(entry + 12);
    const packed = woff.subarray(start, start + packedLength);
    const table = packedLength < length ? inflateSync(packed) : packed;
    if (table.length !== length) throw new Error('The WOFF font is damaged.');

    const record = 12 + 16 * index;
    woff.copy(header, record, entry, entry + 4);
    woff.copy(header, record + 4, entry + 16, entry + 20);
    header.writeUInt32BE(offset, record + 8);
    header.writeUInt32BE(length, record + 12);
    const padding = Buffer.alloc((4 - (length % 4)) % 4);
    parts.push(table, padding);
    offset += length + padding.length;
  }
  return Buffer.concat(parts);
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
