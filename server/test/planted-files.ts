import { readFile } from 'node:fs/promises';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';

/**
 * Files as phones, cameras and image generators leave them: with positions, serial numbers, owners, thumbnails,
 * prompts and workflows. Every secret holds the word SECRET, so that a search of the bytes finds what is left.
 */
export interface PlantedFile {
  readonly mime: 'image/jpeg' | 'image/png' | 'image/webp' | 'video/mp4' | 'audio/wav';
  readonly extension: string;
  readonly bytes: Buffer;
}

const prompt = JSON.stringify({ 3: { class_type: 'SECRETKSAMPLER', inputs: { seed: 42 } } });
const workflow = JSON.stringify({ nodes: [{ id: 3, type: 'SECRETWORKFLOW' }] });
const parameters = 'SECRETPROMPT, <lora:SECRETLORA:0.8>\nNegative prompt: bad\nSteps: 30, Seed: 42';
const exif = {
  IFD0: { Make: 'SECRETMAKE', Model: 'SECRETMODEL', Artist: 'SECRETOWNER', ImageDescription: parameters },
  IFD2: {
    BodySerialNumber: 'SECRETSERIAL',
    UserComment: parameters,
    DateTimeOriginal: '2026:01:02 03:04:05',
  },
  IFD3: {
    GPSLatitudeRef: 'N',
    GPSLatitude: '48/1 51/1 29/1',
    GPSLongitudeRef: 'E',
    GPSLongitude: '2/1 17/1 40/1',
  },
};

const base = () =>
  sharp({
    create: {
      width: 96,
      height: 128,
      channels: 3,
      background: '#b5651d',
      noise: { type: 'gaussian', mean: 120, sigma: 30 },
    },
  });

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(data.length);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), body.length + 4);
  return chunk;
}

async function aPng(): Promise<Buffer> {
  const plain = await base().withExif(exif).png().toBuffer();
  const text = (keyword: string, value: string) =>
    pngChunk('tEXt', Buffer.from(`${keyword}\0${value}`, 'latin1'));
  const chunks = [
    text('parameters', parameters),
    text('prompt', prompt),
    text('workflow', workflow),
    pngChunk(
      'zTXt',
      Buffer.concat([Buffer.from('Comment\0\0'), deflateSync(Buffer.from('SECRETCOMPRESSED'))]),
    ),
    pngChunk('iTXt', Buffer.from('UserComment\0\0\0\0\0SECRETINTERNATIONAL')),
    pngChunk('tIME', Buffer.from([7, 234, 1, 2, 3, 4, 5])),
    pngChunk('prVt', Buffer.from('SECRETPRIVATECHUNK')),
  ];
  return Buffer.concat([plain.subarray(0, 33), ...chunks, plain.subarray(33), Buffer.from('SECRETTRAILER')]);
}

async function aJpeg(): Promise<Buffer> {
  const plain = await base().withExif(exif).jpeg().toBuffer();
  const segment = (marker: number, data: Buffer) => {
    const head = Buffer.from([0xff, marker, 0, 0]);
    head.writeUInt16BE(data.length + 2, 2);
    return Buffer.concat([head, data]);
  };
  const thumbnail = await base().resize(16, 16).jpeg().toBuffer();
  const parts = [
    segment(0xe0, Buffer.concat([Buffer.from('JFXX\0\x10'), thumbnail, Buffer.from('SECRETTHUMBNAIL')])),
    segment(0xed, Buffer.from('Photoshop 3.0\0 SECRETCAPTION')),
    segment(0xe1, Buffer.from('http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>SECRETXMP</x:xmpmeta>')),
    segment(0xfe, Buffer.from('SECRETCOMMENT')),
  ];
  return Buffer.concat([plain.subarray(0, 2), ...parts, plain.subarray(2), Buffer.from('SECRETMOTIONPHOTO')]);
}

function riffChunk(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

function withRiffChunks(riff: Buffer, chunks: readonly Buffer[]): Buffer {
  const whole = Buffer.concat([riff, ...chunks]);
  whole.writeUInt32LE(whole.length - 8, 4);
  return Buffer.concat([whole, Buffer.from('SECRETTRAILER')]);
}

async function aWebp(): Promise<Buffer> {
  const plain = await base().withExif(exif).withXmp('<x:xmpmeta>SECRETXMP</x:xmpmeta>').webp().toBuffer();
  return withRiffChunks(plain, [riffChunk('prVt', Buffer.from('SECRETCHUNK'))]);
}

function aWav(): Buffer {
  const rate = 16_000;
  const sound = Buffer.alloc(rate);
  for (let index = 0; index < rate / 2; index++)
    sound.writeInt16LE(Math.round(8000 * Math.sin(index / 6)), index * 2);
  const format = Buffer.alloc(16);
  format.writeUInt16LE(1, 0);
  format.writeUInt16LE(1, 2);
  format.writeUInt32LE(rate, 4);
  format.writeUInt32LE(rate * 2, 8);
  format.writeUInt16LE(2, 12);
  format.writeUInt16LE(16, 14);
  const head = Buffer.alloc(12);
  head.write('RIFF', 'latin1');
  head.write('WAVE', 8, 'latin1');
  const info = Buffer.concat([Buffer.from('INFO'), riffChunk('ICMT', Buffer.from('SECRETCOMMENT'))]);
  const plain = Buffer.concat([
    head,
    riffChunk('bext', Buffer.from('SECRETORIGINATOR')),
    riffChunk('fmt ', format),
    riffChunk('data', sound),
  ]);
  return withRiffChunks(plain, [riffChunk('LIST', info), riffChunk('id3 ', Buffer.from('ID3 SECRETID3'))]);
}

/** One of each type that leaves the product. The clip was made with ffmpeg's `-movflags use_metadata_tags`. */
export async function plantedFiles(): Promise<PlantedFile[]> {
  const clip = await readFile(new URL('./fixtures/clip-with-private-tags.mp4', import.meta.url));
  return [
    { mime: 'image/jpeg', extension: 'jpg', bytes: await aJpeg() },
    { mime: 'image/png', extension: 'png', bytes: await aPng() },
    { mime: 'image/webp', extension: 'webp', bytes: await aWebp() },
    { mime: 'video/mp4', extension: 'mp4', bytes: clip },
    { mime: 'audio/wav', extension: 'wav', bytes: aWav() },
  ];
}
