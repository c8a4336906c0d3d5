import { type Boundaries, fold } from './boundaries.ts';

/** They say what the character is; one of them is among three hashtags and more. */
export const disclosureHashtags: readonly string[] = [
  'AIcharacter',
  'VirtualCreator',
  'VirtualInfluencer',
  'MadeWithAI',
];

/** Begging, claims of being human, and what platforms hide. */
export const bannedHashtags: readonly string[] = [
  'followforfollow',
  'follow4follow',
  'f4f',
  'likeforlike',
  'like4like',
  'l4l',
  'likesforlikes',
  'followback',
  'gainfollowers',
  'instafollow',
  'spamforspam',
  's4s',
  'nofilter',
  'iamreal',
  'realperson',
  'nude',
  'nsfw',
  'sexy',
  'onlyfans',
  'thinspo',
  'proana',
];

const fewestWithDisclosure = 3;
const valid = /^(?=.*\p{L})[\p{L}\p{M}\p{N}_]{2,60}$/u;

/**
 * Hashtags as a model gave them, made usable: no `#`, no blanks or marks, none twice, banned or across a line,
 * at most `limit`. Of three and more the last says that the character is made by AI.
 */
export function cleanHashtags(given: readonly string[], boundaries: Boundaries, limit: number): string[] {
  const seen = new Set(bannedHashtags.map(fold));
  const usable = given.flatMap((tag) => {
    const clean = withoutMarks(tag);
    const key = fold(clean);
    if (!valid.test(clean) || seen.has(key) || boundaries.crossedByHashtag(clean) !== undefined) return [];
    seen.add(key);
    return [clean];
  });
  const disclosing = new Set(disclosureHashtags.map(fold));
  if (limit < fewestWithDisclosure || usable.slice(0, limit).some((tag) => disclosing.has(fold(tag)))) {
    return usable.slice(0, Math.max(0, limit));
  }
  const disclosure = disclosureHashtags.find((tag) => boundaries.crossedByHashtag(tag) === undefined);
  return [...usable.slice(0, limit - 1), ...(disclosure === undefined ? [] : [disclosure])];
}

/** "#slow mornings!" becomes slowMornings. */
function withoutMarks(tag: string): string {
  const words = tag.normalize('NFC').match(/[\p{L}\p{M}\p{N}_]+/gu) ?? [];
  const [first = '', ...rest] = words;
  return first + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
