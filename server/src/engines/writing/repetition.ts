import { cosineSimilarity, type TextEmbedding } from '#media/embedding.ts';
import { fold } from './boundaries.ts';

/** A caption this close in meaning to a recent post is not offered. */
export const mostAlike = 0.85;
const postsByMeaning = 50;
const postsBySentence = 20;
const fewestWords = 3;
const mostRemembered = 600;

/** The words of a post alone: no hashtags, no emoji, no marks, small letters. */
function plain(text: string): string {
  return fold(text.replace(/#[\p{L}\p{N}_]+/gu, ' '))
    .replace(/[^\p{L}\p{N}'\n.!?:]+/gu, ' ')
    .trim();
}

/** Sentences of three words and more, without marks. */
export function sentencesOf(text: string): string[] {
  return plain(text)
    .split(/[.!?:\n]+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence.split(/\s+/).length >= fewestWords);
}

/** Finds the sentence of a text that one of the last 20 posts holds as well. `recent` comes newest first. */
export function findRepeated(recent: readonly string[]): (text: string) => string | undefined {
  const said = new Set(recent.slice(0, postsBySentence).flatMap(sentencesOf));
  return (text) => sentencesOf(text).find((sentence) => said.has(sentence));
}

/** Whether a text repeats a sentence of the last 20 posts. */
export function sentenceCheck(recent: readonly string[]): (text: string) => boolean {
  const find = findRepeated(recent);
  return (text) => find(text) !== undefined;
}

/**
 * Whether a fragment shows in one of the last 50 posts. Fragments with slots are known by their longest
 * stretch of fixed words, so that a frame does not come back with another topic in it.
 */
export function fragmentCheck(recent: readonly string[]): (fragment: string) => boolean {
  if (recent.length === 0) return () => false;
  const flat = (text: string) =>
    plain(text)
      .replace(/[.!?:\n ]+/g, ' ')
      .trim();
  const all = ` ${recent.slice(0, postsByMeaning).map(flat).join(' | ')} `;
  const known = new Map<string, boolean>();
  return (fragment) => {
    const answer = known.get(fragment) ?? isIn(all, fragment.split(/\{\w+\}/).map(flat));
    known.set(fragment, answer);
    return answer;
  };
}

function isIn(all: string, stretches: readonly string[]): boolean {
  const longest = stretches.reduce((best, stretch) => (stretch.length > best.length ? stretch : best), '');
  return longest.includes(' ') && all.includes(` ${longest} `);
}

/** Compares captions with recent posts by meaning, and remembers the vectors of posts it has seen. */
export class SimilarityCheck {
  readonly #embedding: TextEmbedding;
  readonly #vectors = new Map<string, Float32Array>();

  constructor(embedding: TextEmbedding) {
    this.#embedding = embedding;
  }

  /** The highest cosine of each caption to any of the last 50 posts, 0 to 1, in order. */
  async highest(
    captions: readonly string[],
    recent: readonly string[],
    signal: AbortSignal,
  ): Promise<number[]> {
    const posts = recent
      .slice(0, postsByMeaning)
      .map(words)
      .filter((post) => post !== '');
    if (posts.length === 0) return captions.map(() => 0);
    const vectors = await this.#vectorsOf([...captions.map(words), ...posts], signal);
    const known = vectors.slice(captions.length);
    return vectors
      .slice(0, captions.length)
      .map((vector) => known.reduce((best, post) => Math.max(best, cosineSimilarity(vector, post)), 0))
      .map((value) => Math.min(1, value));
  }

  async #vectorsOf(texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]> {
    const missing = [...new Set(texts.filter((text) => !this.#vectors.has(text)))];
    const made = await this.#embedding.embed(missing, signal);
    for (const [index, text] of missing.entries()) this.#vectors.set(text, made[index] ?? new Float32Array());
    const found = texts.map((text) => this.#vectors.get(text) ?? new Float32Array());
    this.#forget();
    return found;
  }

  #forget(): void {
    for (const text of this.#vectors.keys()) {
      if (this.#vectors.size <= mostRemembered) return;
      this.#vectors.delete(text);
    }
  }
}

/** What is compared: the caption without its hashtags. */
function words(text: string): string {
  return text
    .replace(/#[\p{L}\p{N}_]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
