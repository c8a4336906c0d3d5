import { type Dropped, wordsOf } from './spoken-words.ts';

/** One written word of a script and how it is said. */
export interface SpokenToken {
  /** As written, without emoji, for captions. */
  readonly display: string;
  /** Lower-case English words of letters and apostrophes. */
  readonly words: readonly string[];
  /** What follows: nothing, a short pause, or the end of a sentence. */
  readonly pause: '' | ',' | '.' | '?' | '!';
}

export interface SpokenText {
  readonly tokens: readonly SpokenToken[];
  /** What is not spoken, in sentences for people. */
  readonly warnings: readonly string[];
}

/** Reads an English script as a voice would say it: numbers, addresses, hashtags and symbols in words. */
export function toSpokenText(script: string): SpokenText {
  const dropped: Dropped = { emoji: 0, symbols: new Set(), letters: new Set(), addressPaths: 0 };
  const tokens: SpokenToken[] = [];
  for (const line of script.normalize('NFC').split(/[\r\n]+/)) {
    for (const written of line.trim().split(/\s+/).filter(Boolean))
      tokens.push(...readWritten(written, dropped));
    // The end of a line ends a sentence, as it does for a reader.
    const last = tokens.at(-1);
    if (last && !isSentenceEnd(last.pause)) tokens[tokens.length - 1] = { ...last, pause: '.' };
  }
  return { tokens, warnings: warningsOf(dropped) };
}

/** The tokens of each sentence. */
export function sentencesOf(tokens: readonly SpokenToken[]): SpokenToken[][] {
  const sentences: SpokenToken[][] = [[]];
  for (const token of tokens) {
    sentences.at(-1)!.push(token);
    if (isSentenceEnd(token.pause)) sentences.push([]);
  }
  return sentences.filter((sentence) => sentence.length > 0);
}

/** Word error rate of what was heard against a script, 0 upwards: edits by the number of words in the script. */
export function wordErrorRate(reference: string, heard: string): number {
  const expected = comparableWords(reference);
  const actual = comparableWords(heard);
  if (expected.length === 0) return actual.length === 0 ? 0 : 1;
  let row = Array.from({ length: actual.length + 1 }, (_, index) => index);
  for (const [index, word] of expected.entries()) {
    const next = [index + 1];
    for (const [at, other] of actual.entries()) {
      next.push(Math.min(row[at + 1]! + 1, next[at]! + 1, row[at]! + (word === other ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1)! / expected.length;
}

function comparableWords(text: string): string[] {
  return toSpokenText(text).tokens.flatMap((token) => token.words.map((word) => word.replaceAll("'", '')));
}

function isSentenceEnd(pause: SpokenToken['pause']): boolean {
  return pause !== '' && pause !== ',';
}

const emojiPattern =
  /(?:\p{RI}\p{RI}|[0-9#*]\u{fe0f}?\u{20e3}|\p{Emoji_Presentation}|\p{Extended_Pictographic}\u{fe0f}?)(?:\p{Emoji_Modifier}|\u{fe0f}|\u{200d}|[\u{e0020}-\u{e007f}])*/gu;
/** Pictographs that are ordinary signs in text. */
const textSigns = /^[©®™‼⁉↔-↙]$/u;

function readWritten(written: string, dropped: Dropped): SpokenToken[] {
  const display = written.replace(emojiPattern, (emoji) => {
    if (textSigns.test(emoji)) return emoji;
    dropped.emoji++;
    return '';
  });
  const { core, pause } = splitPunctuation(display);
  // "home—finally" is two words with a breath between.
  const parts = core.split(/(?:—|--+|(?<=\p{L})–(?=\p{L})|…|\.{2,})/u).filter(Boolean);
  const words = parts.map((part) => wordsOf(part, dropped));
  if (words.length <= 1) return words[0]?.length ? [{ display, words: words[0], pause }] : [];
  const shown = display.split(/(?<=—|--|–|…|\.{2})(?=[\p{L}\p{N}])/u);
  return words.map((spoken, index) => ({
    display: shown[index] ?? parts[index]!,
    words: spoken,
    pause: index === words.length - 1 ? pause : ',',
  }));
}

function splitPunctuation(display: string): { core: string; pause: SpokenToken['pause'] } {
  const [, core = '', tail = ''] =
    /^(?:(?![#@&%/*]|-\d)\p{P})*(.*?)((?:(?![#@&%/*])\p{P})*)$/u.exec(display) ?? [];
  const mark = /[?!]/.exec(tail)?.[0] ?? (/[.…]/.test(tail) ? '.' : /[,;:—–)]|--/.test(tail) ? ',' : '');
  // "e.g." and "p.m." do not end a sentence.
  const isAbbreviation = mark === '.' && /^(?:\p{L}\.)+\p{L}$|^(?:mr|mrs|ms|dr|st|vs|etc)$/iu.test(core);
  return { core, pause: isAbbreviation ? '' : (mark as SpokenToken['pause']) };
}

function warningsOf(dropped: Dropped): string[] {
  const some = (set: ReadonlySet<string>) => [...set].slice(0, 8).join(' ');
  return [
    ...(dropped.emoji > 0 ? ['Emoji are left out of the spoken text.'] : []),
    ...(dropped.symbols.size > 0 ? [`These symbols are not spoken: ${some(dropped.symbols)}`] : []),
    ...(dropped.letters.size > 0
      ? [`The built-in voices read Latin letters only; these were left out: ${some(dropped.letters)}`]
      : []),
    ...(dropped.addressPaths > 0 ? ['Only the site of a long web address is spoken, not its path.'] : []),
  ];
}
