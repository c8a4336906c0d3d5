import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openZip } from './zip-reader.ts';
import { writeZip, type ZipPart, zipBytes } from './zip-writer.ts';

const limits = { entries: 100, totalBytes: 64 * 1024 * 1024 };
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ainfluencer-zip-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function packed(parts: readonly ZipPart[]): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of writeZip(parts)) pieces.push(piece);
  return Buffer.concat(pieces);
}
async function kept(bytes: Uint8Array): Promise<string> {
  const path = join(folder, randomBytes(8).toString('hex'));
  await writeFile(path, bytes);
  return path;
}
const part = (name: string, text = 'hello'): ZipPart => ({ name, bytes: Buffer.from(text) });
const opened = async (bytes: Uint8Array, own = limits) => openZip(await kept(bytes), own);
const readAll = async (bytes: Uint8Array, name: string) => {
  await using zip = await opened(bytes);
  return await zip.read(name, limits.totalBytes);
};

describe('an archive', () => {
  it('gives back every file as it was, from memory and from disk, in the length that was foretold', async () => {
    const files = fc.dictionary(
      fc.stringMatching(/^[a-z0-9äß]{1,12}(\/[a-z0-9]{1,8})?\.json$/),
      fc.uint8Array({ maxLength: 3000 }),
      { maxKeys: 6 },
    );
    await fc.assert(
      fc.asyncProperty(files, async (wanted) => {
        const parts: ZipPart[] = [];
        for (const [index, [name, bytes]] of Object.entries(wanted).entries()) {
          if (index % 2 === 0) parts.push({ name, bytes });
          else parts.push({ name, path: await kept(bytes), size: bytes.length });
        }
        const archive = await packed(parts);
        expect(archive.length).toBe(await zipBytes(parts));
        await using zip = await opened(archive);
        expect([...zip.entries.keys()].sort()).toEqual(Object.keys(wanted).sort());
        for (const [name, bytes] of Object.entries(wanted))
          expect(Buffer.compare(await zip.read(name, 10_000), Buffer.from(bytes))).toBe(0);
      }),
      { numRuns: 25 },
    );
  });

  it('is read when it is packed, and when it hangs behind a picture', async () => {
    const archive = deflatedZip('card.json', Buffer.from('{"name":"Mara"}'.repeat(100)));
    expect((await readAll(archive, 'card.json')).toString()).toContain('Mara');
    const behind = Buffer.concat([randomBytes(777), archive]);
    expect((await readAll(behind, 'card.json')).toString()).toContain('Mara');
  });

  it('unpacks a file to disk and tells its hash', async () => {
    await using zip = await opened(await packed([part('a.txt', 'some text')]));
    const to = join(folder, 'unpacked');
    const { bytes, sha256 } = await zip.extract('a.txt', to);
    expect([bytes, sha256.length]).toEqual([9, 64]);
    expect(await readFile(to, 'utf8')).toBe('some text');
  });
});

describe('a hostile or broken archive', () => {
  it.each([
    '../../etc/passwd',
    '/etc/passwd',
    'a/../../b',
    'a\\..\\b',
    'C:/windows/x',
    'a\u0000.json',
    './a',
  ])('is refused for the name %j', async (name) => {
    await expect(opened(deflatedZip(name, Buffer.from('hello')))).rejects.toMatchObject({ code: 'invalid' });
  });

  it('is refused when it is none, is cut off, or holds a name twice', async () => {
    await expect(opened(Buffer.from('not a zip'))).rejects.toMatchObject({ code: 'unsupported_media' });
    await expect(opened(Buffer.alloc(0))).rejects.toMatchObject({ code: 'unsupported_media' });
    const whole = await packed([part('a.txt'), part('b.txt')]);
    await expect(opened(whole.subarray(0, whole.length - 30))).rejects.toMatchObject({
      code: 'unsupported_media',
    });
    await expect(opened(whole.subarray(20))).rejects.toMatchObject({ code: 'invalid' });
    await expect(opened(await packed([part('a.txt'), part('A.TXT')]))).rejects.toMatchObject({
      code: 'invalid',
    });
  });

  it('is refused past the number of files and the unpacked size', async () => {
    const many = await packed(Array.from({ length: 101 }, (_, index) => part(`${index}.txt`)));
    await expect(opened(many)).rejects.toMatchObject({ code: 'too_large', message: /101 files/ });
    const big = await packed([part('a', 'x'.repeat(2000))]);
    await expect(opened(big, { entries: 5, totalBytes: 1000 })).rejects.toMatchObject({ code: 'too_large' });
  });

  it('is refused when it is a bomb, honest or lying about its size', async () => {
    const zeros = Buffer.alloc(20 * 1024 * 1024);
    const bomb = deflatedZip('bomb', zeros);
    await expect(opened(bomb)).rejects.toMatchObject({ code: 'too_large', message: /almost nothing/ });
    const lying = deflatedZip('bomb', zeros, 1000);
    await expect(readAll(lying, 'bomb')).rejects.toMatchObject({
      code: 'too_large',
      message: /than it says/,
    });
  });

  it('is refused when files share bytes, a byte was changed, it is encrypted or a link', async () => {
    const whole = await packed([part('a.txt'), part('b.txt')]);
    const directory = whole.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]));
    const shared = Buffer.from(whole);
    shared.writeUInt32LE(0, directory + 42);
    await expect(opened(shared)).rejects.toMatchObject({ code: 'invalid', message: /shares its bytes/ });
    const changed = Buffer.from(whole);
    changed[whole.indexOf('hello')] = 0x48;
    await expect(readAll(changed, 'a.txt')).rejects.toMatchObject({ code: 'invalid' });
    const encrypted = Buffer.from(whole);
    encrypted.writeUInt16LE(1, directory + 8);
    await expect(opened(encrypted)).rejects.toMatchObject({ code: 'unsupported_media' });
    const link = Buffer.from(whole);
    link.writeUInt32LE((0o120777 << 16) >>> 0, directory + 38);
    await expect(opened(link)).rejects.toMatchObject({ code: 'invalid', message: /link/ });
  });
});

/** An archive with one deflated file, whose stated size may be a lie. */
function deflatedZip(name: string, content: Buffer, statedSize = content.length): Buffer {
  const data = deflateRawSync(content);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(crc32(content), 16);
  central.writeUInt32LE(data.length, 20);
  central.writeUInt32LE(statedSize, 24);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46 + name.length, 12);
  end.writeUInt32LE(30 + name.length + data.length, 16);
  return Buffer.concat([local, Buffer.from(name), data, central, Buffer.from(name), end]);
}
