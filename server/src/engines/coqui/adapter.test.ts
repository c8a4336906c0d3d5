import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineInstance } from '#engines/connected-engine.ts';
import type { SpeechRequest } from '#engines/engine.ts';
import { createEngineHttp } from '#engines/engine-http.ts';
import { type CoquiSimulator, type CoquiSimulatorOptions, simulateCoqui } from '#engines/simulators/coqui.ts';
import { describeSpeechEngine } from '#engines/speaking/conformance.ts';
import { Voice } from '#kernel/voice.ts';
import { coquiKind } from './adapter.ts';
import { readPage } from './read-page.ts';

describeSpeechEngine('Coqui TTS', {
  kind: coquiKind,
  start: () => simulateCoqui(),
  route: '/api/tts',
  voiceId: 'Ana & Bo',
});

describe('Coqui TTS', () => {
  const signal = new AbortController().signal;
  const means = { http: createEngineHttp() };
  let simulator: CoquiSimulator;
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'coqui-'));
  });
  afterEach(async () => {
    await simulator[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const serve = async (options: CoquiSimulatorOptions = {}, settings: Record<string, unknown> = {}) => {
    simulator = await simulateCoqui(options);
    const instance: EngineInstance = {
      id: 'one',
      name: 'Desk',
      address: simulator.address,
      settings: coquiKind.settings.parse(settings),
    };
    return instance;
  };
  const speak = async (instance: EngineInstance, change: Partial<SpeechRequest> = {}) => {
    await using opened = coquiKind.open(instance, means);
    const voice = Voice.parse({ engine: 'coqui:one', voiceId: 'Ana & Bo' });
    const request = { voice, script: 'Guten Tag.', language: 'de-AT', folder, ...change };
    const { ticket } = await opened.speech!.start(request, { signal });
    for (;;) {
      const progress = await opened.speech!.check(ticket, { signal });
      if (progress.state !== 'running') return progress;
    }
  };

  it('names speaker and language as the server does', async () => {
    expect(await speak(await serve())).toMatchObject({ state: 'done' });
    expect(simulator.forms).toEqual([{ text: 'Guten Tag.', language_id: 'de', speaker_id: 'Ana & Bo' }]);
  });

  it('refuses a language that its model does not speak, and names those it does', async () => {
    expect(await speak(await serve(), { language: 'sv' })).toMatchObject({
      state: 'failed',
      retry: false,
      hint: expect.stringContaining('en, de, zh-cn'),
    });
    expect(simulator.forms).toEqual([]);
  });

  it('speaks with a model of one voice and one language', async () => {
    const instance = await serve({ speakers: [], languages: [], canClone: false });
    const probe = await coquiKind.probe(instance, means, { signal });
    expect(probe.voices).toEqual([{ id: 'default', label: 'The model’s voice', language: 'en' }]);
    const voice = Voice.parse({ engine: 'coqui:one', voiceId: 'default' });
    expect(await speak(instance, { voice, language: 'en' })).toMatchObject({
      state: 'done',
      result: { warnings: [] },
    });
    expect(simulator.forms).toEqual([{ text: 'Guten Tag.' }]);
  });

  it('sends the path of a recording only where that is switched on and one comes with the request', async () => {
    const path = join(folder, 'voice.wav');
    await writeFile(path, 'RIFF');
    const instance = await serve({}, { cloning: 'same-paths' });
    await speak(instance);
    await speak(instance, { reference: { path, mime: 'audio/wav' } });
    expect(simulator.forms[0]).not.toHaveProperty('speaker_wav');
    expect(simulator.forms[1]).toMatchObject({ speaker_wav: path });
    expect(simulator.forms[1]).not.toHaveProperty('speaker_id');
  });

  it('says that XTTS-v2 is for private use only', async () => {
    const probe = await coquiKind.probe(await serve(), means, { signal });
    expect(probe.abilities[0]?.licence).toMatchObject({ commercial: false });
    expect(probe.notes.join(' ')).toMatch(/privately only.*firewall/);
  });

  it.each([['<html><title>Other</title></html>'], [{ ok: true }], [undefined]])(
    'takes no other page for its own: %j',
    async (page) => {
      simulator = await simulateCoqui();
      expect(readPage(page)).toBeUndefined();
    },
  );
});
