import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineInstance, EngineKind, EngineMeans } from '#engines/connected-engine.ts';
import type { MadeSpeech, Progress, SpeechEngine, SpeechRequest } from '#engines/engine.ts';
import { createEngineHttp } from '#engines/engine-http.ts';
import { Voice } from '#kernel/voice.ts';
import { measureLoudness } from '#media/loudness.ts';
import { readWav } from '#media/wav.ts';

/** What the suite needs of a simulated server. */
export interface SpeechSimulator extends AsyncDisposable {
  readonly address: string;
  readonly speechHabits: {
    push(habit: {
      readonly kind: 'open-ended' | 'no-bytes' | 'silence' | 'broken' | 'page' | 'json';
    }): unknown;
  };
  readonly seen: readonly { readonly method: string; readonly path: string; readonly body?: unknown }[];
  plan(plan: {
    readonly route: string;
    readonly fault:
      | { readonly kind: 'status'; readonly status: number }
      | { readonly kind: 'silent' | 'hang-up-after' | 'cut-off' };
    readonly times?: number;
  }): void;
  kill(): Promise<void>;
}

export interface SpeechConformance {
  readonly kind: EngineKind;
  start(): Promise<SpeechSimulator>;
  /** Where recordings come from, such as `/api/tts`. */
  readonly route: string;
  /** A voice the simulated server has. */
  readonly voiceId: string;
  readonly settings?: Readonly<Record<string, unknown>>;
}

const signal = new AbortController().signal;

