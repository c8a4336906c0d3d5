import { afterEach, describe, expect, it, vi } from 'vitest';
import type { EngineInstance, OpenedEngine } from '#engines/connected-engine.ts';
import type { Progress } from '#engines/engine.ts';
import { createEngineHttp } from '#engines/engine-http.ts';
import {
  type GeminiSimulator,
  type GeminiSimulatorOptions,
  simulateGemini,
} from '#engines/simulators/google-gemini.ts';
import { aCaptionRequest, describeTextEngine } from '#engines/writing/conformance.ts';
import { googleGeminiKind } from './adapter.ts';

const route = '/v1beta/models/gemini-3.5-flash-lite:generateContent';

interface Body {
  readonly systemInstruction: { readonly parts: readonly { readonly text: string }[] };
  readonly contents: readonly { readonly parts: readonly { readonly text?: string }[] }[];
}

describeTextEngine('Google Gemini', {
  kind: googleGeminiKind,
  start: () => simulateGemini(),
  route,
  looksAtPosts: true,
  spoken(body) {
    const { systemInstruction, contents } = body as Body;
    return {
      system: systemInstruction.parts.map(({ text }) => text).join(),
      question: contents[0]?.parts.map(({ text }) => text ?? '').join() ?? '',
    };
  },
});

describe('Google Gemini', () => {
  const signal = new AbortController().signal;
  const means = { http: createEngineHttp() };
  let simulator: GeminiSimulator;
  let opened: OpenedEngine;
  let instance: EngineInstance;

  const open = async (options: GeminiSimulatorOptions = {}, key = 'AIza-secret') => {
    simulator = await simulateGemini(options);
    instance = {
      ...{ id: 'one', name: 'Gemini', address: simulator.address, key },
      settings: googleGeminiKind.settings.parse({}),
    };
    opened = googleGeminiKind.open(instance, means);
  };
  const attempt = async (): Promise<Progress<unknown>> => {
    const { ticket } = await opened.text!.start(aCaptionRequest(), { signal });
    for (;;) {
      const progress = await opened.text!.check(ticket, { signal });
      if (progress.state !== 'running') return progress;
    }
  };
  const asked = () => simulator.seen.filter(({ path }) => path === route);
  afterEach(async () => {
    vi.useRealTimers();
    await opened[Symbol.asyncDispose]();
    await simulator[Symbol.asyncDispose]();
  });

  it('asks for JSON by the schema, with the seed and little thought', async () => {
    await open();
    expect(await attempt()).toMatchObject({ state: 'done', result: { warnings: [] } });
    expect(asked()[0]?.body).toMatchObject({
      generationConfig: {
        responseMimeType: 'application/json',
        responseJsonSchema: { required: ['caption', 'hashtags'] },
        thinkingConfig: { thinkingLevel: 'minimal' },
        seed: 7,
      },
    });
  });

  it('lists the models that write, and knows a wrong key though it is told 400', async () => {
    await open({ key: 'AIza-secret' });
    const { models } = await googleGeminiKind.probe(instance, means, { signal });
    expect(models.map(({ id }) => id)).toEqual(['gemini-3.5-flash-lite', 'gemini-3.8-flash']);
    const wrong = { ...instance, key: 'wrong' };
    await expect(googleGeminiKind.probe(wrong, means, { signal })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('does not take the key'),
    });
  });

  it.each(['declines', 'blocked'] as const)('does not try again what its rules forbid: %s', async (kind) => {
    await open();
    simulator.habits.push({ kind });
    expect(await attempt()).toMatchObject({
      ...{ state: 'failed', retry: false, message: expect.stringContaining('content rules') },
    });
    expect(asked()).toHaveLength(1);
  });

  it('counts thoughts among what is paid for, by the price of the day', async () => {
    await open();
    const work = { medium: 'text', promptBytes: 4000, answerLength: 300, pictures: 0 } as const;
    const settings = googleGeminiKind.settings.parse({ model: 'gemini-3.8-flash' });
    const costOn = (day: string) => {
      vi.useFakeTimers({ now: new Date(day), toFake: ['Date'] });
      const cost = googleGeminiKind.estimate?.({ ...instance, settings }, work);
      return cost && 'amountMicros' in cost ? cost.amountMicros : 0;
    };
    expect(costOn('2027-01-01T12:00:00Z')).toBe(2 * costOn('2026-12-31T12:00:00Z'));
    vi.useRealTimers();
    const done = await attempt();
    expect(done).toMatchObject({ result: { recipe: { usage: { outputTokens: expect.any(Number) } } } });
    const { outputTokens } = (done as unknown as { result: { recipe: { usage: { outputTokens: number } } } })
      .result.recipe.usage;
    expect(outputTokens).toBeGreaterThan(12);
  });
});
