import { crc32, inflateSync } from 'node:zlib';
import { type Container, cardKeywords, damaged, latin } from './container.ts';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const xmpKeyword = 'XML:com.adobe.xmp';
/** Chunks that a picture needs to look right (W3C PNG, third edition), and nothing else. */
const needed = new Set('IHDR PLTE tRNS iCCP cICP sRGB gAMA cHRM pHYs sBIT bKGD IDAT IEND'.split(' '));

interface Chunk {
  readonly type: string;
  /** Length, type, data and checksum. */
  readonly bytes: Buffer;
}

function chunksOf(bytes: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  let at = signature.length;
  while (at + 12 <= bytes.length) {
    const end = at + 12 + bytes.readUInt32BE(at);
    if (end > bytes.length) break;
    const type = latin(bytes, at + 4, at + 8);
    chunks.push({ type, bytes: bytes.subarray(at, end) });
    if (type === 'IEND') return chunks;
    at = end;
  }
  throw damaged('PNG', 'it ends too early');
}

const isXmp = ({ type, bytes }: Chunk) => type === 'iTXt' && latin(bytes, 8, 8 + 18) === `${xmpKeyword}\0`;

const isCard = ({ type, bytes }: Chunk) =>
  type === 'tEXt' && cardKeywords.some((keyword) => latin(bytes, 8, 9 + keyword.length) === `${keyword}\0`);

function chunkOf(typeAndData: Buffer): Buffer {
  const chunk = Buffer.alloc(typeAndData.length + 8);
  chunk.writeUInt32BE(typeAndData.length - 4, 0);
  typeAndData.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(typeAndData), typeAndData.length + 4);
  return chunk;
}

/** Uncompressed international text, which every reader of XMP in PNG understands. */
function xmpChunk(xmp: string): Buffer {
  const data = Buffer.concat([
    Buffer.from(`iTXt${xmpKeyword}\0\0\0\0\0`, 'latin1'),
    Buffer.from(xmp, 'utf8'),
  ]);
  return chunkOf(data);
}

export const png: Container = {
  recognises: (bytes) => signature.equals(bytes.subarray(0, signature.length)),

  rebuild(bytes, xmp, cardTexts = {}) {
    const texts = Object.entries(cardTexts).map(([keyword, text]) =>
      chunkOf(Buffer.from(`tEXt${keyword}\0${text}`, 'latin1')),
    );
    const parts: Uint8Array[] = [signature];
    for (const chunk of chunksOf(bytes)) {
      if (!needed.has(chunk.type)) continue;
      parts.push(chunk.bytes);
      if (chunk.type === 'IHDR') parts.push(xmpChunk(xmp), ...texts);
    }
    return parts;
  },

  findForeignParts(bytes) {
    const chunks = chunksOf(bytes);
    const foreign = chunks
      .filter((chunk) => !needed.has(chunk.type) && chunk.type !== 'caBX' && !isXmp(chunk) && !isCard(chunk))
      .map((chunk) => `chunk ${chunk.type}`);
    const length = chunks.reduce((sum, chunk) => sum + chunk.bytes.length, signature.length);
    if (length < bytes.length) foreign.push(`${bytes.length - length} bytes after the picture`);
    return foreign;
  },

  readXmp(bytes) {
    const chunk = chunksOf(bytes).find(isXmp);
    if (!chunk) return undefined;
    const data = chunk.bytes.subarray(8, -4);
    const compressed = data[xmpKeyword.length + 1] === 1;
    // Keyword, compression flag and method, language tag, translated keyword.
    const language = data.indexOf(0, xmpKeyword.length + 3);
    const text = data.subarray(data.indexOf(0, language + 1) + 1);
    return (compressed ? inflateSync(text, { maxOutputLength: 1 << 20 }) : text).toString('utf8');
  },
};
