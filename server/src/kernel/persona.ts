import { z } from 'zod';

const trait = z.number().min(0).max(1).default(0.5);

/** Who the character is: read by every text engine, edited with sliders. */
export const Persona = z.object({
  /** One or two sentences in the third person. */
  bio: z.string().max(600).default(''),
  /** 0 to 1 each. */
  traits: z
    .object({
      warmth: trait,
      humour: trait,
      energy: trait,
      confidence: trait,
      curiosity: trait,
      formality: trait,
    })
    .prefault({}),
  tone: z.string().max(120).default('friendly'),
  topics: z.array(z.string().min(1).max(60)).max(24).default([]),
  /** Lines that must not be crossed: words and subjects never written. */
  avoid: z.array(z.string().min(1).max(80)).max(40).default([]),
  samplePosts: z.array(z.string().max(2200)).max(20).default([]),
  /** BCP 47 tags, first is the default. */
  languages: z.array(z.string().min(2).max(20)).min(1).max(8).default(['en']),
  /** 0 none to 1 many. */
  emoji: z.number().min(0).max(1).default(0.3),
  hashtags: z
    .array(z.string().regex(/^[\p{L}\p{N}_]{1,60}$/u, 'A hashtag holds letters, digits and _ only.'))
    .max(30)
    .default([]),
});
export type Persona = z.infer<typeof Persona>;

/** Facts that stay true. `at` is an ISO date when the fact is an event. */
export const CanonFact = z.object({ fact: z.string().min(1).max(300), at: z.iso.date().optional() });
export const Canon = z.array(CanonFact).max(200).default([]);
export type Canon = z.infer<typeof Canon>;
