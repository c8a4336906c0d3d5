import type { SpokenToken } from './spoken-text.ts';
import type { WavLabel } from './wav.ts';

/** A stretch of a recording in which something is said, or nothing (viseme `X`, the mouth at rest). */
export interface VoicedCue {
  readonly viseme: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** A written word and when it is said. */
export interface TimedWord {
  readonly text: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly pause: SpokenToken['pause'];
}

/** Words shown together. */
export interface CaptionPhrase {
  /** The words of each line. */
  readonly lines: readonly (readonly TimedWord[])[];
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/**
 * When each written word is said: exactly, when the recording is labelled with its words, otherwise
 * spread over the voiced time by how long the words are to say.
 */
export function timeWords(
  tokens: readonly SpokenToken[],
  labels: readonly WavLabel[],
  cues: readonly VoicedCue[],
): TimedWord[] {
  const spokenCount = tokens.reduce((sum, token) => sum + token.words.length, 0);
  const wordLabels = labels.filter(({ text }) => !text.startsWith('/'));
  const starts =
    wordLabels.length === spokenCount
      ? wordLabels.map((label) => label.atSeconds)
      : spreadWords(tokens, cues);
  let next = 0;
  return tokens.map((token) => {
    const startSeconds = starts[next] ?? 0;
    next += token.words.length;
    const following = starts[next] ?? Number.POSITIVE_INFINITY;
    const spokenUntil = silenceAfter(cues, startSeconds);
    return {
      text: token.display,
      startSeconds,
      endSeconds: Math.max(startSeconds + 0.05, Math.min(following, spokenUntil)),
      pause: token.pause,
    };
  });
}

function silenceAfter(cues: readonly VoicedCue[], atSeconds: number): number {
  const silence = cues.find((cue) => cue.viseme === 'X' && cue.startSeconds > atSeconds && longEnough(cue));
  return silence?.startSeconds ?? cues.at(-1)?.endSeconds ?? atSeconds;
}

const longEnough = (cue: VoicedCue) => cue.endSeconds - cue.startSeconds >= 0.08;

function spreadWords(tokens: readonly SpokenToken[], cues: readonly VoicedCue[]): number[] {
  const voiced = cues.filter((cue) => cue.viseme !== 'X');
  const total = voiced.reduce((sum, cue) => sum + cue.endSeconds - cue.startSeconds, 0);
  const weights = tokens.flatMap((token) => token.words.map(wordWeight));
  const totalWeight = weights.reduce((sum, weight) => sum + weight, 0);
  let weightBefore = 0;
  return weights.map((weight) => {
    const voicedBefore = (total * weightBefore) / totalWeight;
    weightBefore += weight;
    return atVoicedTime(voiced, voicedBefore);
  });
}

/** Vowel groups stand for syllables, which take most of the time. */
function wordWeight(word: string): number {
  return 0.6 + (word.match(/[aeiouy]+/g)?.length ?? 1) + word.length * 0.08;
}

function atVoicedTime(voiced: readonly VoicedCue[], seconds: number): number {
  let left = seconds;
  for (const cue of voiced) {
    const length = cue.endSeconds - cue.startSeconds;
    if (left < length) return cue.startSeconds + left;
    left -= length;
  }
  return voiced.at(-1)?.endSeconds ?? 0;
}

export interface PhraseRules {
  readonly lineCharacters: number;
  readonly lines: number;
  readonly words: number;
  /** A comma ends a phrase that has at least this many words. */
  readonly wordsBeforeComma: number;
}

/** Burned in, read at a glance on a phone. */
export const burnedRules: PhraseRules = { lineCharacters: 17, lines: 2, words: 5, wordsBeforeComma: 2 };
/** In a captions file, by the usual limits for subtitles. */
export const fileRules: PhraseRules = { lineCharacters: 42, lines: 2, words: 16, wordsBeforeComma: 8 };

/** A phrase stays until the next one when less than this lies between. */
const joinSeconds = 0.5;
/** Otherwise it stays this long after its last word. */
const holdSeconds = 0.3;

/** Groups words into phrases that break where the speaker does, each on screen long enough to be read. */
export function splitPhrases(
  words: readonly TimedWord[],
  rules: PhraseRules,
  clipSeconds: number,
): CaptionPhrase[] {
  const groups = balance(group(words, rules), rules);
  return groups.map((members, index) => {
    const startSeconds = members[0]!.startSeconds;
    const spokenUntil = members.at(-1)!.endSeconds;
    const nextStart = groups[index + 1]?.[0]?.startSeconds ?? Number.POSITIVE_INFINITY;
    const end =
      nextStart - spokenUntil < joinSeconds ? nextStart : Math.min(spokenUntil + holdSeconds, nextStart);
    return { lines: breakLines(members, rules), startSeconds, endSeconds: Math.min(end, clipSeconds) };
  });
}

function group(words: readonly TimedWord[], rules: PhraseRules): TimedWord[][] {
  const groups: TimedWord[][] = [];
  for (const word of words) {
    const current = groups.at(-1);
    const last = current?.at(-1);
    const breathes =
      last && (/[.?!]/.test(last.pause) || (last.pause === ',' && current!.length >= rules.wordsBeforeComma));
    if (!current || breathes || !fits([...current, word], rules)) groups.push([word]);
    else current.push(word);
  }
  return groups;
}

/** Words that lead on to the next one: a phrase reads badly when it ends with them. */
const leading = new Set(
  'a an the my your his her our their to of in on at by for from with and or but so i we'.split(' '),
);

/** Moves a last word to the next phrase when it leads on to it, or when one word stands alone there. */
function balance(groups: readonly TimedWord[][], rules: PhraseRules): TimedWord[][] {
  const balanced = groups.map((members) => [...members]);
  for (let index = 1; index < balanced.length; index++) {
    const [before, here] = [balanced[index - 1]!, balanced[index]!];
    while (before.length > 2 && movesOn(before.at(-1)!, here) && fits([before.at(-1)!, ...here], rules)) {
      here.unshift(before.pop()!);
    }
  }
  return balanced;
}

function movesOn(last: TimedWord, next: readonly TimedWord[]): boolean {
  return last.pause === '' && (leading.has(last.text.toLowerCase()) || next.length === 1);
}

function fits(words: readonly TimedWord[], rules: PhraseRules): boolean {
  return words.length <= rules.words && fill(words, rules.lineCharacters).length <= rules.lines;
}

/** Lines filled one after the other. */
function fill(words: readonly TimedWord[], lineCharacters: number): TimedWord[][] {
  const lines: TimedWord[][] = [];
  for (const word of words) {
    const line = lines.at(-1);
    if (line && textOf([...line, word]).length <= lineCharacters) line.push(word);
    else lines.push([word]);
  }
  return lines;
}

/** Lines of about equal length, as few as the rules allow. */
function breakLines(words: readonly TimedWord[], rules: PhraseRules): TimedWord[][] {
  let lines = fill(words, rules.lineCharacters);
  for (let width = rules.lineCharacters - 1; width > 0; width--) {
    const narrower = fill(words, width);
    const overfull = narrower.some((line) => line.length > 1 && textOf(line).length > width);
    if (narrower.length > lines.length || overfull) break;
    lines = narrower;
  }
  return lines;
}

export function textOf(words: readonly TimedWord[]): string {
  return words.map((word) => word.text).join(' ');
}

/** A WebVTT file, https://www.w3.org/TR/webvtt1/ . */
export function toWebVtt(phrases: readonly CaptionPhrase[]): string {
  const cues = phrases.map(({ lines, startSeconds, endSeconds }) => {
    const text = lines.map((line) => escapeVtt(textOf(line))).join('\n');
    return `${clock(startSeconds, 3)} --> ${clock(endSeconds, 3)}\n${text}\n`;
  });
  return `WEBVTT\n\n${cues.join('\n')}`;
}

function escapeVtt(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Seconds as h:mm:ss with `decimals` digits, hours in two digits when there are three decimals. */
export function clock(seconds: number, decimals: 2 | 3): string {
  const units = Math.round(seconds * 10 ** decimals);
  const whole = Math.floor(units / 10 ** decimals);
  const part = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const rest = String(units % 10 ** decimals).padStart(decimals, '0');
  return `${decimals === 3 ? part(hours) : hours}:${part(Math.floor(whole / 60) % 60)}:${part(whole % 60)}.${rest}`;
}
