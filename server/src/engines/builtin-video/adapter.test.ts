import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MadeVideo, Progress, VideoEngine, VideoRequest } from '#engines/engine.ts';
import { Look } from '#kernel/look.ts';
import { Shot } from '#kernel/shot.ts';
import { probeMedia, runFfmpeg } from '#media/ffmpeg.ts';
import { writeWav } from '#media/wav.ts';
import { createBuiltinVideoEngine } from './adapter.ts';
import type { CharacterFrame } from './character-renderer.ts';

const signal = new AbortController().signal;
let folder: string;
const drawn: CharacterFrame[] = [];
let engine: VideoEngine;

/** A face of circles on a blue ground: the mouth opens with the shape, the eyes close with the blink. */
async function drawFake(frame: CharacterFrame): Promise<Buffer> {
  drawn.push(frame);
  const { left, top, width, height } = frame.crop ?? { left: 0, top: 0, ...frame.size };
  const zoom = 1080 / frame.size.width;
  const mouth = { X: 6, A: 4, B: 16, C: 40, D: 70, E: 44, F: 24, G: 12, H: 40 }[frame.face.viseme];
  const eye = 30 * (1 - frame.face.blink) + 3;
  const character = `<path d="M140 1920 Q140 1150 540 1100 Q940 1150 940 1920Z" fill="#a33"/>
    <ellipse cx="540" cy="760" rx="280" ry="370" fill="#e8b08a"/>
    <ellipse cx="430" cy="680" rx="50" ry="${eye}" fill="#222"/><ellipse cx="650" cy="680" rx="50" ry="${eye}" fill="#222"/>
    <ellipse cx="540" cy="930" rx="90" ry="${mouth}" fill="#700"/>`;
  const background = '<rect width="1080" height="1920" fill="#247"/>';
  const viewBox = [left, top, width, height].map((value) => value * zoom).join(' ');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${viewBox}">
    ${frame.layer === 'background' ? background : character}</svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}

