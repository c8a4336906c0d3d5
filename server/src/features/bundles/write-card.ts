import { isDeepStrictEqual } from 'node:util';
import type { CharacterContent } from '#features/characters/contract.ts';
import { type CardFormat, cardData, isObject, type JsonObject, v2Spec, v3Spec } from './parse-card.ts';
import { ourExtension } from './read-draft.ts';

/** The card a character came from. */
export interface CardOrigin {
  readonly format: CardFormat;
  readonly text: string;
  /** What was read out of it. */
  readonly content: CharacterContent;
}

export interface CardToWrite {
  readonly content: CharacterContent;
  readonly handle: string;
  readonly version: number;
  readonly origin?: CardOrigin | undefined;
}

type Written = 'card_v2' | 'card_v3' | 'eliza';

/**
 * The JSON of a character in a format of other programs. One that came from this format and was not changed since
 * comes back letter for letter; a changed one keeps every field that was not touched, unknown ones included.
 */
export function writeCard(format: Written, card: CardToWrite): string {
  const { origin, content } = card;
  if (origin?.format === format && isDeepStrictEqual(origin.content, content)) return origin.text;
  return JSON.stringify(format === 'eliza' ? writeEliza(card) : writeTavern(format, card), null, 2);
}

function writeTavern(format: 'card_v2' | 'card_v3', card: CardToWrite): JsonObject {
  const base = baseOf(card, ['card_v1', 'card_v2', 'card_v3']);
  const data = {
    ...emptyData,
    ...(format === 'card_v3' && { group_only_greetings: [] }),
    ...base.data,
    ...changedFields(card, base.isKnown, tavernFields),
    ...(!base.isKnown && { creator_notes: disclosure, character_version: String(card.version) }),
    extensions: withOurs(base.data.extensions, card),
  };
  const spec =
    format === 'card_v2' ? { spec: v2Spec, spec_version: '2.0' } : { spec: v3Spec, spec_version: '3.0' };
  return { ...base.around, ...spec, data };
}

function writeEliza(card: CardToWrite): JsonObject {
  const base = baseOf(card, ['eliza']);
  const { extensions: _, ...around } = base.data;
  return {
    ...emptyEliza,
    ...around,
    ...changedFields(card, base.isKnown, elizaFields),
    ...(!base.isKnown && { username: card.handle }),
    settings: withOurs(base.data.settings, card),
  };
}

const disclosure =
  'A virtual character made with AInfluencer. Whatever is published under its name is labelled as AI-made.';
const emptyData = {
  name: '',
  description: '',
  personality: '',
  scenario: '',
  first_mes: '',
  mes_example: '',
  creator_notes: '',
  system_prompt: '',
  post_history_instructions: '',
  alternate_greetings: [],
  tags: [],
  creator: '',
  character_version: '',
};
const emptyEliza = {
  name: '',
  username: '',
  bio: [],
  messageExamples: [],
  postExamples: [],
  topics: [],
  adjectives: [],
};

interface Base {
  readonly data: JsonObject;
  /** What stands beside `data`. */
  readonly around: JsonObject;
  readonly isKnown: boolean;
}

function baseOf({ origin }: CardToWrite, formats: readonly CardFormat[]): Base {
  if (!origin || !formats.includes(origin.format)) return { data: {}, around: {}, isKnown: false };
  const json: unknown = JSON.parse(origin.text);
  if (!isObject(json)) return { data: {}, around: {}, isKnown: false };
  const data = cardData({ format: origin.format, json });
  return { data, around: data === json ? {} : json, isKnown: true };
}

/** What a field of a card is made of, and how. */
interface Field {
  readonly of: (content: CharacterContent) => unknown;
  readonly write: (content: CharacterContent) => JsonObject;
}

/** Only what differs from what was read: the rest of the card stays as its maker wrote it. */
function changedFields(
  { content, origin }: CardToWrite,
  isKnown: boolean,
  fields: readonly Field[],
): JsonObject {
  const changed = fields.filter(
    ({ of }) => !isKnown || !origin || !isDeepStrictEqual(of(content), of(origin.content)),
  );
  return Object.assign({}, ...changed.map(({ write }) => write(content))) as JsonObject;
}

const tavernFields: readonly Field[] = [
  { of: ({ name }) => name, write: ({ name }) => ({ name }) },
  { of: ({ persona }) => persona.bio, write: ({ persona }) => ({ description: persona.bio }) },
  {
    of: ({ persona }) => [persona.tone, persona.traits],
    write: ({ persona }) => ({ personality: characterWords(persona) }),
  },
  { of: ({ persona }) => persona.topics, write: ({ persona }) => ({ tags: persona.topics }) },
  {
    of: ({ persona }) => persona.samplePosts,
    write: ({ persona: { samplePosts } }) => ({
      first_mes: samplePosts[0] ?? '',
      alternate_greetings: samplePosts.slice(1),
    }),
  },
  {
    of: ({ canon }) => canon,
    write: ({ name, canon }) => ({
      character_book: {
        extensions: {},
        entries: canon.map(({ fact }, index) => ({
          keys: [name],
          content: fact,
          extensions: {},
          enabled: true,
          insertion_order: index,
          constant: true,
          use_regex: false,
        })),
      },
    }),
  },
];

const elizaFields: readonly Field[] = [
  { of: ({ name }) => name, write: ({ name }) => ({ name }) },
  { of: ({ persona }) => persona.bio, write: ({ persona }) => ({ bio: sentences(persona.bio) }) },
  {
    of: ({ persona }) => persona.tone,
    write: ({ persona }) => ({ adjectives: persona.tone.split(/,\s*/) }),
  },
  { of: ({ persona }) => persona.topics, write: ({ persona }) => ({ topics: persona.topics }) },
  {
    of: ({ persona }) => persona.samplePosts,
    write: ({ persona }) => ({ postExamples: persona.samplePosts }),
  },
  { of: ({ canon }) => canon, write: ({ canon }) => ({ lore: canon.map(({ fact }) => fact) }) },
  {
    of: ({ persona }) => persona.avoid,
    write: ({ persona }) => ({
      style: { all: persona.avoid.map((line) => `Never ${line}`), chat: [], post: [] },
    }),
  },
];

function characterWords({ tone, traits }: CharacterContent['persona']): string {
  const strong = Object.entries(traits).filter(([, value]) => value >= 0.65);
  return [tone, ...strong.map(([trait]) => trait)].join(', ');
}

const sentences = (text: string) => text.split(/(?<=[.!?])\s+/).filter((sentence) => sentence !== '');

/** Keeps what others put there; ours under a name of our own (V2 section "extensions"). */
function withOurs(extensions: unknown, { content, handle }: CardToWrite): JsonObject {
  return { ...(isObject(extensions) ? extensions : {}), [ourExtension]: { handle, content } };
}
