import { afterAll, describe, expect, it } from 'vitest';
import { type CaptionRequest, type MadeCaption, type TextEngine, textOfKind } from '#engines/engine.ts';
import { AppError } from '#kernel/errors.ts';
import { Persona } from '#kernel/persona.ts';
import { Shot } from '#kernel/shot.ts';
import { withHashtags } from '#kernel/text-length.ts';
import { createTextEmbedding, type TextEmbedding } from '#media/embedding.ts';
import { createBuiltinTextEngine } from './adapter.ts';

const signal = new AbortController().signal;

function aRequest(change: Partial<CaptionRequest> = {}): CaptionRequest {
  const persona = Persona.parse({ topics: ['gardening', 'tea'], traits: { warmth: 0.9 } });
  return {
    kind: 'caption',
    character: { name: 'Rosa', persona, canon: [] },
    shot: Shot.parse({ scene: 'meadow' }),
    topic: '',
    language: 'en',
    maxLength: 500,
    maxHashtags: 5,
    recent: [],
    seed: 1,
    ...change,
  };
}

async function write(engine: TextEngine, request: CaptionRequest): Promise<MadeCaption> {
  const { ticket } = await engine.start(request, { signal });
  for (let look = 0; look < 60; look += 1) {
    const progress = await engine.check(ticket, { signal });
    if (progress.state === 'done') return textOfKind('caption', progress.result);
    if (progress.state !== 'running') throw new Error(JSON.stringify(progress));
  }
  throw new Error('The caption took too long.');
}

describe('createBuiltinTextEngine', () => {
  const embedding = createTextEmbedding();
  const engine = createBuiltinTextEngine({ embedding });
  afterAll(async () => {
    await engine[Symbol.asyncDispose]();
    await embedding[Symbol.asyncDispose]();
  });

  it('writes the same caption for the same request, and says how', async () => {
    const one = await write(engine, aRequest());
    expect(one).toEqual(await write(engine, aRequest()));
    expect(one.caption).not.toContain('#');
    expect(one.hashtags.length).toBeGreaterThan(0);
    expect(one.recipe).toMatchObject({ seed: 1, language: 'en' });
    expect(one.warnings).toEqual([]);
  });

  it('keeps twenty posts in a row apart in words and in meaning', async () => {
    const recent: string[] = [];
    for (let seed = 0; seed < 20; seed += 1) {
      const made = await write(engine, aRequest({ seed, recent }));
      expect(made.warnings, made.caption).toEqual([]);
      expect(made.similarity).toBeLessThan(0.85);
      recent.unshift(withHashtags(made.caption, made.hashtags));
    }
    expect(new Set(recent).size).toBe(20);
  }, 120_000);

  it('writes another caption when the first is close to a recent post', async () => {
    const first = await write(engine, aRequest());
    const next = await write(engine, aRequest({ recent: [first.caption] }));
    expect(next.caption).not.toBe(first.caption);
    expect(next.similarity).toBeLessThan(0.85);
  });

  it('offers the least alike with a warning when nothing is new', async () => {
    const alike: TextEmbedding = {
      embed: async (texts) => texts.map(() => Float32Array.of(1, 0)),
      async [Symbol.asyncDispose]() {},
    };
    const made = await write(
      createBuiltinTextEngine({ embedding: alike }),
      aRequest({ recent: ['Anything.'] }),
    );
    expect(made.similarity).toBe(1);
    expect(made.warnings).toEqual([expect.stringContaining('100 % alike')]);
  });

  it('still writes, and says so, when texts cannot be compared by meaning', async () => {
    const broken: TextEmbedding = {
      embed: async () => Promise.reject(new AppError('unavailable', 'The model is gone.')),
      async [Symbol.asyncDispose]() {},
    };
    const made = await write(
      createBuiltinTextEngine({ embedding: broken }),
      aRequest({ recent: ['Anything.'] }),
    );
    expect(made.warnings).toEqual([expect.stringContaining('The model is gone. The caption was compared')]);
  });

  it('writes English with a warning when it does not know the language', async () => {
    expect((await write(engine, aRequest({ language: 'en-GB' }))).warnings).toEqual([]);
    const made = await write(engine, aRequest({ language: 'de' }));
    expect(made.warnings).toEqual([expect.stringContaining('"de"')]);
  });

  it('forgets nothing silently: unknown tickets are lost, cancelled ones fail', async () => {
    expect(await engine.check('nobody', { signal })).toEqual({ state: 'lost' });
    const { ticket } = await engine.start(aRequest(), { signal });
    await engine.cancel(ticket);
    let progress = await engine.check(ticket, { signal });
    while (progress.state === 'running') progress = await engine.check(ticket, { signal });
    expect(progress).toMatchObject({ state: 'failed', retry: false });
  });

  it('makes a script of a caption, and says when another length was asked for', async () => {
    const { character, topic, language, recent, seed } = aRequest({ topic: 'tomatoes' });
    const base = { kind: 'script', character, topic, language, recent, seed } as const;
    const run = async (request: Parameters<TextEngine['start']>[0]) => {
      const { ticket } = await engine.start(request, { signal });
      let progress = await engine.check(ticket, { signal });
      while (progress.state === 'running') progress = await engine.check(ticket, { signal });
      if (progress.state !== 'done') throw new Error(JSON.stringify(progress));
      return textOfKind('script', progress.result);
    };
    const given = await run({ ...base, caption: 'Tomatoes at last! 🍅 #garden', seconds: 10 });
    expect(given.script).toContain('Tomatoes at last!');
    expect(given.script).not.toMatch(/[#🍅]/u);
    expect(given.warnings).toEqual([]);
    const written = await run({ ...base, seconds: 60 });
    expect(written.script.length).toBeGreaterThan(20);
    expect(written.warnings).toEqual([expect.stringContaining('not of 60')]);
  });

  it('refuses what it cannot write, and names what would', async () => {
    const { maxHashtags: _, ...rest } = aRequest();
    await expect(engine.start({ ...rest, kind: 'hook' }, { signal })).rejects.toMatchObject({
      code: 'invalid',
      hint: expect.stringContaining('language model'),
    });
  });

  it('reports that it can work', async () => {
    expect(await engine.health({ signal })).toMatchObject({ ok: true });
  });
});
