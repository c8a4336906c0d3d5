import type { TextKind } from '#engines/engine.ts';
import { fold } from './boundaries.ts';

export interface CleanText {
  readonly text: string;
  /** Hashtags that stood in the text, without `#`. */
  readonly hashtags: readonly string[];
  /** What was taken out, in sentences for people. */
  readonly warnings: readonly string[];
}

const link = /\b(?:https?:\/\/|www\.)[^\s<>"]*[^\s<>".,;:!?)\]]/giu;
const mention = /(?<![\p{L}\p{N}_.@])@[\p{L}\p{N}_][\p{L}\p{N}_.-]*/gu;
/** A last line, or the end of one, that is hashtags only. */
const hashtagsAtEnd = /(?:(?:^|\s)#[\p{L}\p{M}\p{N}_]+)+\s*$/u;
const hashtag = /#(?=[\p{L}\p{N}_])/gu;
const emoji = /\p{RGI_Emoji}|\p{Extended_Pictographic}|\uFE0F|\u200D/gv;
/** "[laughs]", "*smiles*", "(pause)" at the beginning of a line: what a voice would read out. */
const stageDirections = /\[[^\]\n]{1,60}\]|(?<!\*)\*[^*\n]{1,60}\*(?!\*)|^\s*\([^)\n]{1,60}\)\s*/gmu;

/**
 * A model's text without the habits of models: quotation marks and labels around it, Markdown, hashtags inside,
 * links and mentions that nobody gave it. `given` is everything the person and the other side wrote.
 */
export function cleanText(kind: TextKind, raw: string, given: string): CleanText {
  const warnings: string[] = [];
  const known = fold(given);
  let text = withoutWrapping(raw.normalize('NFC').replace(/\r\n?/g, '\n'));
  text = text.replace(/\*\*(.+?)\*\*/gsu, '$1').replace(/^#{1,6}\s+/gmu, '');
  text = text.replace(link, (found) => {
    if (known.includes(fold(found))) return found;
    warnings.push(`A link the model made up was taken out: ${found.slice(0, 80)}`);
    return '';
  });
  text = text.replace(mention, (found) => {
    if (known.includes(fold(found))) return found;
    warnings.push(`${found.slice(0, 60)} stands without the @: nobody gave that account.`);
    return found.slice(1);
  });
  const hashtags =
    kind === 'alt-text' ? [] : (hashtagsAtEnd.exec(text)?.[0].match(/[\p{L}\p{M}\p{N}_]+/gu) ?? []);
  text = text.replace(hashtagsAtEnd, '').replace(hashtag, '');
  if (kind === 'script') text = speakable(text);
  return { text: tidy(text), hashtags, warnings };
}

/** "Caption: …" and quotation marks around the whole. */
function withoutWrapping(raw: string): string {
  const text = raw
    .trim()
    .replace(/^(?:caption|hook|script|reply|alt text|post)\s*:\s*/iu, '')
    .trim();
  const inside = /^(?:"([^"]*)"|“([^”]*)”|«([^»]*)»|„([^“]*)“)$/su.exec(text);
  return inside?.slice(1).find((part) => part !== undefined) ?? text;
}

function speakable(text: string): string {
  return text
    .replace(stageDirections, ' ')
    .replace(emoji, ' ')
    .replace(/[_~`*]/g, '');
}

function tidy(text: string): string {
  return text
    .replace(/[^\S\n]+/gu, ' ')
    .replace(/ *\n */g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/ +([,.!?;:])(?=\s|$)/gu, '$1')
    .trim();
}
