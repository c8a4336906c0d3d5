import type { CharacterVersion } from '@ainfluencer/server/contract/characters';
import type { Look } from '@ainfluencer/server/kernel/look';
import {
  eyeColors,
  faceGroups,
  hairColors,
  hairLabels,
  lipColors,
  skinColor,
} from './components/look-words.ts';
import { traits } from './components/trait-words.ts';

/** What one version says about one thing: in words, with the colour itself where it is one. */
export interface Said {
  readonly words: string;
  readonly color?: string;
}

interface About {
  readonly part: 'Who' | 'Look' | 'Voice' | 'Canon';
  readonly label: string;
}
export type Difference = About &
  (
    | { readonly kind: 'value'; readonly before: Said; readonly after: Said }
    | { readonly kind: 'text'; readonly before: string; readonly after: string }
    | { readonly kind: 'list'; readonly removed: readonly string[]; readonly added: readonly string[] }
  );

export type Content = Pick<
  CharacterVersion,
  'name' | 'tagline' | 'age' | 'persona' | 'look' | 'voice' | 'canon'
>;

type Field = About &
  (
    | { readonly kind: 'value'; readonly of: (content: Content) => Said }
    | { readonly kind: 'text'; readonly of: (content: Content) => string }
    | { readonly kind: 'list'; readonly of: (content: Content) => readonly string[] }
  );

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const percent = (value: number) => `${Math.round(value * 100)} %`;
const signed = (value: number) => `${value > 0 ? '+' : ''}${Math.round(value * 100)}`;

/** -1 to 1 between two ends: "average", "a little narrow −20", "very wide +90". */
function leaning(value: number, ends: readonly [string, string]): Said {
  const strength = Math.abs(value);
  if (strength < 0.08) return { words: 'average' };
  const degree = strength < 0.35 ? 'a little ' : strength < 0.7 ? '' : 'very ';
  return { words: `${degree}${value < 0 ? ends[0] : ends[1]} ${signed(value)}` };
}

/** 0 to 1 between two ends, told as a place between them. */
function between(value: number, ends: readonly [string, string]): Said {
  if (value > 0.45 && value < 0.55) return { words: `between ${ends[0]} and ${ends[1]}` };
  const far = Math.abs(value - 0.5) * 2;
  const degree = far < 0.35 ? 'rather ' : far < 0.75 ? '' : 'very ';
  return { words: `${degree}${value < 0.5 ? ends[0] : ends[1]} (${percent(value)})` };
}

type Named = { readonly color: string; readonly label: string };

/** By its name, or by the nearest one: "like copper". */
function named(color: string, names: readonly Named[]): Said {
  const [nearest] = names.toSorted((a, b) => distance(a.color, color) - distance(b.color, color));
  if (!nearest) return { words: color, color };
  const exact = nearest.color.toLowerCase() === color.toLowerCase();
  return { words: exact ? nearest.label : `like ${nearest.label.toLowerCase()}`, color };
}

/** Squared distance of two `#rrggbb` colours. */
function distance(one: string, other: string): number {
  const channels = [1, 3, 5].map(
    (start) =>
      Number.parseInt(one.slice(start, start + 2), 16) - Number.parseInt(other.slice(start, start + 2), 16),
  );
  return channels.reduce((sum, difference) => sum + difference ** 2, 0);
}

function heritageWords({ african, asian, european }: Look['heritage']): string {
  const sum = african + asian + european || 1;
  const shares: [string, number][] = [
    ['African', african],
    ['Asian', asian],
    ['European', european],
  ];
  return shares
    .filter(([, share]) => share / sum >= 0.005)
    .map(([name, share]) => `${percent(share / sum)} ${name}`)
    .join(', ');
}

const value = (part: About['part'], label: string, of: (content: Content) => Said): Field => ({
  kind: 'value',
  part,
  label,
  of,
});
const look = (label: string, of: (look: Look) => Said) => value('Look', label, (content) => of(content.look));

