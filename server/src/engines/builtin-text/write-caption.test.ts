import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CaptionRequest } from '#engines/engine.ts';
import { fold } from '#engines/writing/boundaries.ts';
import { Persona } from '#kernel/persona.ts';
import { expressions, outfits, poses, Shot, scenes } from '#kernel/shot.ts';
import { graphemes, withHashtags } from '#kernel/text-length.ts';
import { findLanguage } from './language.ts';
import { writeCaption } from './write-caption.ts';

const language = findLanguage('en')!;
const unlike = async (captions: readonly string[]) => captions.map(() => 0);
const write = (request: CaptionRequest) => writeCaption(request, language, unlike);

interface Change extends Partial<Omit<CaptionRequest, 'character'>> {
  readonly persona?: Partial<Persona>;
  readonly canon?: CaptionRequest['character']['canon'];
}

function aRequest({ persona, canon = [], ...change }: Change = {}): CaptionRequest {
  return {
    kind: 'caption',
    character: { name: 'Mira Sol', persona: Persona.parse(persona ?? {}), canon },
    topic: '',
    language: 'en',
    maxLength: 2200,
    maxHashtags: 5,
    recent: [],
    seed: 1,
    ...change,
  };
}

const keyOf = <T extends object>(table: T) => fc.constantFrom(...(Object.keys(table) as (keyof T)[]));
const level = fc.double({ min: 0, max: 1, noNaN: true });
const topics = [
  'gardening',
  'Strength training',
  'old maps',
  'astronomy',
  'why sleep matters',
  'DIY',
  'ramen',
  'iPhone cases',
];
const asked = [
  '',
  '',
  'my new shoes',
  'Berlin in the rain',
  'Write about slow mornings',
  'how to repot a fern',
  'We open at 9!',
  'Mira found a cat',
  'ask people what they grow',
  'Remind people to stretch',
  '"Golden hour"',
  "Mira's birthday",
  '🎉 100 posts 🎉',
];
const tones = ['friendly', 'dry, elegant', 'bold and punchy', 'dreamy', 'cheeky'];

const requests = fc
  .record({
    traits: fc.record({
      warmth: level,
      humour: level,
      energy: level,
      confidence: level,
      curiosity: level,
      formality: level,
    }),
    tone: fc.constantFrom(...tones),
    topics: fc.subarray(topics),
    emoji: level,
    shot: fc.option(
      fc.record({
        scene: keyOf(scenes),
        outfit: keyOf(outfits),
        pose: keyOf(poses),
        expression: keyOf(expressions),
      }),
    ),
    topic: fc.constantFrom(...asked),
    maxLength: fc.integer({ min: 120, max: 500 }),
    seed: fc.integer(),
  })
  .map(({ shot, topic, maxLength, seed, ...persona }) =>
    aRequest({
      ...(shot ? { shot: Shot.parse(shot) } : {}),
      ...{ topic, maxLength, seed, persona },
      canon: [{ fact: 'Mira lives in Lisbon.' }, { fact: 'She is a real person and human.' }],
    }),
  );

