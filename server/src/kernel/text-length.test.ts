import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measure, textUnits, withHashtags } from './text-length.ts';

const all = (text: string) => textUnits.map((unit) => measure(text, unit));

describe('measure', () => {
  it.each([
    ['', [0, 0, 0, 0, 0, 0]],
    ['plain', [5, 5, 5, 5, 5, 5]],
    ['café', [4, 4, 4, 5, 4, 4]],
    ['cafe\u0301', [4, 5, 5, 6, 5, 4]],
    ['👩‍👩‍👧', [1, 5, 8, 18, 18, 2]],
    ['🇵🇹', [1, 2, 4, 8, 8, 2]],
    ['👍🏽', [1, 2, 4, 8, 8, 2]],
    ['1️⃣ für 2', [7, 9, 9, 14, 13, 8]],
    ['see https://example.org/a/very/long/path', [40, 40, 40, 40, 40, 27]],
    ['日本語', [3, 3, 3, 9, 3, 6]],
    ['\r\n', [1, 2, 2, 2, 2, 2]],
    ['\ud83d', [1, 1, 1, 3, 1, 2]],
  ])(
    'counts %j as graphemes, code points, UTF-16 units, UTF-8 bytes, with emoji by their bytes, and as X weighs it',
    (text, lengths) => {
      expect(all(text)).toEqual(lengths);
    },
  );

  it('never counts more graphemes than code points, nor more code points than units or bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const [graphemes = 0, codePoints = 0, utf16Units = 0, utf8Bytes = 0] = all(text);
        expect(graphemes).toBeLessThanOrEqual(codePoints);
        expect(codePoints).toBeLessThanOrEqual(utf16Units);
        expect(utf16Units).toBeLessThanOrEqual(utf8Bytes);
        expect(utf8Bytes).toBe(Buffer.byteLength(text));
      }),
    );
  });
});

describe('withHashtags', () => {
  it('puts hashtags after an empty line', () => {
    expect(withHashtags('Hello.', ['one', 'two'])).toBe('Hello.\n\n#one #two');
  });

  it('adds nothing for an empty list or an empty caption', () => {
    expect(withHashtags('Hello.', [])).toBe('Hello.');
    expect(withHashtags('', ['one'])).toBe('#one');
  });
});
