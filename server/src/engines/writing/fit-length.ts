import type { TextLimit } from '#engines/engine.ts';
import { measure } from '#kernel/text-length.ts';

export interface Fitted {
  readonly text: string;
  /** What was lost: nothing, whole sentences at the end, or words in the middle of a sentence. */
  readonly lost: 'nothing' | 'sentences' | 'words';
}

/** Whether a text is short enough, in the platform's own unit. */
export function fits(text: string, { maxLength, unit = 'graphemes' }: TextLimit): boolean {
  return measure(text, unit) <= maxLength;
}

/**
 * As many whole sentences from the beginning as fit; where not even the first does, as many words, with an ellipsis.
 * The text is empty when not even a word fits.
 */
export function fitLength(text: string, limit: TextLimit, tag = 'en'): Fitted {
  if (fits(text, limit)) return { text, lost: 'nothing' };
  const sentences = longestStart(text, segmentsOf(text, 'sentence', tag), limit, '');
  if (sentences !== '' && /[\p{L}\p{N}]/u.test(sentences)) return { text: sentences, lost: 'sentences' };
  const words = longestStart(text, segmentsOf(text, 'word', tag), limit, '…');
  return { text: words, lost: 'words' };
}

function longestStart(text: string, ends: readonly number[], limit: TextLimit, mark: string): string {
  let best = '';
  for (const end of ends) {
    const start = text.slice(0, end).trimEnd();
    const whole = mark === '' || start === '' ? start : `${start.replace(/[\s,;:.!?–—-]+$/u, '')}${mark}`;
    if (!fits(whole, limit)) break;
    best = whole;
  }
  return best;
}

/** Where the sentences or words of a text end. */
function segmentsOf(text: string, granularity: 'sentence' | 'word', tag: string): number[] {
  const segmenter = new Intl.Segmenter(tag, { granularity });
  return [...segmenter.segment(text)].map(({ index, segment }) => index + segment.length);
}
