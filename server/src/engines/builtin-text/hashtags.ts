import { type Boundaries, fold } from '#engines/writing/boundaries.ts';
import { bannedHashtags, disclosureHashtags } from '#engines/writing/clean-hashtags.ts';
import type { Shot } from '#kernel/shot.ts';
import type { Language } from './language.ts';
import { type Random, shuffled } from './random.ts';
import type { Topic } from './topic.ts';

interface HashtagSources {
  readonly language: Language;
  readonly boundaries: Boundaries;
  readonly persona: { readonly hashtags: readonly string[] };
  readonly shot: Shot | undefined;
  /** What the caption is about. */
  readonly topic: Topic | undefined;
  readonly subject: string | undefined;
  /** At most this many. */
  readonly limit: number;
}

const usual = { fewest: 3, most: 6 };
const valid = /^(?=.*\p{L})[\p{L}\p{N}_]{2,60}$/u;

/**
 * Hashtags without `#`: the topic's own, the persona's, the subject's and the scene's, and one that says
 * what the character is. None twice, none banned, none across a line.
 */
export function chooseHashtags(sources: HashtagSources, random: Random): string[] {
  const { language, persona, shot, subject, limit } = sources;
  const wanted = Math.min(limit, usual.fewest + Math.floor(random() * (usual.most - usual.fewest + 1)));
  if (wanted <= 0) return [];
  const own = shuffled(random, persona.hashtags);
  const scene = shuffled(random, shot ? (language.words.scenes[shot.scene]?.hashtags ?? []) : []);
  const about = shuffled(random, (subject && language.topics[subject]?.hashtags) || []);
  const disclosure = shuffled(random, disclosureHashtags).slice(0, wanted >= usual.fewest ? 1 : 0);
  const ownShare = Math.ceil((wanted - disclosure.length) / 2);
  const ordered = [
    ...hashtagOf(sources.topic),
    ...own.slice(0, ownShare),
    ...about.slice(0, 1),
    ...scene.slice(0, 1),
    ...own.slice(ownShare),
    ...about.slice(1),
    ...scene.slice(1),
  ];
  const written = inOneCase(persona.hashtags);
  const chosen = distinct(ordered, sources).slice(0, wanted - disclosure.length);
  return distinct([...chosen, ...disclosure], sources).map(written);
}

/** A short noun phrase as one tag: "balcony tomatoes" becomes BalconyTomatoes. */
function hashtagOf(topic: Topic | undefined): string[] {
  if (topic?.kind !== 'thing') return [];
  const words = topic.text.replace(/^(?:(?:my|our|the|a|an|new) )+/i, '').match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const plain = words.every((word) => word.length > 1) && !/['’&/]/.test(topic.text);
  if (words.length > 3 || !plain) return [];
  return [words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')];
}

function distinct(tags: readonly string[], { boundaries }: HashtagSources): string[] {
  const seen = new Set(bannedHashtags.map(fold));
  return tags.filter((tag) => {
    const key = fold(tag);
    const usable = valid.test(tag) && !seen.has(key) && boundaries.crossedByHashtag(tag) === undefined;
    seen.add(key);
    return usable;
  });
}

/** A persona that writes its tags small gets small ones only. */
function inOneCase(own: readonly string[]): (tag: string) => string {
  const small = own.length > 0 && own.every((tag) => tag === tag.toLowerCase());
  return small ? (tag) => tag.toLowerCase() : (tag) => tag;
}
