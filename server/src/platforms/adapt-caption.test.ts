import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adaptCaption } from './adapt-caption.ts';
import { manifest as bluesky } from './bluesky/manifest.ts';
import { countCaption, discloseCaption, hashtagsIn } from './caption.ts';
import { manifest as instagram } from './instagram/manifest.ts';

const facts = { disclosure: 'ai_generated', language: 'en' } as const;

describe('a caption made to fit', () => {
  it('is left alone when it fits', () => {
    expect(adaptCaption(instagram, { caption: 'Hello.', hashtags: ['one'] }, facts)).toEqual({
      text: 'Hello.\n\n#one',
      changes: [],
    });
  });

  it('ends at a sentence, and says how much is sent', () => {
    const caption = Array.from({ length: 20 }, (_, index) => `This is sentence number ${index}.`).join(' ');
    const { text, changes } = adaptCaption(bluesky, { caption, hashtags: [] }, facts);
    expect(text).toMatch(/number \d+\.$/);
    expect(changes).toEqual([
      expect.stringMatching(/^The text was cut at a sentence: \d+ of \d+ characters/),
    ]);
  });

  it('ends between words when a sentence would leave too little, and never inside a family of emoji', () => {
    const family = '👩‍👩‍👧‍👧';
    const words = `${'word '.repeat(438)}ends with${family}`;
    expect(countCaption(instagram, `${words}x`)).toBeGreaterThan(2200);
    const { text } = adaptCaption(instagram, { caption: words, hashtags: [] }, facts);
    expect(text.endsWith('…')).toBe(true);
    expect(text).not.toContain('👩');
    expect(text).toMatch(/(word|with|ends)…$/);
  });

  it('keeps 5 of 31 hashtags where 5 are taken, one of them the label where there is one', () => {
    const hashtags = Array.from({ length: 31 }, (_, index) => `tag${index}`);
    const { text, changes } = adaptCaption(instagram, { caption: 'Hello', hashtags }, facts);
    expect(hashtagsIn(text)).toEqual(hashtags.slice(0, 5));
    expect(changes[0]).toContain('#tag30');
    const few = { ...bluesky, hashtags: { max: 3 } };
    const labelled = discloseCaption(few, adaptCaption(few, { caption: 'Hi', hashtags }, facts).text, facts);
    expect(hashtagsIn(labelled)).toEqual(['tag0', 'tag1', 'AIGenerated']);
  });

  it('leaves links out where none are taken, and says which', () => {
    const closed = { ...instagram, links: { clickable: false, max: 0 } };
    const caption = 'Read https://example.org/a and come back.';
    const { text, changes } = adaptCaption(closed, { caption, hashtags: [] }, facts);
    expect(text).toBe('Read and come back.');
    expect(changes[0]).toContain('https://example.org/a');
  });

  it('always fits, whatever was written', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 900 }),
        fc.array(fc.stringMatching(/^[a-z]{1,20}$/), { maxLength: 12 }),
        fc.constantFrom('en', 'de', 'ja', 'hi'),
        (caption, hashtags, language) => {
          const told = { ...facts, language };
          const sent = discloseCaption(
            bluesky,
            adaptCaption(bluesky, { caption, hashtags }, told).text,
            told,
          );
          expect(countCaption(bluesky, sent)).toBeLessThanOrEqual(300);
          expect(Buffer.byteLength(sent)).toBeLessThanOrEqual(3000);
        },
      ),
      { numRuns: 150 },
    );
  });
});
