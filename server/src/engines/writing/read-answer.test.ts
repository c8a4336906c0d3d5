import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText } from './clean-text.ts';
import { fitLength, fits } from './fit-length.ts';
import { readAnswer } from './read-answer.ts';

const words = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => text.trim() !== '');

describe('readAnswer', () => {
  it('gives back any words a model can send, wrapped in any usual way', () => {
    const wraps: ((json: string) => string)[] = [
      (json) => json,
      (json) => `\`\`\`json\n${json}\n\`\`\``,
      (json) => `<think>Hm, {"caption": "no"} maybe.</think>\n\n${json}`,
      (json) => `Sure! Here you go:\n${json}\nAnything else?`,
      (json) => `\uFEFF  ${json}\n`.trim(),
    ];
    fc.assert(
      fc.property(words, fc.array(words), fc.constantFrom(...wraps), (caption, hashtags, wrap) => {
        // These marks end thoughts wherever they stand.
        fc.pre(!caption.includes('</think>') && !hashtags.some((tag) => tag.includes('</think>')));
        const answer = readAnswer('caption', wrap(JSON.stringify({ caption, hashtags, extra: 1 }, null, 1)));
        expect(answer).toEqual({ ok: true, draft: { texts: [caption.trim()], hashtags } });
      }),
    );
  });

  it('never throws, and never takes prose for words', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const answer = readAnswer('hook', text);
        if (!answer.ok) expect(answer.why).not.toBe('');
      }),
    );
  });

  it('refuses every cut of an answer', () => {
    fc.assert(
      fc.property(words, fc.double({ min: 0, max: 0.99, noNaN: true }), (reply, share) => {
        fc.pre(!reply.includes('{'));
        const whole = JSON.stringify({ reply });
        expect(readAnswer('reply', whole.slice(0, Math.floor(whole.length * share))).ok).toBe(false);
      }),
    );
  });

  it.each([
    ['two objects', '{"hook":"a"} {"hook":"b"}'],
    ['a list', '["hook"]'],
    ['blank words', '{"hook":"  "}'],
    ['another field', '{"caption":"a"}'],
    ['a number', '{"hook":1}'],
  ])('refuses %s', (_, text) => {
    expect(readAnswer('hook', text).ok).toBe(false);
  });

  it('is quick with what only looks like JSON', () => {
    const text = '{'.repeat(150_000);
    expect(readAnswer('hook', text).ok).toBe(false);
    expect(readAnswer('hook', `{"a":${'{"b":'.repeat(20_000)}`).ok).toBe(false);
  });
});

describe('fitLength', () => {
  it('always fits, always begins like the text, and leaves alone what fits', () => {
    const units = fc.constantFrom('graphemes', 'codePoints', 'utf16Units', 'utf8Bytes');
    fc.assert(
      fc.property(
        fc.lorem({ mode: 'sentences', maxCount: 6 }),
        fc.integer({ min: 1, max: 200 }),
        units,
        (text, maxLength, unit) => {
          const limit = { maxLength, unit } as const;
          const fitted = fitLength(text, limit);
          expect(fits(fitted.text, limit)).toBe(true);
          expect(text.startsWith(fitted.text.replace(/…$/, ''))).toBe(true);
          if (fits(text, limit)) expect(fitted).toEqual({ text, lost: 'nothing' });
        },
      ),
    );
  });

  it('keeps emoji whole', () => {
    expect(fitLength('👩‍👩‍👧‍👦👩‍👩‍👧‍👦 yes', { maxLength: 30, unit: 'utf8Bytes' }).text).not.toContain(
      '\uFFFD',
    );
  });
});

describe('cleanText', () => {
  it.each([
    ['"Hello there."', 'Hello there.'],
    ['Caption: **Big** news!', 'Big news!'],
    ['She said "yes" and "no"', 'She said "yes" and "no"'],
    ['Look #now at this\n\n#one #two', 'Look now at this'],
    ['Ask @nike or me@mail.org', 'Ask nike or me@mail.org'],
    ['See https://made.up/x today', 'See today'],
  ])('makes %j into %j', (raw, text) => {
    expect(cleanText('caption', raw, '').text).toBe(text);
  });

  it('keeps links and accounts that were given, and hands over hashtags', () => {
    const given = 'ask people to visit https://rosa.example and @Rosa.Grows';
    const clean = cleanText('caption', 'Visit https://rosa.example, says @rosa.grows #tomato', given);
    expect(clean).toEqual({
      text: 'Visit https://rosa.example, says @rosa.grows',
      hashtags: ['tomato'],
      warnings: [],
    });
  });

  it('leaves a script that can be said', () => {
    expect(cleanText('script', '(smiling) Hi *waves* all! 🎉 [pause] Bye. #x', '').text).toBe('Hi all! Bye.');
  });

  it('is stable, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (raw) => {
        const { text } = cleanText('reply', raw, '');
        expect(text).toBe(text.trim());
      }),
    );
  });
});
