import { afterEach, describe, expect, it } from 'vitest';
import type { EngineInstance, OpenedEngine } from '#engines/connected-engine.ts';
import type { Progress } from '#engines/engine.ts';
import { createEngineHttp } from '#engines/engine-http.ts';
import {
  type AnthropicSimulator,
  type AnthropicSimulatorOptions,
  simulateAnthropic,
} from '#engines/simulators/anthropic.ts';
import { aCaptionRequest, describeTextEngine } from '#engines/writing/conformance.ts';
import { anthropicKind } from './adapter.ts';

describeTextEngine('Anthropic', {
  kind: anthropicKind,
  start: () => simulateAnthropic(),
  route: '/v1/messages',
  looksAtPosts: true,
  spoken(body) {
    const { system, messages } = body as { system: { text: string }[]; messages: { content: unknown }[] };
    const [first] = messages;
    const content = first?.content as string | { text: string }[];
    return {
      system: system.map(({ text }) => text).join(),
      question: typeof content === 'string' ? content : content.map(({ text }) => text).join(),
    };
  },
});

describe('Anthropic', () => {
  const signal = new AbortController().signal;
  const means = { http: createEngineHttp() };
  let simulator: AnthropicSimulator;
  let opened: OpenedEngine;
  let instance: EngineInstance;

  const open = async (
    options: AnthropicSimulatorOptions = {},
    settings: Record<string, unknown> = {},
    key = 'sk-ant-secret',
  ) => {
    simulator = await simulateAnthropic(options);
    instance = {
      ...{ id: 'one', name: 'Claude', address: simulator.address, key },
      settings: anthropicKind.settings.parse(settings),
    };
    opened = anthropicKind.open(instance, means);
  };
  const attempt = async (): Promise<Progress<unknown>> => {
    const { ticket } = await opened.text!.start(aCaptionRequest(), { signal });
    for (;;) {
      const progress = await opened.text!.check(ticket, { signal });
      if (progress.state !== 'running') return progress;
    }
  };
  const asked = () => simulator.seen.filter(({ path }) => path === '/v1/messages');
  afterEach(async () => {
    await opened[Symbol.asyncDispose]();
    await simulator[Symbol.asyncDispose]();
  });

  it.each([
    ['claude-haiku-5-5', { thinking: { type: 'disabled' } }],
    ['claude-sonnet-5-5', { thinking: { type: 'between_tools' } }],
    ['claude-opus-5-5', { output_config: { effort: 'low' } }],
  ])('thinks as little as %s can, and is held to the schema', async (model, thinking) => {
    await open({}, { model });
    expect(await attempt()).toMatchObject({ state: 'done', result: { model } });
    expect(asked()).toHaveLength(1);
    expect(asked()[0]?.body).toMatchObject({
      ...thinking,
      output_config: { format: { schema: { required: ['caption', 'hashtags'] } } },
    });
    expect(asked()[0]?.body).not.toHaveProperty('temperature');
  });

  it('sends the key in its header only, and says when it is not taken', async () => {
    await open({ key: 'sk-ant-secret' });
    const done = await attempt();
    expect(done).toMatchObject({ state: 'done' });
    expect(JSON.stringify([done, asked()[0]?.body])).not.toContain('sk-ant-secret');
    await opened[Symbol.asyncDispose]();
    await simulator[Symbol.asyncDispose]();
    await open({ key: 'sk-ant-secret' }, {}, 'wrong');
    expect(await attempt()).toMatchObject({
      state: 'failed',
      retry: false,
      message: expect.stringContaining('does not take the key'),
    });
    await expect(anthropicKind.probe(instance, means, { signal })).rejects.toMatchObject({
      message: expect.stringContaining('does not take the key'),
    });
  });

  it('repeats nothing that may have been paid for', async () => {
    await open();
    simulator.plan({ route: 'POST /v1/messages', fault: { kind: 'status', status: 500 }, times: 9 });
    expect(await attempt()).toMatchObject({ state: 'failed', retry: true });
    expect(asked()).toHaveLength(1);
  });

  it('waits once where it is overloaded', async () => {
    await open();
    simulator.plan({ route: 'POST /v1/messages', fault: { kind: 'status', status: 529 } });
    expect(await attempt()).toMatchObject({ state: 'done' });
    expect(asked()).toHaveLength(2);
  });

  it('tells a declined text, a model that is not there, and an account without money', async () => {
    await open({}, { model: 'claude-nobody' });
    expect(await attempt()).toMatchObject({ message: expect.stringContaining('no model "claude-nobody"') });
    expect(await anthropicKind.probe(instance, means, { signal })).toMatchObject({
      summary: expect.stringContaining('no model claude-nobody'),
      notes: expect.arrayContaining([expect.stringContaining('No price is listed')]),
    });
    await opened[Symbol.asyncDispose]();
    await simulator[Symbol.asyncDispose]();
    await open();
    simulator.habits.push({ kind: 'declines' });
    expect(await attempt()).toMatchObject({
      ...{ state: 'failed', retry: false, message: expect.stringContaining('content rules') },
    });
    const message = 'Your credit balance is too low to access the Anthropic API.';
    const body = { type: 'error', error: { type: 'invalid_request_error', message } };
    simulator.plan({ route: 'POST /v1/messages', fault: { kind: 'status', status: 400, body } });
    expect(await attempt()).toMatchObject({
      ...{ state: 'failed', retry: false, message: expect.stringContaining('no money left') },
    });
  });

  it('knows its price beforehand and what the counted tokens cost', async () => {
    await open();
    const work = { medium: 'text', promptBytes: 4000, answerLength: 300, pictures: 1 } as const;
    const estimate = anthropicKind.estimate?.(instance, work);
    expect(estimate).toMatchObject({
      isUpperBound: true,
      basis: expect.stringContaining('claude-haiku-5-5'),
    });
    const done = await attempt();
    expect(done).toMatchObject({
      result: {
        recipe: { cost: { amountMicros: expect.any(Number), figure: expect.stringMatching(/tokens in/) } },
      },
    });
    const settings = anthropicKind.settings.parse({ model: 'claude-nobody' });
    expect(anthropicKind.estimate?.({ ...instance, settings }, work)).toHaveProperty('unknown');
  });

  it('gives the key to no plain address', () => {
    const elsewhere = { id: 'one', name: 'Claude', address: 'http://example.com', key: 'sk-ant-secret' };
    expect(() => anthropicKind.open({ ...elsewhere, settings: {} }, means)).toThrow('encrypted');
  });
});
