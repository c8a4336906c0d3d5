/** The type of a file by its first bytes, as platforms find it whatever the sender says; undefined when unknown. */
export function sniffMime(content: Buffer): string | undefined {
  const ascii = (from: number, to: number) => content.toString('latin1', from, to);
  if (content.length < 12) return undefined;
  if (content.readUIntBE(0, 3) === 0xff_d8_ff) return 'image/jpeg';
  if (ascii(1, 4) === 'PNG') return 'image/png';
  if (ascii(0, 4) === 'RIFF' && ascii(8, 12) === 'WEBP') return 'image/webp';
  if (ascii(0, 3) === 'GIF') return 'image/gif';
  if (ascii(4, 8) === 'ftyp') return ascii(8, 10) === 'qt' ? 'video/quicktime' : 'video/mp4';
  return undefined;
}

/** Width, height, seconds and layout of an MP4, from its boxes (ISO/IEC 14496-12). */
export interface Mp4Facts {
  readonly seconds: number;
  readonly width: number;
  readonly height: number;
  /** Whether the index comes before the samples, so that playing can start at once. */
  readonly indexFirst: boolean;
  /** Sample entry of the video track, such as `avc1`. */
  readonly codec: string | undefined;
}

export function readMp4(content: Buffer): Mp4Facts | undefined {
  const top = boxesOf(content, 0, content.length);
  const moov = top.find(({ type }) => type === 'moov');
  const mdat = top.find(({ type }) => type === 'mdat');
  if (!moov || !mdat) return undefined;
  const inside = boxesOf(content, moov.start, moov.end);
  const mvhd = inside.find(({ type }) => type === 'mvhd');
  if (!mvhd) return undefined;
  const long = content[mvhd.start] === 1;
  const timescale = content.readUInt32BE(mvhd.start + (long ? 20 : 12));
  const duration = long
    ? Number(content.readBigUInt64BE(mvhd.start + 24))
    : content.readUInt32BE(mvhd.start + 16);
  const sizes = inside
    .filter(({ type }) => type === 'trak')
    .flatMap(({ start, end }) => boxesOf(content, start, end).filter(({ type }) => type === 'tkhd'))
    // The last eight bytes of a track header are its size in 16.16 fixed point; sound tracks have 0.
    .map(({ end }) => ({ width: content.readUInt16BE(end - 8), height: content.readUInt16BE(end - 4) }));
  const size = sizes.find(({ width }) => width > 0) ?? { width: 0, height: 0 };
  const index = content.toString('latin1', moov.start, moov.end);
  const codec = ['avc1', 'avc3', 'hvc1', 'hev1', 'av01', 'vp09', 'mp4v'].find((name) => index.includes(name));
  return {
    seconds: timescale > 0 ? duration / timescale : 0,
    ...size,
    indexFirst: moov.start < mdat.start,
    codec,
  };
}

interface Box {
  readonly type: string;
  /** Of the content, header excluded. */
  readonly start: number;
  readonly end: number;
}

function boxesOf(content: Buffer, from: number, to: number): Box[] {
  const boxes: Box[] = [];
  for (let at = from; at + 8 <= to; ) {
    const short = content.readUInt32BE(at);
    const header = short === 1 ? 16 : 8;
    if (at + header > to) break;
    const size = short === 1 ? Number(content.readBigUInt64BE(at + 8)) : short === 0 ? to - at : short;
    if (size < header || at + size > to) break;
    boxes.push({ type: content.toString('latin1', at + 4, at + 8), start: at + header, end: at + size });
    at += size;
  }
  return boxes;
}
