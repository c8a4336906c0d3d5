import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFfmpeg, parseMediaFacts, probeMedia, runFfmpeg } from './ffmpeg.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ffmpeg-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
const signal = new AbortController().signal;

function commandLine(processId: string): string {
  try {
    return readFileSync(`/proc/${processId}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

describe('finding ffmpeg', () => {
  it('says what is missing and what to do when the path holds no program', () => {
    expect(() => findFfmpeg('/nowhere/ffmpeg')).toThrowError(
      expect.objectContaining({ code: 'unavailable', hint: expect.stringContaining('/nowhere/ffmpeg') }),
    );
  });

  it('refuses a file that is no ffmpeg', async () => {
    const path = join(folder, 'not-ffmpeg');
    await writeFile(path, 'hello', { mode: 0o755 });
    expect(() => findFfmpeg(path)).toThrowError(expect.objectContaining({ code: 'unavailable' }));
  });
});

describe('running ffmpeg', () => {
  it('makes a file that the probe reads back, and tells its progress', async () => {
    const path = join(folder, 'two.mp4');
    const seen: number[] = [];
    await runFfmpeg(
      [
        ...['-f', 'lavfi', '-i', 'testsrc=size=160x90:rate=25:duration=2'],
        ...['-f', 'lavfi', '-i', 'sine=sample_rate=44100:duration=2', '-c:v', 'libx264', '-c:a', 'aac', path],
      ],
      { signal, timeoutSeconds: 30, onProgress: (seconds) => seen.push(seconds), lowPriority: true },
    );
    expect(await probeMedia(path, { signal })).toEqual({
      durationSeconds: expect.closeTo(2, 0),
      video: { codec: 'h264', width: 160, height: 90, framesPerSecond: 25, pixelFormat: 'yuv444p' },
      audio: { codec: 'aac', hertz: 44100, channels: 1 },
    });
    expect(seen.at(-1)).toBeCloseTo(2, 0);
  });

  it('takes bytes from the caller and gives bytes back', async () => {
    const frames = (async function* () {
      for (let index = 0; index < 3; index++) yield Buffer.alloc(4 * 4, index * 100);
    })();
    const raw = ['-f', 'rawvideo', '-pix_fmt', 'gray', '-s', '4x4'];
    const { stdout } = await runFfmpeg([...raw, '-i', 'pipe:0', '-v', 'error', ...raw, '-'], {
      signal,
      timeoutSeconds: 30,
      input: frames,
    });
    expect([...stdout].filter((_, index) => index % 16 === 0)).toEqual([0, 100, 200]);
  });

  it('fails with the reason that ffmpeg gives', async () => {
    await expect(
      runFfmpeg(['-i', join(folder, 'absent.wav'), '-f', 'null', '-'], { signal, timeoutSeconds: 30 }),
    ).rejects.toThrow(/No such file/);
  });

  it('passes on what went wrong in the bytes it was fed', async () => {
    const broken = (async function* () {
      yield Buffer.alloc(16);
      throw new Error('the painter fell asleep');
    })();
    await expect(
      runFfmpeg(['-f', 'rawvideo', '-pix_fmt', 'gray', '-s', '4x4', '-i', 'pipe:0', '-f', 'null', '-'], {
        signal,
        timeoutSeconds: 30,
        input: broken,
      }),
    ).rejects.toThrow('the painter fell asleep');
  });

  it('stops when told to', async () => {
    const abort = new AbortController();
    const path = join(folder, 'endless.mp4');
    const running = runFfmpeg(['-re', '-f', 'lavfi', '-i', 'testsrc', '-y', path], {
      signal: abort.signal,
      timeoutSeconds: 60,
      onProgress: () => abort.abort(new Error('enough')),
    });
    await expect(running).rejects.toThrow('enough');
    const { size } = await stat(path).catch(() => ({ size: 0 }));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await stat(path).catch(() => ({ size: 0 }))).size).toBe(size);
  });

  it('stops after its time limit', async () => {
    await expect(
      runFfmpeg(['-re', '-f', 'lavfi', '-i', 'testsrc', '-f', 'null', '-'], { signal, timeoutSeconds: 0.5 }),
    ).rejects.toThrow('stopped after 0.5 seconds');
  });

  it.runIf(process.platform === 'linux')('does not outlive a parent that was killed', async () => {
    const module = new URL('./ffmpeg.ts', import.meta.url).href;
    const marker = join(folder, `orphan-${process.pid}.mkv`);
    const parent = spawn(process.execPath, [
      '--input-type=module',
      '--eval',
      `import { runFfmpeg } from '${module}';
       console.log('started');
       await runFfmpeg(['-re', '-f', 'lavfi', '-i', 'testsrc', '${marker}'],
         { signal: new AbortController().signal, timeoutSeconds: 60 });`,
    ]);
    const running = () =>
      readdirSync('/proc').some(
        (id) =>
          /^\d+$/.test(id) && commandLine(id).includes(`-nostdin\0`) && commandLine(id).includes(marker),
      );
    await expect.poll(running, { timeout: 10_000 }).toBe(true);
    parent.kill('SIGKILL');
    await expect.poll(running, { timeout: 5_000 }).toBe(false);
  });
});

describe('reading what ffmpeg prints', () => {
  it('understands a camera file', () => {
    const log = `Input #0, mov,mp4,m4a,3gp,3g2,mj2, from 'clip.mp4':
  Duration: 01:02:03.50, start: 0.000000, bitrate: 1205 kb/s
  Stream #0:0[0x1](und): Video: h264 (High) (avc1 / 0x31637661), yuv420p(tv, bt709, progressive), 1080x1920 [SAR 1:1 DAR 9:16], 1077 kb/s, 29.97 fps, 29.97 tbr, 15360 tbn (default)
  Stream #0:1[0x2](und): Audio: aac (LC) (mp4a / 0x6134706D), 48000 Hz, stereo, fltp, 128 kb/s (default)
Stream mapping:
  Stream #0:0 -> #0:0 (h264 (native) -> wrapped_avframe (native))
Output #0, null, to 'pipe:':
  Stream #0:0: Video: wrapped_avframe, yuv420p, 540x960, q=2-31, 200 kb/s, 10 fps`;
    expect(parseMediaFacts(log)).toEqual({
      durationSeconds: 3723.5,
      video: { codec: 'h264', width: 1080, height: 1920, framesPerSecond: 29.97, pixelFormat: 'yuv420p' },
      audio: { codec: 'aac', hertz: 48000, channels: 2 },
    });
  });

  it('leaves out what is not there', () => {
    expect(parseMediaFacts("Input #0, wav, from 'a.wav':\n  Duration: N/A")).toEqual({});
  });
});
