import { describe, expect, it } from 'vitest';
import { sentencesOf, toSpokenText, wordErrorRate } from './spoken-text.ts';

const spoken = (script: string) =>
  toSpokenText(script)
    .tokens.map((token) => token.words.join(' ') + token.pause)
    .join(' ');

describe('reading a script aloud', () => {
  it.each([
    ['I drew 25 cats', 'i drew twenty five cats.'],
    ['1,042.5 steps', 'one thousand forty two point five steps.'],
    ['in 1999 and 2026, not 2008', 'in nineteen ninety nine and twenty twenty six, not two thousand eight.'],
    ['the 21st and 30th', 'the twenty first and thirtieth.'],
    ['at 7:30pm or 8am', 'at seven thirty p m or eight a m.'],
    ['$5.20 or €1 or £3k', 'five dollars and twenty cents or one euro or three thousand pounds.'],
    ['50% off', 'fifty percent off.'],
    ['5-10 people, 24/7', 'five to ten people, twenty four seven.'],
    ['10k fans', 'ten thousand fans.'],
    ['42km at -3°C', 'forty two kilometers at minus three degrees celsius.'],
    ['the 1980s', 'the nineteen eighties.'],
    ['#GoldenHour with @mia.draws', 'golden hour with mia dot draws.'],
    ['see https://www.example.com/a/b?c=1', 'see example dot com.'],
    ['mail me@my-site.org', 'mail me at my dash site dot org.'],
    ['Salt & pepper', 'salt and pepper.'],
    ['Café crème, naïve Łukasz', 'cafe creme, naive lukasz.'],
    ["I’m home—finally! Isn't it nice?", "i'm home, finally! isn't it nice?"],
    ['well-known, e.g. tea', 'well known, for example tea.'],
    ['Stop. “Really?” (yes)', 'stop. really? yes.'],
    ['one line\nand another', 'one line. and another.'],
    ['wait… what', 'wait. what.'],
    ['a - b', 'a b.'],
  ])('says %j as %j', (written, said) => {
    expect(spoken(written)).toBe(said);
  });

  it('drops emoji and unknown symbols, and says so', () => {
    const { tokens, warnings } = toSpokenText('Hello 👋🏽 world 🇫🇷✨ ☃ ⌘ привет');
    expect(tokens.map((token) => token.display)).toEqual(['Hello', 'world']);
    expect(warnings).toHaveLength(3);
    expect(warnings.join(' ')).toContain('Emoji');
    expect(warnings.join(' ')).toContain('⌘');
    expect(warnings.join(' ')).toContain('п');
  });

  it('keeps what is written for captions', () => {
    expect(toSpokenText('Only $5 today!').tokens.map((token) => token.display)).toEqual([
      'Only',
      '$5',
      'today!',
    ]);
  });

  it('splits sentences', () => {
    const sentences = sentencesOf(toSpokenText('Hi there. How are you? Fine').tokens);
    expect(sentences.map((sentence) => sentence.length)).toEqual([2, 3, 1]);
  });

  it.each(['', '  \n ', '✨✨', '...', '?!'])('says nothing for %j', (script) => {
    expect(toSpokenText(script).tokens).toEqual([]);
  });
});

describe('word error rate', () => {
  it('counts changed, missing and added words', () => {
    expect(wordErrorRate('one two three four', 'one two three four')).toBe(0);
    expect(wordErrorRate('one two three four', 'one too three')).toBe(0.5);
    expect(wordErrorRate('one two', 'one two three four five')).toBe(1.5);
  });

  it('compares what is said, not how it is written', () => {
    expect(wordErrorRate("It's 25% off at 7:30pm!", 'its twenty-five percent off at seven thirty p.m.')).toBe(
      0,
    );
  });

  it('counts silence as all wrong', () => {
    expect(wordErrorRate('hello there', '')).toBe(1);
    expect(wordErrorRate('', '')).toBe(0);
    expect(wordErrorRate('', 'hello')).toBe(1);
  });
});
