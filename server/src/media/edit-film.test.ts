import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CutFilm, editFilm, joinScenes } from './edit-film.ts';
import { captionFilm } from './edit-film-captions.ts';
import { cameraFilter } from './edit-film-scene.ts';
import { mixFilmSound, mostTruePeakDb } from './edit-film-sound.ts';
import { probeMedia, runFfmpeg } from './ffmpeg.ts';
import { measureLoudness } from './loudness.ts';

const minutes = 60_000;
let folder: string;
const call = { signal: AbortSignal.timeout(4 * minutes) };
const path = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ainfluencer-film-'));
  await sharp({ create: { width: 800, height: 600, channels: 3, background: '#204060' } })
    .composite([
      {
        input: { create: { width: 100, height: 100, channels: 3, background: '#ff0000' } },
        left: 680,
        top: 60,
      },
    ])
    .png()
    .toFile(path('picture.png'));
  const make = (source: string[], name: string) =>
    runFfmpeg(['-v', 'error', '-y', ...source, path(name)], { ...call, timeoutSeconds: 60 });
  await make(
    ['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25:duration=1', '-pix_fmt', 'yuv420p'],
    'clip.mp4',
  );
  const voice = 'aevalsrc=0.3*sin(2*PI*180*t)*(0.6+0.4*sin(2*PI*3*t)):s=48000:d=1';
  await make(['-f', 'lavfi', '-i', voice], 'voice.wav');
  await make(['-f', 'lavfi', '-i', 'sine=frequency=880:sample_rate=44100:duration=2'], 'music.wav');
}, minutes);
afterAll(() => rm(folder, { recursive: true, force: true }));

const picture = {
  width: 800,
  height: 600,
  focus: { left: 680, top: 60, width: 100, height: 100 },
  movement: 'in',
} as const;

describe('a film of a picture and a clip, with voice, music and captions', () => {
  let film: CutFilm;
  beforeAll(async () => {
    film = await editFilm(
      {
        width: 360,
        height: 640,
        seconds: 3,
        scenes: [
          { source: { ...picture, path: path('picture.png') }, seconds: 1.5, overlapSeconds: 0 },
          {
            source: {
              path: path('clip.mp4'),
              width: 320,
              height: 180,
              movement: 'none',
              part: { inSeconds: 0.2, outSeconds: 0.8 },
            },
            seconds: 1,
            overlapSeconds: 0,
          },
          {
            source: { ...picture, movement: 'none', path: path('picture.png') },
            seconds: 1,
            overlapSeconds: 0.5,
          },
        ],
        sounds: [{ path: path('voice.wav'), atSeconds: 0.2, fromSeconds: 0, seconds: 1 }],
        music: { path: path('music.wav'), lufs: -21, belowDb: 8, duckDb: 12 },
        captioned: [
          {
            text: 'Hello there & welcome.',
            startSeconds: 0,
            seconds: 1.5,
            voice: { path: path('voice.wav'), seconds: 1 },
          },
        ],
        captions: { burned: true, file: true },
        cover: { atSeconds: 0.4, title: 'A {small} film about rain' },
        folder,
        fontsFolder: path('fonts'),
      },
      { ...call, report: () => undefined },
    );
  }, 4 * minutes);

  it('has the shape, length, rate and codecs that platforms take', async () => {
    const facts = await probeMedia(film.video, call);
    expect(facts.video).toEqual({
      ...{ codec: 'h264', width: 360, height: 640 },
      framesPerSecond: 30,
      pixelFormat: 'yuv420p',
    });
    expect(facts.audio).toEqual({ codec: 'aac', hertz: 48_000, channels: 2 });
    expect(facts.durationSeconds).toBeCloseTo(3, 1);
    const head = (await readFile(film.video)).subarray(0, 4096).toString('latin1');
    expect(head).toContain('moov');
  });

  it('is at -16 LUFS, and no peak is above -1 dBTP', async () => {
    const { lufs, truePeakDb } = await measureLoudness(film.video, call);
    expect(Math.abs(lufs + 16)).toBeLessThanOrEqual(1);
    expect(truePeakDb).toBeLessThanOrEqual(mostTruePeakDb);
  });

  it('keeps the face in view when the shape is narrower', async () => {
    const { stdout } = await runFfmpeg(
      ['-v', 'error', '-i', film.video, '-frames:v', '1', '-c:v', 'png', '-f', 'image2pipe', 'pipe:1'],
      { ...call, timeoutSeconds: 30 },
    );
    const { data, info } = await sharp(stdout).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    let red = 0;
    for (let at = 0; at < data.length; at += info.channels) {
      if (data[at]! > 180 && data[at + 1]! < 80 && data[at + 2]! < 80) red++;
    }
    // The whole red square: 100 of 600 lines are a sixth of the height.
    expect(red).toBeGreaterThan(0.8 * (640 / 6) ** 2);
  });

  it('has a cover of its size and a captions file', async () => {
    const { width, height, format } = await sharp(film.cover).metadata();
    expect({ width, height, format }).toEqual({ width: 360, height: 640, format: 'jpeg' });
    const vtt = await readFile(film.captions!, 'utf8');
    expect(vtt).toMatch(/^WEBVTT\n\n00:00:00\.\d{3} --> 00:00:0\d\.\d{3}\nHello there &amp; welcome\.\n$/);
  });
});

