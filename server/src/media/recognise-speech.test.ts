import { describe, expect, it } from 'vitest';
import { judgeSpeech, piecesOf } from './recognise-speech.ts';

const second = 16_000;

describe('the verdict on a recording', () => {
  it.each([
    [0, 'pass'],
    [0.15, 'pass'],
    [0.16, 'review'],
    [0.25, 'review'],
    [0.26, 'fail'],
    [2, 'fail'],
  ])('for a word error rate of %d is %s', (rate, verdict) => {
    expect(judgeSpeech(rate, 'something else')).toMatchObject({ verdict, score: rate, threshold: 0.15 });
  });

  it('says what was heard when a person has to listen', () => {
    expect(judgeSpeech(0.2, 'hello word').reason).toContain('“hello word”');
    expect(judgeSpeech(0.9, 'x'.repeat(1000)).reason.length).toBeLessThan(300);
  });
});

describe('cutting long sound', () => {
  it('leaves short sound whole and drops what is too short to be speech', () => {
    expect(piecesOf(new Float32Array(5 * second))).toHaveLength(1);
    expect(piecesOf(new Float32Array(100))).toEqual([]);
  });

  it('cuts in a silence and loses nothing', () => {
    const sound = Float32Array.from({ length: 45 * second }, (_, at) => {
      const silent = [14, 29].some((start) => at >= start * second && at < (start + 1) * second);
      return silent ? 0 : Math.sin(at / 7);
    });
    const pieces = piecesOf(sound);
    expect(pieces).toHaveLength(3);
    expect(pieces.reduce((sum, piece) => sum + piece.length, 0)).toBe(sound.length);
    expect(pieces[0]!.length / second).toBeGreaterThanOrEqual(14);
    expect(pieces[0]!.length / second).toBeLessThanOrEqual(15);
  });
});
