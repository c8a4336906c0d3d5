import { cardinalWords, digitWords, numberWords, ordinalWords, yearWords } from './number-words.ts';

/** What could not be spoken, gathered while reading. */
export interface Dropped {
  emoji: number;
  readonly symbols: Set<string>;
  readonly letters: Set<string>;
  addressPaths: number;
}

interface Reading {
  readonly pattern: RegExp;
  readonly words: (match: RegExpExecArray, dropped: Dropped) => readonly string[];
}

const amount = String.raw`\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.\d+|\d+`;
const magnitudes: Readonly<Record<string, string>> = {
  k: 'thousand',
  m: 'million',
  b: 'billion',
  bn: 'billion',
};
const currencies: Readonly<Record<string, readonly [one: string, many: string, cent: string]>> = {
  $: ['dollar', 'dollars', 'cents'],
  '€': ['euro', 'euros', 'cents'],
  '£': ['pound', 'pounds', 'pence'],
  '¥': ['yen', 'yen', 'sen'],
};
const units: Readonly<Record<string, string>> = {
  km: 'kilometers',
  cm: 'centimeters',
  mm: 'millimeters',
  m: 'meters',
  kg: 'kilograms',
  g: 'grams',
  mg: 'milligrams',
  ml: 'milliliters',
  l: 'liters',
  mph: 'miles per hour',
  h: 'hours',
  hr: 'hours',
  hrs: 'hours',
  min: 'minutes',
  mins: 'minutes',
  s: 'seconds',
  sec: 'seconds',
  ms: 'milliseconds',
  gb: 'gigabytes',
  mb: 'megabytes',
  px: 'pixels',
  x: 'times',
  '°': 'degrees',
  '°c': 'degrees celsius',
  '°f': 'degrees fahrenheit',
};
const domainEnds =
  'com|net|org|io|app|dev|ai|co|me|tv|fm|gg|shop|studio|social|link|blog|news|art|info|eu|uk|de|fr|es|it|nl|ch|at|jp|us|ca|au';
const abbreviations: Readonly<Record<string, string>> = {
  'w/': 'with',
  'w/o': 'without',
  'e.g': 'for example',
  'i.e': 'that is',
  mr: 'mister',
  mrs: 'missus',
  dr: 'doctor',
  vs: 'versus',
  etc: 'et cetera',
  'a.m': 'a m',
  'p.m': 'p m',
  diy: 'd i y',
  ootd: 'outfit of the day',
  btw: 'by the way',
  idk: "i don't know",
};

