import {
  captionRoom,
  countCaption,
  type DisclosureFacts,
  discloseCaption,
  hashtagsIn,
  linksIn,
} from './caption.ts';
import type { PlatformManifest } from './platform.ts';

/** A caption made to fit one platform, before its disclosure words, and what was changed, for people. */
export interface AdaptedCaption {
  readonly text: string;
  readonly changes: readonly string[];
}

/**
 * A caption and its hashtags by the rules of a platform: too many hashtags lose their last ones, links that it does
 * not take are left out, and what is too long is cut at the end of a sentence, else between words. Words that a
 * person wrote for this one platform are not to be given here: those are theirs.
 */
export function adaptCaption(
  manifest: PlatformManifest,
  { caption, hashtags }: { readonly caption: string; readonly hashtags: readonly string[] },
  facts: DisclosureFacts,
): AdaptedCaption {
  const changes: string[] = [];
  const unlinked = withoutLinks(manifest, caption, changes);
  const tags = withinTagLimit(manifest, unlinked, hashtags, facts, changes);
  const room = captionRoom(manifest, facts);
  const tail = (kept: readonly string[]) => kept.map((tag) => `#${tag}`).join(' ');
  const joined = (body: string, kept: readonly string[]) =>
    [body, tail(kept)].filter((part) => part !== '').join('\n\n');
  const fits = (text: string) => fitsIn(manifest, text, room, facts);
  if (fits(joined(unlinked, tags))) return { text: joined(unlinked, tags), changes };
  // Hashtags beyond three are the first to go: the words are what people read.
  let kept = tags;
  while (kept.length > tagsKeptBeforeWords && !fits(joined(unlinked, kept))) kept = kept.slice(0, -1);
  if (kept.length < tags.length) changes.push(`Hashtags left out: ${tail(tags.slice(kept.length))}.`);
  if (fits(joined(unlinked, kept))) return { text: joined(unlinked, kept), changes };
  const cut = cutToFit(unlinked, (body) => fits(joined(body, kept)));
  const length = countCaption(manifest, unlinked);
  changes.push(
    cut === ''
      ? 'The text did not fit and was left out.'
      : `The text was cut at ${isSentenceEnd(cut) ? 'a sentence' : 'a word'}: ${countCaption(manifest, cut)} of ${length} characters are sent.`,
  );
  return { text: joined(cut, kept), changes };
}

const tagsKeptBeforeWords = 3;

function fitsIn(manifest: PlatformManifest, text: string, room: number, facts: DisclosureFacts): boolean {
  const bytes = manifest.text.maxBytes;
  if (countCaption(manifest, text) > room) return false;
  return bytes === undefined || Buffer.byteLength(text) <= bytes - disclosureBytes(facts);
}

/** The disclosure line of any language we have words for is shorter than this in UTF-8. */
const disclosureBytes = ({ disclosure }: DisclosureFacts) => (disclosure === 'none' ? 0 : 160);

function withoutLinks(manifest: PlatformManifest, caption: string, changes: string[]): string {
  const { max } = manifest.links;
  const found = linksIn(caption);
  if (max === undefined || found.length <= max) return caption;
  const tooMany = found.slice(max);
  changes.push(
    `Links left out, because ${manifest.name} takes ${max === 0 ? 'none' : max}: ${tooMany.join(', ')}.`,
  );
  return tooMany
    .reduce((text, link) => replaceLast(text, link), caption)
    .replaceAll(/[ \t]{2,}/g, ' ')
    .trim();
}

function replaceLast(text: string, part: string): string {
  const at = text.lastIndexOf(part);
  return at === -1 ? text : text.slice(0, at) + text.slice(at + part.length);
}

function withinTagLimit(
  manifest: PlatformManifest,
  caption: string,
  hashtags: readonly string[],
  facts: DisclosureFacts,
  changes: string[],
): readonly string[] {
  // The disclosure line may carry a hashtag of its own.
  const written = hashtagsIn(discloseCaption(manifest, caption, facts)).length;
  const room = Math.max(0, manifest.hashtags.max - written);
  if (hashtags.length <= room) return hashtags;
  const left = hashtags.slice(room).map((tag) => `#${tag}`);
  changes.push(
    `Hashtags left out, because ${manifest.name} takes ${manifest.hashtags.max}: ${left.join(' ')}.`,
  );
  return hashtags.slice(0, room);
}

const sentences = new Intl.Segmenter(undefined, { granularity: 'sentence' });
const words = new Intl.Segmenter(undefined, { granularity: 'word' });
const isSentenceEnd = (text: string) => /[.!?…。！？।؟]["'”’)»]*$/u.test(text);
/** A cut that would leave less than this share of the room is made between words instead. */
const leastShare = 0.4;

/** The longest beginning that fits: whole sentences where that keeps enough, else whole words and an ellipsis. */
function cutToFit(text: string, fits: (text: string) => boolean): string {
  const bySentence = longest(
    [...sentences.segment(text)].map(({ segment }) => segment),
    '',
    fits,
  );
  const byWord = longest(
    [...words.segment(text)].map(({ segment }) => segment),
    '…',
    fits,
  );
  return bySentence.length >= byWord.length * leastShare ? bySentence : byWord;
}

function longest(pieces: readonly string[], ending: string, fits: (text: string) => boolean): string {
  let low = 0;
  let high = pieces.length;
  const text = (count: number) => {
    const kept = pieces.slice(0, count).join('').trimEnd();
    return kept === '' ? '' : `${kept.replace(ending === '' ? /$^/ : /[,;:–-]+$/u, '')}${ending}`;
  };
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(text(middle))) low = middle;
    else high = middle - 1;
  }
  return text(low);
}
