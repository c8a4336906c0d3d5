import { type Boundaries, fold } from '#engines/writing/boundaries.ts';
import type { Shot } from '#kernel/shot.ts';
import type { Fragment, Language } from './language.ts';
import { pickWeighted, type Random } from './random.ts';
import { type Part, parts, type Structure } from './schema.ts';
import { capitalised, type Topic } from './topic.ts';
import { suits, type WritingVoice } from './voice.ts';

/** Everything a caption is drawn from. */
export interface Material {
  readonly language: Language;
  readonly voice: WritingVoice;
  readonly boundaries: Boundaries;
  readonly shot: Shot | undefined;
  /** What the person asked for: the caption must say it. */
  readonly asked: Topic | undefined;
  /** Topics of the persona, for when nothing was asked. */
  readonly topics: readonly Topic[];
  /** Facts in the first person, without a full stop. */
  readonly canon: readonly string[];
  /** The fragments that may be used at all; see `offeredFragments`. */
  readonly offered: ReadonlyMap<Part, readonly Offered[]>;
}

interface Offered {
  readonly fragment: Fragment;
  /** How well it suits the voice and the picture, whatever the topic. */
  readonly weight: number;
}

/** The fragments that suit voice and picture and cross no line, each with its weight. */
export function offeredFragments(
  material: Omit<Material, 'offered'>,
  wasSaid: (text: string) => boolean,
): Material['offered'] {
  const { boundaries, language, voice } = material;
  const weightOf = (fragment: Fragment): number => {
    if (!fitsShot(fragment, material) || boundaries.crossedBy(fragment.text) !== undefined) return 0;
    if (fragment.topics?.some((id) => boundaries.topics.has(id))) return 0;
    const bonus = fragment.topics || fragment.scenes || isAboutShot(fragment) ? focusedBonus : 1;
    return bonus * suits(voice, fragment.traits) * (wasSaid(fragment.text) ? 0.01 : 1);
  };
  const weigh = (fragments: readonly Fragment[]) =>
    fragments
      .map((fragment) => ({ fragment, weight: weightOf(fragment) }))
      .filter(({ weight }) => weight > 0);
  return new Map([...language.fragments].map(([part, fragments]) => [part, weigh(fragments)]));
}

export interface Draft {
  readonly structure: string;
  readonly fragments: readonly string[];
  readonly subject: string | undefined;
  /** Sentences of it that a lively voice may call out. */
  readonly lively: readonly string[];
  /** Lines of the caption; a list keeps its marks. */
  readonly lines: readonly string[];
}

type Focus = 'scene' | 'topic' | undefined;

/** Draws one caption; `undefined` when the chosen structure cannot be filled from this material. */
export function drawCaption(material: Material, random: Random): Draft | undefined {
  const topic = material.asked ?? pickWeighted(random, material.topics, () => 1);
  const drawing = new Drawing(material, topic, random);
  const structure = pickWeighted(random, material.language.structures, (each) => drawing.weightOf(each));
  return structure && drawing.fill(structure);
}

const partNames: ReadonlySet<string> = new Set<string>(parts);
const isPart = (name: string): name is Part => partNames.has(name);
const reference = /\{(\w+)(?:@(scene|topic))?\}/g;
const said = 'said';
/** Parts that speak about the picture or the topic as they are; others are drawn from every line there is. */
const focusedBonus = 3.5;

const livelyParts: ReadonlySet<Part> = new Set<Part>(['open', 'cheer', 'afterSaid', 'close']);

class Drawing {
  readonly #material: Material;
  readonly #topic: Topic | undefined;
  readonly #random: Random;
  readonly #used = new Map<string, Fragment>();
  readonly #lively: string[] = [];
  /** Whether a part has anything to offer before the first is used; asked for by every structure. */
  readonly #filled = new Map<string, boolean>();

  constructor(material: Material, topic: Topic | undefined, random: Random) {
    this.#material = material;
    this.#topic = topic;
    this.#random = random;
  }

