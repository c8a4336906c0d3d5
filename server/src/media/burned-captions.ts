import { type CaptionPhrase, clock, type TimedWord } from './captions.ts';
import { captionFontFamily } from './fonts.ts';

/**
 * Where captions stand, as a share of the height. A tall picture fills a phone, whose apps cover the lowest quarter
 * with names and buttons: there they stand above it, below the chin of a portrait.
 */
const bottomShare = { tall: 0.3, other: 0.1 };
/** Height by width from which a picture is shown over the whole of a phone. */
const tallFrom = 1.6;
const sideMargin = 90;
const fontSize = 84;
const titleLineCharacters = 16;

/** ASS colours are blue, green, red; alpha 00 is opaque. */
const white = '&H00FFFFFF';
const spoken = '&H003CD7FF';
const outline = '&H00261A1C';
const shadow = '&H70000000';

/**
 * Captions as an ASS file for libass: the word being said is coloured.
 * http://www.tcax.org/docs/ass-specs.htm
 */
export function toAss(phrases: readonly CaptionPhrase[], size: { width: number; height: number }): string {
  const scale = Math.min(size.width, size.height) / 1080;
  const px = (value: number) => Math.round(value * scale);
  const share = size.height / size.width >= tallFrom ? bottomShare.tall : bottomShare.other;
  const style = [
    ...['Caption', captionFontFamily, px(fontSize), white, white, outline, shadow],
    ...[0, 0, 0, 0, 100, 100, -0.5, 0, 1, px(6), px(3), 2],
    ...[px(sideMargin), px(sideMargin), Math.round(size.height * share), 1],
  ].join(',');
  return `[Script Info]
ScriptType: v4.00+
PlayResX: ${size.width}
PlayResY: ${size.height}
WrapStyle: 2
ScaledBorderAndShadow: yes
YCbCr Matrix: TV.709

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: ${style}

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
${phrases.flatMap(eventsOf).join('\n')}
`;
}

/** One line or more over the middle of a cover picture, as an ASS file. */
export function toTitle(title: string, size: { width: number; height: number }): string {
  const lines: string[] = [];
  for (const text of title.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${text}`.length <= titleLineCharacters) {
      lines[lines.length - 1] = `${last} ${text}`;
    } else lines.push(text);
  }
  const event = `Dialogue: 0,0:00:00.00,9:00:00.00,Caption,,0,0,0,,{\\an5}${lines.map(escapeAss).join('\\N')}`;
  return `${toAss([], size)}${event}\n`;
}

/** One event per spoken word: the same phrase with another word coloured. */
function eventsOf(phrase: CaptionPhrase): string[] {
  const words = phrase.lines.flat();
  return words.map((current, index) => {
    const start = index === 0 ? phrase.startSeconds : current.startSeconds;
    const end = words[index + 1]?.startSeconds ?? phrase.endSeconds;
    const entrance = index === 0 ? '{\\fad(70,0)}' : '';
    const text = phrase.lines
      .map((line) => line.map((word) => wordText(word, current)).join(' '))
      .join('\\N');
    return `Dialogue: 0,${clock(start, 2)},${clock(end, 2)},Caption,,0,0,0,,${entrance}${text}`;
  });
}

function wordText(word: TimedWord, current: TimedWord): string {
  const text = escapeAss(word.text);
  return word === current ? `{\\1c${spoken}&}${text}{\\1c${white}&}` : text;
}

/** Braces open override tags and a backslash escapes: neither may come from a script. */
function escapeAss(text: string): string {
  return text.replaceAll('\\', '/').replaceAll('{', '(').replaceAll('}', ')');
}

/** libass over the picture; `fontsFolder` holds the TTF files it may use. */
export function captionFilter(assPath: string, fontsFolder: string): string {
  return `ass=filename=${escapeFilter(assPath)}:fontsdir=${escapeFilter(fontsFolder)}`;
}

/** A value inside a filter graph, https://ffmpeg.org/ffmpeg-filters.html#Notes-on-filtergraph-escaping . */
function escapeFilter(value: string): string {
  const option = value.replaceAll('\\', '/').replace(/[\\':]/g, '\\$&');
  return option.replace(/[\\'[\],;]/g, '\\$&');
}
