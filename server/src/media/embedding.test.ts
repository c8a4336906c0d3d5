import { afterAll, describe, expect, it } from 'vitest';
import { cosineSimilarity, createTextEmbedding, embeddingLength } from './embedding.ts';

const signal = new AbortController().signal;

describe('createTextEmbedding', () => {
  const embedding = createTextEmbedding({ idleSeconds: 0.05 });
  afterAll(() => embedding[Symbol.asyncDispose]());

  it('puts texts of one meaning closer together than texts of two', async () => {
    const [one, paraphrase, other] = await embedding.embed(
      [
        'The café window is my favourite seat in town.',
        'My favourite spot in the city is by the café window.',
        'Five squats, ten push-ups, and we go again.',
      ],
      signal,
    );
    expect(one).toHaveLength(embeddingLength);
    expect(cosineSimilarity(one!, paraphrase!)).toBeGreaterThan(0.7);
    expect(cosineSimilarity(one!, other!)).toBeLessThan(0.5);
  });

  it('gives the same vector again after the model was let go', async () => {
    const [before] = await embedding.embed(['Leaves everywhere.'], signal);
    await new Promise((resolve) => setTimeout(resolve, 150));
    const [after] = await embedding.embed(['Leaves everywhere.'], signal);
    expect(cosineSimilarity(before!, after!)).toBeCloseTo(1, 5);
  });

  it('answers blank texts with zeros, and no texts with nothing', async () => {
    const [blank, filled] = await embedding.embed(['  ', 'Hello.'], signal);
    expect(blank!.every((value) => value === 0)).toBe(true);
    expect(cosineSimilarity(blank!, filled!)).toBe(0);
    expect(await embedding.embed([], signal)).toEqual([]);
  });

  it('stops waiting when told to', async () => {
    const stop = new AbortController();
    const answer = embedding.embed(['Hello.'], stop.signal);
    stop.abort(new Error('enough'));
    await expect(answer).rejects.toThrow('enough');
  });
});
