import { spawn, spawnSync } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { adaptImage } from '../server/src/media/adapt-image.ts';
import { adaptVideo } from '../server/src/media/adapt-video.ts';
import { findFfmpeg, runFfmpeg } from '../server/src/media/ffmpeg.ts';

/** Something of ours beside the same work done by the library's own program; a ratio above 1 is faster. */
export interface Rate {
  readonly what: string;
  readonly oursPerSecond: number;
  readonly peerPerSecond: number | null;
  /** Ours by the peer's; null where the peer is not installed. */
  readonly ratio: number | null;
  readonly peer: string;
}

const pictures = 48;
const size = { width: 1080, height: 1350 };
const rounds = 3;
const signal = AbortSignal.timeout(15 * 60_000);

/** Pictures cropped by attention, scaled and coded; clips scaled and coded: beside libvips' and ffmpeg's own commands. */
export async function benchAdaptation(folder: string, tell: (message: string) => void): Promise<Rate[]> {
  const sources = await makePictures(join(folder, 'pictures'));
  const out = join(folder, 'out');
  await mkdir(out);
  const rates = [await comparePictures(sources, out), await compareClips(folder)];
  for (const { what, oursPerSecond, ratio, peer } of rates) {
    tell(`${what}: ${oursPerSecond.toFixed(2)} a second, ${ratio?.toFixed(2) ?? 'no'} of ${peer}`);
  }
  return rates;
}

/** Photographs by their statistics: soft shapes, grain, JPEG of about a megabyte. */
async function makePictures(folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  for (let index = 0; index < pictures; index += 1) {
    const noise = { type: 'gaussian', mean: 128, sigma: 22 } as const;
    const coarse = await sharp({ create: { width: 40, height: 50, channels: 3, background: '#888', noise } })
      .resize(2000, 2500, { kernel: 'cubic' })
      .modulate({ hue: index * 37 })
      .jpeg({ quality: 92 })
      .toBuffer();
    await writeFile(join(folder, `${String(index).padStart(3, '0')}.jpg`), coarse);
  }
  return (await readdir(folder)).map((name) => join(folder, name));
}

async function comparePictures(sources: readonly string[], out: string): Promise<Rate> {
  // The peer makes a square, so that both crop: 4:5 sources of 4:5 would only be scaled.
  const target = { width: size.width, height: size.width, maxBytes: 8_000_000, format: 'jpeg' } as const;
  const ours = async () => {
    const left = [...sources];
    const work = async () => {
      for (let path = left.pop(); path !== undefined; path = left.pop()) {
        await writeFile(join(out, 'ours.jpg'), await adaptImage(path, target));
      }
    };
    await Promise.all(cpus().map(work));
  };
  // As much at once as this machine has cores, as ours does: one command for each share of the files.
  const peer = async () => {
    const shares = cpus().map((_, core) => sources.filter((_, index) => index % cpus().length === core));
    await Promise.all(shares.map((share) => vipsThumbnails(share, out)));
  };
  const hasPeer = spawnSync('vipsthumbnail', ['--version']).status === 0;
  const { ourSeconds, peerSeconds } = await alternate(ours, hasPeer ? peer : undefined);
  return rateOf(
    'pictures of 2000×2500 cropped to 1080×1080, JPEG 92',
    sources.length,
    ourSeconds,
    peerSeconds,
    hasPeer ? 'vipsthumbnail' : 'vipsthumbnail, which is not installed',
  );
}

function vipsThumbnails(files: readonly string[], out: string): Promise<void> {
  const square = `${size.width}x${size.width}`;
  // The same coding as ours: quality 92 without subsampling.
  const args = [
    '--size',
    square,
    '--smartcrop',
    'attention',
    '-o',
    join(out, '%s-peer.jpg[Q=92,subsample_mode=off,strip]'),
  ];
  return run('vipsthumbnail', [...files, ...args], { VIPS_CONCURRENCY: '1' });
}

async function compareClips(folder: string): Promise<Rate> {
  const source = join(folder, 'source.mp4');
  const lavfi = ['-f', 'lavfi', '-i', 'testsrc2=size=1920x1080:rate=30:duration=6'];
  await runFfmpeg(['-v', 'error', '-y', ...lavfi, '-c:v', 'libx264', '-preset', 'veryfast', source], {
    signal,
    timeoutSeconds: 120,
  });
  const target = join(folder, 'ours.mp4');
  const ours = () =>
    adaptVideo(source, target, { width: 720, height: 1280, maxBytes: 50_000_000 }, { signal });
  const filter = 'crop=606:1080:657:0,scale=720:1280:flags=bicubic,setsar=1,format=yuv420p';
  const peer = () =>
    run(findFfmpeg(), [
      ...[
        '-v',
        'error',
        '-nostdin',
        '-y',
        '-i',
        source,
        '-vf',
        filter,
        '-c:v',
        'libx264',
        '-preset',
        'veryfast',
      ],
      ...['-profile:v', 'high', '-crf', '20', '-pix_fmt', 'yuv420p', '-an', '-movflags', '+faststart'],
      join(folder, 'peer.mp4'),
    ]);
  const { ourSeconds, peerSeconds } = await alternate(ours, peer);
  return rateOf(
    'seconds of 1080p film cropped to 720×1280, H.264',
    6,
    ourSeconds,
    peerSeconds,
    'plain ffmpeg',
  );
}

/** Medians of several rounds taken in turn, so that whatever else the machine does falls on both. */
async function alternate(ours: () => Promise<unknown>, peer: (() => Promise<unknown>) | undefined) {
  const [mine, theirs]: [number[], number[]] = [[], []];
  await ours();
  for (let round = 0; round < rounds; round += 1) {
    mine.push(await secondsOf(ours));
    if (peer) theirs.push(await secondsOf(peer));
  }
  const median = (values: readonly number[]) =>
    values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  return { ourSeconds: median(mine)!, peerSeconds: median(theirs) };
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

function rateOf(
  what: string,
  amount: number,
  ourSeconds: number,
  peerSeconds: number | undefined,
  peer: string,
): Rate {
  const rounded = (value: number) => Math.round(value * 100) / 100;
  return {
    what,
    oursPerSecond: rounded(amount / ourSeconds),
    peerPerSecond: peerSeconds === undefined ? null : rounded(amount / peerSeconds),
    ratio: peerSeconds === undefined ? null : rounded(peerSeconds / ourSeconds),
    peer,
  };
}

function run(
  command: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, ...environment },
    });
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} ended with ${code}.`)),
    );
  });
}
