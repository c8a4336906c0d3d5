import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Ctx } from '#context';
import { runFfmpeg } from '#media/ffmpeg.ts';
import type { PayloadMedia, PlatformManifest } from '#platforms/platform.ts';

const square = { width: 1080, height: 1080 } as const;
const tall = { width: 720, height: 1280 } as const;
const clipSeconds = 4;
const encodeSeconds = 120;
const colours = ['#3b5bdb', '#2b8a3e'] as const;

/** A file for a test post: a plain card that says what it is, drawn here, marked like everything that leaves. */
export type TestFile = Omit<PayloadMedia, 'publicUrl'>;

/** A square card; `number` makes the next one differ. */
export async function testPicture(ctx: Ctx, number: 1 | 2): Promise<TestFile> {
  return picture(ctx, square, colours[number - 1]!, `Test picture ${number}`);
}

/** A tall card for a story. */
export async function testStory(ctx: Ctx): Promise<TestFile> {
  return picture(ctx, { width: 1080, height: 1920 }, colours[0], 'Test story');
}

/** A few seconds of a tall card with silence: H.264 and AAC, which every platform takes. */
export async function testClip(
  ctx: Ctx,
  { media }: PlatformManifest,
  signal: AbortSignal,
): Promise<TestFile> {
  const seconds = Math.max(clipSeconds, Math.ceil((media.video.minSeconds ?? 0) + 1));
  const card = await cardOf(tall, colours[1], 'Test clip');
  const file = await marked(ctx, card, `clip-${seconds}.mp4`, 'video/mp4', async (into) => {
    await using scratch = await ctx.files.scratch();
    const still = join(scratch.path, 'card.png');
    await sharp(card).png().toFile(still);
    await runFfmpeg(
      [
        ...['-loop', '1', '-framerate', '30', '-i', still],
        ...['-f', 'lavfi', '-i', 'anullsrc=r=48000:cl=stereo', '-t', String(seconds)],
        ...[
          '-c:v',
          'libx264',
          '-preset',
          'veryfast',
          '-profile:v',
          'high',
          '-pix_fmt',
          'yuv420p',
          '-r',
          '30',
        ],
        ...['-c:a', 'aac', '-b:a', '96k', '-movflags', '+faststart', '-y', into],
      ],
      {
        signal,
        timeoutSeconds: encodeSeconds,
        ...(ctx.media.ffmpegPath && { ffmpegPath: ctx.media.ffmpegPath }),
      },
    );
  });
  return { ...file, ...tall, kind: 'video', durationSeconds: seconds };
}

async function picture(
  ctx: Ctx,
  size: { readonly width: number; readonly height: number },
  colour: string,
  words: string,
): Promise<TestFile> {
  const card = await cardOf(size, colour, words);
  const file = await marked(ctx, card, 'card.jpg', 'image/jpeg', async (into) => {
    await sharp(card).jpeg({ quality: 88 }).toFile(into);
  });
  return { ...file, ...size, kind: 'image' };
}

async function cardOf(
  { width, height }: { readonly width: number; readonly height: number },
  colour: string,
  words: string,
): Promise<Buffer> {
  const bar = (index: number) =>
    `<rect x="${(index * width) / 8}" y="${height * 0.8}" width="${width / 8}" height="${height * 0.2}" fill="hsl(${index * 45} 70% 55%)"/>`;
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
<rect width="100%" height="100%" fill="${colour}"/>${Array.from({ length: 8 }, (_, index) => bar(index)).join('')}
<text x="50%" y="40%" font-family="sans-serif" font-size="${width / 12}" fill="#fff" text-anchor="middle">${words}</text>
<text x="50%" y="50%" font-family="sans-serif" font-size="${width / 24}" fill="#fff" text-anchor="middle">Made by a program. Taken down at once.</text></svg>`,
  );
}

/** Made once and kept; marked and signed with this studio's key. */
async function marked(
  ctx: Ctx,
  card: Buffer,
  name: string,
  mime: 'image/jpeg' | 'video/mp4',
  make: (into: string) => Promise<void>,
): Promise<Pick<TestFile, 'path' | 'mime' | 'bytes' | 'sha256' | 'altText'>> {
  const { marks, product } = ctx.media;
  const of = createHash('sha256').update(card).digest('hex');
  const key = `${marks.signer.fingerprint}${marks.signer.expiresAt}`;
  const version = createHash('sha256').update(key).digest('hex').slice(0, 12);
  const path = await ctx.files.derived(of, `trial-${version}-${name}`, async (into) => {
    await using scratch = await ctx.files.scratch();
    const input = join(scratch.path, name);
    await make(input);
    const creator = { character: 'Test card', product: product.name, version: product.version };
    await marks.markFile({
      ...{ input, output: into, mime, creator, sourceType: 'algorithmicMedia', title: 'Test card' },
      recipeSummary: 'A test card drawn by the program',
    });
  });
  const sha256 = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  const altText = 'A plain coloured card that says it is a test.';
  return { path, mime, sha256, altText, bytes: (await stat(path)).size };
}
