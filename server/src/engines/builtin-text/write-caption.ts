import type { CaptionRequest, MadeCaption, TextLimit } from '#engines/engine.ts';
import { type Boundaries, readBoundaries } from '#engines/writing/boundaries.ts';
import { fragmentCheck, mostAlike, sentenceCheck } from '#engines/writing/repetition.ts';
import { AppError } from '#kernel/errors.ts';
import { graphemes, measure, withHashtags } from '#kernel/text-length.ts';
import { finishCaption, isOnTopic } from './finish.ts';
import { toFirstPerson } from './first-person.ts';
import { type Draft, drawCaption, type Material, offeredFragments } from './grammar.ts';
import { chooseHashtags } from './hashtags.ts';
import type { Language } from './language.ts';
import { hashOf, seededRandom } from './random.ts';
import { readTopic, type Topic } from './topic.ts';
import { readVoice } from './voice.ts';

export const grammarModel = 'builtin-grammar-1';

/** The highest cosine of each caption to a recent post, in order. */
export type CompareByMeaning = (captions: readonly string[], recent: readonly string[]) => Promise<number[]>;

interface Candidate {
  readonly draft: Draft;
  readonly caption: string;
  readonly hashtags: readonly string[];
}

const drawsARound = 60;
const candidatesARound = 3;
const rounds = 8;

/** Writes one caption; the same request gives the same one. */
export async function writeCaption(
  request: CaptionRequest,
  language: Language,
  compare: CompareByMeaning,
): Promise<Omit<MadeCaption, 'model'>> {
  const boundaries = readBoundaries(request.character.persona.avoid, language.lines, language.topics);
  const asked = readTopic(request.topic, request.character.name, language);
  refuseForbidden(request, boundaries);
  const material = toMaterial(request, language, boundaries, asked);
  const found = await leastAlike(request, material, compare);
  if (found) return found;
  const without = asked && (await leastAlike(request, { ...material, asked: undefined }, compare));
  if (!without) throw tooShort(request.maxLength);
  const warning = `The topic does not fit into ${request.maxLength} characters, so the caption leaves it out.`;
  return { ...without, warnings: [warning, ...without.warnings] };
}

function refuseForbidden({ topic, character }: CaptionRequest, boundaries: Boundaries): void {
  const line = boundaries.crossedBy(topic);
  if (line !== undefined) {
    throw new AppError('invalid', `The topic crosses a line of ${character.name}: "${line}".`, {
      hint: 'Choose another topic, or change the lines that must not be crossed in the persona.',
      field: 'topic',
    });
  }
  if (boundaries.pretends(topic)) {
    throw new AppError('invalid', 'The topic would make the character say that it is a human being.', {
      hint: 'Characters here are openly made by AI: word the topic so that it does not claim otherwise.',
      field: 'topic',
    });
  }
}

function tooShort(maxLength: number): AppError {
  return new AppError('invalid', `No caption of this character fits into ${maxLength} characters.`, {
    hint: 'Allow a longer text, or shorten the topic and the list of lines that must not be crossed.',
    field: 'maxLength',
  });
}

function toMaterial(
  request: CaptionRequest,
  language: Language,
  boundaries: Boundaries,
  asked: Topic | undefined,
): Material {
  const { name, persona, canon } = request.character;
  const allowed = (text: string) => boundaries.crossedBy(text) === undefined && !boundaries.pretends(text);
  const wasSaid = fragmentCheck(request.recent);
  const facts = canon
    .map(({ fact, at }) => ({ text: toFirstPerson(fact, name, language.reading), at }))
    // A dated fact is kept only in the past tense: whether its day has come is not known here.
    .filter(
      ({ text, at }) =>
        at === undefined || /^I \p{L}+(?:ed|ew|on|et|ame|ade|an|ought|uilt|ote|earnt)\b/u.test(text ?? ''),
    )
    .flatMap(({ text }) =>
      text !== undefined && graphemes(text) <= 140 && allowed(text) && !wasSaid(text) ? [text] : [],
    );
  const topics = persona.topics
    .filter(allowed)
    .flatMap((typed) => readTopic(typed, name, language) ?? [])
    .filter(({ kind, subject }) => kind !== 'said' && !(subject && boundaries.topics.has(subject)));
  const voice = readVoice(persona, language);
  const sources = { language, voice, boundaries, shot: request.shot, asked, topics, canon: facts };
  return { ...sources, offered: offeredFragments(sources, wasSaid) };
}

/** Draws until a caption is new enough; after the last round the least alike one, with a warning. */
async function leastAlike(
  request: CaptionRequest,
  material: Material,
  compare: CompareByMeaning,
): Promise<Omit<MadeCaption, 'model'> | undefined> {
  let best: { readonly candidate: Candidate; readonly similarity: number } | undefined;
  for (let round = 0; round < rounds; round += 1) {
    const candidates = drawRound(request, material, round, sentenceCheck(request.recent));
    const similarities =
      candidates.length > 0
        ? await compare(
            candidates.map(({ caption }) => caption),
            request.recent,
          )
        : [];
    for (const [index, candidate] of candidates.entries()) {
      const similarity = similarities[index] ?? 1;
      if (similarity < mostAlike) return toText(request, candidate, similarity, []);
      if (!best || similarity < best.similarity) best = { candidate, similarity };
    }
  }
  if (best) {
    const percent = Math.round(best.similarity * 100);
    return toText(request, best.candidate, best.similarity, [
      `This caption is close to a recent post (${percent} % alike): give a topic, or add topics to the persona.`,
    ]);
  }
  const [repeated] = drawRound(request, material, rounds, () => false);
  if (!repeated) return undefined;
  const [similarity = 1] = await compare([repeated.caption], request.recent);
  return toText(request, repeated, similarity, [
    'This caption repeats a sentence of a recent post: give a topic, or add topics to the persona.',
  ]);
}

