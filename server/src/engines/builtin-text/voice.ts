import { fold } from '#engines/writing/boundaries.ts';
import type { Persona } from '#kernel/persona.ts';
import type { Language } from './language.ts';
import { type Leaning, type TraitName, traitNames } from './schema.ts';

/** How a persona writes: its sliders, moved by the words of its tone and by its sample posts. */
export interface WritingVoice {
  readonly traits: Readonly<Record<TraitName, number>>;
  /** 0 none to 1 many. */
  readonly emoji: number;
  /** Emoji that the sample posts use, most used first. */
  readonly favourites: readonly string[];
  /** The sample posts use no capital letters. */
  readonly lowercase: boolean;
  /** Sentences a post, as in the samples; `undefined` without samples. */
  readonly sentences: number | undefined;
}

const emojiPattern = /\p{RGI_Emoji}/gv;
const fewestSamples = 2;

export function readVoice(persona: Persona, language: Language): WritingVoice {
  const samples = persona.samplePosts.filter((post) => post.trim() !== '');
  const enough = samples.length >= fewestSamples;
  const all = samples.join('\n');
  const ends = all.match(/[.!?]+(?=\s|$)/g) ?? [];
  const exclaimed = ends.filter((end) => end.includes('!')).length / Math.max(1, ends.length);
  const shifts: Leaning[] = [
    toneShift(persona.tone, language),
    ...(enough ? [sampleShift(exclaimed, ends.length)] : []),
  ];
  return {
    traits: shiftedTraits(persona.traits, shifts),
    emoji: persona.emoji,
    favourites: favouriteEmoji(all),
    lowercase: enough && !/\p{Lu}/u.test(all) && /\p{Ll}/u.test(all),
    sentences: enough ? Math.max(1, ends.length / samples.length) : undefined,
  };
}

function toneShift(tone: string, language: Language): Leaning {
  const words = fold(tone).match(/[\p{L}-]+/gu) ?? [];
  return sum(
    words.flatMap((word) =>
      Object.hasOwn(language.reading.tones, word) ? [language.reading.tones[word]!] : [],
    ),
  );
}

function sampleShift(exclaimed: number, sentences: number): Leaning {
  if (sentences === 0) return { formality: -0.1 };
  return exclaimed > 0.4 ? { energy: 0.25 } : exclaimed === 0 ? { energy: -0.1 } : {};
}

function sum(leanings: readonly Leaning[]): Leaning {
  return Object.fromEntries(
    traitNames.map((name) => [name, leanings.reduce((total, leaning) => total + (leaning[name] ?? 0), 0)]),
  );
}

function shiftedTraits(traits: Persona['traits'], shifts: readonly Leaning[]): Record<TraitName, number> {
  const shift = sum(shifts);
  const shifted = (name: TraitName) => Math.min(1, Math.max(0, traits[name] + (shift[name] ?? 0)));
  return {
    warmth: shifted('warmth'),
    humour: shifted('humour'),
    energy: shifted('energy'),
    confidence: shifted('confidence'),
    curiosity: shifted('curiosity'),
    formality: shifted('formality'),
  };
}

function favouriteEmoji(text: string): string[] {
  const counts = Map.groupBy(text.match(emojiPattern) ?? [], (emoji) => emoji);
  return [...counts].sort(([, one], [, other]) => other.length - one.length).map(([emoji]) => emoji);
}

/**
 * How well a line suits a voice: 1 for a line without leanings, up to about 12 when it leans as the
 * voice does, and 0 when it leans clearly the other way.
 */
export function suits(voice: WritingVoice, leaning: Leaning | undefined): number {
  if (!leaning) return 1;
  let fit = 0;
  for (const name of traitNames) fit += (leaning[name] ?? 0) * (2 * voice.traits[name] - 1);
  return fit < -0.25 ? 0 : Math.exp(2.5 * Math.min(1, fit));
}
