import { describe, expect, it } from 'vitest';
import { toAss } from './burned-captions.ts';
import {
  burnedRules,
  clock,
  fileRules,
  splitPhrases,
  type TimedWord,
  textOf,
  timeWords,
  toWebVtt,
  type VoicedCue,
} from './captions.ts';
import { toSpokenText } from './spoken-text.ts';

/** Words of `text`, one every `step` seconds, with longer waits where `|` stands. */
function timed(text: string, step = 0.3): TimedWord[] {
  let at = 0.2;
  const words: TimedWord[] = [];
  for (const part of text.split('|')) {
    for (const { display, pause } of toSpokenText(part).tokens) {
      const isLast = part.trim().endsWith(display) && part.trim().length > display.length;
      words.push({
        text: display,
        startSeconds: at,
        endSeconds: at + step,
        pause: isLast && !/[.?!,]$/.test(display) ? '' : pause,
      });
      at += step;
    }
    at += 1;
  }
  return words;
}

const shown = (words: TimedWord[], rules = burnedRules) =>
  splitPhrases(words, rules, 60).map((phrase) => phrase.lines.map(textOf).join(' / '));

describe('splitting captions', () => {
  it('breaks where sentences end and keeps lines short and even', () => {
    const words = timed('This morning I walked to a new coffee shop. What should I draw next?');
    expect(shown(words)).toEqual([
      'This morning / I walked',
      'to a new / coffee shop.',
      'What should / I draw next?',
    ]);
  });

  it('never leaves more on a line than fits, unless one word is that long', () => {
    const text =
      'Extraordinarily uncharacteristically long words make Donaudampfschifffahrtsgesellschaft captions hard to fit well';
    for (const phrase of splitPhrases(timed(text), burnedRules, 60)) {
      expect(phrase.lines.length).toBeLessThanOrEqual(burnedRules.lines);
      for (const line of phrase.lines) {
        if (line.length > 1) expect(textOf(line).length).toBeLessThanOrEqual(burnedRules.lineCharacters);
      }
    }
  });

  it('ends no phrase with words that lead on', () => {
    const words = timed('and sketched people by the window.');
    expect(shown(words)).toEqual(['and sketched / people', 'by the window.']);
  });

  it('leaves no last word alone', () => {
    expect(shown(timed('one two three four five six')).at(-1)).toBe('five six');
  });

  it('loses and repeats no word', () => {
    const text =
      'We met, by chance, at the market - and she said: "Come along!" So I did, of course, without a second thought.';
    for (const rules of [burnedRules, fileRules]) {
      const words = timed(text);
      expect(splitPhrases(words, rules, 60).flatMap((phrase) => phrase.lines.flat())).toEqual(words);
    }
  });

  it('shows a phrase until the next one, but not through a long silence', () => {
    const phrases = splitPhrases(
      timed('First words here. Next ones now. | After a silence.'),
      burnedRules,
      60,
    );
    expect(phrases[0]!.endSeconds).toBeCloseTo(phrases[1]!.startSeconds);
    expect(phrases[1]!.endSeconds).toBeLessThan(phrases[2]!.startSeconds - 0.5);
    for (const [index, phrase] of phrases.entries()) {
      expect(phrase.endSeconds).toBeGreaterThan(phrase.startSeconds);
      expect(phrase.startSeconds).toBeGreaterThanOrEqual(phrases[index - 1]?.endSeconds ?? 0);
    }
  });

  it('ends with the clip', () => {
    expect(splitPhrases(timed('Only this.'), burnedRules, 0.7).at(-1)!.endSeconds).toBe(0.7);
  });
});

describe('timing words', () => {
  const cues: VoicedCue[] = [
    { viseme: 'X', startSeconds: 0, endSeconds: 0.5 },
    { viseme: 'B', startSeconds: 0.5, endSeconds: 1.5 },
    { viseme: 'X', startSeconds: 1.5, endSeconds: 2.5 },
    { viseme: 'C', startSeconds: 2.5, endSeconds: 3.5 },
    { viseme: 'X', startSeconds: 3.5, endSeconds: 4 },
  ];

  it('takes the words of the recording when they are the words of the script', () => {
    const { tokens } = toSpokenText('Only 25 left!');
    const labels = ['only', 'twenty', 'five', 'left'].map((text, at) => ({
      text,
      atSeconds: 0.5 + at * 0.25,
    }));
    const sounds = [{ text: '/ow/', atSeconds: 0.5 }];
    const words = timeWords(tokens, [...sounds, ...labels], cues);
    expect(words.map((word) => [word.text, word.startSeconds, word.endSeconds])).toEqual([
      ['Only', 0.5, 0.75],
      ['25', 0.75, 1.25],
      ['left!', 1.25, 1.5],
    ]);
  });

  it('spreads words over the voiced time otherwise, none in silence', () => {
    const words = timeWords(toSpokenText('ba ba ba ba').tokens, [], cues);
    expect(words.map((word) => word.startSeconds)).toEqual([0.5, 1, 2.5, 3]);
    expect(words[1]!.endSeconds).toBe(1.5);
  });
});

describe('caption files', () => {
  const phrases = splitPhrases(timed('Tea & <cake> {now}!'), burnedRules, 60);

  it('are WebVTT with escaped text', () => {
    expect(toWebVtt(phrases)).toBe(
      'WEBVTT\n\n00:00:00.200 --> 00:00:01.700\nTea &amp; &lt;cake&gt;\n{now}!\n',
    );
  });

  it('are ASS in which a script cannot give orders, with the spoken word coloured', () => {
    const ass = toAss(phrases, { width: 1080, height: 1920 });
    const events = ass.split('\n').filter((line) => line.startsWith('Dialogue'));
    expect(events).toHaveLength(4);
    expect(events[0]).toMatch(/^Dialogue: 0,0:00:00\.20,0:00:00\.50,Caption,,0,0,0,,/);
    expect(events.every((line) => line.includes('(now)!') && !line.includes('{now}'))).toBe(true);
  });

  it('tell hours', () => {
    expect(clock(3723.4567, 3)).toBe('01:02:03.457');
    expect(clock(59.999, 2)).toBe('0:01:00.00');
  });
});