function drawRound(
  request: CaptionRequest,
  material: Material,
  round: number,
  repeats: (text: string) => boolean,
): Candidate[] {
  const found = new Map<string, Candidate>();
  // The person's own sentence may come again, if the person says so.
  const said = material.asked?.kind === 'said' ? material.asked.text : '';
  for (let draw = 0; draw < drawsARound && found.size < candidatesARound; draw += 1) {
    const candidate = drawCandidate(request, material, round * drawsARound + draw);
    if (candidate && !repeats(withoutSaid(candidate.caption, said))) found.set(candidate.caption, candidate);
  }
  return [...found.values()];
}

function withoutSaid(caption: string, said: string): string {
  const at = caption.toLowerCase().indexOf(said.toLowerCase());
  return at < 0 ? caption : caption.slice(0, at) + caption.slice(at + said.length);
}

function drawCandidate(request: CaptionRequest, material: Material, draw: number): Candidate | undefined {
  const { asked, boundaries, language, shot, topics, voice } = material;
  const random = seededRandom(request.seed ^ hashOf(request.character.name), draw);
  const draft = drawCaption(material, random);
  if (!draft) return undefined;
  const said = asked?.kind === 'said' ? asked.text : undefined;
  const whole = finishCaption(draft, { language, voice, boundaries, shot, said }, random);
  const caption = cutToLength(whole, request, said);
  if (
    caption === undefined ||
    stumbles(caption, topicsOf(material)) ||
    boundaries.crossedBy(caption) !== undefined
  )
    return undefined;
  const topic = asked ?? topics.find(({ text }) => caption.includes(text));
  const sources = {
    language,
    boundaries,
    persona: request.character.persona,
    shot,
    topic,
    subject: isOnTopic(draft) ? draft.subject : undefined,
  };
  const hashtags = chooseHashtags({ ...sources, limit: request.maxHashtags }, random);
  while (hashtags.length > 0 && !fits(withHashtags(caption, hashtags), request)) hashtags.pop();
  return { draft, caption, hashtags };
}

/**
 * The caption, or as many of its first sentences as fit. `undefined` when none fits, when it is a list,
 * which means nothing by halves, or when the person's own words would be lost.
 */
function cutToLength(caption: string, limit: TextLimit, said: string | undefined): string | undefined {
  if (fits(caption, limit)) return caption;
  if (/^(?:•|\d\.) |: \d+\/\d+/mu.test(caption)) return undefined;
  const sentences = caption.match(/[^.!?\n]*(?:[.!?]+["']?|\n+|$)(?:\s*\p{RGI_Emoji})*\s*/gv) ?? [];
  let kept = '';
  for (const sentence of sentences) {
    if (!fits((kept + sentence).trim(), limit)) break;
    kept += sentence;
  }
  const text = kept.trim();
  const whole = /[.!?]["']?(?:\s*\p{RGI_Emoji})*$/v.test(text) && !text.endsWith(':');
  return whole && (said === undefined || text.toLowerCase().includes(said.toLowerCase())) ? text : undefined;
}

function fits(text: string, { maxLength, unit = 'graphemes' }: TextLimit): boolean {
  return measure(text, unit) <= maxLength;
}

function topicsOf({ asked, topics }: Material): string[] {
  return (asked ? [asked] : topics).map(({ text }) => text.toLowerCase());
}

/** Accidents of joining: sentences that begin alike, a word or the topic twice, three questions. */
function stumbles(caption: string, topics: readonly string[]): boolean {
  const small = caption.toLowerCase();
  if (topics.some((topic) => topic.includes(' ') && small.split(topic).length > 2)) return true;
  const prose = caption.split('\n').filter((line) => !/^(?:•|\d\.)/u.test(line));
  const sentences = prose.join(' ').split(/(?<=[.!?])\s+/);
  const starts = sentences.map((sentence) => sentence.toLowerCase().split(/\s+/).slice(0, 2).join(' '));
  const alike = starts.some(
    (start, index) => index > 0 && start.includes(' ') && start === starts[index - 1],
  );
  const twice = /(?<![\p{L}'])(\p{L}{2,}) \1(?![\p{L}'])/iu.test(
    caption.replace(/\b(hey|hi|hello),? \1\b/giu, ''),
  );
  return alike || twice || sentences.filter((sentence) => sentence.endsWith('?')).length > 2;
}

function toText(
  request: CaptionRequest,
  { draft, caption, hashtags }: Candidate,
  similarity: number,
  warnings: readonly string[],
): Omit<MadeCaption, 'model'> {
  const { structure, fragments } = draft;
  return {
    kind: 'caption',
    caption,
    hashtags,
    similarity,
    warnings,
    recipe: {
      model: grammarModel,
      seed: request.seed,
      language: request.language,
      topic: request.topic,
      structure,
      fragments,
    },
  };
}
