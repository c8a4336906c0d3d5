import { describe, expect, it } from 'vitest';
import { readBoundaries } from './boundaries.ts';
import { boundaryLanguages, boundaryLines } from './boundary-lines.ts';
import { cleanHashtags } from './clean-hashtags.ts';

describe('pretends', () => {
  it.each([
    ['en', 'Promise, I’m a REAL person.'],
    ['en', 'No, I am not a bot!'],
    ['de', 'Keine Sorge, ich bin ein Mensch.'],
    ['fr', 'Je ne suis pas un robot.'],
    ['es', 'Soy una persona real, de carne y hueso.'],
    ['it', 'Non sono un bot, giuro.'],
    ['pt', 'Eu não sou um robô.'],
    ['nl', 'Ik ben een mens, echt waar.'],
  ])('sees a claim of being human in %s: %j', (language, text) => {
    expect(readBoundaries([], boundaryLines(language)).pretends(text)).toBe(true);
  });

  it.each([
    ['en', 'I am not a real person, I am made by AI.'],
    ['en', 'She isn’t a real person, and says so.'],
    ['de', 'Ich bin kein echter Mensch, sondern eine KI-Figur.'],
    ['fr', 'Je ne suis pas une vraie personne.'],
    ['es', 'No soy una persona real.'],
    ['pt', 'Não sou uma pessoa real.'],
    ['nl', 'Ik ben echt blij met jullie.'],
  ])('lets an honest denial pass in %s: %j', (language, text) => {
    expect(readBoundaries([], boundaryLines(language)).pretends(text)).toBe(false);
  });

  it('knows every language by its regional tags, and falls back to English', () => {
    for (const language of boundaryLanguages)
      expect(boundaryLines(`${language.toUpperCase()}-XX`)).toBe(boundaryLines(language));
    expect(boundaryLines('ja')).toBe(boundaryLines('en'));
  });
});

describe('cleanHashtags', () => {
  const boundaries = readBoundaries(['no wine'], boundaryLines('en'));

  it('makes tags usable, and drops what is banned, doubled or across a line', () => {
    const given = ['#slow mornings!', 'SlowMornings', 'wineoclock', 'nofilter', '#2026', '', 'città', 'x'];
    expect(cleanHashtags(given, boundaries, 2)).toEqual(['slowMornings', 'città']);
  });

  it('ends with what the character is, once, within the limit', () => {
    expect(cleanHashtags(['a1', 'b1', 'c1', 'd1'], boundaries, 3)).toEqual(['a1', 'b1', 'AIcharacter']);
    expect(cleanHashtags(['virtualcreator', 'b1'], boundaries, 5)).toEqual(['virtualcreator', 'b1']);
    expect(cleanHashtags(['a1'], boundaries, 0)).toEqual([]);
  });
});
