import type { Boundaries } from '#engines/writing/boundaries.ts';
import type { Shot } from '#kernel/shot.ts';
import type { Draft } from './grammar.ts';
import type { Language } from './language.ts';
import { pickWeighted, type Random } from './random.ts';
import { traitNames } from './schema.ts';
import type { WritingVoice } from './voice.ts';

interface Setting {
  readonly language: Language;
  readonly voice: WritingVoice;
  readonly boundaries: Boundaries;
  readonly shot: Shot | undefined;
  /** The person's own sentence, which is left as it is. */
  readonly said: string | undefined;
}

const formal = 0.72;
const livelyFrom = 0.68;
const bullet = '• ';

/** A drawn caption in the habits of its voice: contractions, exclamation marks, small letters, emoji. */
export function finishCaption(draft: Draft, setting: Setting, random: Random): string {
  const { voice } = setting;
  const spoken = draft.lines.map((line) =>
    keepingSaid(line, setting.said, (text) => inRegister(text, draft.lively, setting, random)),
  );
  const lines = withEmoji(spoken, draft, setting, random);
  const caption = lines.join('\n').trim();
  return voice.lowercase ? caption.toLowerCase() : caption;
}

function keepingSaid(line: string, said: string | undefined, change: (text: string) => string): string {
  if (said === undefined || !line.includes(said)) return change(line);
  const at = line.indexOf(said);
  return change(line.slice(0, at)) + said + change(line.slice(at + said.length));
}

function inRegister(
  line: string,
  lively: readonly string[],
  { language, voice }: Setting,
  random: Random,
): string {
  const { energy, formality } = voice.traits;
  if (formality >= formal) return withoutContractions(line, language).replaceAll('!', '.');
  if (energy < 0.35) return line.replaceAll('!', '.');
  if (energy < livelyFrom) return line;
  return lively
    .filter((text) => text.endsWith('.') && line.includes(text) && random() < energy - 0.35)
    .slice(0, 1)
    .reduce((text, sentence) => text.replace(sentence, `${sentence.slice(0, -1)}!`), line);
}

function withoutContractions(line: string, { reading }: Language): string {
  const pronouns = reading.pronouns.join('|');
  return Object.entries(reading.contractions).reduce((text, [short, long]) => {
    const turned = short.endsWith("n't") ? `(?! (?:${pronouns})\\b)` : '';
    const pattern = new RegExp(`(?<![\\p{L}'])${short}(?![\\p{L}'])${turned}(?!\\.)`, 'giu');
    return text.replace(pattern, (found) =>
      /^\p{Lu}/u.test(found) ? long.charAt(0).toUpperCase() + long.slice(1) : long,
    );
  }, line);
}

function withEmoji(
  lines: readonly string[],
  draft: Draft,
  setting: Setting,
  random: Random,
): readonly string[] {
  const count = emojiCount(setting.voice.emoji, random);
  const choices = emojiChoices(draft, setting);
  if (count === 0 || choices.length === 0) return lines;
  const marked = setting.voice.emoji > 0.6 && random() < 0.6;
  if (marked && lines.some((line) => line.startsWith(bullet))) {
    const mark = pickWeighted(random, choices, ({ weight }) => weight)?.emoji ?? '•';
    return lines.map((line) => (line.startsWith(bullet) ? `${mark} ${line.slice(bullet.length)}` : line));
  }
  const isList = lines.some((line) => /^(?:\d\.|•)/.test(line));
  const picked = pickSome(random, choices, isList ? 1 : count);
  const last = lines.findLastIndex((line) => line !== '' && !/^(?:\d\.|•)/.test(line));
  return lines.map((line, index) => (index === last ? joinEmoji(line, picked, setting.voice, random) : line));
}

function emojiCount(rate: number, random: Random): number {
  const drawn = random();
  if (rate === 0 || drawn > rate * 1.5) return 0;
  if (rate < 0.5) return 1;
  return drawn < (rate - 0.5) * 0.7 ? 3 : drawn < rate * 0.6 ? 2 : 1;
}

interface Choice {
  readonly emoji: string;
  readonly weight: number;
}

function emojiChoices(draft: Draft, { language, voice, boundaries, shot }: Setting): Choice[] {
  const { words, topics } = language;
  const scene = shot ? (words.scenes[shot.scene]?.emoji ?? []) : [];
  const subject = draft.subject && isOnTopic(draft) ? (topics[draft.subject]?.emoji ?? []) : [];
  const moods = traitNames.flatMap((name) =>
    words.emoji[name].map((emoji) => ({ emoji, weight: Math.max(0, voice.traits[name] - 0.5) * 1.6 })),
  );
  const all = [
    ...voice.favourites.slice(0, 5).map((emoji) => ({ emoji, weight: 1.4 })),
    ...subject.map((emoji) => ({ emoji, weight: 1.6 })),
    ...scene.map((emoji) => ({ emoji, weight: usesScene(draft) ? 1.4 : 0.4 })),
    ...moods,
  ];
  return all.filter(({ emoji }) => !boundaries.emoji.has(emoji) && boundaries.crossedBy(emoji) === undefined);
}

const usesScene = (draft: Draft) => draft.fragments.some((id) => id.startsWith('scenes-'));
/** Whether it says something of its subject, rather than of the picture or of life. */
export const isOnTopic = (draft: Draft) => draft.fragments.some((id) => /^(?:topics-|about\.)/.test(id));

function pickSome(random: Random, choices: readonly Choice[], count: number): string {
  const picked = new Set<string>();
  for (let round = 0; round < count * 3 && picked.size < count; round += 1) {
    const choice = pickWeighted(random, choices, ({ weight }) => weight);
    if (choice) picked.add(choice.emoji);
  }
  return [...picked].join('');
}

/** Casual voices let the emoji stand in for the full stop. */
function joinEmoji(line: string, emoji: string, { traits }: WritingVoice, random: Random): string {
  const instead = traits.formality < 0.5 && random() < 0.7;
  return `${instead ? line.replace(/(?<![.\d])\.$/, '') : line} ${emoji}`;
}
