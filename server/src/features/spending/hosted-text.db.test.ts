import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CaptionRequest } from '#engines/engine.ts';
import { simulateAnthropic } from '#engines/simulators/anthropic.ts';
import { simulateGemini } from '#engines/simulators/google-gemini.ts';
import { connectEngine, disconnectEngine } from '#features/engines/connect-engine.ts';
import { ConnectEngine } from '#features/engines/contract.ts';
import { presentInstances } from '#features/engines/present-instance.ts';
import { runOnEngine } from '#features/engines/run-on-engine.ts';
import { newId } from '#kernel/ids.ts';
import { Persona } from '#kernel/persona.ts';
import { type TestContext, testContext } from '#test/test-context.ts';
import { ListCosts } from './contract.ts';
import { listCosts } from './list-costs.ts';
import { setLimit } from './set-limit.ts';

const services = [
  { kind: 'anthropic', simulate: () => simulateAnthropic({ key: 'a-key' }) },
  { kind: 'google-gemini', simulate: () => simulateGemini({ key: 'a-key' }) },
];

describe('a hosted writer', () => {
  let test: TestContext;
  beforeAll(async () => {
    test = await testContext();
  });
  afterAll(() => test[Symbol.asyncDispose]());
  afterEach(async () => {
    for (const { id } of await presentInstances(test.ctx)) await disconnectEngine(test.ctx, id);
    await test.app.pool.query('delete from cost_entries; delete from spending_limits');
  });

  const caption: CaptionRequest = {
    kind: 'caption',
    character: { name: 'Rosa', persona: Persona.parse({}), canon: [] },
    ...{ topic: 'rain', language: 'en', maxLength: 300, maxHashtags: 2, recent: [], seed: 1 },
  };
  const write = (instanceId: string) =>
    runOnEngine(
      test.ctx,
      {
        ...{ medium: 'text', abilities: ['caption'], subject: newId(), request: async () => caption },
        choice: { kind: 'instances', instanceIds: [instanceId], fallback: false },
      },
      { signal: AbortSignal.timeout(20_000), timeoutSeconds: 20 },
    );

  it.each(services)('asks nothing without a limit, and books what was counted: $kind', async (service) => {
    await using server = await service.simulate();
    await setLimit(test.ctx, { limitMicros: 0, unknownPriceMicros: null });
    const asked = { kind: service.kind, name: 'Cloud', address: server.address, key: 'a-key', settings: {} };
    const { id } = await connectEngine(test.ctx, ConnectEngine.parse(asked));
    const texts = () => server.seen.filter(({ method }) => method === 'POST').length;
    await expect(write(id)).rejects.toThrow('may spend nothing yet');
    expect(texts()).toBe(0);
    await setLimit(test.ctx, { limitMicros: 1_000_000, unknownPriceMicros: null });
    await write(id);
    expect(texts()).toBe(1);
    const [cost] = (await listCosts(test.ctx, ListCosts.parse({}))).items;
    expect(cost).toMatchObject({ state: 'booked', providerFigure: expect.stringContaining('tokens in') });
    expect(cost!.bookedMicros).toBeGreaterThan(0);
    expect(cost!.bookedMicros).toBeLessThanOrEqual(cost!.estimatedMicros);
  });
});
