import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { captionFontFamily, prepareCaptionFonts, unpackWoff } from './fonts.ts';

it('unpacks every subset into fonts whose own name is the family asked for', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fonts-test-'));
  try {
    await prepareCaptionFonts(folder);
    const files = await readdir(folder);
    expect(files.length).toBeGreaterThanOrEqual(5);
    for (const file of files) {
      const names = fontNames(await readFile(join(folder, file)));
      expect(names).toContain(captionFontFamily);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

it('refuses what is not WOFF', () => {
  expect(() => unpackWoff(Buffer.from('wOF2'.padEnd(64)))).toThrow('Not a WOFF 1.0 font.');
});

/** The Windows (UTF-16) entries of a TrueType font's `name` table. */
function fontNames(font: Buffer): string[] {
  const tables = Array.from({ length: font.readUInt16BE(4) }, (_, index) => 12 + 16 * index);
  const entry = tables.find((at) => font.toString('latin1', at, at + 4) === 'name')!;
  const table = font.subarray(font.readUInt32BE(entry + 8));
  const strings = table.readUInt16BE(4);
  return Array.from({ length: table.readUInt16BE(2) }, (_, index) => {
    const at = 6 + 12 * index;
    const start = strings + table.readUInt16BE(at + 10);
    return Buffer.from(table.subarray(start, start + table.readUInt16BE(at + 8)))
      .swap16()
      .toString('utf16le');
  });
}
