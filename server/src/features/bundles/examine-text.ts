import { isObject } from './parse-card.ts';

/** Something in an imported text that a person should see before it is kept. */
export interface Finding {
  /** `refused`: it cannot be imported; `warning`: look at it; `note`: good to know. */
  readonly level: 'refused' | 'warning' | 'note';
  readonly what: 'minor' | 'age' | 'instruction' | 'hidden' | 'secret' | 'shortened' | 'unused' | 'media';
  /** In words for a person. */
  readonly message: string;
  /** Where it stands, as a path in the JSON. */
  readonly where: string;
  /** The words themselves, cut to a line; never a secret. */
  readonly quote: string;
}

const longestQuote = 140;
const mostStrings = 20_000;
const deepest = 40;
const mostFindings = 40;
/** A string this long without spaces is a picture or a file. */
const encodedFile = 4000;

/** C0 and C1 controls without tab and line ends, marks that turn the direction, invisible letters and tags. */
const hiddenCharacters =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u2028-\u202e\u2060-\u2069\ufeff]|[\u{e0000}-\u{e007f}]/gu;

/** Words that talk to the program that reads the text, rather than tell of somebody. */
const instructions = [
  /\b(ignore|disregard|forget|override)\b.{0,30}\b(previous|prior|above|earlier|system|all)\b.{0,30}\b(instruction|prompt|rule|message)s?/i,
  /\b(new|real|hidden) (system )?(instructions?|prompt)\s*:/i,
  /\byou are (now )?(chatgpt|gpt-?\d|claude|gemini|an? (ai|language model|assistant|llm))\b/i,
  /\b(reveal|print|show|repeat|leak|send)\b.{0,30}\b(system prompt|instructions|api key|password|token|secret)s?\b/i,
  /\b(jailbreak|do anything now|developer mode|nsfw mode|uncensored mode)\b/i,
  /\b(without|no|bypass|ignore)\b.{0,20}\b(filters?|censorship|restrictions|guidelines|content polic(y|ies))\b/i,
  /<\|?(im_start|im_end|system|endoftext|assistant|user)\|?>|\[\/?INST\]|<<\/?SYS>>/i,
  /^\s*(system|assistant)\s*:/im,
  /<script\b|javascript:|\bon(error|load)\s*=/i,
];

export const hasInstruction = (text: string) => instructions.some((pattern) => pattern.test(text));

/** The text without what cannot be seen; line ends as they are. */
export const withoutHidden = (text: string) => text.replace(hiddenCharacters, '').toWellFormed();

const relatives =
  /^\W*(\w+\W+){0,2}(daughter|son|sister|brother|niece|nephew|cousin|child|children|kid|dog|cat|horse|car|house|bike|plant|company|brand|tradition|recipe)\b/i;
const minorWords =
  /\b(loli(con|ta)?|shota(con)?|underaged?|pre-?teens?|toddler|school ?(girl|boy)|jail ?bait|teenage (girl|boy)|(elementary|primary|middle|junior high|high)[ -]?school(er| (student|girl|boy|freshman|sophomore|junior|senior))|is (still )?a (minor|child|kid)|not (yet )?(18|of age))\b/i;
const vagueWords =
  /\b(teens?|teenagers?|adolescent|young (girl|boy)|little (girl|boy)|high school|minors?)\b/i;

interface AgeSaid {
  readonly age: number;
  readonly isPlain: boolean;
}

