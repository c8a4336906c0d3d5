import { describe, expect, it } from 'vitest';
import { readBoundaries } from '#engines/writing/boundaries.ts';
import { scenes } from '#kernel/shot.ts';
import { findLanguage, languageTags } from './language.ts';
import { parts } from './schema.ts';

describe.each(languageTags)('the texts of %s', (tag) => {
  const language = findLanguage(tag)!;
  const all = [...language.fragments.values()].flat();

  it('hold 600 fragments and more, none twice in one part', () => {
    expect(all.length).toBeGreaterThan(600);
    const keys = all.map(({ part, text, topics, scenes }) => `${part}|${topics}|${scenes}|${text}`);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  it('offer something of every kind for every scene and subject', () => {
    for (const part of parts) expect(language.fragments.get(part), part).toBeDefined();
    for (const scene of Object.keys(scenes)) {
      const here = all.filter((each) => each.scenes?.some((id) => id === scene));
      for (const part of ['observe', 'beat', 'question', 'choice', 'detail', 'story']) {
        if (scene === 'studio' && part === 'story') continue;
        expect(
          here.some((each) => each.part === part),
          `${scene} ${part}`,
        ).toBe(true);
      }
      expect(here.filter(({ part }) => part === 'detail').length, scene).toBeGreaterThanOrEqual(3);
    }
    for (const topic of Object.keys(language.topics)) {
      const about = all.filter((each) => each.topics?.includes(topic));
      for (const part of ['observe', 'take', 'tip', 'question', 'choice', 'confess', 'detail']) {
        expect(
          about.some((each) => each.part === part),
          `${topic} ${part}`,
        ).toBe(true);
      }
      expect(about.filter(({ part }) => part === 'detail').length, topic).toBeGreaterThanOrEqual(3);
    }
  });

  it('name only subjects, parts and slots that exist', () => {
    const slots = ['topic', 'thing', 'subject', 'own', 'at', 'from', 'outfit', 'detail', 'canon'];
    for (const { id, slots: used, topics = [] } of all) {
      expect(
        used.filter((slot) => !slots.includes(slot)),
        id,
      ).toEqual([]);
      expect(
        topics.filter((topic) => !Object.hasOwn(language.topics, topic)),
        id,
      ).toEqual([]);
    }
    const known: readonly string[] = [...parts, 'said'];
    for (const { id, lines } of language.structures) {
      const named = [...lines.join('').matchAll(/\{(\w)(\w*)/g)].map(
        ([, first = '', rest]) => first.toLowerCase() + rest,
      );
      expect(
        named.filter((name) => !known.includes(name)),
        id,
      ).toEqual([]);
    }
  });

  it('never claim that the character is human', () => {
    const boundaries = readBoundaries([], language.lines, language.topics);
    expect(all.filter(({ text }) => boundaries.pretends(text))).toEqual([]);
    expect(boundaries.pretends('Trust me, I’m a REAL person')).toBe(true);
  });

  it('are spelled as sentences: capital, end mark, no stray spaces or dashes', () => {
    const phrases = new Set(['detail', 'score']);
    for (const { id, part, text } of all) {
      expect(text, id).not.toMatch(/\s{2}|\s$|^\s|[–—]| [,.!?]|\b(\w+) \1\b/);
      if (phrases.has(part)) expect(text, id).toMatch(part === 'detail' ? /^[\p{Ll}M5].*[\p{L}']$/u : /^\d/);
      else expect(text, id).toMatch(/^(?:['"]?\p{Lu}|\{\p{Lu}|\{canon).*[.!?:"']$/su);
    }
  });
});

describe('findLanguage', () => {
  it('answers a regional tag with its language, and nothing for an unknown one', () => {
    expect(findLanguage('EN-gb')).toBe(findLanguage('en'));
    expect(findLanguage('english')).toBeUndefined();
    expect(findLanguage('..')).toBeUndefined();
  });
});
