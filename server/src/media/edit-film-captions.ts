import { readFile } from 'node:fs/promises';
import {
  burnedRules,
  type CaptionPhrase,
  fileRules,
  type PhraseRules,
  splitPhrases,
  type TimedWord,
  timeWords,
} from './captions.ts';
import { type SpokenToken, toSpokenText } from './spoken-text.ts';
import { readWav, type WavLabel } from './wav.ts';

/** The words of one scene. */
export interface CaptionedScene {
  readonly text: string;
  readonly startSeconds: number;
  readonly seconds: number;
  /** The recording that says them; without one they are spread over the scene. */
  readonly voice?: { readonly path: string; readonly seconds: number } | undefined;
}

export interface FilmCaptions {
  /** Few words at a time, to lay over the picture. */
  readonly burned: readonly CaptionPhrase[];
  /** For a captions file. */
  readonly file: readonly CaptionPhrase[];
}

/** Before the first and after the last word of a scene without a recording, in seconds. */
const marginSeconds = 0.15;

/** The captions of a film: exact where a recording names its words, otherwise spread over the time there is. */
export async function captionFilm(
  scenes: readonly CaptionedScene[],
  filmSeconds: number,
): Promise<FilmCaptions> {
  const burned: CaptionPhrase[] = [];
  const file: CaptionPhrase[] = [];
  for (const scene of scenes) {
    if (scene.text.trim() === '' || scene.startSeconds >= filmSeconds) continue;
    const words = await wordsOf(scene);
    const seconds = Math.min(scene.seconds, filmSeconds - scene.startSeconds);
    burned.push(...phrasesOf(words, burnedRules, scene.startSeconds, seconds));
    file.push(...phrasesOf(words, fileRules, scene.startSeconds, seconds));
  }
  return { burned, file };
}

async function wordsOf({ text, seconds, voice }: CaptionedScene): Promise<TimedWord[]> {
  const labels = voice ? await labelsOf(voice.path) : [];
  const spoken = toSpokenText(text).tokens;
  const labelled = labels.filter((label) => !label.text.startsWith('/')).length;
  const isNamed = labelled > 0 && labelled === spoken.reduce((sum, { words }) => sum + words.length, 0);
  const length = Math.min(voice?.seconds ?? seconds, seconds);
  const margin = Math.min(marginSeconds, length / 8);
  const voiced = [{ viseme: 'C', startSeconds: margin, endSeconds: length - margin }];
  // How a voice reads numbers is known for English only; as written, words of any language can be spread.
  return isNamed ? timeWords(spoken, labels, voiced) : timeWords(asWritten(text), [], voiced);
}

function asWritten(text: string): SpokenToken[] {
  return text
    .trim()
    .split(/\s+/)
    .filter(Boolean)
    .map((display) => ({ display, words: [display.toLowerCase()], pause: pauseAfter(display) }));
}

function pauseAfter(word: string): SpokenToken['pause'] {
  const last = word.replace(/["'”’)]+$/, '').at(-1) ?? '';
  if ('.!?'.includes(last) && last !== '') return last as '.' | '!' | '?';
  if ('。！？…'.includes(last) && last !== '') return '.';
  return ',;:'.includes(last) && last !== '' ? ',' : '';
}

async function labelsOf(path: string): Promise<readonly WavLabel[]> {
  try {
    return readWav(await readFile(path)).labels;
  } catch {
    // Another kind of sound file: it has no labels that we could read.
    return [];
  }
}

function phrasesOf(
  words: readonly TimedWord[],
  rules: PhraseRules,
  startSeconds: number,
  seconds: number,
): CaptionPhrase[] {
  return splitPhrases(words, rules, seconds)
    .filter((phrase) => phrase.startSeconds < seconds)
    .map((phrase) => ({
      startSeconds: phrase.startSeconds + startSeconds,
      endSeconds: phrase.endSeconds + startSeconds,
      lines: phrase.lines.map((line) =>
        line.map((word) => ({
          ...word,
          startSeconds: word.startSeconds + startSeconds,
          endSeconds: word.endSeconds + startSeconds,
        })),
      ),
    }));
}
