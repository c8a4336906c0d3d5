import { describe, expect, it } from 'vitest';
import { mannerOf } from './manner.ts';
import { align, labelWords } from './word-timing.ts';

const phones = (text: string) =>
  text.split(' ').map((phone, index) => ({ phone, endSeconds: (index + 1) / 10 }));
const groups = (text: string) => text.split(' | ').map((group) => group.split(' '));

describe('when each word begins', () => {
  it('follows the sounds, over silences', () => {
    const labels = labelWords(['hi', 'you'], groups('hh ay | y uw'), phones('pau hh ay pau y uw pau'));
    expect(labels).toEqual([
      { atSeconds: 0.1, text: 'hi' },
      { atSeconds: 0.4, text: 'you' },
    ]);
  });

  it('bears sounds that change or vanish in a sentence', () => {
    // "want to go" said as "wanna go".
    const labels = labelWords(
      ['want', 'to', 'go'],
      groups('w aa n t | t uw | g ow'),
      phones('pau w aa n ax g ow pau'),
    );
    expect(labels.map((label) => label.atSeconds)).toEqual([
      0.1,
      expect.toSatisfy((at: number) => at >= 0.3 && at <= 0.4),
      0.5,
    ]);
  });

  it('gives up rather than guess when the words do not match', () => {
    expect(labelWords(['a', 'b'], groups('ey'), phones('pau ey pau'))).toEqual([]);
    expect(labelWords(['a'], groups('ey'), phones('pau'))).toEqual([]);
  });

  it('aligns rows of different length in order', () => {
    const places = align(['a', 'b', 'c', 'd'], ['a', 'x', 'd']);
    expect(places[0]).toBe(0);
    expect(places[3]).toBe(2);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
  });
});

describe('manner', () => {
  it('joins speed, pitch and emotion', () => {
    expect(mannerOf({ speed: 1, pitch: 0, emotion: 'neutral' })).toEqual({
      durationStretch: 1,
      pitchSemitones: 0,
      equalizer: [],
    });
    expect(mannerOf({ speed: 1.25, pitch: 1, emotion: 'neutral' }).durationStretch).toBe(0.8);
    const calm = mannerOf({ speed: 1, pitch: 0, emotion: 'calm' });
    expect(calm.durationStretch).toBeGreaterThan(1);
    expect(calm.pitchSemitones).toBeLessThan(0);
  });
});
