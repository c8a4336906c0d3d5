import { describe, expect, it } from 'vitest';
import type { CaptionRequest } from '#engines/engine.ts';
import { Persona } from '#kernel/persona.ts';
import { Shot } from '#kernel/shot.ts';
import { findLanguage } from './language.ts';
import { scriptFromCaption } from './script-from-caption.ts';
import { writeCaption } from './write-caption.ts';

const words = (text: string) => text.split(/\s+/).length;

describe('scriptFromCaption', () => {
  it('keeps the words and drops hashtags, emoji and links', () => {
    const script = scriptFromCaption('Window seat secured ☕✨ See https://a.example/x #CafeLife @mira');
    expect(script).toContain('Window seat secured');
    expect(script).not.toMatch(/[#@☕✨]|http|CafeLife/u);
  });

  it('speaks a list as one sentence', () => {
    const script = scriptFromCaption('Three good things:\n• Steam on the glass\n• One lamp\n• A free chair');
    expect(script).toContain('Three good things: steam on the glass, one lamp and a free chair.');
    expect(scriptFromCaption('Scores:\n🔥 First rep\n🔥 Shoes by the door')).toContain(
      'first rep and shoes by the door.',
    );
  });

  it('greets once', () => {
    expect(scriptFromCaption('Hello from the beach. The tide is out.')).toMatch(/^Hello from the beach\./);
    expect(scriptFromCaption('The tide is out.')).toMatch(/^(?:Hello|Hi|Hey)\b.*The tide is out\./);
  });

  it('gives sentences written small their capitals', () => {
    expect(scriptFromCaption('so i stayed. it was worth it')).toContain('So I stayed. It was worth it.');
  });

  it('cuts one endless sentence at a comma, and ends it', () => {
    const script = scriptFromCaption(`It ${'goes on and on and on, '.repeat(12)}for ever`);
    expect(words(script)).toBeLessThanOrEqual(35);
    expect(script).toMatch(/on\.$/);
  });

  it('is of a speakable length for whatever the writer writes', async () => {
    const language = findLanguage('en')!;
    const persona = Persona.parse({ topics: ['coffee', 'gym', 'space'], emoji: 0.8 });
    for (let seed = 0; seed < 100; seed += 1) {
      const request: CaptionRequest = {
        kind: 'caption',
        character: { name: 'Mira', persona, canon: [] },
        shot: Shot.parse({}),
        topic: '',
        language: 'en',
        maxLength: 600,
        maxHashtags: 0,
        recent: [],
        seed,
      };
      const { caption } = await writeCaption(request, language, async (captions) => captions.map(() => 0));
      const script = scriptFromCaption(caption);
      expect(words(script), script).toBeGreaterThanOrEqual(14);
      expect(words(script), script).toBeLessThanOrEqual(35);
      expect(script).toMatch(/[.!?]$/);
      expect(script).not.toMatch(/\p{RGI_Emoji}|\n|•|\d\/\d/v);
    }
  });
});
