import { type Container, damaged, latin } from './container.ts';

const xmpHeader = Buffer.from('http://ns.adobe.com/xap/1.0/\0', 'latin1');
const marker = {
  soi: 0xd8,
  eoi: 0xd9,
  sos: 0xda,
  app0: 0xe0,
  app1: 0xe1,
  app2: 0xe2,
  app11: 0xeb,
  app14: 0xee,
  com: 0xfe,
};

interface Segment {
  readonly marker: number;
  /** From the 0xff to the end; for a scan, its coded data is included. */
  readonly bytes: Buffer;
}

/** ITU-T T.81 annex B: segments up to the end of the image; whatever follows it is not looked at. */
function segmentsOf(bytes: Buffer): Segment[] {
  const segments: Segment[] = [];
  let at = 2;
  while (at < bytes.length) {
    if (bytes[at] !== 0xff) throw damaged('JPEG', 'a marker is missing');
    while (bytes[at + 1] === 0xff) at++;
    const code = bytes[at + 1];
    if (code === undefined) break;
    if (code === marker.eoi) return segments;
    if (at + 4 > bytes.length) break;
    let end = at + 2 + bytes.readUInt16BE(at + 2);
    if (end > bytes.length) break;
    if (code === marker.sos) end = endOfScan(bytes, end);
    segments.push({ marker: code, bytes: bytes.subarray(at, end) });
    at = end;
  }
  throw damaged('JPEG', 'it ends too early');
}

/** Coded data runs to the next marker that is neither a stuffed byte nor a restart. */
function endOfScan(bytes: Buffer, from: number): number {
  let at = bytes.indexOf(0xff, from);
  while (at !== -1 && at + 1 < bytes.length) {
    const next = bytes[at + 1]!;
    const isRestart = next >= 0xd0 && next <= 0xd7;
    if (next !== 0 && next !== 0xff && !isRestart) return at;
    at = bytes.indexOf(0xff, at + (next === 0xff ? 1 : 2));
  }
  throw damaged('JPEG', 'it ends too early');
}

type Kind = 'picture' | 'jfif' | 'xmp' | 'c2pa' | 'foreign';

function kindOf({ marker: code, bytes }: Segment): Kind {
  const isApplication = code >= 0xe0 && code <= 0xef;
  if (!isApplication) return code === marker.com ? 'foreign' : 'picture';
  const label = latin(bytes, 4, 4 + 33);
  if (code === marker.app0 && label.startsWith('JFIF\0')) return 'jfif';
  if (code === marker.app2 && label.startsWith('ICC_PROFILE\0')) return 'picture';
  if (code === marker.app14 && label.startsWith('Adobe')) return 'picture';
  if (code === marker.app1 && label.startsWith('http://ns.adobe.com/xap/1.0/\0')) return 'xmp';
  // JUMBF in JPEG: ISO/IEC 19566-5 annex D.
  if (code === marker.app11 && label.startsWith('JP')) return 'c2pa';
  return 'foreign';
}

/** A JFIF header of its first 16 bytes, without the thumbnail that may follow. */
function withoutThumbnail(segment: Buffer): Buffer {
  if (segment.length < 18) throw damaged('JPEG', 'its header is too short');
  const header = Buffer.from(segment.subarray(0, 18));
  header.writeUInt16BE(16, 2);
  header[16] = 0;
  header[17] = 0;
  return header;
}

function xmpSegment(xmp: string): Buffer {
  const body = Buffer.concat([xmpHeader, Buffer.from(xmp, 'utf8')]);
  const head = Buffer.from([0xff, marker.app1, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

export const jpeg: Container = {
  recognises: (bytes) => bytes[0] === 0xff && bytes[1] === marker.soi && bytes[2] === 0xff,

  rebuild(bytes, xmp) {
    const kept = segmentsOf(bytes).flatMap((segment) => {
      const kind = kindOf(segment);
      if (kind === 'jfif') return [{ first: true, bytes: withoutThumbnail(segment.bytes) }];
      return kind === 'picture' ? [{ first: false, bytes: segment.bytes }] : [];
    });
    const isFirst = kept.filter((part) => part.first).slice(0, 1);
    const rest = kept.filter((part) => !part.first);
    return [
      Buffer.from([0xff, marker.soi]),
      ...isFirst.map((part) => part.bytes),
      xmpSegment(xmp),
      ...rest.map((part) => part.bytes),
      Buffer.from([0xff, marker.eoi]),
    ];
  },

  findForeignParts(bytes) {
    const segments = segmentsOf(bytes);
    const foreign = segments
      .filter((segment) => kindOf(segment) === 'foreign')
      .map((segment) => `segment 0x${segment.marker.toString(16)}`);
    const thumbnails = segments.filter(
      ({ marker: code, bytes: part }) => code === marker.app0 && part.length > 18,
    );
    const last = segments.at(-1)!.bytes;
    const end = last.byteOffset - bytes.byteOffset + last.length + 2;
    if (end < bytes.length) foreign.push(`${bytes.length - end} bytes after the picture`);
    return [...foreign, ...thumbnails.map(() => 'a thumbnail')];
  },

  readXmp(bytes) {
    const segment = segmentsOf(bytes).find((part) => kindOf(part) === 'xmp');
    return segment?.bytes.subarray(4 + xmpHeader.length).toString('utf8');
  },
};
