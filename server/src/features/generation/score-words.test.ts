import { describe, expect, it } from 'vitest';
import { checkLoudness, checkWriting, weigh } from './score-words.ts';

const limits = { maxLength: 60, avoid: ['politics', 'Medical Advice'] };
const text = { caption: 'A quiet morning by the window.', hashtags: ['slow'], similarity: 0.2 };

describe('checkWriting', () => {
  it('offers a caption that fits and is new', () => {
    expect(weigh(checkWriting(text, limits))).toMatchObject({ score: 99 });
  });

  it.each([
    [{ ...text, caption: 'Some MEDICAL—advice for you.' }, 'avoids: Medical Advice'],
    [{ ...text, hashtags: ['politics'] }, 'avoids: politics'],
    [{ ...text, caption: 'word '.repeat(20) }, 'where 60 are allowed'],
    [{ ...text, caption: ' ' }, 'allowed'],
  ])('sets aside what crosses a line or is too long', (crossing, reason) => {
    expect(weigh(checkWriting(crossing, limits)).setAside).toContain(reason);
  });

  it('does not take part of a word for the whole', () => {
    expect(weigh(checkWriting({ ...text, caption: 'Geopolitics class.' }, limits)).setAside).toBeUndefined();
  });

  it('ranks a repetition below something new, without setting it aside', () => {
    const repeated = weigh(checkWriting({ ...text, similarity: 0.97 }, limits));
    expect(repeated.setAside).toBeUndefined();
    expect(repeated.score).toBeLessThan(50);
  });
});

describe('checkLoudness', () => {
  it.each([
    [-16.4, 'pass'],
    [-18.5, 'review'],
    [-24, 'fail'],
  ])('judges %d LUFS as %s', (lufs, verdict) => {
    expect(checkLoudness({ lufs, truePeakDb: -2 }).result.verdict).toBe(verdict);
  });
});
