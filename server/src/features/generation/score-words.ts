import { measure, type TextUnit, withHashtags } from '#kernel/text-length.ts';
import type { Loudness } from '#media/loudness.ts';
import type { SpeechCheck } from '#media/recognise-speech.ts';
import type { CheckResult, ScorePart } from './contract.ts';

/** A check, and how good the take is in that respect: 0 to 1. */
export interface Weighed {
  readonly result: CheckResult;
  readonly quality: number;
  /** Failing it sets the take aside. */
  readonly isDecisive: boolean;
}

const version = '1';
/** Cosine similarity to an earlier post: from here a person should look, from there it is a repetition. */
const similarityLines = { review: 0.8, fail: 0.93 } as const;
const loudnessTarget = { lufs: -16, within: 1, atMost: 3 } as const;

export interface Written {
  readonly caption: string;
  readonly hashtags: readonly string[];
  /** Of a thread: each has the length to itself, the last with the hashtags. */
  readonly parts?: readonly string[];
  /** Highest cosine similarity to an earlier post, 0 to 1. */
  readonly similarity: number;
}

export interface WritingLimits {
  readonly avoid: readonly string[];
  /** Anything fits when absent. */
  readonly maxLength?: number;
  /** Graphemes when absent. */
  readonly unit?: TextUnit;
}

/** Checks a text: that it fits, says something new, and crosses none of the persona's lines. */
export function checkWriting(text: Written, limits: WritingLimits): Weighed[] {
  return [checkAvoid(text, limits.avoid), checkLength(text, limits), checkRepetition(text)];
}

function checkAvoid({ caption, hashtags }: Written, avoid: readonly string[]): Weighed {
  const words = ` ${`${caption} ${hashtags.join(' ')}`.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ')} `;
  const crossed = avoid.filter((line) => {
    const plain = line
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
    return plain !== '' && words.includes(` ${plain} `);
  });
  const reason =
    crossed.length > 0
      ? `It speaks of what the persona avoids: ${crossed.join(', ')}.`
      : 'It crosses none of the persona’s lines.';
  const verdict = crossed.length > 0 ? 'fail' : 'pass';
  const result = { name: 'safety', version, score: crossed.length, threshold: 0, verdict, reason } as const;
  return { result, quality: verdict === 'pass' ? 1 : 0, isDecisive: true };
}

function checkLength(
  { caption, hashtags, parts = [caption] }: Written,
  { maxLength = Number.POSITIVE_INFINITY, unit = 'graphemes' }: WritingLimits,
): Weighed {
  const lengths = parts.map((part, index) =>
    measure(index === parts.length - 1 ? withHashtags(part, hashtags) : part, unit),
  );
  const length = Math.max(0, ...lengths);
  const isEmpty = caption.trim() === '' || lengths.includes(0);
  const fits = length <= maxLength && !isEmpty;
  const what = unit === 'utf8Bytes' ? 'bytes' : 'characters';
  const allowed = Number.isFinite(maxLength) ? ` of ${maxLength}` : '';
  const reason = fits
    ? `${length}${allowed} ${what}${parts.length > 1 ? ' in the longest part' : ''}.`
    : `${length} ${what}, where ${Number.isFinite(maxLength) ? `1 to ${maxLength}` : 'some'} are allowed.`;
  const result = {
    name: 'length',
    version,
    score: length,
    threshold: Number.isFinite(maxLength) ? maxLength : null,
    verdict: fits ? 'pass' : 'fail',
    reason,
  } as const;
  return { result, quality: fits ? 1 : 0, isDecisive: !fits };
}

function checkRepetition({ similarity }: Written): Weighed {
  const { review, fail } = similarityLines;
  const verdict = similarity < review ? 'pass' : similarity < fail ? 'review' : 'fail';
  const percent = Math.round(similarity * 100);
  const reasons = {
    pass: `New: at most ${percent} % like an earlier post.`,
    review: `Much like an earlier post (${percent} %).`,
    fail: `Almost the same as an earlier post (${percent} %).`,
  };
  const result: CheckResult = {
    name: 'repetition',
    version,
    score: similarity,
    threshold: review,
    verdict,
    reason: reasons[verdict],
  };
  return { result, quality: Math.max(0, 1 - similarity ** 2), isDecisive: false };
}

/** What a listener made of a recording; a robotic voice that is misheard is still offered, with the reason. */
export function weighSpeech(check: SpeechCheck): Weighed {
  const quality = Math.max(0, 1 - check.score / (2 * check.threshold));
  return { result: { ...check }, quality, isDecisive: false };
}

/** A check that could not be made: somebody should listen. */
export function unheard(why: string): Weighed {
  const result = {
    name: 'speech-matches-script',
    version,
    score: null,
    threshold: null,
    verdict: 'review',
    reason: `Listen to it: it could not be compared with its script (${why}).`,
  } as const;
  return { result, quality: 0.5, isDecisive: false };
}

/** Whether a recording is as loud as phone apps play speech. */
export function checkLoudness({ lufs }: Loudness): Weighed {
  const off = Math.abs(lufs - loudnessTarget.lufs);
  const verdict = off <= loudnessTarget.within ? 'pass' : off <= loudnessTarget.atMost ? 'review' : 'fail';
  const result = {
    name: 'loudness',
    version,
    score: lufs,
    threshold: loudnessTarget.lufs,
    verdict,
    reason: `${lufs.toFixed(1)} LUFS, where ${loudnessTarget.lufs} is right.`,
  } as const;
  return { result, quality: Math.max(0, 1 - off / 6), isDecisive: false };
}

export interface Worth {
  /** 0 to 100. */
  readonly score: number;
  /** What each check gave; all count the same. */
  readonly scoreParts: readonly ScorePart[];
  /** Why the take is not offered; nothing when it is. */
  readonly setAside?: string;
}

/** The mean of the qualities times 100, halved by a failed check; a failed decisive one sets the take aside. */
export function weigh(checks: readonly Weighed[]): Worth {
  const failed = checks.filter(({ result }) => result.verdict === 'fail');
  const decisive = failed.find(({ isDecisive }) => isDecisive);
  if (decisive) return { score: 0, scoreParts: [], setAside: decisive.result.reason };
  const most = 100 / Math.max(1, checks.length);
  const factor = failed.length > 0 ? 0.5 : 1;
  const scoreParts = checks.map(({ result, quality }) => ({
    name: result.name,
    points: most * quality * factor,
    most,
  }));
  return { score: Math.round(scoreParts.reduce((sum, { points }) => sum + points, 0)), scoreParts };
}
