import { afterEach, describe, expect, it } from 'vitest';
import type { EngineInstance, OpenedEngine } from '#engines/connected-engine.ts';
import type { Progress } from '#engines/engine.ts';
import { createEngineHttp } from '#engines/engine-http.ts';
import { apiAddress, isPublicAddress } from '#engines/openai-address.ts';
import {
  type OpenaiSimulator,
  type OpenaiSimulatorOptions,
  simulateOpenai,
} from '#engines/simulators/openai.ts';
import { aCaptionRequest, describeTextEngine } from '#engines/writing/conformance.ts';
import { openaiTextKind } from './adapter.ts';

describeTextEngine('A server with the OpenAI API', {
  kind: openaiTextKind,
  start: () => simulateOpenai(),
  route: '/v1/chat/completions',
  settings: { vision: true },
  looksAtPosts: true,
});

describe('A server with the OpenAI API', () => {
  const signal = new AbortController().signal;
  const means = { http: createEngineHttp() };
  let simulator: OpenaiSimulator;
  let opened: OpenedEngine;
  let instance: EngineInstance;

  const open = async (
    options: OpenaiSimulatorOptions = {},
    settings: Record<string, unknown> = {},
    key?: string,
  ) => {
    simulator = await simulateOpenai(options);
    instance = {
      id: 'one',
      name: 'Desk',
      address: simulator.address,
      ...(key !== undefined && { key }),
      settings: openaiTextKind.settings.parse(settings),
    };
    opened = openaiTextKind.open(instance, means);
  };
  const attempt = async (): Promise<Progress<unknown>> => {
    const { ticket } = await opened.text!.start(aCaptionRequest(), { signal });
    for (;;) {
      const progress = await opened.text!.check(ticket, { signal });
      if (progress.state !== 'running') return progress;
    }
  };
  const bodies = () =>
    simulator.seen
      .filter(({ path }) => path.endsWith('/completions'))
      .map(({ body }) => body as Record<string, unknown>);

  afterEach(async () => {
    await opened[Symbol.asyncDispose]();
    await simulator[Symbol.asyncDispose]();
  });

  it('falls back to what the server takes, and remembers it', async () => {
    await open({ refuses: ['json_schema', 'json_object', 'max_tokens', 'seed', 'temperature'] });
    expect(await attempt()).toMatchObject({
      state: 'done',
      result: { warnings: [expect.stringContaining('seed')] },
    });
    const first = bodies().length;
    expect(first).toBe(6);
    expect(await attempt()).toMatchObject({ state: 'done' });
    expect(bodies()).toHaveLength(first + 1);
    const last = bodies().at(-1) ?? {};
    expect(Object.keys(last).sort()).toEqual(['max_completion_tokens', 'messages', 'model', 'stream']);
  });

  it('sends the key as a bearer token and keeps it out of what it tells', async () => {
    await open({ key: 'sk-secret' }, {}, 'sk-secret');
    const done = await attempt();
    expect(done).toMatchObject({ state: 'done' });
    expect(JSON.stringify(done)).not.toContain('sk-secret');
    await opened[Symbol.asyncDispose]();
    await simulator[Symbol.asyncDispose]();
    await open({ key: 'sk-secret' }, {}, 'wrong');
    expect(await attempt()).toMatchObject({
      state: 'failed',
      retry: false,
      hint: expect.stringContaining('key'),
    });
  });

  it('names a model that is not there', async () => {
    await open({}, { model: 'nothing' });
    expect(await attempt()).toMatchObject({
      state: 'failed',
      retry: false,
      message: expect.stringContaining('"nothing"'),
    });
  });

  it('counts what a text costs', async () => {
    await open({}, { inputUsdPerMillionTokens: 1000, outputUsdPerMillionTokens: 2000 });
    const done = await attempt();
    expect(done).toMatchObject({ state: 'done', result: { recipe: { costUsd: expect.any(Number) } } });
  });

  it('tells a server’s refusal from its breakdown', async () => {
    await open();
    simulator.habits.push({ kind: 'declines' });
    expect(await attempt()).toMatchObject({
      state: 'failed',
      retry: false,
      message: expect.stringContaining('declined'),
    });
    simulator.habits.push({ kind: 'error-with-200' });
    expect(await attempt()).toMatchObject({
      state: 'failed',
      retry: true,
      message: expect.stringContaining('memory'),
    });
  });

  it('chooses no model by itself on somebody else’s machine', async () => {
    await open({ models: ['small', 'large'] }, { hosted: 'yes' });
    const probe = await openaiTextKind.probe(instance, means, { signal });
    expect(probe.abilities.filter(({ ready }) => ready)).toEqual([]);
    expect(probe.notes.join(' ')).toContain('may cost money');
    expect(await attempt()).toMatchObject({ state: 'failed', retry: false });
  });

  it.each([
    ['http://127.0.0.1:1234', 'http://127.0.0.1:1234/v1', false],
    ['http://192.168.1.5:8080/', 'http://192.168.1.5:8080/v1', false],
    ['http://gpu:8000/v1', 'http://gpu:8000/v1', false],
    ['https://api.example.com/openai/v1/', 'https://api.example.com/openai/v1', true],
    ['http://[::1]:8080', 'http://[::1]:8080/v1', false],
    ['http://8.8.8.8', 'http://8.8.8.8/v1', true],
    ['http://desk.local:1234', 'http://desk.local:1234/v1', false],
  ])('reads the address %s', (address, api, isPublic) => {
    expect(apiAddress(address)).toBe(api);
    expect(isPublicAddress(address)).toBe(isPublic);
  });
});
