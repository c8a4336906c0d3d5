import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { runFfmpeg } from '#media/ffmpeg.ts';

export interface DrawnPicture {
  readonly width: number;
  readonly height: number;
  /** What the picture depends on: the same words and seed draw the same one. */
  readonly seedText: string;
  /** A picture to work on: it is kept, so that the face in it is kept. */
  readonly source?: Buffer | undefined;
}

/** A real PNG: the source brought to size, or a gradient of its own. */
export async function drawPng({ width, height, seedText, source }: DrawnPicture): Promise<Buffer> {
  if (source) {
    return sharp(source)
      .autoOrient()
      .resize(width, height, { fit: 'cover' })
      .png({ compressionLevel: 1 })
      .toBuffer();
  }
  const hue = createHash('sha256').update(seedText).digest().readUInt16BE(0) % 360;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="g" x2="1" y2="1"><stop stop-color="hsl(${hue},60%,72%)"/>
    <stop offset="1" stop-color="hsl(${(hue + 60) % 360},55%,38%)"/></linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#g)"/>
    <circle cx="50%" cy="42%" r="18%" fill="hsl(${hue},40%,85%)"/></svg>`;
  return sharp(Buffer.from(svg)).png({ compressionLevel: 1 }).toBuffer();
}

/** What a sampler shows while it works: small, and the same at each step. */
export async function drawPreview(png: Buffer): Promise<Buffer> {
  return sharp(png).resize(64, 64, { fit: 'inside' }).jpeg({ quality: 60 }).toBuffer();
}

/** An MP4 of a still, as SaveVideo writes it: H.264 at the rate of the model, not ours. */
export async function filmMp4(
  picture: Buffer,
  { frames, framesPerSecond }: { readonly frames: number; readonly framesPerSecond: number },
): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'comfyui-simulator-'));
  try {
    const still = join(folder, 'still.png');
    const clip = join(folder, 'clip.mp4');
    await writeFile(still, await sharp(picture).resize(320, 320, { fit: 'inside' }).png().toBuffer());
    await runFfmpeg(
      [
        ...['-v', 'error', '-y', '-loop', '1', '-framerate', String(framesPerSecond), '-i', still],
        ...['-frames:v', String(frames), '-vf', 'crop=trunc(iw/2)*2:trunc(ih/2)*2,format=yuv420p'],
        ...['-c:v', 'libx264', '-preset', 'ultrafast', clip],
      ],
      { signal: AbortSignal.timeout(60_000), timeoutSeconds: 60 },
    );
    return await readFile(clip);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
