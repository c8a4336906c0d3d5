import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MadeSpeech, Progress, SpeechRequest } from '#engines/engine.ts';
import { Voice } from '#kernel/voice.ts';
import { measureLoudness, targetLufs } from '#media/master-speech.ts';
import { createSpeechRecogniser } from '#media/recognise-speech.ts';
import { readWav } from '#media/wav.ts';
import { createBuiltinSpeechEngine } from './adapter.ts';

const engine = createBuiltinSpeechEngine({ idleSeconds: 5 });
const recogniser = createSpeechRecogniser({ idleSeconds: 5 });
const signal = new AbortController().signal;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'speech-test-'));
});
afterAll(async () => {
  await engine[Symbol.asyncDispose]();
  await recogniser[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

function request(changes: Partial<SpeechRequest> = {}): SpeechRequest {
  return {
    voice: Voice.parse({ voiceId: 'rms' }),
    script: 'Hello there.',
    language: 'en',
    folder,
    ...changes,
  };
}

async function end(ticket: string, speech = engine): Promise<Progress<MadeSpeech>> {
  for (;;) {
    const progress = await speech.check(ticket, { signal });
    if (progress.state !== 'running') return progress;
  }
}

async function say(changes: Partial<SpeechRequest>): Promise<MadeSpeech> {
  const { ticket } = await engine.start(request(changes), { signal });
  const progress = await end(ticket);
  if (progress.state !== 'done') throw new Error(JSON.stringify(progress));
  return progress.result;
}

describe('the built-in voices', () => {
  const script = 'This morning I drew 3 people by the window. What should I draw next?';

  it('say a script so that it is recognised back, at the loudness promised', async () => {
    const made = await say({ script });
    const check = await recogniser.checkSpeech(made.file.path, script, signal);
    expect(check).toMatchObject({ name: 'speech-matches-script', verdict: 'pass' });
    const { lufs, truePeakDb } = await measureLoudness(made.file.path, [], { signal });
    expect(Math.abs(lufs - targetLufs)).toBeLessThanOrEqual(1);
    expect(truePeakDb).toBeLessThanOrEqual(-1);

    const wav = readWav(await readFile(made.file.path));
    expect(wav).toMatchObject({ hertz: 48_000, channels: 1 });
    expect(made.file.durationSeconds).toBeCloseTo(wav.samples.length / 48_000, 3);
    const words = wav.labels.filter(({ text }) => !text.startsWith('/')).map(({ text }) => text);
    expect(words).toEqual(
      'this morning i drew three people by the window what should i draw next'.split(' '),
    );
    expect(wav.labels.filter(({ text }) => text === '/pau/').length).toBeGreaterThanOrEqual(3);
  });

  it('are not taken for another script', async () => {
    const made = await say({ script: 'The train to the harbour leaves at seven.' });
    const check = await recogniser.checkSpeech(made.file.path, script, signal);
    expect(check.verdict).toBe('fail');
  });

  it('keep their length when the pitch changes, and get longer when slowed down', async () => {
    const plain = await say({});
    const high = await say({ voice: Voice.parse({ voiceId: 'rms', pitch: 3 }) });
    const slow = await say({ voice: Voice.parse({ voiceId: 'rms', speed: 0.7 }) });
    expect(high.file.durationSeconds).toBeCloseTo(plain.file.durationSeconds!, 1);
    expect((await pitchOf(high)) / (await pitchOf(plain))).toBeCloseTo(2 ** (3 / 12), 1);
    expect(slow.file.durationSeconds! / plain.file.durationSeconds!).toBeGreaterThan(1.25);
  });

  it('say even one short word at the right loudness', async () => {
    const made = await say({ script: 'Hi!', voice: Voice.parse({ voiceId: 'kal' }) });
    const { lufs } = await measureLoudness(made.file.path, [], { signal });
    expect(Math.abs(lufs - targetLufs)).toBeLessThanOrEqual(1);
  });

  it('tell at once what they leave out', async () => {
    const { ticket, warnings } = await engine.start(request({ script: 'Bonjour ✨', language: 'fr' }), {
      signal,
    });
    expect(warnings.join(' ')).toMatch(/“fr”.*Emoji/);
    await engine.cancel(ticket);
    await end(ticket);
  });

  it.each([
    ['nothing to say', request({ script: '✨ …' }), 'script'],
    ['an unknown voice', request({ voice: Voice.parse({ voiceId: 'nobody' }) }), 'voice.voiceId'],
    ['a book', request({ script: 'word '.repeat(1200) }), 'script'],
  ])('refuse %s', async (_, refused, field) => {
    await expect(engine.start(refused, { signal })).rejects.toMatchObject({ code: 'invalid', field });
  });

  it('stop when cancelled and leave no files', async () => {
    const own = join(folder, 'cancelled');
    const { ticket } = await engine.start(
      request({ script: 'One more sentence. '.repeat(60), folder: own }),
      { signal },
    );
    await engine.check(ticket, { signal });
    await engine.cancel(ticket);
    expect(await end(ticket)).toMatchObject({ state: 'failed', retry: false });
    expect(await readdir(own).catch(() => [])).toEqual([]);
  });

  it('say what to do when there is no ffmpeg, and leave no files', async () => {
    await using deaf = createBuiltinSpeechEngine({ ffmpegPath: '/nowhere/ffmpeg' });
    expect(await deaf.health({ signal })).toMatchObject({
      ok: false,
      remedy: expect.stringContaining('/nowhere'),
    });
    const own = join(folder, 'no-ffmpeg');
    const { ticket } = await deaf.start(request({ folder: own }), { signal });
    expect(await end(ticket, deaf)).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('ffmpeg'),
    });
    expect(await readdir(own)).toEqual([]);
  });

  it('do not know the tickets of another process', async () => {
    expect(await engine.check('unknown', { signal })).toEqual({ state: 'lost' });
  });
});

/** The median fundamental frequency in hertz, by autocorrelation of loud frames. */
async function pitchOf(made: MadeSpeech): Promise<number> {
  const { samples, hertz } = readWav(await readFile(made.file.path));
  const frame = Math.round(hertz / 25);
  const found: number[] = [];
  for (let start = 0; start + frame * 2 < samples.length; start += frame) {
    const correlation = (lag: number) => {
      let sum = 0;
      for (let index = 0; index < frame; index += 4)
        sum += samples[start + index]! * samples[start + index + lag]!;
      return sum;
    };
    const energy = correlation(0);
    if (energy / (frame / 4) < 1e6) continue;
    let best = 0;
    for (let lag = Math.round(hertz / 300); lag < hertz / 60; lag++) {
      if (correlation(lag) > correlation(best || lag) * 1.02 || best === 0) best = lag;
    }
    if (correlation(best) > energy * 0.6) found.push(hertz / best);
  }
  return found.sort((a, b) => a - b)[found.length >> 1]!;
}