/** Two seconds of tone with the labels that our own voices write. */
function recording(): Buffer {
  const samples = Int16Array.from({ length: 96_000 }, (_, at) => 8000 * Math.sin(at / 30));
  const labels = [
    ['/pau/', 0],
    ['hello', 0.3],
    ['/hh/', 0.3],
    ['/aa/', 0.4],
    ['/m/', 0.9],
    ['there', 1.1],
    ['/eh/', 1.1],
    ['/pau/', 1.6],
  ] as const;
  return writeWav({
    hertz: 48_000,
    channels: 1,
    samples,
    labels: labels.map(([text, atSeconds]) => ({ text, atSeconds })),
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'video-test-'));
  await writeFile(join(folder, 'speech.wav'), recording());
  engine = createBuiltinVideoEngine({
    renderer: { renderFrame: drawFake },
    rendererVersion: 'circles',
    cacheFolder: join(folder, 'cache'),
    idleSeconds: 5,
  });
});
afterAll(async () => {
  await engine[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

function talking(changes: Partial<VideoRequest> = {}): VideoRequest {
  return {
    kind: 'talking',
    look: Look.parse({}),
    shot: Shot.parse({ style: 'clean' }),
    seed: 7,
    speech: { path: join(folder, 'speech.wav'), script: 'Hello there!' },
    captions: true,
    folder: join(folder, 'out'),
    ...changes,
  };
}

async function end(ticket: string): Promise<Progress<MadeVideo>> {
  for (;;) {
    const progress = await engine.check(ticket, { signal });
    if (progress.state !== 'running') return progress;
  }
}

async function make(request: VideoRequest): Promise<MadeVideo> {
  const { ticket } = await engine.start(request, { signal });
  const progress = await end(ticket);
  if (progress.state !== 'done') throw new Error(JSON.stringify(progress));
  return progress.result;
}

/** Mean brightness of a part of one frame, in fractions of its size. */
async function brightness(path: string, atSeconds: number, crop: string): Promise<number> {
  const filter = `crop=${crop},scale=1:1:flags=area,format=gray`;
  const args = [
    '-v',
    'error',
    '-ss',
    String(atSeconds),
    '-i',
    path,
    '-frames:v',
    '1',
    '-vf',
    filter,
    '-f',
    'rawvideo',
    '-',
  ];
  return (await runFfmpeg(args, { signal, timeoutSeconds: 30 })).stdout[0]!;
}

describe('a talking clip', () => {
  let clip: MadeVideo;
  let plain: MadeVideo;
  let drawnFirst: number;
  beforeAll(async () => {
    clip = await make(talking());
    drawnFirst = drawn.length;
    plain = await make(talking({ captions: false, folder: join(folder, 'plain') }));
  }, 120_000);

  it('is a vertical MP4 at 30 frames a second with sound, as long as the recording', async () => {
    expect(await probeMedia(clip.file.path, { signal })).toMatchObject({
      durationSeconds: expect.closeTo(2.35, 1),
      video: { codec: 'h264', width: 1080, height: 1920, framesPerSecond: 30 },
      audio: { codec: 'aac', hertz: 48_000 },
    });
    const count = await runFfmpeg(['-i', clip.file.path, '-map', '0:v', '-f', 'framecrc', '-'], {
      signal,
      timeoutSeconds: 60,
    });
    expect(
      count.stdout
        .toString()
        .split('\n')
        .filter((line) => line.startsWith('0,')),
    ).toHaveLength(Math.round(2.35 * 30));
    // The labels of the recording are no chapters of the clip.
    expect(count.log).not.toContain('Chapter');
  });

  it('opens its mouth when the recording does', async () => {
    const mouth = '120:100:480:860';
    const [open, closed] = [
      await brightness(clip.file.path, 0.65, mouth),
      await brightness(clip.file.path, 1.95, mouth),
    ];
    expect(open).toBeLessThan(closed - 30);
  });

  it('shows captions inside the part of the screen that apps leave free', async () => {
    const [above, caption, below] = ['900:1000:90:40', '900:150:90:1190', '900:540:90:1370'].map((crop) =>
      Promise.all([brightness(clip.file.path, 0.8, crop), brightness(plain.file.path, 0.8, crop)]),
    );
    const change = async (pair: Promise<number[]>) => Math.abs((await pair)[0]! - (await pair)[1]!);
    expect(await change(caption!)).toBeGreaterThan(5);
    expect(await change(above!)).toBeLessThanOrEqual(1);
    expect(await change(below!)).toBeLessThanOrEqual(1);
    expect(plain.captionsFile).toBeUndefined();
  });

  it('comes with a captions file and a cover', async () => {
    expect(await readFile(clip.captionsFile!.path, 'utf8')).toMatch(
      /^WEBVTT\n\n00:00:00\.300 --> 00:00:01\.\d{3}\nHello there!\n$/,
    );
    expect(await sharp(clip.cover.path).metadata()).toMatchObject({
      format: 'jpeg',
      width: 1080,
      height: 1920,
    });
    expect((await readdir(join(folder, 'out'))).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('draws its key frames once, and the face alone for each mouth shape', async () => {
    expect(drawn.length).toBe(drawnFirst);
    const whole = drawn.filter((frame) => !frame.crop && frame.size.width === 810);
    expect(whole.map((frame) => frame.layer).sort()).toEqual(['background', 'character']);
  });

  it('goes no farther than the waist', async () => {
    const { ticket } = await engine.start(talking({ shot: Shot.parse({ framing: 'full' }) }), { signal });
    await expect.poll(() => drawn.at(-1)?.shot.framing).toBe('waist');
    await engine.cancel(ticket);
    await end(ticket);
  });
});

describe('a moving still', () => {
  it('moves over any picture, as long as what is said', async () => {
    const still = join(folder, 'still.jpg');
    await sharp({ create: { width: 900, height: 700, channels: 3, background: '#864' } })
      .jpeg()
      .toFile(still);
    const made = await make({
      ...talking({ kind: 'moving-still' }),
      still: { path: still, seconds: 1.5 },
      shot: Shot.parse({ format: 'square' }),
    });
    expect(await probeMedia(made.file.path, { signal })).toMatchObject({
      video: { width: 1080, height: 1080, framesPerSecond: 30 },
      audio: { codec: 'aac' },
    });
    // The recording is longer than the time asked for.
    expect(made.file.durationSeconds).toBeCloseTo(2.35, 1);
  });

  it('refuses what is no picture', async () => {
    const { speech: _, ...silent } = talking({ kind: 'moving-still' });
    const { ticket } = await engine.start(
      { ...silent, still: { path: join(folder, 'speech.wav'), seconds: 2 } },
      { signal },
    );
    expect(await end(ticket)).toMatchObject({
      state: 'failed',
      retry: false,
      message: expect.stringContaining('cannot be read'),
    });
  });
});

describe('the engine', () => {
  it('stops when cancelled and leaves no half file', async () => {
    const own = join(folder, 'cancelled');
    const samples = new Int16Array(48_000 * 60);
    const path = join(folder, 'long.wav');
    await writeFile(
      path,
      writeWav({ hertz: 48_000, channels: 1, samples, labels: [{ atSeconds: 0, text: '/aa/' }] }),
    );
    const { ticket } = await engine.start(talking({ speech: { path, script: 'Aah.' }, folder: own }), {
      signal,
    });
    for (;;) {
      const progress = await engine.check(ticket, { signal });
      if (progress.state !== 'running') throw new Error(JSON.stringify(progress));
      if (progress.stage === 'Filming') break;
    }
    await engine.cancel(ticket);
    expect(await end(ticket)).toMatchObject({ state: 'failed', retry: false });
    expect(await readdir(own)).toEqual([]);
  });

  it('keeps no key frames of a drawing that failed', async () => {
    const cacheFolder = join(folder, 'failing');
    await using failing = createBuiltinVideoEngine({
      renderer: {
        renderFrame: (frame) =>
          frame.face.viseme === 'E' ? Promise.reject(new Error('no pencil')) : drawFake(frame),
      },
      rendererVersion: 'circles',
      cacheFolder,
    });
    const { ticket } = await failing.start(talking(), { signal });
    let progress = await failing.check(ticket, { signal });
    while (progress.state === 'running') progress = await failing.check(ticket, { signal });
    expect(progress).toMatchObject({ state: 'failed', message: 'no pencil', retry: true });
    expect(await readdir(join(cacheFolder, 'key-frames'))).toEqual([]);
  });

  it.each([
    ['a talking clip without a recording', 'talking', 'speech'],
    ['a moving still without a picture', 'moving-still', 'still'],
  ] as const)('refuses %s', async (_, kind, field) => {
    const { speech: _speech, ...rest } = talking({ kind });
    await expect(engine.start(rest, { signal })).rejects.toMatchObject({ code: 'invalid', field });
  });

  it('says what to do when there is no ffmpeg', async () => {
    await using deaf = createBuiltinVideoEngine({
      renderer: { renderFrame: drawFake },
      rendererVersion: 'circles',
      cacheFolder: folder,
      ffmpegPath: '/nowhere/ffmpeg',
    });
    expect(await deaf.health({ signal })).toMatchObject({
      ok: false,
      remedy: expect.stringContaining('/nowhere'),
    });
    await expect(deaf.start(talking(), { signal })).rejects.toMatchObject({ code: 'unavailable' });
  });
});
