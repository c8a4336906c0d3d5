import type { TextRequest } from '#engines/engine.ts';
import type { WorkControl } from '#engines/local-work.ts';
import { AppError } from '#kernel/errors.ts';
import { withHashtags } from '#kernel/text-length.ts';
import type { Draft } from './answer-shapes.ts';
import type { Boundaries } from './boundaries.ts';
import { cleanHashtags } from './clean-hashtags.ts';
import { cleanText } from './clean-text.ts';
import { fitLength, fits } from './fit-length.ts';
import type { WritingLanguage } from './languages.ts';
import { findRepeated, mostAlike, type SimilarityCheck } from './repetition.ts';
import { alikeInWords } from './trigrams.ts';

/** How texts are compared by meaning. */
export type Likeness = Pick<SimilarityCheck, 'highest'>;

export interface Fault {
  readonly kind: 'claim' | 'boundary' | 'repeats' | 'language' | 'length' | 'empty';
  /** What to tell the model. */
  readonly toModel: string;
}

export interface Judged {
  /** Cleaned, not yet cut to length. */
  readonly texts: readonly string[];
  readonly hashtags: readonly string[];
  readonly similarity: number;
  readonly faults: readonly Fault[];
  readonly warnings: readonly string[];
}

interface Setting {
  readonly request: TextRequest;
  readonly language: WritingLanguage;
  readonly boundaries: Boundaries;
  readonly writing: { readonly likeness: Likeness };
  readonly control: WorkControl;
}

/** Cleans what a model wrote, and says what is wrong with it. */
export async function judgeDraft(draft: Draft, setting: Setting): Promise<Judged> {
  const { request, language, boundaries } = setting;
  const cleaned = draft.texts.map((text) => cleanText(request.kind, text, givenIn(request)));
  const texts = cleaned.map(({ text }) => text).filter((text) => text !== '');
  const limit = 'maxHashtags' in request ? request.maxHashtags : 0;
  const hashtags = cleanHashtags(
    [...draft.hashtags, ...cleaned.flatMap((text) => text.hashtags)],
    boundaries,
    limit,
  );
  const whole = texts.join('\n\n');
  const { similarity, warnings } = await compare(whole, setting);
  const faults: Fault[] = [];
  const fault = (kind: Fault['kind'], toModel: string) => faults.push({ kind, toModel });
  if (whole === '') fault('empty', 'There is nothing in it that can be used. Write real sentences.');
  if (boundaries.pretends(whole))
    fault(
      'claim',
      'It claims or suggests that the character is a human being. It is made by AI, and says so.',
    );
  const line = boundaries.crossedBy(whole);
  if (line !== undefined) fault('boundary', `It crosses this line: ${JSON.stringify(line)}. Leave it out.`);
  if (!language.matches(whole)) fault('language', `It is not written in ${language.name}.`);
  const repeated = repetitionIn(whole, request, similarity);
  if (repeated !== undefined) fault('repeats', repeated);
  const long = tooLong(texts, hashtags, request, language);
  if (long !== undefined) fault('length', long);
  return {
    texts,
    hashtags,
    similarity,
    faults,
    warnings: [...cleaned.flatMap((text) => text.warnings), ...warnings],
  };
}

const earlierOf = (request: TextRequest) => ('recent' in request ? request.recent : []);

/** What people wrote in the request: links and accounts that stand there may stand in the text. */
function givenIn(request: TextRequest): string {
  const { bio, samplePosts } = request.character.persona;
  const own = [bio, ...samplePosts, ...request.character.canon.map(({ fact }) => fact)];
  if (request.kind === 'alt-text') return '';
  // Not the message: somebody's link or tag must not be spread by answering it.
  if (request.kind === 'reply') return [...own, request.post ?? '', request.writer.name].join('\n');
  const caption = request.kind === 'script' ? (request.caption ?? '') : '';
  return [...own, request.topic, caption].join('\n');
}

async function compare(whole: string, { request, language, writing, control }: Setting) {
  const recent = earlierOf(request);
  if (recent.length === 0 || whole === '') return { similarity: 0, warnings: [] };
  const inWords = () =>
    recent.slice(0, 50).reduce((most, post) => Math.max(most, alikeInWords(whole, post)), 0);
  // The model that compares meanings knows English only.
  if (!/^en\b/i.test(language.tag)) return { similarity: inWords(), warnings: [] };
  try {
    const [similarity = 0] = await writing.likeness.highest([whole], recent, control.signal);
    return { similarity, warnings: [] };
  } catch (error) {
    control.signal.throwIfAborted();
    if (!(error instanceof AppError)) throw error;
    return {
      similarity: inWords(),
      warnings: [`${error.message} The text was compared with recent posts by its words only.`],
    };
  }
}

function repetitionIn(whole: string, request: TextRequest, similarity: number): string | undefined {
  const recent = earlierOf(request);
  const sentence = findRepeated(recent)(whole);
  if (sentence !== undefined)
    return `It repeats this sentence of an earlier text: ${JSON.stringify(sentence)}. Say something else.`;
  if (similarity < mostAlike) return undefined;
  return `It says almost the same as an earlier text (${Math.round(similarity * 100)} % alike). Take another angle and other words.`;
}

function tooLong(
  texts: readonly string[],
  hashtags: readonly string[],
  request: TextRequest,
  language: WritingLanguage,
): string | undefined {
  if (request.kind === 'thread' && texts.length === 1) return 'It is one post. Write at least two parts.';
  if (!('maxLength' in request)) return undefined;
  const lost = texts.map((text) => fitLength(text, request, language.tag).lost);
  // Cutting whole sentences from a caption's end is fine; a hook or a part of a thread would lose its point.
  const mayLoseSentences = request.kind === 'caption' || request.kind === 'reply';
  const last = texts.at(-1) ?? '';
  const isBad =
    lost.includes('words') ||
    (!mayLoseSentences && lost.includes('sentences')) ||
    (mayLoseSentences && !fits(withHashtags(last, hashtags), request) && last.length > 3 * request.maxLength);
  if (!isBad) return undefined;
  const most = Math.floor(request.maxLength * 0.7);
  return `It is too long. Write at most ${most} characters${request.kind === 'thread' ? ' a part' : ''}.`;
}
