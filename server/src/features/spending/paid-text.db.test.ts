import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CaptionRequest } from '#engines/engine.ts';
import { type OpenaiSimulator, simulateOpenai } from '#engines/simulators/openai.ts';
import { connectEngine, disconnectEngine } from '#features/engines/connect-engine.ts';
import { ConnectEngine } from '#features/engines/contract.ts';
import { presentInstances } from '#features/engines/present-instance.ts';
import { runOnEngine } from '#features/engines/run-on-engine.ts';
import { newId } from '#kernel/ids.ts';
import { Persona } from '#kernel/persona.ts';
import { aCharacter } from '#test/makers/a-character.ts';
import { type TestContext, testContext } from '#test/test-context.ts';
import { EstimateCost, ListCosts } from './contract.ts';
import { estimateCost } from './estimate-cost.ts';
import { listCosts } from './list-costs.ts';
import { setLimit } from './set-limit.ts';

const priced = { inputUsdPerMillionTokens: 1, outputUsdPerMillionTokens: 4 };

describe('a paid service with the OpenAI API', () => {
  let test: TestContext;
  let server: OpenaiSimulator;
  beforeAll(async () => {
    test = await testContext();
  });
  afterAll(() => test[Symbol.asyncDispose]());
  beforeEach(async () => {
    server = await simulateOpenai({ key: 'sk-test', models: ['writer'] });
    await setLimit(test.ctx, { limitMicros: 1_000_000, unknownPriceMicros: null });
  });
  afterEach(async () => {
    for (const { id } of await presentInstances(test.ctx)) await disconnectEngine(test.ctx, id);
    await test.app.pool.query('delete from cost_entries; delete from spending_limits');
    await server[Symbol.asyncDispose]();
  });

  async function connect(settings: Record<string, unknown>) {
    const asked = { kind: 'openai-text', name: 'Cloud', address: server.address, key: 'sk-test' };
    const { id } = await connectEngine(
      test.ctx,
      ConnectEngine.parse({ ...asked, settings: { model: 'writer', hosted: 'yes', ...settings } }),
    );
    return { kind: 'instances' as const, instanceIds: [id], fallback: false };
  }
  const caption: CaptionRequest = {
    kind: 'caption',
    character: { name: 'Rosa', persona: Persona.parse({}), canon: [] },
    ...{ topic: 'rain', language: 'en', maxLength: 300, maxHashtags: 2, recent: [], seed: 1 },
  };
  const write = (choice: Awaited<ReturnType<typeof connect>>, subject: string = newId()) =>
    runOnEngine(
      test.ctx,
      { medium: 'text', abilities: ['caption'], subject, choice, request: async () => caption },
      { signal: AbortSignal.timeout(20_000), timeoutSeconds: 20 },
    );
  const costs = async () => (await listCosts(test.ctx, ListCosts.parse({}))).items;
  const texts = () => server.seen.filter(({ path }) => path.endsWith('/completions')).length;

  it('is asked nothing until a monthly limit is set, nor without a price', async () => {
    await setLimit(test.ctx, { limitMicros: 0, unknownPriceMicros: null });
    await expect(write(await connect(priced))).rejects.toThrow('may spend nothing yet');
    for (const { id } of await presentInstances(test.ctx)) await disconnectEngine(test.ctx, id);
    await setLimit(test.ctx, { limitMicros: 1_000_000, unknownPriceMicros: null });
    await expect(write(await connect({}))).rejects.toThrow('no price is entered for the model writer');
    expect(texts()).toBe(0);
    expect(await costs()).toEqual([]);
  });

  it('books the tokens that were counted, never more than was set aside', async () => {
    await write(await connect(priced));
    const [cost] = await costs();
    expect(cost).toMatchObject({
      state: 'booked',
      medium: 'text',
      providerFigure: expect.stringContaining('tokens in'),
    });
    expect(cost!.bookedMicros).toBeGreaterThan(0);
    expect(cost!.bookedMicros).toBeLessThanOrEqual(cost!.estimatedMicros);
  });

  it('pays nothing for a refusal, but counts in full what was refused after an answer', async () => {
    const choice = await connect(priced);
    const body = { error: { message: 'This key may not write.' } };
    server.plan({ route: 'POST /v1/chat/completions', fault: { kind: 'status', status: 403, body } });
    await expect(write(choice)).rejects.toThrow('may not write');
    expect(await costs()).toMatchObject([{ state: 'released' }]);
    server.habits.push({ kind: 'prose' }, { kind: 'prose' });
    await expect(write(choice)).rejects.toThrow('may have been paid for');
    expect((await costs())[0]).toMatchObject({ state: 'uncertain' });
  });

  it('says what a text will cost before it is asked for', async () => {
    await connect(priced);
    const { id } = await aCharacter(test.ctx);
    const asked = EstimateCost.parse({ medium: 'text', characterId: id, answerLength: 300, takes: 3 });
    const quote = await estimateCost(test.ctx, asked);
    expect(quote).toMatchObject({ state: 'priced', engineName: 'Cloud', isUpperBound: true, blocked: null });
    expect(quote.totalMicros).toBeGreaterThan(0);
  });
});
