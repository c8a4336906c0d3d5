import twitterText from 'twitter-text';

const { parseTweet } = twitterText;

/** The ways platforms count text. */
export const textUnits = [
  'graphemes',
  'codePoints',
  'utf16Units',
  'utf8Bytes',
  'emojiBytes',
  'weighted',
] as const;
export type TextUnit = (typeof textUnits)[number];

// One for the whole process: making a segmenter costs far more than using it.
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const encoder = new TextEncoder();

/**
 * What a reader calls characters: extended grapheme clusters (Unicode UAX #29). A family emoji, a flag
 * or a letter with its accents is one.
 */
export function graphemes(text: string): number {
  let count = 0;
  for (const _ of segmenter.segment(text)) count += 1;
  return count;
}

/** Unicode code points; a lone half of a surrogate pair counts as one. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** Units of UTF-16, as `String.length` counts. */
export function utf16Units(text: string): number {
  return text.length;
}

/** Bytes of the text in UTF-8; a lone half of a surrogate pair is sent as U+FFFD, three bytes. */
export function utf8Bytes(text: string): number {
  return encoder.encode(text).length;
}

const emoji = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u{20e3}/u;

/** Code points, but an emoji weighs as many as it has bytes in UTF-8. https://developers.facebook.com/docs/threads/overview */
export function emojiBytes(text: string): number {
  let count = 0;
  for (const { segment } of segmenter.segment(text)) {
    count += emoji.test(segment) ? utf8Bytes(segment) : codePoints(segment);
  }
  return count;
}

/**
 * As X weighs a post: Latin and most European letters one, others and emoji two, every link 23, after NFC. Counted
 * by X's own library. https://docs.x.com/fundamentals/counting-characters
 */
export function weighted(text: string): number {
  return parseTweet(text).weightedLength;
}

const measures: Readonly<Record<TextUnit, (text: string) => number>> = {
  graphemes,
  codePoints,
  utf16Units,
  utf8Bytes,
  emojiBytes,
  weighted,
};

/** The length of `text` in the unit a platform counts in. */
export function measure(text: string, unit: TextUnit): number {
  return measures[unit](text);
}

/**
 * A caption as it is published: the words, an empty line, then the hashtags.
 * `hashtags` come without `#`; an empty list adds nothing.
 */
export function withHashtags(caption: string, hashtags: readonly string[]): string {
  const line = hashtags.map((tag) => `#${tag}`).join(' ');
  return [caption, line].filter((part) => part !== '').join('\n\n');
}
