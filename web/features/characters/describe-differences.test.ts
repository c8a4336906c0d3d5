import { CharacterContent } from '@ainfluencer/server/contract/characters';
import { describe, expect, it } from 'vitest';
import { describeDifferences } from './describe-differences.ts';
import { wordChanges } from './word-changes.ts';

const mara = CharacterContent.parse({
  name: 'Mara',
  age: 27,
  persona: { topics: ['ceramics', 'tea'], bio: 'Throws pots in the north.' },
  look: {},
  voice: {},
  canon: [],
});

describe('what differs between two versions', () => {
  it('is nothing when they hold the same', () => {
    expect(describeDifferences(mara, structuredClone(mara))).toEqual([]);
  });

  it('names colours and shows them', () => {
    const copper = { ...mara, look: { ...mara.look, hair: { ...mara.look.hair, color: '#c2582a' } } };
    expect(describeDifferences(mara, copper)).toContainEqual({
      kind: 'value',
      part: 'Look',
      label: 'Hair colour',
      before: { words: 'Dark brown', color: '#3b2417' },
      after: { words: 'Copper', color: '#c2582a' },
    });
  });

  it('tells a face slider in words', () => {
    const wide = { ...mara, look: { ...mara.look, face: { ...mara.look.face, jawWidth: 0.5 } } };
    expect(describeDifferences(mara, wide)).toEqual([
      expect.objectContaining({ label: 'Jaw', before: { words: 'Average' }, after: { words: 'Broad +50' } }),
    ]);
  });

  it('tells lists by what came and went', () => {
    const changed = { ...mara, persona: { ...mara.persona, topics: ['tea', 'rain'] } };
    expect(describeDifferences(mara, changed)).toEqual([
      { kind: 'list', part: 'Who', label: 'Topics', removed: ['ceramics'], added: ['rain'] },
    ]);
  });

  it('misses no slider of the face', () => {
    for (const name of Object.keys(mara.look.face)) {
      const changed = { ...mara, look: { ...mara.look, face: { ...mara.look.face, [name]: 1 } } };
      expect(describeDifferences(mara, changed), name).toHaveLength(1);
    }
  });
});

describe('a text’s change', () => {
  it('marks the words that came and went', () => {
    expect(wordChanges('Throws pots in the north.', 'Throws big pots in the south.')).toEqual([
      { text: 'Throws ', change: 'same' },
      { text: 'big ', change: 'added' },
      { text: 'pots in the ', change: 'same' },
      { text: 'north.', change: 'removed' },
      { text: 'south.', change: 'added' },
    ]);
  });

  it('gives both texts back', () => {
    const pieces = wordChanges('a b c d', 'b x d e');
    const text = (without: string) =>
      pieces.flatMap((piece) => (piece.change === without ? [] : [piece.text.trim()])).join(' ');
    expect([text('added'), text('removed')]).toEqual(['a b c d', 'b x d e']);
  });
});
