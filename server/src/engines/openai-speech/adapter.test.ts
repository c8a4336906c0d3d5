import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineInstance } from '#engines/connected-engine.ts';
import type { SpeechRequest } from '#engines/engine.ts';
import { createEngineHttp } from '#engines/engine-http.ts';
import {
  type OpenaiSimulator,
  type OpenaiSimulatorOptions,
  simulateOpenai,
} from '#engines/simulators/openai.ts';
import { describeSpeechEngine } from '#engines/speaking/conformance.ts';
import { Voice } from '#kernel/voice.ts';
import { openaiSpeechKind } from './adapter.ts';

describeSpeechEngine('A speech server with the OpenAI API', {
  kind: openaiSpeechKind,
  start: () => simulateOpenai(),
  route: '/v1/audio/speech',
  voiceId: 'af_bella',
});

describe('A speech server with the OpenAI API', () => {
  const signal = new AbortController().signal;
  const means = { http: createEngineHttp() };
  let simulator: OpenaiSimulator;
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'openai-speech-'));
  });
  afterEach(async () => {
    await simulator[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const serve = async (
    options: OpenaiSimulatorOptions = {},
    settings: Record<string, unknown> = {},
  ): Promise<EngineInstance> => {
    simulator = await simulateOpenai(options);
    return {
      id: 'one',
      name: 'Desk',
      address: simulator.address,
      settings: openaiSpeechKind.settings.parse(settings),
    };
  };
  const speak = async (instance: EngineInstance, change: Partial<SpeechRequest> = {}) => {
    await using opened = openaiSpeechKind.open(instance, means);
    const voice = Voice.parse({ engine: 'openai-speech:one', voiceId: 'af_heart' });
    const request = { voice, script: 'Good day to you.', language: 'en', folder, ...change };
    const { ticket } = await opened.speech!.start(request, { signal });
    for (;;) {
      const progress = await opened.speech!.check(ticket, { signal });
      if (progress.state !== 'running') return progress;
    }
  };
  const sent = () => simulator.seen.filter(({ method }) => method === 'POST').map(({ body }) => body);

  it.each(['names', 'objects'] as const)(
    'lists voices by %s, with the language in their names',
    async (voiceList) => {
      const { voices } = await openaiSpeechKind.probe(await serve({ voiceList }), means, { signal });
      expect(voices).toContainEqual({ id: 'bm_george', label: 'bm_george', language: 'en-GB' });
    },
  );

  it('needs a voice by name where the server lists none', async () => {
    const bare = await serve({ voiceList: 'none' });
    const probe = await openaiSpeechKind.probe(bare, means, { signal });
    expect(probe.abilities[0]).toMatchObject({ ready: false, missing: [expect.stringContaining('a voice')] });
    const named = { ...bare, settings: openaiSpeechKind.settings.parse({ voices: 'alloy, af_heart' }) };
    expect((await openaiSpeechKind.probe(named, means, { signal })).abilities[0]).toMatchObject({
      ready: true,
    });
  });

  it.each([
    ['instructions', { instructions: expect.stringContaining('calmly') }],
    ['exaggeration', { exaggeration: 0.3, cfg_weight: 0.5 }],
  ] as const)('gives a mood as %s', async (emotion, fields) => {
    const speechExtras = ['instructions', 'exaggeration', 'cfg_weight'];
    const voice = Voice.parse({
      engine: 'openai-speech:one',
      voiceId: 'af_heart',
      emotion: 'calm',
      speed: 1.2,
    });
    const done = await speak(await serve({ speechExtras }, { emotion }), { voice });
    expect(done).toMatchObject({ state: 'done', result: { warnings: [] } });
    expect(sent()).toEqual([
      {
        model: 'kokoro',
        input: 'Good day to you.',
        voice: 'af_heart',
        response_format: 'wav',
        speed: 1.2,
        ...fields,
      },
    ]);
  });

  it('leaves out a mood that the server refuses, and says so', async () => {
    const voice = Voice.parse({ engine: 'openai-speech:one', voiceId: 'af_heart', emotion: 'warm' });
    const done = await speak(await serve({}, { emotion: 'instructions' }), { voice });
    expect(done).toMatchObject({ state: 'done', result: { warnings: [expect.stringContaining('"warm"')] } });
    expect(sent()).toHaveLength(2);
  });

  it('names a voice that the server does not take', async () => {
    const voice = Voice.parse({ engine: 'openai-speech:one', voiceId: 'af_nobody+af_heart' });
    expect(await speak(await serve(), { voice })).toMatchObject({
      state: 'failed',
      retry: false,
      message: expect.stringContaining('af_nobody'),
    });
  });

  it('sends a recording to clone only where that is switched on', async () => {
    const path = join(folder, 'voice.wav');
    await writeFile(path, 'RIFF-voice');
    const reference = { path, mime: 'audio/wav' };
    const off = await serve({ speechExtras: ['ref_audio', 'task_type', 'x_vector_only_mode'] });
    await speak(off, { reference });
    expect(JSON.stringify(sent())).not.toContain('ref_audio');
    const on = { ...off, settings: openaiSpeechKind.settings.parse({ cloning: 'ref-audio' }) };
    await speak(on, { reference });
    const data = `data:audio/wav;base64,${Buffer.from('RIFF-voice').toString('base64')}`;
    expect(sent().at(-1)).toMatchObject({ ref_audio: data, task_type: 'Base' });
    await speak(on);
    expect(sent().at(-1)).not.toHaveProperty('ref_audio');
  });

  it('counts what a recording costs', async () => {
    expect(await speak(await serve({}, { usdPerMillionCharacters: 15 }))).toMatchObject({
      result: { recipe: { cost: { amountMicros: 16 * 15, figure: '16 characters' } } },
    });
  });

  it('is paid by use on the public internet with a key, by the published price or the entered one', () => {
    const at = (given: Record<string, unknown>, address = 'https://api.openai.com') => ({
      ...{ id: 'one', name: 'Cloud', address, key: 'sk-1', settings: openaiSpeechKind.settings.parse(given) },
    });
    const work = { medium: 'speech', characters: 1000 } as const;
    expect(openaiSpeechKind.isPaid?.(at({}))).toBe(true);
    expect(openaiSpeechKind.isPaid?.(at({}, 'http://127.0.0.1:8880'))).toBe(false);
    expect(openaiSpeechKind.estimate?.(at({ model: 'tts-1' }), work)).toMatchObject({ amountMicros: 15_000 });
    expect(openaiSpeechKind.estimate?.(at({ model: 'voice-9' }), work)).toMatchObject({
      unknown: expect.stringContaining('voice-9'),
    });
    expect(openaiSpeechKind.estimate?.(at({ usdPerMillionCharacters: 4 }), work)).toMatchObject({
      amountMicros: 4000,
    });
  });
});
