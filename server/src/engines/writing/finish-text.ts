import type { MadeText, TextLimit, TextRequest } from '#engines/engine.ts';
import { AppError } from '#kernel/errors.ts';
import { withHashtags } from '#kernel/text-length.ts';
import type { Boundaries } from './boundaries.ts';
import { fitLength, fits } from './fit-length.ts';
import type { Judged } from './judge-draft.ts';
import type { WritingLanguage } from './languages.ts';

type Content<T> = T extends unknown ? Omit<T, 'model' | 'recipe' | 'warnings'> : never;

interface Finished {
  readonly made: Content<MadeText>;
  readonly warnings: readonly string[];
}

interface Setting {
  readonly language: WritingLanguage;
  readonly boundaries: Boundaries;
}

const wordsAMinute = 140;
/** Scripts without blanks between words are read at about this many letters a second. */
const lettersASecond = 5;

/**
 * The text as it may be used: sentences that cross a line are left out, what is too long is cut at a sentence,
 * and what is still amiss is said.
 * @throws AppError `invalid` when nothing is left, `unavailable` when it is in another language
 */
export function finishText(request: TextRequest, judged: Judged, setting: Setting): Finished {
  const { language, boundaries } = setting;
  if (judged.faults.some(({ kind }) => kind === 'language')) {
    throw new AppError(
      'unavailable',
      `The model does not write ${language.name}: it answered in another script.`,
      {
        hint: 'Choose a model that knows this language, or another language.',
        facts: { reason: 'language' },
      },
    );
  }
  const allowed = judged.texts.map((text) => withoutCrossing(text, boundaries, language.tag));
  const texts = allowed.map(({ text }) => text).filter((text) => text !== '');
  if (texts.length === 0) throw crossed(judged, request.character.name);
  const lost = allowed.reduce((sum, { left }) => sum + left, 0);
  const warnings =
    lost === 0 ? [] : [`${lost} ${lost === 1 ? 'sentence' : 'sentences'} crossed a line and were left out.`];
  const { made, cuts } = assemble(request, texts, judged, language);
  return { made, warnings: [...warnings, ...cuts, ...repetitionWarning(judged)] };
}

function repetitionWarning({ faults, similarity }: Judged): string[] {
  if (!faults.some(({ kind }) => kind === 'repeats')) return [];
  return [
    `It is close to an earlier text (${Math.round(similarity * 100)} % alike), also when written again: give a topic, or another one.`,
  ];
}

function crossed({ faults }: Judged, name: string): AppError {
  const isClaim = faults.some(({ kind }) => kind === 'claim');
  const isEmpty = faults.some(({ kind }) => kind === 'empty');
  if (isEmpty) {
    return new AppError('unavailable', 'The model wrote nothing that can be used.', {
      hint: 'Try again, or choose another model.',
      facts: { reason: 'empty' },
    });
  }
  return new AppError(
    'invalid',
    isClaim
      ? `The model made ${name} claim to be a human being, twice. It was not used.`
      : `The model crossed a line of ${name} twice. It was not used.`,
    { hint: 'Give another topic, or choose another model.' },
  );
}

/** Leaves out sentences that cross a line; the whole when the crossing spans them. */
function withoutCrossing(text: string, boundaries: Boundaries, tag: string) {
  const crosses = (part: string) => boundaries.pretends(part) || boundaries.crossedBy(part) !== undefined;
  if (!crosses(text)) return { text, left: 0 };
  const sentences = [...new Intl.Segmenter(tag, { granularity: 'sentence' }).segment(text)].map(
    ({ segment }) => segment,
  );
  const kept = sentences.filter((sentence) => !crosses(sentence));
  const rest = kept.join('').trim();
  return crosses(rest)
    ? { text: '', left: sentences.length }
    : { text: rest, left: sentences.length - kept.length };
}

function assemble(
  request: TextRequest,
  texts: readonly string[],
  { hashtags, similarity }: Judged,
  language: WritingLanguage,
): { readonly made: Content<MadeText>; readonly cuts: readonly string[] } {
  const { tag } = language;
  const whole = texts.join('\n\n');
  switch (request.kind) {
    case 'caption': {
      const { text, lost } = fitLength(whole, request, tag);
      const fitting = fittingHashtags(text, hashtags, request);
      return {
        made: { kind: 'caption', caption: text, hashtags: fitting, similarity },
        cuts: cutWarning(lost),
      };
    }
    case 'thread': {
      const parts = texts.slice(0, request.maxParts).map((text) => fitLength(text, request, tag));
      const dropped =
        texts.length > request.maxParts ? ['The thread was longer than allowed: its end was left out.'] : [];
      const fitting = fittingHashtags(parts.at(-1)?.text ?? '', hashtags, request);
      return {
        made: { kind: 'thread', parts: parts.map(({ text }) => text), hashtags: fitting, similarity },
        cuts: [...dropped, ...parts.flatMap(({ lost }) => cutWarning(lost))],
      };
    }
    case 'script': {
      const seconds = secondsToSay(whole, tag);
      const off = Math.abs(seconds - request.seconds) > Math.max(3, request.seconds * 0.4);
      const cuts = off
        ? [`It takes about ${Math.round(seconds)} seconds to say, where ${request.seconds} were asked for.`]
        : [];
      return { made: { kind: 'script', script: whole, seconds, similarity }, cuts };
    }
    default: {
      const { text, lost } = fitLength(whole, request, tag);
      return { made: { kind: request.kind, text, similarity }, cuts: cutWarning(lost) };
    }
  }
}

function cutWarning(lost: 'nothing' | 'sentences' | 'words'): string[] {
  if (lost === 'nothing') return [];
  return [
    lost === 'sentences'
      ? 'The model wrote more than fits: the last sentences were left out.'
      : 'The model wrote more than fits, also when asked for less: the text was cut in a sentence.',
  ];
}

/** Words come first: hashtags go, the last first, until both fit. */
function fittingHashtags(text: string, hashtags: readonly string[], limit: TextLimit): string[] {
  const fitting = [...hashtags];
  while (fitting.length > 0 && !fits(withHashtags(text, fitting), limit)) fitting.pop();
  return fitting;
}

/** About how long a voice needs, at an easy pace. */
function secondsToSay(script: string, tag: string): number {
  const words = [...new Intl.Segmenter(tag, { granularity: 'word' }).segment(script)].filter(
    ({ isWordLike }) => isWordLike === true,
  );
  const isUnspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(script);
  const seconds = isUnspaced
    ? (script.match(/\p{L}/gu)?.length ?? 0) / lettersASecond
    : (words.length / wordsAMinute) * 60;
  return Math.round(seconds * 10) / 10;
}
