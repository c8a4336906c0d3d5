import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeWav } from '#media/wav.ts';
import { createLipReader } from './lip-sync.ts';

const signal = new AbortController().signal;
const reader = createLipReader({ idleSeconds: 5 });
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lip-sync-test-'));
});
afterAll(async () => {
  await reader[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** Half a second of silence, half a second of an "ah" made of a voice's harmonics, and silence again. */
const samples = Int16Array.from({ length: 24_000 }, (_, at) => {
  const time = at / 16_000;
  if (time < 0.5 || time > 1) return 0;
  const harmonics = Array.from({ length: 30 }, (_, index) => (index + 1) * 120);
  const near = (hertz: number, formant: number, width: number) =>
    Math.exp(-(((hertz - formant) / width) ** 2));
  return harmonics.reduce((sum, hertz) => {
    const strength = near(hertz, 730, 200) + 0.6 * near(hertz, 1090, 250) + 0.2 * near(hertz, 2440, 300);
    return sum + 4000 * strength * Math.sin(2 * Math.PI * hertz * time);
  }, 0);
});

it('takes the shapes from the labels of a recording', async () => {
  const path = join(folder, 'labelled.wav');
  const labels = [
    { atSeconds: 0, text: '/pau/' },
    { atSeconds: 0.5, text: '/aa/' },
    { atSeconds: 1, text: '/pau/' },
  ];
  await writeFile(path, writeWav({ hertz: 16_000, channels: 1, samples, labels }));
  const { cues } = await reader.read({ path, script: 'Ah.' }, 1.5, signal);
  expect(cues.map((cue) => cue.viseme)).toEqual(['X', 'D', 'X']);
});

it('listens to a recording without labels: closed in silence, open in speech', async () => {
  const path = join(folder, 'plain.wav');
  await writeFile(path, writeWav({ hertz: 16_000, channels: 1, samples, labels: [] }));
  const { cues, labels } = await reader.read({ path, script: 'Ah.' }, 1.5, signal);
  expect(labels).toEqual([]);
  const at = (seconds: number) =>
    cues.find((cue) => cue.startSeconds <= seconds && cue.endSeconds > seconds)?.viseme;
  expect(at(0.2)).toBe('X');
  expect(['B', 'C', 'D', 'E', 'H']).toContain(at(0.75));
}, 120_000);
