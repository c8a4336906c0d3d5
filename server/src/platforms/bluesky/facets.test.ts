import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findFacets } from './facets.ts';
import { newTid, tidPattern } from './tid.ts';

const known: Record<string, string> = { 'mia.test': 'did:plc:mia' };
const facetsOf = (text: string) => findFacets(text, async (handle) => known[handle] ?? null);
const spans = async (text: string) => {
  const bytes = Buffer.from(text);
  return (await facetsOf(text)).map(({ index }) => bytes.subarray(index.byteStart, index.byteEnd).toString());
};

describe('facets', () => {
  it('mark links, tags and mentions by bytes, after wide letters too', async () => {
    const text = 'Grüße 👩‍👩‍👧 an @mia.test: https://example.org/a?b=1 #café';
    expect(await spans(text)).toEqual(['@mia.test', 'https://example.org/a?b=1', '#café']);
    const kinds = (await facetsOf(text)).map(({ features }) => features[0]!.$type.split('#')[1]);
    expect(kinds).toEqual(['mention', 'link', 'tag']);
  });

  it('leave a sentence its punctuation, and an address its brackets', async () => {
    expect(await spans('See https://example.org.')).toEqual(['https://example.org']);
    expect(await spans('(https://example.org/x)')).toEqual(['https://example.org/x']);
    expect(await spans('https://example.org/x_(y)')).toEqual(['https://example.org/x_(y)']);
  });

  it('leave alone what is none', async () => {
    expect(await spans('mail me@mia.test, #1, a#b, @nobody.test, https://, # x')).toEqual([]);
    expect(await spans('https://example.org/#part #tag')).toEqual(['https://example.org/#part', '#tag']);
  });

  it('never overlap nor leave the text', async () => {
    const word = fc.constantFrom(
      '#tag',
      '@mia.test',
      'https://a.example/é',
      'ö',
      '👍🏽',
      '(',
      ')',
      '.',
      ' ',
      '\n',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 12 }), async (words) => {
        const text = words.join('');
        let last = 0;
        for (const { index } of await facetsOf(text)) {
          expect(index.byteStart).toBeGreaterThanOrEqual(last);
          expect(index.byteEnd).toBeGreaterThan(index.byteStart);
          last = index.byteEnd;
        }
        expect(last).toBeLessThanOrEqual(Buffer.byteLength(text));
      }),
      { numRuns: 60 },
    );
  });
});

describe('record keys', () => {
  it('are valid and grow with time', () => {
    const keys = [0, 1, 5, 1000, 86_400_000].map((more) => newTid(new Date(1_795_361_470_000 + more)));
    for (const key of keys) expect(key).toMatch(tidPattern);
    expect([...keys].sort()).toEqual(keys);
  });
});
