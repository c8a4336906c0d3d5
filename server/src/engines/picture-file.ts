import { open } from 'node:fs/promises';

/** A file that an engine made is no picture or clip, or not a whole one. */
export class BadOutput extends Error {
  override readonly name = 'BadOutput';
}

/**
 * Checks by the first and last bytes that a file is a whole PNG, JPEG or WebP, without decoding every pixel.
 * @throws BadOutput
 */
export async function assertWholePicture(path: string): Promise<void> {
  const { head, tail, bytes } = await ends(path);
  const whole =
    head.toString('latin1', 0, 8) === '\x89PNG\r\n\x1a\n'
      ? tail.includes('IEND', 0, 'latin1')
      : head[0] === 0xff && head[1] === 0xd8
        ? tail.lastIndexOf(Buffer.from([0xff, 0xd9])) !== -1
        : head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'WEBP'
          ? head.readUInt32LE(4) + 8 <= bytes
          : undefined;
  if (whole === undefined) throw new BadOutput('the file is no picture');
  if (!whole) throw new BadOutput('the picture is cut off');
}

/** Checks by the first bytes that a file is a clip or an animation. @throws BadOutput */
export async function assertClip(path: string): Promise<void> {
  const { head } = await ends(path);
  const isMp4 = head.toString('latin1', 4, 8) === 'ftyp';
  const isMatroska = head.readUInt32BE(0) === 0x1a45dfa3;
  const isAnimation = /^(GIF8|RIFF)/.test(head.toString('latin1', 0, 4));
  if (!isMp4 && !isMatroska && !isAnimation) throw new BadOutput('the file is no video');
}

const endBytes = 64;

async function ends(path: string): Promise<{ head: Buffer; tail: Buffer; bytes: number }> {
  await using file = await open(path);
  const { size } = await file.stat();
  if (size < endBytes) throw new BadOutput('the file is all but empty');
  const head = Buffer.alloc(endBytes);
  const tail = Buffer.alloc(endBytes);
  await file.read(head, 0, endBytes, 0);
  await file.read(tail, 0, endBytes, size - endBytes);
  return { head, tail, bytes: size };
}
