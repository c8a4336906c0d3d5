import { z } from 'zod';
import { expressions, lights, outfits, poses, scenes } from '#kernel/shot.ts';

/** Kinds of sentence the grammar is made of; `detail` is a noun phrase that follows no article. */
export const parts = [
  'open',
  'observe',
  'beat',
  'look',
  'question',
  'choice',
  'choiceIntro',
  'askBack',
  'askAbout',
  'story',
  'dialogue',
  'detail',
  'notice',
  'thanks',
  'listIntro',
  'rateIntro',
  'score',
  'tip',
  'tipIntro',
  'take',
  'takeIntro',
  'confess',
  'confessIntro',
  'cheer',
  'backstage',
  'canonLine',
  'about',
  'aboutHere',
  'afterSaid',
  'close',
] as const;
export type Part = (typeof parts)[number];

export const traitNames = ['warmth', 'humour', 'energy', 'confidence', 'curiosity', 'formality'] as const;
export type TraitName = (typeof traitNames)[number];

const someOf = <T extends Record<string, unknown>>(table: T) =>
  z.array(z.enum(Object.keys(table) as [keyof T & string, ...(keyof T & string)[]])).optional();

/** -1 to 1: how much a line suits somebody with much (or little) of a trait. */
const Leaning = z.partialRecord(z.enum(traitNames), z.number().min(-1).max(1));
export type Leaning = z.infer<typeof Leaning>;

const texts = z.array(z.string().min(1));
const times = z.array(z.enum(['morning', 'day', 'evening', 'night']));

export const FragmentGroup = z.strictObject({
  part: z.enum(parts),
  traits: Leaning.optional(),
  /** Only for pictures of one of these; likewise the four below. */
  scenes: someOf(scenes),
  outfits: someOf(outfits),
  poses: someOf(poses),
  expressions: someOf(expressions),
  lights: someOf(lights),
  /** Only when the post is about one of these entries of `topics.json`. */
  topics: texts.optional(),
  times: times.optional(),
  /** The line speaks of the picture, so it needs one. */
  picture: z.boolean().optional(),
  /** The line itself says that the character is made by AI: one of these a caption is enough. */
  ai: z.boolean().optional(),
  lines: texts.min(1),
});
export type FragmentGroup = z.infer<typeof FragmentGroup>;

export const Structure = z.strictObject({
  id: z.string().min(1),
  weight: z.number().positive(),
  traits: Leaning.optional(),
  /** Lines of the caption; `{part}` or `{part@scene}`, `{part@topic}` stands for a fragment. */
  lines: z.array(z.string()).min(1),
});
export type Structure = z.infer<typeof Structure>;

const Place = z.strictObject({
  /** Follows a verb: "Reading {at}". */
  at: z.string().min(1),
  /** Follows "from", with its article. */
  from: z.string().min(1),
  times,
  hashtags: texts,
  emoji: texts,
});

export const Words = z.strictObject({
  tag: z.string().min(2),
  name: z.string().min(1),
  and: z.string().min(1),
  scenes: z.partialRecord(
    z.enum(Object.keys(scenes) as [keyof typeof scenes, ...(keyof typeof scenes)[]]),
    Place,
  ),
  outfits: z.partialRecord(
    z.enum(Object.keys(outfits) as [keyof typeof outfits, ...(keyof typeof outfits)[]]),
    z.string(),
  ),
  emoji: z.record(z.enum(traitNames), texts),
});
export type Words = z.infer<typeof Words>;

export const Topics = z.record(
  z.string(),
  z.strictObject({ keywords: texts.min(1), hashtags: texts.min(1), emoji: texts.min(1) }),
);
export type Topics = z.infer<typeof Topics>;

/** What is needed to understand what people write: topics, tones, facts and lines not to be crossed. */
export const Reading = z.strictObject({
  tones: z.record(z.string(), Leaning),
  contractions: z.record(z.string(), z.string()),
  /** After these a negative contraction is a turned-round question, and stays. */
  pronouns: texts,
  instructionStarts: texts,
  instructionTails: texts,
  /** Orders that become a sentence of the character's own: "thank the team" is "I want to thank the team." */
  wishes: z.strictObject({
    verbs: texts.min(1),
    frame: z.string().includes('{wish}'),
    audience: texts,
    you: z.string(),
  }),
  /** Orders to ask: "ask people what they read" is "Tell me what you read." */
  asks: z.strictObject({
    starts: texts.min(1),
    frame: z.string().includes('{question}'),
    forFrame: z.string().includes('{question}'),
    forWord: z.string(),
    toYou: z.record(z.string(), z.string()),
  }),
  /** Before these stands the main word of a noun phrase. */
  prepositions: texts,
  /** Words that show a topic to be a whole sentence. */
  clauseWords: texts,
  /** Beginnings that read well after "about" and badly elsewhere. */
  aboutStarts: texts,
  firstPerson: z.strictObject({
    subjects: texts,
    possessives: texts,
    reflexives: texts,
    verbs: z.record(z.string(), z.string()),
  }),
});
export type Reading = z.infer<typeof Reading>;

export const Speech = z.strictObject({
  greetings: texts.min(1),
  livelyGreetings: texts.min(1),
  /** A script that begins with one of these needs no further greeting. */
  greetingWords: texts,
  closings: texts.min(1),
  spoken: z.record(z.string(), z.string()),
  and: z.string().min(1),
});
export type Speech = z.infer<typeof Speech>;
