import type { BoundaryLines } from './boundary-lines.ts';

/** What a character never writes: its own lines that must not be crossed, and claims none may make. */
export interface Boundaries {
  /** The line that `text` crosses, as the person wrote it. */
  crossedBy(text: string): string | undefined;
  /** Like `crossedBy`, for a hashtag, whose words run together. */
  crossedByHashtag(tag: string): string | undefined;
  /** Whether `text` pretends that the character is a human being. */
  pretends(text: string): boolean;
  /** Known topics that are off limits. */
  readonly topics: ReadonlySet<string>;
  readonly emoji: ReadonlySet<string>;
}

/** Topics an engine knows words of, by name. */
export type KnownTopics = Readonly<
  Record<string, { readonly keywords: readonly string[]; readonly emoji: readonly string[] }>
>;

interface Line {
  readonly written: string;
  readonly terms: readonly string[];
  readonly pattern: (text: string) => boolean;
}

/** Small letters without accents, so that "Café" and "CAFE" are one word. */
export function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').replace(/[’‘]/g, "'").toLowerCase();
}

/** Reads `persona.avoid`: words, phrases, or subjects such as "no politics" with the words that belong to them. */
export function readBoundaries(
  avoid: readonly string[],
  known: BoundaryLines,
  knownTopics: KnownTopics = {},
): Boundaries {
  const lines = avoid.map((written) => toLine(written, known, knownTopics));
  const terms = new Set(lines.flatMap((line) => line.terms));
  const topics = new Set(Object.keys(knownTopics).filter((id) => terms.has(id)));
  return {
    crossedBy: (text) =>
      lines.length === 0 ? undefined : lines.find((line) => line.pattern(fold(text)))?.written,
    crossedByHashtag(tag) {
      const apart = fold(tag.replace(/(?<=\p{Ll}|\p{N})(?=\p{Lu})|_/gu, ' '));
      const together = fold(tag);
      const inside = (term: string) => term.length >= 4 && together.includes(term.replaceAll(' ', ''));
      return lines.find((line) => line.pattern(apart) || line.terms.some(inside))?.written;
    },
    pretends: claimCheck(known),
    topics,
    emoji: new Set([...topics].flatMap((id) => knownTopics[id]?.emoji ?? [])),
  };
}

/** A claim counts unless it is denied right before: "not a real person" is honest, "not a bot" is not. */
function claimCheck({ claims, negations }: BoundaryLines): (text: string) => boolean {
  const pattern = new RegExp(anyOf(claims.map(fold)), 'gu');
  const denials = negations.map(fold).map((word) => {
    const border = /^n't/.test(word) ? '' : '(?<![\\p{L}\\p{N}])';
    return new RegExp(`${border}${RegExp.escape(word)}\\s+$`, 'u');
  });
  return (text) => {
    const folded = fold(text);
    return [...folded.matchAll(pattern)].some(
      ({ index }) => !denials.some((denial) => denial.test(folded.slice(Math.max(0, index - 40), index))),
    );
  };
}

function toLine(written: string, { avoidStarts, subjects }: BoundaryLines, topics: KnownTopics): Line {
  const starts = avoidStarts.map(fold).sort((a, b) => b.length - a.length);
  const whole = fold(written).trim();
  const phrases = [whole, ...whole.split(/\s*[,;/]\s*|\s+(?:and|or)\s+/)]
    .map((phrase) => withoutStarts(phrase, starts))
    .filter((phrase) => phrase !== '');
  const related = phrases.flatMap((phrase) => {
    const one = phrase.replace(/s$/, '');
    const found = subjects[phrase] ?? subjects[one] ?? [];
    return [...found, ...(topics[phrase]?.keywords ?? [])].map(fold);
  });
  const terms = [...new Set([...phrases, ...related])];
  return { written, terms, pattern: matcher(terms) };
}

function withoutStarts(phrase: string, starts: readonly string[]): string {
  let left = phrase.replace(/^[\s"'#]+|[\s"'.!]+$/g, '');
  for (let round = 0; round < 4; round += 1) {
    const start = starts.find((word) => left.startsWith(`${word} `));
    if (start === undefined) break;
    left = left.slice(start.length).trim();
  }
  return left;
}

function matcher(terms: readonly string[]): (folded: string) => boolean {
  const words = terms.filter((term) => /[\p{L}\p{N}]/u.test(term));
  const signs = terms.filter((term) => !/[\p{L}\p{N}]/u.test(term));
  if (words.length === 0) return (folded) => signs.some((sign) => folded.includes(sign));
  const pattern = new RegExp(anyOf(words), 'u');
  return (folded) => pattern.test(folded) || signs.some((sign) => folded.includes(sign));
}

/** A pattern for any of the terms as whole words, their plurals included. */
function anyOf(terms: readonly string[]): string {
  const any = terms.map((term) => RegExp.escape(term).replaceAll('\\x20', '\\s+')).join('|');
  return `(?<![\\p{L}\\p{N}])(?:${any})(?:'?e?s)?(?![\\p{L}\\p{N}])`;
}