/** Tried in order; the first that matches the whole word reads it. */
const readings: readonly Reading[] = [
  {
    pattern: /^[^\s@]+@[^\s@]+\.\w+$/,
    words: ([all], dropped) => addressWords(all.replace('@', ' at '), dropped),
  },
  {
    pattern: new RegExp(
      String.raw`^(https?://)?(?:www\.)?((?:[a-z0-9-]+\.)+(?:${domainEnds}|(?<=^https?://.*)[a-z]{2,}))(?:[/?#:](.*))?$`,
      'i',
    ),
    words: (match, dropped) => {
      if (match[3]) dropped.addressPaths++;
      return addressWords(match[2]!, dropped);
    },
  },
  {
    pattern: /^[#@](.+)$/u,
    words: ([, name], dropped) => compoundWords(name!.replaceAll('.', ' dot '), dropped),
  },
  {
    pattern: /^(\d{1,2}):(\d{2})(am|pm)?$/i,
    words: ([, hours, minutes, half]) => [
      ...cardinalWords(hours!),
      ...(Number(minutes) === 0
        ? half
          ? []
          : ["o'clock"]
        : [...(minutes!.startsWith('0') ? ['oh'] : []), ...cardinalWords(minutes!)]),
      ...(half ? [...half.toLowerCase()] : []),
    ],
  },
  {
    pattern: /^(\d{1,2})(am|pm)$/i,
    words: ([, hours, half]) => [...cardinalWords(hours!), ...half!.toLowerCase()],
  },
  {
    pattern: new RegExp(String.raw`^([$€£¥])(${amount})(k|m|b|bn)?$`, 'i'),
    words: ([, sign, value, magnitude]) => moneyWords(sign!, value!, magnitude),
  },
  {
    pattern: new RegExp(String.raw`^([-−+]?(?:${amount}))%$`),
    words: ([, value]) => [...numberWords(value!), 'percent'],
  },
  { pattern: /^(\d+)(?:st|nd|rd|th)$/i, words: ([, value]) => ordinalWords(value!) },
  { pattern: /^24\/7$/, words: () => ['twenty', 'four', 'seven'] },
  { pattern: /^1\/2$|^½$/, words: () => ['one', 'half'] },
  { pattern: /^1\/4$|^¼$/, words: () => ['one', 'quarter'] },
  { pattern: /^3\/4$|^¾$/, words: () => ['three', 'quarters'] },
  { pattern: /^(\d+)[-–](\d+)$/, words: ([, from, to]) => [...wholeWords(from!), 'to', ...wholeWords(to!)] },
  { pattern: /^(\d{4})s$/, words: ([, year]) => plural(yearWords(year!)) },
  { pattern: /^(\d0)s$/, words: ([, decade]) => plural(cardinalWords(decade!)) },
  {
    pattern: new RegExp(String.raw`^(${amount})(k|m|bn?)$`),
    words: ([, value, magnitude]) => [...numberWords(value!), magnitudes[magnitude!]!],
  },
  {
    pattern: new RegExp(String.raw`^([-−+]?(?:${amount}))(${Object.keys(units).join('|')})$`, 'i'),
    words: ([, value, unit]) => [...numberWords(value!), ...units[unit!.toLowerCase()]!.split(' ')],
  },
  { pattern: /^(\d+)$/, words: ([, value]) => wholeWords(value!) },
  { pattern: new RegExp(String.raw`^[-−+]?(?:${amount})$`), words: ([value]) => numberWords(value) },
];

/** How one written word without its punctuation is said. */
export function wordsOf(core: string, dropped: Dropped): string[] {
  const abbreviation = abbreviations[core.toLowerCase()];
  if (abbreviation) return abbreviation.split(' ');
  for (const { pattern, words } of readings) {
    const match = pattern.exec(core);
    if (match) return [...words(match, dropped)];
  }
  return compoundWords(core, dropped);
}

function wholeWords(digits: string): string[] {
  if (/^(?:1[1-9]|20)\d\d$/.test(digits)) return yearWords(digits);
  return digits.startsWith('0') && digits.length > 1 ? digitWords(digits) : cardinalWords(digits);
}

function plural(words: readonly string[]): string[] {
  const last = words.at(-1)!;
  return [...words.slice(0, -1), last.endsWith('y') ? `${last.slice(0, -1)}ies` : `${last}s`];
}

function moneyWords(sign: string, value: string, magnitude: string | undefined): string[] {
  const [one, many, cent] = currencies[sign]!;
  if (magnitude) return [...numberWords(value), magnitudes[magnitude.toLowerCase()]!, many];
  const [whole = '0', decimals = ''] = value.replaceAll(',', '').split('.');
  const cents = Number(decimals.padEnd(2, '0').slice(0, 2));
  return [
    ...cardinalWords(whole || '0'),
    Number(whole) === 1 ? one : many,
    ...(cents > 0 ? ['and', ...cardinalWords(String(cents)), cent] : []),
  ];
}

function addressWords(address: string, dropped: Dropped): string[] {
  return compoundWords(address.replaceAll('.', ' dot ').replaceAll('-', ' dash '), dropped);
}

const signs: Readonly<Record<string, string>> = {
  '&': 'and',
  '+': 'plus',
  '=': 'equals',
  '%': 'percent',
  '@': 'at',
  '~': 'about',
  '°': 'degrees',
  '×': 'times',
};
/** Letters that decomposition does not turn into plain ones. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};
/** Marks that only join or set off words. */
const silent = /^\u{fe0f}$|^[\s\p{Pd}_/\\.,;:!?¿¡…"“”„«»()[\]{}'‘’|*•·™®©\u{200b}-\u{200f}]$/u;

/** Words, camelCase parts, digits and signs run together, one after the other. */
function compoundWords(text: string, dropped: Dropped): string[] {
  const plain = text
    .replace(/[’‘]/g, "'")
    .replace(/(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu, ' ')
    .toLowerCase()
    .replace(/[ßæœøłđðþı]/g, (letter) => plainLetters[letter]!)
    .normalize('NFD')
    .replace(/\p{M}/gu, '');
  const words: string[] = [];
  for (const [piece] of plain.matchAll(/[a-z]+(?:'[a-z]+)*|\d+|[\s\S]/gu)) {
    if (/^[a-z]/.test(piece)) words.push(piece);
    else if (/^\d/.test(piece)) words.push(...wholeWords(piece));
    else if (signs[piece]) words.push(signs[piece]);
    else if (/\p{L}/u.test(piece)) dropped.letters.add(piece);
    else if (!silent.test(piece)) dropped.symbols.add(piece);
  }
  return words;
}
