import type { Language } from './language.ts';

/** What a character never writes: its own lines that must not be crossed, and claims none may make. */
export interface Boundaries {
  /** The line that `text` crosses, as the person wrote it. */
  crossedBy(text: string): string | undefined;
  /** Like `crossedBy`, for a hashtag, whose words run together. */
  crossedByHashtag(tag: string): string | undefined;
  /** Whether `text` pretends that the character is a human being. */
  pretends(text: string): boolean;
  /** Entries of `topics.json` that are off limits. */
  readonly topics: ReadonlySet<string>;
  readonly emoji: ReadonlySet<string>;
}

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
export function readBoundaries(avoid: readonly string[], language: Language): Boundaries {
  const lines = avoid.map((written) => toLine(written, language));
  const claims = matcher(language.reading.never.map(fold));
  const terms = new Set(lines.flatMap((line) => line.terms));
  const topics = new Set(Object.keys(language.topics).filter((id) => terms.has(id)));
  return {
    crossedBy: (text) =>
      lines.length === 0 ? undefined : lines.find((line) => line.pattern(fold(text)))?.written,
    crossedByHashtag(tag) {
      const apart = fold(tag.replace(/(?<=\p{Ll}|\p{N})(?=\p{Lu})|_/gu, ' '));
      const together = fold(tag);
      const inside = (term: string) => term.length >= 4 && together.includes(term.replaceAll(' ', ''));
      return lines.find((line) => line.pattern(apart) || line.terms.some(inside))?.written;
    },
    pretends: (text) => claims(fold(text)),
    topics,
    emoji: new Set([...topics].flatMap((id) => language.topics[id]?.emoji ?? [])),
  };
}

function toLine(written: string, language: Language): Line {
  const { avoidStarts, firstPerson, subjects } = language.reading;
  const starts = [...avoidStarts, ...firstPerson.possessives, 'my', 'the', 'a', 'an'].sort(
    (a, b) => b.length - a.length,
  );
  const whole = fold(written).trim();
  const phrases = [whole, ...whole.split(/\s*[,;/]\s*|\s+(?:and|or)\s+/)]
    .map((phrase) => withoutStarts(phrase, starts))
    .filter((phrase) => phrase !== '');
  const related = phrases.flatMap((phrase) => {
    const one = phrase.replace(/s$/, '');
    const found = subjects[phrase] ?? subjects[one] ?? [];
    return [...found, ...(language.topics[phrase]?.keywords ?? [])].map(fold);
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
  const any = words.map((term) => RegExp.escape(term).replaceAll('\\x20', '\\s+')).join('|');
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${any})(?:'?e?s)?(?![\\p{L}\\p{N}])`, 'u');
  return (folded) => pattern.test(folded) || signs.some((sign) => folded.includes(sign));
}
