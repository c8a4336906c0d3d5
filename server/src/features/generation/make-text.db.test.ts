import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ctx } from '#context';
import type { TextRequest } from '#engines/engine.ts';
import type { Character } from '#features/characters/contract.ts';
import type { GenerationId } from '#kernel/ids.ts';
import { fakeEngines } from '#test/fake-engines.ts';
import { fakeMedia } from '#test/fake-media.ts';
import { aCharacter } from '#test/makers/a-character.ts';
import { type TestContext, testContext } from '#test/test-context.ts';
import { chooseTake } from './choose-take.ts';
import { StartGeneration, type StartGenerationInput } from './contract.ts';
import { getGeneration } from './get-generation.ts';
import { runGeneration } from './run-generation.ts';
import { startGeneration } from './start-generation.ts';

type Asked = Omit<Extract<StartGenerationInput, { medium: 'text' }>, 'medium' | 'characterId'>;

const never = new AbortController().signal;

describe('writing', () => {
  let test: TestContext;
  let ctx: Ctx;
  let character: Character;
  const asked: TextRequest[] = [];
  beforeAll(async () => {
    test = await testContext();
    const engines = fakeEngines({
      onText: (request) => {
        asked.push(request);
        return {};
      },
    });
    ctx = { ...test.ctx, engines, media: fakeMedia(test.app.media, {}) };
    character = await aCharacter(ctx, { persona: { languages: ['de', 'en'] } });
  });
  afterAll(() => test[Symbol.asyncDispose]());

  async function write(input: Asked) {
    const request = StartGeneration.parse({ medium: 'text', characterId: character.id, takes: 1, ...input });
    const { id } = await startGeneration(ctx, request);
    await runGeneration(ctx, id as GenerationId, never);
    return getGeneration(ctx, id);
  }

  it('keeps the parts of a thread apart, and writes in the first language of the character', async () => {
    const { state, takes } = await write({ kind: 'thread', topic: 'tea', maxParts: 3, maxLength: 200 });
    expect(state).toBe('done');
    expect(takes[0]?.parts).toEqual([expect.stringContaining('tea'), 'And on.']);
    expect(takes[0]?.caption).toBe(takes[0]?.parts?.join('\n\n'));
    expect(takes[0]?.hashtags).toEqual(['test']);
    expect(asked.at(-1)).toMatchObject({ kind: 'thread', language: 'de', maxParts: 3, maxLength: 200 });
  });

  it('writes opening lines in the unit of the platform, and scripts of a length', async () => {
    const hook = await write({ kind: 'hook', topic: 'rain', unit: 'utf8Bytes', language: 'en' });
    expect(hook.takes[0]).toMatchObject({ caption: expect.stringContaining('rain'), parts: null });
    expect(asked.at(-1)).toMatchObject({ kind: 'hook', unit: 'utf8Bytes', language: 'en' });
    await write({ kind: 'script', seconds: 12, post: 'Rain all day.' });
    expect(asked.at(-1)).toMatchObject({ kind: 'script', seconds: 12, caption: 'Rain all day.' });
  });

  it('answers a comment, unlike the replies that were taken', async () => {
    const first = await write({ kind: 'reply', message: 'Where is that?', writer: 'Jo' });
    const [take] = first.takes;
    await chooseTake(ctx, first.id, take?.id ?? '');
    await write({ kind: 'reply', message: 'Are you real?', post: 'A quiet corner.' });
    expect(asked.at(-1)).toMatchObject({
      kind: 'reply',
      message: 'Are you real?',
      writer: { name: 'somebody', known: [] },
      post: 'A quiet corner.',
      recent: [take?.caption],
    });
  });

  it('refuses a reply to nothing, and a description of no picture', async () => {
    await expect(write({ kind: 'reply' })).rejects.toMatchObject({ code: 'invalid', field: 'message' });
    await expect(write({ kind: 'alt-text' })).rejects.toMatchObject({ code: 'invalid', field: 'assetId' });
  });
});
