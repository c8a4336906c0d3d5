import { AppError } from '#kernel/errors.ts';

/** A language to write in. */
export interface WritingLanguage {
  /** Canonical BCP 47. */
  readonly tag: string;
  /** In English: "Brazilian Portuguese". */
  readonly name: string;
  /** Whether a text is in the script of the language, as far as its letters tell. */
  matches(text: string): boolean;
}

const names = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });
/** Script codes of ISO 15924 that stand for several scripts of Unicode. */
const compounds: Readonly<Record<string, string>> = {
  Jpan: '\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Han}',
  Kore: '\\p{Script=Hangul}\\p{Script=Han}',
  Hans: '\\p{Script=Han}',
  Hant: '\\p{Script=Han}',
};
/** Fewer letters tell nothing: a name or a brand may be all there is. */
const fewestLetters = 16;
const leastShare = 0.5;

/**
 * Reads a BCP 47 tag. `known` are the tags a model is said to write well; any when empty.
 * @throws AppError `invalid` when there is no such language, or the model does not write it
 */
export function readLanguage(tag: string, known: readonly string[] = []): WritingLanguage {
  const canonical = canonicalTag(tag);
  const name = canonical === undefined ? undefined : names.of(canonical);
  if (canonical === undefined || name === undefined) {
    throw new AppError('invalid', `"${tag}" names no language.`, {
      hint: 'Write it as a language tag, such as en, de, pt-BR or ja.',
      field: 'language',
    });
  }
  const base = (one: string) => one.toLowerCase().split('-')[0];
  if (known.length > 0 && !known.some((one) => base(one) === base(canonical))) {
    throw new AppError('invalid', `This engine does not write ${name}.`, {
      hint: `It is set to ${known.join(', ')}: choose one of these, another engine, or change its languages on the engines page.`,
      field: 'language',
    });
  }
  return { tag: canonical, name, matches: scriptCheck(canonical) };
}

/** A language tag in its usual spelling; `undefined` when it is none. */
export function canonicalTag(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}

function scriptCheck(tag: string): (text: string) => boolean {
  const script = new Intl.Locale(tag).maximize().script;
  const pattern = script === undefined ? undefined : patternOf(script);
  return (text) => {
    const letters = text.replace(/[#@][\p{L}\p{N}_]+|https?:\/\/\S+/gu, '').match(/\p{L}/gu) ?? [];
    if (!pattern || letters.length < fewestLetters) return true;
    return letters.filter((letter) => pattern.test(letter)).length / letters.length >= leastShare;
  };
}

function patternOf(script: string): RegExp | undefined {
  try {
    return new RegExp(`[${compounds[script] ?? `\\p{Script=${script}}`}]`, 'u');
  } catch {
    return undefined;
  }
}
