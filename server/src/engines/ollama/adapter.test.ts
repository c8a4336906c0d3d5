import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineInstance, OpenedEngine } from '#engines/connected-engine.ts';
import type { Progress, TextRequest } from '#engines/engine.ts';
import { createEngineHttp } from '#engines/engine-http.ts';
import { type OllamaSimulator, simulateOllama } from '#engines/simulators/ollama.ts';
import { aCaptionRequest, describeTextEngine } from '#engines/writing/conformance.ts';
import { ollamaKind } from './adapter.ts';

describeTextEngine('Ollama', {
  kind: ollamaKind,
  start: () => simulateOllama(),
  route: '/api/chat',
  // The first model there that writes has no eyes.
  looksAtPosts: false,
});
describeTextEngine('Ollama with one model for all', {
  kind: ollamaKind,
  start: () => simulateOllama(),
  route: '/api/chat',
  settings: { model: 'gemma4', cloud: true, keepAlive: '0' },
  looksAtPosts: true,
});

describe('Ollama', () => {
  const signal = new AbortController().signal;
  const means = { http: createEngineHttp() };
  let simulator: OllamaSimulator;
  let opened: OpenedEngine;

  const instance = (settings: Record<string, unknown> = {}): EngineInstance => ({
    id: 'one',
    name: 'Desk',
    address: simulator.address,
    settings: ollamaKind.settings.parse(settings),
  });
  const open = async (settings: Record<string, unknown> = {}) => {
    await opened?.[Symbol.asyncDispose]();
    opened = ollamaKind.open(instance(settings), means);
  };
  const attempt = async (request: TextRequest = aCaptionRequest()): Promise<Progress<unknown>> => {
    const text = opened.text!;
    const { ticket } = await text.start(request, { signal });
    for (;;) {
      const progress = await text.check(ticket, { signal });
      if (progress.state !== 'running') return progress;
    }
  };
  const lastChat = () => simulator.seen.findLast(({ path }) => path === '/api/chat')?.body;

  beforeEach(async () => {
    simulator = await simulateOllama();
    await open();
  });
  afterEach(async () => {
    await opened[Symbol.asyncDispose]();
    await simulator[Symbol.asyncDispose]();
  });

  it('sends the context size, the schema and what to keep loaded, where Ollama reads them', async () => {
    await open({ contextTokens: 16_384, keepAlive: '0', temperature: 0.3 });
    expect(await attempt()).toMatchObject({ state: 'done' });
    expect(lastChat()).toMatchObject({
      model: 'qwen3:8b',
      format: { type: 'object', required: ['caption', 'hashtags'] },
      keep_alive: 0,
      think: false,
      truncate: false,
      options: { num_ctx: 16_384, seed: 7, temperature: 0.3 },
    });
  });

  it('names the command that fetches a model that is not there', async () => {
    await open({ model: 'llama9' });
    expect(await attempt()).toMatchObject({
      state: 'failed',
      retry: false,
      message: expect.stringContaining('llama9'),
      hint: expect.stringContaining('ollama pull llama9'),
    });
    const probe = await ollamaKind.probe(instance({ model: 'llama9' }), means, { signal });
    expect(probe.abilities.find(({ id }) => id === 'caption')).toMatchObject({
      ready: false,
      missing: [expect.stringContaining('ollama pull llama9')],
    });
  });

  it('fails in passing when an error comes in the middle of a stream', async () => {
    simulator.habits.push({ kind: 'error-in-stream' });
    expect(await attempt()).toMatchObject({
      state: 'failed',
      retry: true,
      message: expect.stringContaining('runner'),
    });
    simulator.habits.push({ kind: 'no-end' });
    expect(await attempt()).toMatchObject({ state: 'failed', retry: true });
    simulator.habits.push({ kind: 'not-json' });
    expect(await attempt()).toMatchObject({ state: 'failed', retry: false });
  });

  it('tells how far it is, and hangs up in the middle when cancelled', async () => {
    await simulator[Symbol.asyncDispose]();
    simulator = await simulateOllama({ pauseMilliseconds: 150 });
    await open();
    const text = opened.text!;
    const { ticket } = await text.start(aCaptionRequest(), { signal });
    let progress = await text.check(ticket, { signal });
    while (progress.state === 'running' && progress.stage !== 'Writing')
      progress = await text.check(ticket, { signal });
    expect(progress).toMatchObject({ state: 'running', stage: 'Writing' });
    await text.cancel(ticket);
    while (progress.state === 'running') progress = await text.check(ticket, { signal });
    expect(progress).toMatchObject({ state: 'failed', retry: false, message: 'Cancelled.' });
  });

  it('has no eyes without a model that sees', async () => {
    await simulator[Symbol.asyncDispose]();
    simulator = await simulateOllama({ models: [{ name: 'qwen3:8b', capabilities: ['completion'] }] });
    const probe = await ollamaKind.probe(instance(), means, { signal });
    const ready = probe.abilities.filter((ability) => ability.ready).map(({ id }) => id);
    expect(ready).toContain('caption');
    expect(ready).not.toContain('alt-text');
  });

  it('knows servers from before capabilities were told, and licences by their text', async () => {
    await simulator[Symbol.asyncDispose]();
    simulator = await simulateOllama({ old: true });
    const probe = await ollamaKind.probe(instance(), means, { signal });
    expect(probe).toMatchObject({ version: '0.5.1' });
    expect(probe.abilities.find(({ id }) => id === 'alt-text')).toMatchObject({ ready: true });
    expect(probe.models.map(({ id }) => id)).not.toContain('nomic-embed-text:latest');
    expect(probe.abilities[0]?.licence).toMatchObject({ name: 'Apache-2.0', commercial: true });
  });

  it('sends nothing to a model in the cloud unless that is allowed', async () => {
    await simulator[Symbol.asyncDispose]();
    simulator = await simulateOllama({
      models: [{ name: 'big:cloud', capabilities: ['completion'], remoteHost: 'https://ollama.com' }],
    });
    await open({ model: 'big:cloud' });
    expect(await attempt()).toMatchObject({ state: 'failed', message: expect.stringContaining('cloud') });
    expect(lastChat()).toBeUndefined();
    await open({ model: 'big:cloud', cloud: true });
    expect(await attempt()).toMatchObject({ state: 'done' });
  });

  it('shortens a persona that is longer than the context, and says so', async () => {
    await open({ contextTokens: 2048 });
    const request = aCaptionRequest({
      recent: Array.from({ length: 30 }, (_, n) => `Post ${n}: ${'words '.repeat(60)}`),
    });
    expect(await attempt(request)).toMatchObject({
      state: 'done',
      result: { warnings: expect.arrayContaining([expect.stringContaining('context is small')]) },
    });
  });
});