describe('writeCaption', () => {
  it('writes clean English for anybody, any picture and any topic', async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const { caption, hashtags } = await write(request);
        expect(caption).not.toMatch(/[{}]|undefined|[^\S\n]{2}|\n{3}| [,.;:!?](?!\))|\.\.|[!?]\.|,,/);
        expect(caption.replace(/hey, hey|hi hi/gi, '')).not.toMatch(
          /(?<![\p{L}'])(\p{L}{2,}) \1(?![\p{L}'])/iu,
        );
        expect(caption).not.toMatch(/\ba (?=[aeio]|un[^i])|\ban (?=[^aeiouh\s])/i);
        // A person's own topic may begin with an emoji.
        expect(caption).toMatch(/^(?:\p{RGI_Emoji} ?)?["'\(•]?[\p{Lu}\p{N}]|^iPhone/v);
        expect(caption).toMatch(/[.!?\p{L}\p{N}'"]$|\p{RGI_Emoji}$/v);
        expect(caption).not.toMatch(/[.!?] \p{Ll}(?!Phone)/u);
        expect(fold(caption)).not.toMatch(/real person|am (?:a )?human/);
        expect(graphemes(withHashtags(caption, hashtags))).toBeLessThanOrEqual(request.maxLength);
      }),
      { numRuns: 400 },
    );
  }, 120_000);

  it('says what was asked for, in those words', async () => {
    for (let seed = 0; seed < 40; seed += 1) {
      expect((await write(aRequest({ seed, topic: 'My new balcony tomatoes' }))).caption).toMatch(
        /my new balcony tomatoes/i,
      );
      expect(
        (await write(aRequest({ seed, topic: 'Write a caption about why rest matters.' }))).caption,
      ).toMatch(/why rest matters/i);
      expect((await write(aRequest({ seed, topic: 'We launch on Saturday' }))).caption).toContain(
        'We launch on Saturday.',
      );
    }
  });

  it('sounds different for a quiet gardener and a bold coach', async () => {
    const gardener = {
      traits: { warmth: 0.95, humour: 0.4, energy: 0.1, confidence: 0.3, curiosity: 0.6, formality: 0.5 },
      topics: ['gardening'],
    };
    const coach = {
      traits: { warmth: 0.4, humour: 0.3, energy: 1, confidence: 1, curiosity: 0.3, formality: 0.1 },
      topics: ['gym'],
    };
    const captions = async (persona: Partial<Persona>) =>
      Promise.all(
        Array.from({ length: 60 }, async (_, seed) => (await write(aRequest({ seed, persona }))).caption),
      );
    const [quiet, bold] = [await captions(gardener), await captions(coach)];
    expect(quiet.filter((caption) => bold.includes(caption)).length).toBeLessThan(6);
    expect(quiet.join('')).not.toContain('!');
    expect(bold.join('')).toContain('!');
  });

  it('spells out contractions for a formal voice, and writes small for one whose samples are small', async () => {
    const formal = {
      traits: { warmth: 0.5, humour: 0.5, energy: 0.5, confidence: 0.5, curiosity: 0.5, formality: 1 },
    };
    const small = { samplePosts: ['ok so this is new', 'not me again. with the same jacket'] };
    for (let seed = 0; seed < 60; seed += 1) {
      expect((await write(aRequest({ seed, persona: formal }))).caption).not.toMatch(
        /\b(?:I'm|don't|can't|won't|you're)\b/i,
      );
      expect((await write(aRequest({ seed, persona: small }))).caption).not.toMatch(/\p{Lu}/u);
    }
  });

  it('uses no emoji at 0, and those of the samples above', async () => {
    const persona = { emoji: 1, samplePosts: ['Fresh bread 🥖🥖', 'More bread 🥖'] };
    let own = 0;
    for (let seed = 0; seed < 40; seed += 1) {
      expect((await write(aRequest({ seed, persona: { emoji: 0 } }))).caption).not.toMatch(/\p{RGI_Emoji}/v);
      if ((await write(aRequest({ seed, persona }))).caption.includes('🥖')) own += 1;
    }
    expect(own).toBeGreaterThan(5);
  });

  it('never crosses a line, whatever its case, accents or form', async () => {
    const avoid = ['Coffee', 'no politics or religion', 'CAFÉ', 'tip'];
    const persona = {
      avoid,
      topics: ['coffee', 'café culture', 'food'],
      hashtags: ['CoffeeLover', 'home_cafe', 'goodfood'],
    };
    for (let seed = 0; seed < 120; seed += 1) {
      const { caption, hashtags } = await write(
        aRequest({ seed, persona, shot: Shot.parse({ scene: 'cafe' }) }),
      );
      const all = fold(`${caption} ${hashtags.join(' ')}`);
      expect(all).not.toMatch(/coffee|cafe|espresso|\blatte|\btips?\b|politic/);
      expect(caption).not.toContain('☕');
    }
  });

  it('refuses a topic that crosses a line or pretends to be human, and says what to do', async () => {
    const persona = { avoid: ['politics'] };
    await expect(write(aRequest({ persona, topic: 'the next ELECTION' }))).rejects.toMatchObject({
      code: 'invalid',
      field: 'topic',
      hint: expect.any(String),
    });
    await expect(write(aRequest({ topic: "I'm a real person" }))).rejects.toMatchObject({ code: 'invalid' });
  });

  it('fits any length that holds a sentence, whole sentences only', async () => {
    for (let seed = 0; seed < 60; seed += 1) {
      const { caption, hashtags } = await write(aRequest({ seed, maxLength: 48, persona: { emoji: 1 } }));
      expect(graphemes(withHashtags(caption, hashtags))).toBeLessThanOrEqual(48);
      expect(caption).toMatch(/[.!?]$|\p{RGI_Emoji}$/v);
    }
    await expect(write(aRequest({ maxLength: 3 }))).rejects.toMatchObject({
      code: 'invalid',
      field: 'maxLength',
    });
  });

  it('leaves out a topic that does not fit, and says so', async () => {
    const made = await write(aRequest({ maxLength: 60, topic: `We ${'really '.repeat(20)}open` }));
    expect(made.warnings[0]).toContain('does not fit');
  });

  it('gives valid hashtags, none twice or banned, and no more than asked', async () => {
    const persona = { hashtags: ['Sun', 'sun', 'SÚN', 'f4f', 'sunny_days'], topics: ['gardening'] };
    for (let seed = 0; seed < 100; seed += 1) {
      const { hashtags } = await write(aRequest({ seed, persona, maxHashtags: seed % 7 }));
      expect(hashtags.length).toBeLessThanOrEqual(seed % 7);
      const folded = hashtags.map(fold);
      expect(new Set(folded).size).toBe(hashtags.length);
      expect(folded).not.toContain('f4f');
      for (const tag of hashtags) expect(tag).toMatch(/^[\p{L}\p{N}_]+$/u);
    }
  });

  it('repeats no sentence of the last posts, and prefers lines not used in any', async () => {
    const recent: string[] = [];
    for (let seed = 0; seed < 50; seed += 1) {
      const made = await write(aRequest({ seed, recent, persona: { topics: ['books', 'film', 'music'] } }));
      expect(made.warnings).toEqual([]);
      recent.unshift(made.caption);
    }
    expect(new Set(recent).size).toBe(50);
  });
});
