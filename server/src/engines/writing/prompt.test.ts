import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReplyRequest } from '#engines/engine.ts';
import { Persona } from '#kernel/persona.ts';
import { answerSchema } from './answer-shapes.ts';
import { aCaptionRequest } from './conformance.ts';
import { readLanguage } from './languages.ts';
import { writePrompt } from './prompt.ts';
import { alikeInWords } from './trigrams.ts';

const english = readLanguage('en');
const roomy = 100_000;

function aReply(change: Partial<ReplyRequest> = {}): ReplyRequest {
  const { character, language, seed } = aCaptionRequest();
  return {
    kind: 'reply',
    character,
    language,
    seed,
    maxLength: 200,
    message: 'Lovely!',
    writer: { name: 'Ada', known: ['asked about seeds'] },
    recent: [],
    ...change,
  };
}

describe('writePrompt', () => {
  it('keeps whatever others wrote on the line it belongs to, in quotation marks', () => {
    const anything = fc.string({ unit: 'binary', minLength: 1, maxLength: 200 });
    const plain = writePrompt(aReply({ post: 'x' }), english, {}, roomy).messages;
    const lines = (text: string) => text.split('\n').length;
    fc.assert(
      fc.property(anything, anything, anything, (message, name, bio) => {
        const { character } = aReply();
        const request = aReply({
          message,
          post: message,
          writer: { name, known: [name] },
          character: { ...character, name, persona: { ...character.persona, bio } },
        });
        const { messages } = writePrompt(request, english, {}, roomy);
        expect(messages.map(({ content }) => lines(content))).toEqual(
          plain.map(({ content }) => lines(content)),
        );
        expect(messages[1]?.content).toContain(`The message: ${JSON.stringify(message)}`);
        expect(messages[0]?.content).toContain(JSON.stringify(bio));
      }),
    );
  });

  it('carries persona, facts, posts, picture, language and length', () => {
    const persona = Persona.parse({
      bio: 'Grows tomatoes.',
      tone: 'dry',
      avoid: ['wine'],
      samplePosts: ['Hm. Rain.'],
    });
    const request = aCaptionRequest({
      character: { name: 'Rosa', persona, canon: [{ fact: 'Moved to Porto', at: '2025-03-01' }] },
      language: 'pt-BR',
      recent: ['The last post.'],
      maxLength: 300,
      unit: 'utf8Bytes',
    });
    const { messages, warnings } = writePrompt(request, readLanguage('pt-br'), answerSchema(request), roomy);
    const [system = '', question = ''] = messages.map(({ content }) => content);
    for (const part of [
      '"Rosa"',
      'Grows tomatoes.',
      '"dry"',
      '"wine"',
      'Hm. Rain.',
      'Moved to Porto (2025-03-01)',
      'Brazilian Portuguese (pt-BR)',
      '"caption"',
    ])
      expect(system).toContain(part);
    for (const part of ['the first tomatoes', 'a spring meadow', 'The last post.', '255 bytes in UTF-8'])
      expect(question).toContain(part);
    expect(warnings).toEqual([]);
  });

  it('is shortened to the room there is, and says so', () => {
    const request = aCaptionRequest({ recent: Array.from({ length: 50 }, () => 'A long post. '.repeat(40)) });
    const { messages, warnings } = writePrompt(request, english, {}, 4000);
    expect(messages.reduce((sum, { content }) => sum + content.length, 0)).toBeLessThanOrEqual(4000);
    expect(warnings).toEqual([expect.stringContaining('context is small')]);
  });
});

describe('readLanguage', () => {
  it.each([
    ['EN-us', 'en-US', 'American English'],
    ['zh-hant', 'zh-Hant', 'Traditional Chinese'],
  ])('reads %s as %s', (tag, canonical, name) => {
    expect(readLanguage(tag)).toMatchObject({ tag: canonical, name });
  });

  it.each(['xx', 'english', '', 'e', '🇩🇪', 'de_AT_x'])('refuses %j', (tag) => {
    expect(() => readLanguage(tag)).toThrow(/names no language/);
  });

  it('refuses what a model is not set to write, and takes its regions', () => {
    expect(() => readLanguage('ja', ['en', 'de'])).toThrow(/does not write Japanese/);
    expect(readLanguage('de-CH', ['en', 'de']).tag).toBe('de-CH');
  });

  it.each([
    ['ja', 'おはようございます、今日もいい天気ですね。', true],
    ['ja', 'Good morning, it is such a fine day today.', false],
    ['ru', 'Доброе утро, какая сегодня погода!', true],
    ['zh', '今天早上的阳光真好，我们去公园走一走吧。', true],
    ['de', 'Guten Morgen zusammen, schönes Wetter heute.', true],
    ['de', 'Доброе утро, какая сегодня погода!', false],
    ['ar', 'Nike #run', true],
  ])('knows by the letters whether a text is in %s: %j', (tag, text, expected) => {
    expect(readLanguage(tag).matches(text)).toBe(expected);
  });
});

describe('alikeInWords', () => {
  it('is 1 for the same words, whatever their marks, and small for others', () => {
    expect(alikeInWords('Regen im Garten!', 'regen im GARTEN #nass')).toBeCloseTo(1, 5);
    expect(alikeInWords('Regen im Garten, endlich.', 'Heute backe ich Brot mit Kürbis')).toBeLessThan(0.3);
    expect(alikeInWords('', 'x')).toBe(0);
  });

  it('is symmetric and within 0 and 1', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (one, other) => {
        const alike = alikeInWords(one, other);
        expect(alike).toBeGreaterThanOrEqual(0);
        expect(alike).toBeLessThanOrEqual(1);
        expect(alike).toBeCloseTo(alikeInWords(other, one), 9);
      }),
    );
  });
});
