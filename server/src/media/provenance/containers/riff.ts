import { damaged, latin } from './container.ts';

export interface RiffChunk {
  readonly type: string;
  /** Without header and padding. */
  readonly data: Buffer;
}

/** The chunks of a RIFF file of the given form, such as `WEBP`. */
export function chunksOf(bytes: Buffer, form: string, format: string): RiffChunk[] {
  if (bytes.length < 12) throw damaged(format, 'it ends too early');
  const end = 8 + bytes.readUInt32LE(4);
  if (end > bytes.length + 1) throw damaged(format, 'it ends too early');
  if (latin(bytes, 8, 12) !== form) throw damaged(format, 'it is of another kind');
  const chunks: RiffChunk[] = [];
  let at = 12;
  while (at + 8 <= Math.min(end, bytes.length)) {
    const size = bytes.readUInt32LE(at + 4);
    if (at + 8 + size > bytes.length) throw damaged(format, 'it ends too early');
    chunks.push({ type: latin(bytes, at, at + 4), data: bytes.subarray(at + 8, at + 8 + size) });
    at += 8 + size + (size % 2);
  }
  return chunks;
}

export const isRiff = (bytes: Uint8Array, form: string) =>
  latin(bytes, 0, 4) === 'RIFF' && latin(bytes, 8, 12) === form;

/** How many bytes lie after the file's own end. */
export const bytesAfter = (bytes: Buffer) => Math.max(0, bytes.length - (8 + bytes.readUInt32LE(4)));

/** A RIFF file in pieces; chunk data is not copied. */
export function writeRiff(form: string, chunks: readonly RiffChunk[]): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let size = 4;
  for (const { type, data } of chunks) {
    const head = Buffer.alloc(8);
    head.write(type, 'latin1');
    head.writeUInt32LE(data.length, 4);
    parts.push(head, data);
    if (data.length % 2) parts.push(Buffer.alloc(1));
    size += 8 + data.length + (data.length % 2);
  }
  const head = Buffer.alloc(12);
  head.write('RIFF', 'latin1');
  head.writeUInt32LE(size, 4);
  head.write(form, 8, 'latin1');
  return [head, ...parts];
}