/** Everything a version holds, in the order in which a person would look at it. */
const fields: readonly Field[] = [
  value('Who', 'Name', ({ name }) => ({ words: name })),
  { kind: 'text', part: 'Who', label: 'Tagline', of: ({ tagline }) => tagline },
  value('Who', 'Age', ({ age }) => ({ words: String(age) })),
  { kind: 'text', part: 'Who', label: 'About', of: ({ persona }) => persona.bio },
  ...traits.map(({ name, label, ends }) =>
    value('Who', label, ({ persona }) => between(persona.traits[name], ends)),
  ),
  value('Who', 'Emoji', ({ persona }) => between(persona.emoji, ['few', 'many'])),
  value('Who', 'Tone', ({ persona }) => ({ words: persona.tone })),
  { kind: 'list', part: 'Who', label: 'Languages', of: ({ persona }) => persona.languages },
  { kind: 'list', part: 'Who', label: 'Topics', of: ({ persona }) => persona.topics },
  { kind: 'list', part: 'Who', label: 'Lines not to cross', of: ({ persona }) => persona.avoid },
  {
    kind: 'list',
    part: 'Who',
    label: 'Hashtags',
    of: ({ persona }) => persona.hashtags.map((tag) => `#${tag}`),
  },
  { kind: 'list', part: 'Who', label: 'Sample posts', of: ({ persona }) => persona.samplePosts },
  look('Hair', ({ hair }) => ({ words: hairLabels[hair.style] })),
  look('Hair colour', ({ hair }) => named(hair.color, hairColors)),
  look('Brow colour', ({ hair }) => named(hair.brows ?? hair.color, hairColors)),
  look('Grey hair', ({ hair }) => ({ words: percent(hair.grey) })),
  look('Facial hair', ({ facialHair }) => ({ words: facialHair })),
  look('Glasses', ({ glasses }) => ({ words: glasses ? 'yes' : 'no' })),
  look('Eye colour', ({ eyes }) => named(eyes.color, eyeColors)),
  look('Eye shadow', ({ eyes }) => ({ words: percent(eyes.shadow) })),
  look('Lip colour', ({ lips }) => named(lips.color, lipColors)),
  look('Lip colour strength', ({ lips }) => ({ words: percent(lips.strength) })),
  look('Skin tone', ({ skin }) => ({
    ...between(skin.tone, ['light', 'dark']),
    color: skinColor(skin.tone, skin.undertone),
  })),
  look('Undertone', ({ skin }) => leaning(skin.undertone, ['cool', 'warm'])),
  look('Freckles', ({ skin }) => ({ words: percent(skin.freckles) })),
  look('Blush', ({ skin }) => ({ words: percent(skin.blush) })),
  look('Features', ({ femininity }) => between(femininity, ['masculine', 'feminine'])),
  look('Looks', ({ apparentAge }) => ({ words: `${apparentAge} years` })),
  look('Base shapes', ({ heritage }) => ({ words: heritageWords(heritage) })),
  ...faceGroups.flatMap((group) =>
    group.sliders.map(({ name, label, ends }) =>
      look(group.label === 'Outline' ? label : `${group.label}, ${label.toLowerCase()}`, ({ face }) =>
        leaning(face[name], ends),
      ),
    ),
  ),
  look('Build', ({ body }) => ({ words: body.build })),
  look('Height', ({ body }) => between(body.height, ['short', 'tall'])),
  look('Muscle', ({ body }) => between(body.muscle, ['soft', 'strong'])),
  look('Weight', ({ body }) => between(body.weight, ['light', 'heavy'])),
  { kind: 'text', part: 'Look', label: 'In words', of: (content) => content.look.notes },
  value('Voice', 'Voice', ({ voice }) => ({ words: voice.voiceId })),
  value('Voice', 'Speed', ({ voice }) => ({ words: `${voice.speed.toFixed(2)}×` })),
  value('Voice', 'Pitch', ({ voice }) => ({
    words: `${voice.pitch > 0 ? '+' : ''}${voice.pitch} semitones`,
  })),
  value('Voice', 'Emotion', ({ voice }) => ({ words: voice.emotion })),
  {
    kind: 'list',
    part: 'Canon',
    label: 'Facts',
    of: ({ canon }) => canon.map(({ fact, at }) => (at ? `${at}: ${fact}` : fact)),
  },
];

/** What differs between two versions of a character, in words a person would use; nothing when they are alike. */
export function describeDifferences(before: Content, after: Content): readonly Difference[] {
  return fields.flatMap((field) => differenceIn(field, before, after));
}

function differenceIn(field: Field, before: Content, after: Content): Difference[] {
  const { part, label } = field;
  if (field.kind === 'list') {
    const [was, is] = [field.of(before), field.of(after)];
    const removed = was.filter((entry) => !is.includes(entry));
    const added = is.filter((entry) => !was.includes(entry));
    return removed.length + added.length > 0 ? [{ kind: 'list', part, label, removed, added }] : [];
  }
  if (field.kind === 'text') {
    const [was, is] = [field.of(before), field.of(after)];
    return was === is ? [] : [{ kind: 'text', part, label, before: was, after: is }];
  }
  const [was, is] = [field.of(before), field.of(after)];
  if (was.words === is.words && was.color === is.color) return [];
  return [{ kind: 'value', part, label, before: sentence(was), after: sentence(is) }];
}

const sentence = (said: Said): Said => ({ ...said, words: capital(said.words) || 'None' });