describe('the sound of a film', () => {
  it('holds the music down while somebody speaks, and lets it come back', async () => {
    // Speech that is silent: what is left is the music alone.
    const hush = ['-f', 'lavfi', '-i', 'anullsrc=r=48000:cl=mono:d=3', path('hush.wav')];
    await runFfmpeg(['-v', 'error', '-y', ...hush], { ...call, timeoutSeconds: 30 });
    await mixFilmSound(
      {
        seconds: 9,
        sounds: [{ path: path('hush.wav'), atSeconds: 3, fromSeconds: 0, seconds: 3 }],
        music: { path: path('music.wav'), lufs: -21, belowDb: 8, duckDb: 12 },
        mix: path('duck-mix.wav'),
        output: path('duck.wav'),
      },
      call,
    );
    const levelOf = async (from: number, to: number) => {
      const chain = `atrim=${from}:${to},volumedetect`;
      const { log } = await runFfmpeg(['-i', path('duck-mix.wav'), '-af', chain, '-f', 'null', '-'], {
        ...call,
        timeoutSeconds: 30,
      });
      return Number(/mean_volume: (-?[\d.]+) dB/.exec(log)?.[1]);
    };
    const [before, under, after] = [await levelOf(1, 2.5), await levelOf(3.2, 5.8), await levelOf(6.9, 7.7)];
    expect(before - under).toBeCloseTo(12, 0);
    expect(after - before).toBeCloseTo(0, 0);
  });

  it('is nothing for a film in which nothing is heard', async () => {
    const work = { seconds: 2, sounds: [], mix: path('none-mix.wav'), output: path('none.wav') };
    expect(await mixFilmSound(work, call)).toBeUndefined();
  });
});

describe('captions of a film', () => {
  it('stay within their scenes, in any language, and say every word', async () => {
    const text = 'Ça va ? Heute regnet es, und 27 Vögel singen im Garten hinter dem Haus.';
    const { burned, file } = await captionFilm(
      [
        { text, startSeconds: 2, seconds: 4 },
        { text: ' ', startSeconds: 6, seconds: 2 },
        { text: 'Ende.', startSeconds: 8, seconds: 3 },
      ],
      9,
    );
    for (const phrases of [burned, file]) {
      const words = phrases.flatMap(({ lines }) => lines.flat().map((word) => word.text));
      expect(words.join(' ')).toBe(`${text} Ende.`);
      let end = 2;
      for (const { startSeconds, endSeconds } of phrases) {
        expect(startSeconds).toBeGreaterThanOrEqual(end - 1e-9);
        expect(endSeconds).toBeGreaterThan(startSeconds);
        end = endSeconds;
      }
      expect(end).toBeLessThanOrEqual(9);
    }
  });
});

describe('the graph of a film', () => {
  const source = { path: 'a', width: 1, height: 1, movement: 'none' } as const;
  it('joins cuts as they are and fades at the end of what came before', () => {
    const graph = joinScenes([
      { source, seconds: 2, overlapSeconds: 0 },
      { source, seconds: 3, overlapSeconds: 0 },
      { source, seconds: 4, overlapSeconds: 0.5 },
    ]);
    expect(graph).toContain('[0:v:0][1:v:0]concat=n=2');
    expect(graph).toContain('duration=0.5000:offset=4.5000');
  });
  it('moves the camera in opposite ways for opposite words', () => {
    expect(cameraFilter('left', 2)).not.toBe(cameraFilter('right', 2));
    expect(cameraFilter('in', 2)).toContain('min(on/59,1)');
  });
});
