const small = (
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen ' +
  'sixteen seventeen eighteen nineteen'
).split(' ');
const tens = ['', '', ...'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')];
const scales = ['', 'thousand', 'million', 'billion', 'trillion'];
const ordinals: Readonly<Record<string, string>> = {
  one: 'first',
  two: 'second',
  three: 'third',
  five: 'fifth',
  eight: 'eighth',
  nine: 'ninth',
  twelve: 'twelfth',
};

/** A whole number of at most 15 digits in English words: 1042 is "one thousand forty two". */
export function cardinalWords(digits: string): string[] {
  const value = Number(digits);
  if (digits.length > 15) return digitWords(digits);
  if (value < 1000) return underThousand(value);
  const words: string[] = [];
  for (let scale = scales.length - 1; scale >= 0; scale--) {
    const group = Math.floor(value / 1000 ** scale) % 1000;
    if (group > 0) words.push(...underThousand(group), ...(scale > 0 ? [scales[scale]!] : []));
  }
  return words;
}

/** 21 is "twenty first". */
export function ordinalWords(digits: string): string[] {
  const words = cardinalWords(digits);
  const last = words.pop()!;
  return [...words, ordinals[last] ?? (last.endsWith('y') ? `${last.slice(0, -1)}ieth` : `${last}th`)];
}

/** A year the way it is said: 1999 is "nineteen ninety nine", 2008 "two thousand eight". */
export function yearWords(digits: string): string[] {
  const century = Number(digits.slice(0, 2));
  const rest = Number(digits.slice(2));
  if (century === 20 && rest < 10) return cardinalWords(digits);
  if (rest === 0) return [...underThousand(century), 'hundred'];
  return [...underThousand(century), ...(rest < 10 ? ['oh'] : []), ...underThousand(rest)];
}

/** Digit by digit, as for codes and what follows a decimal point. */
export function digitWords(digits: string): string[] {
  return [...digits].map((digit) => small[Number(digit)]!);
}

/** A number as written in English text, such as "1,042.50" or "-3", in words. */
export function numberWords(written: string): string[] {
  const [whole = '0', decimals] = written
    .replace(/[,_]/g, '')
    .replace(/^[-−+]/, '')
    .split('.');
  return [
    ...(/^[-−]/.test(written) ? ['minus'] : []),
    ...cardinalWords(whole || '0'),
    ...(decimals ? ['point', ...digitWords(decimals)] : []),
  ];
}

function underThousand(value: number): string[] {
  const hundreds = Math.floor(value / 100);
  const rest = value % 100;
  const words = hundreds > 0 ? [small[hundreds]!, 'hundred'] : [];
  if (rest === 0 && hundreds > 0) return words;
  if (rest < 20) return [...words, small[rest]!];
  return [...words, tens[Math.floor(rest / 10)]!, ...(rest % 10 > 0 ? [small[rest % 10]!] : [])];
}
