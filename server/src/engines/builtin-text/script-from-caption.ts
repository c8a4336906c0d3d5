import { findLanguage } from './language.ts';
import { hashOf } from './random.ts';
import type { Speech } from './schema.ts';

/** About 15 seconds at 140 words a minute. */
const mostWords = 35;
/** About 8 seconds. */
const fewestWords = 21;
const mostClosings = 3;
const wordsAMinute = 140;
export const shortestSeconds = 8;
export const longestSeconds = 15;

/** How long a script takes to say at an easy pace. */
export function secondsToSay(script: string): number {
  return Math.round((countWords(script) / wordsAMinute) * 600) / 10;
}

/**
 * What a talking clip says for a caption: 8 to 15 seconds, at most 35 words, with one greeting and
 * without hashtags, emoji, links or list marks. The same caption gives the same script.
 */
export function scriptFromCaption(caption: string, languageTag = 'en'): string {
  const speech = (findLanguage(languageTag) ?? findLanguage('en'))?.speech;
  if (!speech) return caption;
  const number = hashOf(caption);
  const spoken = sentencesOf(speakable(caption, speech));
  const greeting = startsWithGreeting(spoken[0] ?? '', speech) ? [] : [greetingFor(caption, speech, number)];
  const script = fitted([...greeting, ...spoken]);
  return withSentenceStarts(lengthened(script, speech, number >>> 3));
}

/** Closings are added while the script is shorter than a clip should be. */
function lengthened(script: string, { closings }: Speech, number: number): string {
  let longer = script;
  for (let added = 0; added < mostClosings && countWords(longer) < fewestWords; added += 1) {
    const closing = at(closings, number + added);
    if (countWords(`${longer} ${closing}`) > mostWords) break;
    longer = `${longer} ${closing}`;
  }
  return longer;
}

/** Captions written all small are spoken like any other: recognisers and captions expect capitals. */
function withSentenceStarts(script: string): string {
  return script
    .replace(/(?<=^|[.!?] )\p{Ll}/gu, (letter) => letter.toUpperCase())
    .replace(/(?<![\p{L}'])i(?=['’ ])/gu, 'I');
}
const countWords = (text: string) => text.split(/\s+/).filter((word) => word !== '').length;
const at = (texts: readonly string[], number: number) => texts[number % texts.length] ?? '';

function greetingFor(caption: string, speech: Speech, number: number): string {
  return at(caption.includes('!') ? speech.livelyGreetings : speech.greetings, number);
}

function startsWithGreeting(sentence: string, { greetingWords }: Speech): boolean {
  const start = sentence.toLowerCase();
  return greetingWords.some((word) => start.startsWith(word) && !/^\p{L}/u.test(start.slice(word.length)));
}

/** One line of plain sentences. */
function speakable(caption: string, speech: Speech): string {
  const bare = withPlainMarks(caption)
    .replace(/https?:\/\/\S+/g, '')
    .replace(/#[\p{L}\p{N}_]+/gu, '')
    .replace(/@(?=[\p{L}\p{N}_])/gu, '')
    .replace(/\p{RGI_Emoji}|\p{Extended_Pictographic}|\uFE0F|\u200D/gv, ' ');
  const worded = Object.entries(speech.spoken)
    .sort(([one], [other]) => other.length - one.length)
    .reduce((text, [sign, words]) => text.replaceAll(sign, words), bare);
  return joinedLines(
    worded.split('\n').map((line) => line.replace(/\s+/g, ' ').trim()),
    speech,
  )
    .replace(/\s+([,.!?])/g, '$1')
    .replace(/["“”*_~]/g, '')
    .trim();
}

/** Emoji that stand as list marks become bullets. */
function withPlainMarks(caption: string): string {
  const mark = /^\p{RGI_Emoji}\s+(?=\S)/gmv;
  return (caption.match(mark)?.length ?? 0) > 1 ? caption.replace(mark, '• ') : caption;
}

/** List items become one sentence, "one, two and three"; other lines get the full stop they lack. */
function joinedLines(lines: readonly string[], { and }: Speech): string {
  const done: string[] = [];
  let items: string[] = [];
  const flush = () => {
    if (items.length > 0)
      done.push(
        `${[items.slice(0, -1).join(', '), items.at(-1)].filter((part) => part !== '').join(` ${and} `)}.`,
      );
    items = [];
  };
  for (const line of lines) {
    const item = /^(?:[•–-]|\d+\.)\s*(.+?)[.]?$/u.exec(line)?.[1];
    if (item !== undefined)
      items.push(item.replace(/^(?!I\b)\p{Lu}(?=\p{Ll}|\s)/u, (letter) => letter.toLowerCase()));
    else if (line !== '') {
      flush();
      done.push(/[.!?:,]$/.test(line) ? line : `${line}.`);
    }
  }
  flush();
  return done.join(' ');
}

function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.!?])\s+/).filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

/** Whole sentences while they fit; when not even the first of the caption does, its start up to a comma. */
function fitted(sentences: readonly string[]): string {
  let script = '';
  for (const [index, sentence] of sentences.entries()) {
    const longer = `${script} ${sentence}`.trim();
    if (countWords(longer) <= mostWords) script = longer;
    else
      return index <= 1 ? `${script} ${shortened(sentence, mostWords - countWords(script))}`.trim() : script;
  }
  return script;
}

function shortened(sentence: string, words: number): string {
  const start = sentence.split(/\s+/).slice(0, words).join(' ');
  const comma = start.lastIndexOf(',');
  const cut = comma > start.length / 2 ? start.slice(0, comma) : start;
  return `${cut.replace(/[\s,;:.!?-]+$/u, '')}.`;
}
