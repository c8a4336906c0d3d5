import { AppError } from '#kernel/errors.ts';
import { type Container, damaged, latin } from './container.ts';

/** Boxes that only hold boxes (ISO/IEC 14496-12). */
const folders = new Set('moov trak mdia minf stbl edts dinf mvex moof traf mfra'.split(' '));
/** Boxes a player needs. Everything else, `udta`, `meta` and `uuid` above all, becomes empty space. */
const needed = new Set(
  (
    'ftyp styp mdat sidx ssix pdin mvhd tkhd mdhd hdlr vmhd smhd nmhd sthd dref elst stsd stts ctts cslg stss stsc ' +
    'stsz stz2 stco co64 sgpd sbgp saiz saio sdtp stsh padb subs tref trex mehd mfhd tfhd tfdt trun tfra mfro iods'
  ).split(' '),
);
/** Picture, sound, and subtitles; other tracks (timecode, GPS telemetry) hold what nobody should see. */
const publicTracks = new Set(['vide', 'soun', 'subt', 'sbtl', 'text', 'clcp']);
const emptySpace = new Set(['free', 'skip', 'wide']);
/** XMP specification part 3, section 1.2.7: MPEG-4 files carry XMP in a top-level box of this identifier. */
const xmpId = Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex');
/** C2PA technical specification, "Embedding manifests into BMFF-based assets". */
const c2paId = Buffer.from('d8fec3d61b0e483c92975828877ec481', 'hex');

interface Box {
  readonly type: string;
  readonly start: number;
  /** Where its content begins. */
  readonly content: number;
  readonly end: number;
  readonly path: string;
}

/** Every box from the outside in, a folder before what it holds. */
function* boxesIn(bytes: Buffer, from: number, to: number, path = ''): Generator<Box> {
  let at = from;
  while (at + 8 <= to) {
    let size = bytes.readUInt32BE(at);
    let content = at + 8;
    if (size === 1) {
      if (at + 16 > to) throw damaged('MP4', 'a box is cut off');
      size = Number(bytes.readBigUInt64BE(at + 8));
      content = at + 16;
    } else if (size === 0) size = to - at;
    const end = at + size;
    if (end < content || end > to) throw damaged('MP4', 'it ends too early');
    const type = latin(bytes, at + 4, at + 8);
    const box = { type, start: at, content, end, path: `${path}/${type}` };
    yield box;
    if (folders.has(type)) yield* boxesIn(bytes, content, end, box.path);
    at = end;
  }
}

const all = (bytes: Buffer) => [...boxesIn(bytes, 0, bytes.length)];

function isUuid(bytes: Buffer, box: Box, id: Buffer): boolean {
  return box.type === 'uuid' && bytes.subarray(box.content, box.content + 16).equals(id);
}

function isForeign(bytes: Buffer, box: Box): boolean {
  if (folders.has(box.type) || needed.has(box.type) || emptySpace.has(box.type)) return false;
  return !isUuid(bytes, box, xmpId) && !isUuid(bytes, box, c2paId);
}

/** Turned into empty space rather than cut out, so that the addresses of samples stay right. */
function blank(bytes: Buffer, box: Box): void {
  bytes.write('free', box.start + 4, 'latin1');
  bytes.fill(0, box.content, box.end);
}

/** Times and names of devices and programs inside boxes that are needed. */
function blankFields(bytes: Buffer, box: Box): void {
  if (box.type === 'mvhd' || box.type === 'tkhd' || box.type === 'mdhd') {
    const version = bytes[box.content];
    bytes.fill(
      0,
      Math.min(box.content + 4, box.end),
      Math.min(box.content + (version === 1 ? 20 : 12), box.end),
    );
  }
  if (box.type === 'hdlr') bytes.fill(0, Math.min(box.content + 24, box.end), box.end);
  if (box.type === 'stsd' && box.path.endsWith('/minf/stbl/stsd')) {
    // The name of the compressor sits 50 bytes into a picture's sample entry.
    const entry = box.content + 8;
    const isPicture = ['avc1', 'avc3', 'hvc1', 'hev1', 'av01', 'vp09', 'mp4v'].includes(
      latin(bytes, entry + 4, entry + 8),
    );
    if (isPicture && entry + 82 <= box.end) bytes.fill(0, entry + 50, entry + 82);
  }
}

/** A last box that says "to the end of the file" gets its real size, since something will follow it. */
function closeLastBox(bytes: Buffer): void {
  const last = all(bytes).findLast((box) => box.path === `/${box.type}`);
  if (last && bytes.readUInt32BE(last.start) === 0) bytes.writeUInt32BE(last.end - last.start, last.start);
}

export const mp4: Container = {
  recognises: (bytes) => latin(bytes, 4, 8) === 'ftyp',

  rebuild(bytes, xmp) {
    const boxes = all(bytes);
    if (!boxes.some((box) => box.path === '/moov')) throw damaged('MP4', 'it holds no film');
    const kinds = boxes
      .filter((box) => box.path === '/moov/trak/mdia/hdlr')
      .map((box) => latin(bytes, box.content + 8, box.content + 12));
    const hidden = kinds.filter((kind) => !publicTracks.has(kind));
    if (hidden.length > 0) {
      throw new AppError(
        'unsupported_media',
        `This video has a data track (${hidden.join(', ')}), which may hold positions or times.`,
        {
          hint: 'Export it with only picture and sound.',
        },
      );
    }
    for (const box of boxes) {
      const isOld = box.type === 'uuid' || emptySpace.has(box.type);
      if (isOld || isForeign(bytes, box)) blank(bytes, box);
      else blankFields(bytes, box);
    }
    closeLastBox(bytes);
    const body = Buffer.from(xmp, 'utf8');
    const head = Buffer.alloc(8);
    head.writeUInt32BE(8 + xmpId.length + body.length);
    head.write('uuid', 4, 'latin1');
    return [bytes, head, xmpId, body];
  },

  findForeignParts: (bytes) =>
    all(bytes)
      .filter((box) => {
        if (emptySpace.has(box.type)) return bytes.subarray(box.content, box.end).some((byte) => byte !== 0);
        return isForeign(bytes, box);
      })
      .map((box) => `box ${box.path.slice(1)}`),

  readXmp(bytes) {
    const box = all(bytes).find((candidate) => isUuid(bytes, candidate, xmpId));
    return box && bytes.subarray(box.content + 16, box.end).toString('utf8');
  },
};