  /** 0 when the structure does not fit the task, or one of its parts has nothing to offer. */
  weightOf(structure: Structure): number {
    const references = structure.lines.flatMap((line) => [...line.matchAll(reference)]);
    const names = references.map(([, name = '']) => name);
    const { asked, voice } = this.#material;
    if (names.includes(said) !== (asked?.kind === 'said')) return 0;
    if (names.includes('afterSaid') && asked?.mood !== 'news') return 0;
    if (names.includes(said) && names.includes('askBack') && asked?.mood !== 'ask') return 0;
    const mentions = names.some((name) => ['about', 'aboutHere', 'askAbout'].includes(name));
    if (asked && asked.kind !== 'said' && !mentions) return 0;
    // What the persona cares about needs no announcing, unless the grammar knows nothing of the subject.
    const announced = !asked && mentions ? (this.#topic?.subject ? 0.15 : 1) : 1;
    const filled = references.every(
      ([, name = '', focus]) => name === said || this.#any(name, focus as Focus),
    );
    return filled
      ? structure.weight * announced * suits(voice, structure.traits) * this.#length(structure)
      : 0;
  }

  fill(structure: Structure): Draft | undefined {
    const lines: string[] = [];
    for (const line of structure.lines) {
      const filled = this.#expand(line);
      if (filled === undefined) return undefined;
      lines.push(...filled.split('\n'));
    }
    return {
      structure: structure.id,
      fragments: [...this.#used.keys()],
      subject: this.#topic?.subject,
      lively: this.#lively,
      lines,
    };
  }

  /** Personas whose samples are short get short structures, and the other way round. */
  #length(structure: Structure): number {
    const wanted = this.#material.voice.sentences;
    if (wanted === undefined) return 1;
    const sentences = structure.lines.flatMap((line) => [...line.matchAll(reference)]).length;
    return Math.exp(-0.35 * Math.abs(sentences - Math.min(wanted, 4)));
  }

  #any(name: string, focus: Focus): boolean {
    const key = `${name}@${focus}`;
    const known = this.#filled.get(key);
    if (known !== undefined) return known;
    const part = partOf(name);
    const found =
      part !== undefined &&
      (this.#material.offered.get(part) ?? []).some((each) => this.#weight(each, focus) > 0);
    this.#filled.set(key, found);
    return found;
  }

  #expand(template: string): string | undefined {
    let failed = false;
    const text = template.replace(reference, (_, name: string, focus: string | undefined) => {
      const words = name === said ? this.#material.asked?.text : this.#fragment(name, focus as Focus);
      failed ||= words === undefined;
      return words ?? '';
    });
    return failed ? undefined : text;
  }

  #fragment(name: string, focus: Focus): string | undefined {
    const part = partOf(name);
    if (!part) return undefined;
    const candidates = this.#material.offered.get(part) ?? [];
    const chosen = pickWeighted(this.#random, candidates, (each) => this.#weight(each, focus))?.fragment;
    if (!chosen) return undefined;
    this.#used.set(chosen.id, chosen);
    const text = this.#slots(chosen.text);
    if (text !== undefined && (livelyParts.has(part) || (chosen.traits?.energy ?? 0) > 0))
      this.#lively.push(text);
    return text !== undefined && startsBig(name) ? capitalised(text) : text;
  }

  #slots(template: string): string | undefined {
    let failed = false;
    const text = template.replace(/\{(\w+)\}/g, (_, name: string) => {
      const words = fold(name) === 'detail' ? this.#fragment('detail', undefined) : this.#slot(fold(name));
      failed ||= words === undefined;
      return startsBig(name) ? capitalised(words ?? '') : (words ?? '');
    });
    return failed ? undefined : text;
  }

  #slot(name: string): string | undefined {
    const { canon, language, shot } = this.#material;
    const topic = this.#topic;
    switch (name) {
      case 'topic':
        return topic && topic.kind !== said ? topic.text : undefined;
      case 'thing':
        return topic?.kind === 'thing' ? topic.text : undefined;
      case 'own':
        return topic?.kind === 'thing' && isOwn(topic) ? topic.text : undefined;
      case 'subject':
        return topic?.kind === 'thing' && !isOwn(topic) ? topic.text : undefined;
      case 'canon':
        return pickWeighted(this.#random, canon, () => 1);
      case 'at':
      case 'from':
        return shot && language.words.scenes[shot.scene]?.[name];
      case 'outfit':
        return shot && language.words.outfits[shot.outfit];
      default:
        return undefined;
    }
  }

  #weight({ fragment, weight }: Offered, focus: Focus): number {
    const onTopic = fragment.topics !== undefined;
    if (focus === 'scene' && !fragment.scenes) return 0;
    if (focus === 'topic' && !onTopic) return 0;
    const subject = this.#topic?.subject;
    if (fragment.topics && (subject === undefined || !fragment.topics.includes(subject))) return 0;
    if (this.#used.has(fragment.id) || (fragment.ai && [...this.#used.values()].some(({ ai }) => ai)))
      return 0;
    const filled = fragment.slots.every((slot) => slot === 'detail' || this.#slot(slot) !== undefined);
    return filled ? weight : 0;
  }
}

/** "My new shoes" can be shown, but nobody else has a view on them. */
const isOwn = ({ text }: Topic) => /^(?:my|our) /.test(text);

function partOf(name: string): Part | undefined {
  const small = name.charAt(0).toLowerCase() + name.slice(1);
  return isPart(small) ? small : undefined;
}

const startsBig = (name: string) => /^\p{Lu}/u.test(name);

function isAboutShot({ outfits, poses, expressions, lights }: Fragment): boolean {
  return Boolean(outfits ?? poses ?? expressions ?? lights);
}

function fitsShot(fragment: Fragment, { shot, language }: Omit<Material, 'offered'>): boolean {
  const { scenes, outfits, poses, expressions, lights, times } = fragment;
  if (!shot)
    return fragment.part !== 'look' && !(scenes ?? outfits ?? poses ?? expressions ?? lights ?? times);
  const now = language.words.scenes[shot.scene]?.times ?? [];
  return (
    (!scenes || scenes.includes(shot.scene)) &&
    (!outfits || outfits.includes(shot.outfit)) &&
    (!poses || poses.includes(shot.pose)) &&
    (!expressions || expressions.includes(shot.expression)) &&
    (!lights || lights.includes(shot.light)) &&
    (!times || times.some((time) => now.includes(time)))
  );
}