/** The suite that every connected speech engine passes, against its simulator. */
export function describeSpeechEngine(name: string, subject: SpeechConformance): void {
  describe(`${name}, as every speech engine`, () => {
    const means: EngineMeans = { http: createEngineHttp() };
    let simulator: SpeechSimulator;
    let engine: SpeechEngine;
    let instance: EngineInstance;
    let folder: string;
    let close: () => PromiseLike<void>;

    beforeEach(async () => {
      simulator = await subject.start();
      folder = await mkdtemp(join(tmpdir(), 'speech-engine-'));
      instance = {
        id: 'one',
        name: 'Desk',
        address: simulator.address,
        settings: subject.kind.settings.parse({ answerSeconds: 5, ...subject.settings }),
      };
      const opened = subject.kind.open(instance, means);
      if (!opened.speech) throw new Error('The kind opens no speech engine.');
      engine = opened.speech;
      close = () => opened[Symbol.asyncDispose]();
    });
    afterEach(async () => {
      await close();
      await simulator[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    });

    const aRequest = (change: Partial<SpeechRequest> = {}): SpeechRequest => ({
      voice: Voice.parse({ engine: `${subject.kind.id}:one`, voiceId: subject.voiceId }),
      script: 'Good morning, all of you.',
      language: 'en',
      folder,
      ...change,
    });
    const attempt = async (change: Partial<SpeechRequest> = {}): Promise<Progress<MadeSpeech>> => {
      const { ticket } = await engine.start(aRequest(change), { signal });
      for (;;) {
        const progress = await engine.check(ticket, { signal });
        if (progress.state !== 'running') return progress;
      }
    };
    const say = async (change: Partial<SpeechRequest> = {}) => {
      const end = await attempt(change);
      if (end.state !== 'done') throw new Error(JSON.stringify(end));
      return end.result;
    };

    it('says what it can do, with its voices', async () => {
      const probe = await subject.kind.probe(instance, means, { signal });
      expect(probe.abilities.find(({ id }) => id === 'speech')).toMatchObject({ ready: true, missing: [] });
      expect(probe.voices.map(({ id }) => id)).toContain(subject.voiceId);
      expect(engine.id).toBe(`${subject.kind.id}:one`);
      expect(await engine.health({ signal })).toMatchObject({ ok: true });
    });

    it('is told from another program, and from nothing at all', async () => {
      simulator.plan({ route: '*', fault: { kind: 'status', status: 404 }, times: 4 });
      await expect(subject.kind.probe(instance, means, { signal })).rejects.toMatchObject({
        code: 'invalid',
      });
      await simulator.kill();
      expect(await engine.health({ signal })).toMatchObject({ ok: false, remedy: expect.any(String) });
    });

    it('gives a 48 kHz mono WAV at -16 LUFS without the silence around it', async () => {
      const made = await say();
      const wav = readWav(await readFile(made.file.path));
      expect(wav).toMatchObject({ hertz: 48_000, channels: 1 });
      const { lufs } = await measureLoudness(made.file.path, { signal });
      expect(Math.abs(lufs + 16)).toBeLessThanOrEqual(1);
      const loud = (sample: number) => Math.abs(sample) > 600;
      const first = wav.samples.findIndex(loud) / 48_000;
      const last = (wav.samples.length - wav.samples.findLastIndex(loud)) / 48_000;
      expect(first).toBeLessThan(0.3);
      expect(last).toBeLessThan(0.5);
      expect(made.file.durationSeconds).toBeCloseTo(wav.samples.length / 48_000, 3);
      expect(made.recipe).toMatchObject({ script: 'Good morning, all of you.', hasReference: false });
      expect(made.warnings).toEqual([]);
      expect(await readdir(folder)).toHaveLength(1);
    });

    it('reads a WAV that was streamed, with its length left open', async () => {
      simulator.speechHabits.push({ kind: 'open-ended' });
      expect((await say()).file.durationSeconds).toBeGreaterThan(0.8);
    });

    it('is quicker or slower as the voice says', async () => {
      const voice = aRequest().voice;
      const plain = await say();
      const quick = await say({ voice: { ...voice, speed: 1.5 } });
      expect(plain.file.durationSeconds! / quick.file.durationSeconds!).toBeGreaterThan(1.2);
    });

    it('says what it could not honour: a voice of another engine, an emotion, a recording', async () => {
      const path = join(folder, 'voice.wav');
      await writeFile(path, 'RIFF');
      const voice = Voice.parse({ voiceId: 'slt', emotion: 'bright' });
      const made = await say({ voice, reference: { path, mime: 'audio/wav' } });
      expect(made.warnings.join(' ')).toMatch(
        /recording.*not used.*"slt" is not one of this engine.*"bright" was left out/,
      );
      expect(made.recipe).toMatchObject({ voice: { voiceId: expect.not.stringContaining('slt') } });
      // What is not honoured is not sent either.
      expect(JSON.stringify(simulator.seen)).not.toContain('voice.wav');
    });

    it.each([
      ['no-bytes', 'empty'],
      ['silence', 'silence'],
      ['broken', 'cannot be read'],
      ['page', 'in place of a recording'],
      ['json', 'the model is not loaded'],
    ] as const)('fails clearly, and may be tried again, when it sends %s', async (kind, words) => {
      simulator.speechHabits.push({ kind });
      const end = await attempt();
      expect(end).toMatchObject({ state: 'failed', retry: true, hint: expect.any(String) });
      expect(JSON.stringify(end)).toContain(words);
      expect(await readdir(folder)).toEqual([]);
    });

    it.each([{ kind: 'status', status: 503 }, { kind: 'hang-up-after' }, { kind: 'cut-off' }] as const)(
      'may be tried again after %j',
      async (fault) => {
        simulator.plan({ route: `POST ${subject.route}`, fault });
        expect(await attempt()).toMatchObject({ state: 'failed', retry: true });
        expect(await readdir(folder)).toEqual([]);
      },
    );

    it('refuses what cannot be said', async () => {
      await expect(engine.start(aRequest({ script: '✨ …' }), { signal })).rejects.toMatchObject({
        code: 'invalid',
      });
      await expect(
        engine.start(aRequest({ script: 'word '.repeat(1200) }), { signal }),
      ).rejects.toMatchObject({
        code: 'invalid',
        field: 'script',
      });
      const { warnings } = await engine.start(aRequest({ script: 'Hello ✨' }), { signal });
      expect(warnings).toEqual(['Emoji are not spoken.']);
    });

    it('lets go when cancelled, and leaves no files', async () => {
      simulator.plan({ route: `POST ${subject.route}`, fault: { kind: 'silent' } });
      const { ticket } = await engine.start(aRequest(), { signal });
      await engine.cancel(ticket);
      let progress = await engine.check(ticket, { signal });
      while (progress.state === 'running') progress = await engine.check(ticket, { signal });
      expect(progress).toMatchObject({ state: 'failed', retry: false });
      expect(await readdir(folder)).toEqual([]);
      expect(await engine.check('nobody', { signal })).toEqual({ state: 'lost' });
    });
  });
}
