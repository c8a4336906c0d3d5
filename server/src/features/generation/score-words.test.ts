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
    [{ ...text, caption: 'word '.repeat(20) }, 'where 1 to 60 are allowed'],
    [{ ...text, caption: ' ' }, 'allowed'],
  ])('sets aside what crosses a line or is too long', (crossing, reason) => {
    expect(weigh(checkWriting(crossing, limits)).setAside).toContain(reason);
  });

  it('measures each part of a thread by itself, in what the platform counts', () => {
    const parts = ['A quiet morning by the window.', 'Then the kettle sang, and the cat with it.'];
    const thread = { caption: parts.join('\n\n'), parts, hashtags: ['slow'], similarity: 0 };
    expect(weigh(checkWriting(thread, limits)).setAside).toBeUndefined();
    expect(weigh(checkWriting(thread, { ...limits, maxLength: 45 })).setAside).toContain('1 to 45');
    const words = { caption: '早上好', hashtags: [], similarity: 0 };
    expect(weigh(checkWriting(words, { avoid: [], maxLength: 8, unit: 'utf8Bytes' })).setAside).toContain(
      '9 bytes',
    );
    expect(weigh(checkWriting(words, { avoid: [] })).setAside).toBeUndefined();
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
