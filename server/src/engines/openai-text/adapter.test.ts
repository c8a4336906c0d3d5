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
    expect(done).toMatchObject({
      state: 'done',
      result: {
        recipe: { cost: { amountMicros: expect.any(Number), figure: expect.stringContaining('tokens in') } },
      },
    });
  });

  it.each([
    ['https://api.openai.com', 'sk-1', {}, true],
    ['https://api.openai.com', undefined, {}, false],
    ['https://llm.example.com', 'sk-1', { hosted: 'no' }, false],
    ['http://127.0.0.1:1234', 'sk-1', {}, false],
    ['http://127.0.0.1:1234', undefined, { hosted: 'yes' }, true],
    ['http://192.168.1.5:8000', undefined, { outputUsdPerMillionTokens: 1 }, true],
  ])(
    'is held by the spending limit where it is somebody else’s: %s, key %s, %o',
    (address, key, given, paid) => {
      const settings = openaiTextKind.settings.parse(given);
      const at = { id: 'one', name: 'Cloud', address, settings, ...(key !== undefined && { key }) };
      expect(openaiTextKind.isPaid?.(at)).toBe(paid);
    },
  );

  it('knows a price from its list or from the person, never below what is billed, and says when it knows none', () => {
    const work = { medium: 'text', promptBytes: 4000, answerLength: 300, pictures: 0 } as const;
    const at = (given: Record<string, unknown>, address = 'https://api.openai.com') =>
      openaiTextKind.estimate?.({ address, settings: openaiTextKind.settings.parse(given) }, work);
    const listed = at({ model: 'gpt-5.4-mini' });
    expect(listed).toMatchObject({
      amountMicros: expect.any(Number),
      basis: expect.stringContaining('gpt-5.4-mini'),
    });
    expect(at({ model: 'gpt-5.4-mini' }, 'https://llm.example.com')).toMatchObject({
      unknown: expect.stringContaining('no price is entered'),
    });
    const entered = at({
      model: 'gpt-5.4-mini',
      inputUsdPerMillionTokens: 7.5,
      outputUsdPerMillionTokens: 45,
    });
    expect(entered).toMatchObject({ isUpperBound: true });
    expect('amountMicros' in listed! && 'amountMicros' in entered! && entered.amountMicros).toBeGreaterThan(
      'amountMicros' in listed! ? listed.amountMicros : 0,
    );
    expect(at({})).toMatchObject({ unknown: expect.stringContaining('no model is chosen') });
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
    expect(probe.notes.join(' ')).toContain('Paid by use');
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
