import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineInstance } from '#engines/connected-engine.ts';
import type { SpeechRequest } from '#engines/engine.ts';
import { createEngineHttp } from '#engines/engine-http.ts';
import { costIn } from '#engines/paid-work.ts';
import { type ElevenlabsSimulator, simulateElevenlabs } from '#engines/simulators/elevenlabs.ts';
import { describeSpeechEngine } from '#engines/speaking/conformance.ts';
import { Voice } from '#kernel/voice.ts';
import { elevenlabsKind } from './manifest.ts';

describeSpeechEngine('ElevenLabs', {
  kind: elevenlabsKind,
  start: () => simulateElevenlabs(),
  route: '/v1/text-to-speech/JBFqnCBsd6RMkjVDRZzb',
  voiceId: 'JBFqnCBsd6RMkjVDRZzb',
});

describe('ElevenLabs', () => {
  const signal = new AbortController().signal;
  const means = { http: createEngineHttp() };
  let simulator: ElevenlabsSimulator;
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'elevenlabs-'));
    simulator = await simulateElevenlabs({ key: 'xi-test' });
  });
  afterEach(async () => {
    await simulator[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const at = (settings: Record<string, unknown> = {}, key = 'xi-test'): EngineInstance => ({
    ...{ id: 'one', name: 'ElevenLabs', address: simulator.address, key },
    settings: elevenlabsKind.settings.parse(settings),
  });
  const speak = async (instance: EngineInstance, change: Partial<SpeechRequest> = {}) => {
    await using opened = elevenlabsKind.open(instance, means);
    const voice = Voice.parse({ engine: 'elevenlabs:one', voiceId: '21m00Tcm4TlvDq8ikWAM' });
    const request = { voice, script: 'Good day to you.', language: 'en', folder, ...change };
    const { ticket } = await opened.speech!.start(request, { signal });
    for (;;) {
      const progress = await opened.speech!.check(ticket, { signal });
      if (progress.state !== 'running') return progress;
    }
  };
  const sent = () => simulator.seen.filter(({ method }) => method === 'POST').map(({ body }) => body);

  it('says what it may use, and does not take a wrong key', async () => {
    const probe = await elevenlabsKind.probe(at(), means, { signal });
    expect(probe.voices).toContainEqual({
      id: 'JBFqnCBsd6RMkjVDRZzb',
      label: 'George, british',
      language: 'mul',
    });
    expect(probe.models.map(({ id }) => id)).toContain('eleven_flash_v2_5');
    await expect(elevenlabsKind.probe(at({}, 'wrong'), means, { signal })).rejects.toThrow(
      'does not take the key',
    );
    expect(await speak(at({}, 'wrong'))).toMatchObject({ state: 'failed', retry: false, costs: 'nothing' });
  });

  it('tells the language to the models that take it, and counts what was spoken', async () => {
    const done = await speak(at({ model: 'eleven_flash_v2_5' }), { language: 'de-AT' });
    expect(sent()).toEqual([
      { text: 'Good day to you.', model_id: 'eleven_flash_v2_5', language_code: 'de' },
    ]);
    if (done.state !== 'done') throw new Error(JSON.stringify(done));
    expect(costIn(done.result.recipe)).toEqual({ amountMicros: 800, figure: '16 counted by ElevenLabs' });
    await speak(at());
    expect(sent()[1]).toEqual({ text: 'Good day to you.', model_id: 'eleven_multilingual_v2' });
  });

  it('refuses clearly and for nothing when the quota is used up', async () => {
    simulator.refuseNext(401, 'quota_exceeded', 'This request exceeds your quota of 10000.');
    expect(await speak(at())).toMatchObject({
      ...{
        state: 'failed',
        retry: false,
        costs: 'nothing',
        message: expect.stringContaining('no money left'),
      },
    });
    simulator.refuseNext(400, 'content_policy', 'Blocked under the content policy.');
    expect(await speak(at())).toMatchObject({
      retry: false,
      message: expect.stringContaining('content rules'),
    });
    expect(simulator.spoken).toEqual([]);
  });

  it('comes back when it is told to, and not later than half a minute', async () => {
    simulator.busyNext(0);
    expect(await speak(at())).toMatchObject({ state: 'done' });
    simulator.busyNext(600);
    expect(await speak(at())).toMatchObject({ state: 'failed', retry: true, costs: 'nothing' });
    expect(simulator.spoken).toHaveLength(1);
  });

  it('does not say that a recording that broke off costs nothing', async () => {
    simulator.plan({ route: 'POST /v1/text-to-speech/21m00Tcm4TlvDq8ikWAM', fault: { kind: 'cut-off' } });
    expect(await speak(at())).not.toHaveProperty('costs');
    simulator.speechHabits.push({ kind: 'silence' });
    expect(await speak(at())).not.toHaveProperty('costs');
    expect(simulator.spoken).toHaveLength(2);
  });

  it('knows what a script costs', () => {
    const work = { medium: 'speech', characters: 250 } as const;
    expect(elevenlabsKind.estimate!(at(), work)).toMatchObject({ amountMicros: 25_000, currency: 'USD' });
    expect(elevenlabsKind.estimate!(at({ model: 'eleven_v9' }), work)).toMatchObject({
      unknown: expect.stringContaining('eleven_v9'),
    });
  });
});
