import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { manifest as bluesky } from './bluesky/manifest.ts';
import {
  captionRoom,
  countCaption,
  discloseCaption,
  disclosureLine,
  hashtagsIn,
  saysMadeWithAi,
} from './caption.ts';
import { manifest as instagram } from './instagram/manifest.ts';

const made = { disclosure: 'ai_generated', language: 'en' } as const;

describe('captions', () => {
  it('count the platform’s way', () => {
    const family = '👩‍👩‍👧‍👧';
    expect(countCaption(bluesky, family)).toBe(1);
    expect(countCaption(instagram, family)).toBe(11);
  });

  it('carry the disclosure where the platform has no flag, once, in the language of the post', () => {
    const german = discloseCaption(bluesky, 'Guten Morgen', { ...made, language: 'de-AT' });
    expect(german).toBe('Guten Morgen\n\n🤖 Mit KI erstellt #AIGenerated');
    expect(discloseCaption(bluesky, german, made)).toBe(german);
    expect(discloseCaption(instagram, 'Hello', made)).toBe('Hello');
    expect(discloseCaption(bluesky, 'Hello', { ...made, disclosure: 'none' })).toBe('Hello');
    expect(discloseCaption(bluesky, '', made)).toBe(disclosureLine('en'));
    expect(disclosureLine('xx')).toBe(disclosureLine('en'));
  });

  it('are recognised as disclosing only when they are', () => {
    expect(saysMadeWithAi('look: made with AI, truly')).toBe(true);
    expect(saysMadeWithAi('a tag #AIGenerated!')).toBe(true);
    expect(saysMadeWithAi('a tag #AIGeneratedArtists')).toBe(false);
    expect(saysMadeWithAi('I made it in Bali with Aidan')).toBe(false);
  });

  it('leave exactly as much room as is promised', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('en', 'de', 'ja', 'hi', 'ar', 'xx'),
        fc.constantFrom(bluesky, instagram),
        (language, manifest) => {
          const facts = { ...made, language };
          const own = 'x'.repeat(captionRoom(manifest, facts));
          expect(countCaption(manifest, discloseCaption(manifest, own, facts))).toBe(manifest.text.max);
        },
      ),
    );
  });

  it('show their hashtags, and not what only looks like one', () => {
    expect(hashtagsIn('#one two#three #3 ＃four #fünf! #_x (#six) #')).toEqual(['one', 'four', 'fünf', '_x']);
  });
});