/** Ages that a text states. `isPlain` when it can only be the character's own. */
export function agesIn(text: string): AgeSaid[] {
  const ages: AgeSaid[] = [];
  for (const match of text.matchAll(/\bage(?:d)?["']?\s*(?:is|[:=(])?\s*["']?(\d{1,3})\b(?!\s*[-–]\s*\d)/gi))
    ages.push({ age: Number(match[1]), isPlain: /age["']?\s*[:=(]/i.test(match[0]) });
  for (const match of text.matchAll(
    /\b(\d{1,3})[- ]?(?:years?|yrs?)[- ]?old\b|\b(\d{1,3}) ?(?:yo|y\/o)\b/gi,
  )) {
    const after = text.slice(match.index + match[0].length);
    const before = text.slice(Math.max(0, match.index - 24), match.index);
    if (relatives.test(after)) continue;
    const isPast = /\b(since|when|was|at|ago|until|before|from)\b[^.!?]*$/i.test(before);
    ages.push({ age: Number(match[1] ?? match[2]), isPlain: !isPast });
  }
  return ages.filter(({ age }) => age > 0 && age < 150);
}

/** The adult age a text states, when it states just one. */
export function statedAge(texts: readonly string[]): number | null {
  const plain = new Set(
    texts.flatMap((text) =>
      agesIn(text)
        .filter((said) => said.isPlain)
        .map(({ age }) => age),
    ),
  );
  const [only, ...others] = plain;
  return only !== undefined && others.length === 0 && only >= 18 && only <= 120 ? only : null;
}

const isAge = (path: string) => /(^|[._-])age$/i.test(path);

/** Every text in a JSON value with its path, and numbers that are ages; what is nested too deep or too long to be read is left out. */
export function textsIn(value: unknown, path = ''): [path: string, text: string][] {
  const found: [string, string][] = [];
  const walk = (value: unknown, path: string, depth: number): void => {
    if (found.length >= mostStrings || depth > deepest) return;
    if (typeof value === 'number') {
      if (isAge(path)) found.push([path, String(value)]);
    } else if (typeof value === 'string') {
      if (value.length < encodedFile || value.slice(0, encodedFile).includes(' ')) found.push([path, value]);
    } else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) walk(item, `${path}[${index}]`, depth + 1);
    } else if (isObject(value)) {
      for (const [key, item] of Object.entries(value)) walk(item, path ? `${path}.${key}` : key, depth + 1);
    }
  };
  walk(value, path, 0);
  return found;
}

/** Texts about the world or about what is not to be written may speak of children without the character being one. */
const aboutOthers = /character_book|lore|knowledge|canon|avoid|style|scenario|creator_notes|\bhistory\b/i;

/** What a person should see of an imported text, the worst first. */
export function examineTexts(texts: readonly (readonly [path: string, text: string])[]): Finding[] {
  const findings = texts.flatMap(([path, text]) => [...examineAge(path, text), ...examineWords(path, text)]);
  const order = { refused: 0, warning: 1, note: 2 } as const;
  return findings.toSorted((one, other) => order[one.level] - order[other.level]).slice(0, mostFindings);
}

function examineAge(where: string, text: string): Finding[] {
  const isOwn = !aboutOthers.test(where);
  const young = agesIn(text).filter(({ age }) => age < 18);
  const word = minorWords.exec(text) ?? undefined;
  const statesAge = isAge(where) && Number(text) > 0 && Number(text) < 18;
  if ((isOwn && (word || young.some(({ isPlain }) => isPlain))) || statesAge) {
    const quote = word?.[0] ?? String(young[0]?.age ?? text);
    return [
      {
        level: 'refused',
        what: 'minor',
        message: 'This describes somebody under 18.',
        where,
        quote: around(text, quote),
      },
    ];
  }
  const vague = young[0] ? String(young[0].age) : (word?.[0] ?? vagueWords.exec(text)?.[0]);
  if (vague === undefined) return [];
  return [
    {
      level: 'warning',
      what: 'age',
      message: 'This may speak of somebody under 18. Read it before you go on.',
      where,
      quote: around(text, vague),
    },
  ];
}

function examineWords(where: string, text: string): Finding[] {
  const found: Finding[] = [];
  const told = instructions.map((pattern) => pattern.exec(text)?.[0]).find((match) => match !== undefined);
  if (told !== undefined) {
    found.push({
      level: 'warning',
      what: 'instruction',
      message: 'This gives orders to the program instead of telling of the character. It is left out.',
      where,
      quote: around(text, told),
    });
  }
  const hidden = text.match(hiddenCharacters)?.length ?? 0;
  if (hidden > 0) {
    found.push({
      level: 'warning',
      what: 'hidden',
      message: `${hidden} invisible ${hidden === 1 ? 'character is' : 'characters are'} in this text. They are taken out.`,
      where,
      quote: quoteOf(text),
    });
  }
  return found;
}

export function quoteOf(text: string): string {
  const line = withoutHidden(text).replace(/\s+/g, ' ').trim();
  return line.length > longestQuote ? `${line.slice(0, longestQuote - 1)}…` : line;
}

function around(text: string, part: string): string {
  const at = Math.max(0, text.indexOf(part) - 50);
  return `${at > 0 ? '…' : ''}${quoteOf(text.slice(at))}`;
}
