import { setImmediate } from 'node:timers/promises';
import type { MadeText, TextEngine, TextRequest } from '#engines/engine.ts';
import { LocalWork, type WorkControl } from '#engines/local-work.ts';
import { AppError } from '#kernel/errors.ts';
import { createTextEmbedding, type TextEmbedding } from '#media/embedding.ts';
import { findLanguage, type Language, languageTags } from './language.ts';
import { manifest } from './manifest.ts';
import { SimilarityCheck } from './repetition.ts';
import { type CompareByMeaning, grammarModel, writeCaption } from './write-caption.ts';

export interface BuiltinTextOptions {
  /** Compares captions by meaning; the installed model in a worker thread when absent. */
  readonly embedding?: TextEmbedding;
}

const fallbackTag = 'en';

/**
 * Captions and hashtags by grammar, inside this process. `MadeText.caption` holds no hashtags;
 * `withHashtags` of the kernel joins the two, and `maxLength` counts that whole.
 */
export function createBuiltinTextEngine(options: BuiltinTextOptions = {}): TextEngine {
  const embedding = options.embedding ?? createTextEmbedding();
  const similarity = new SimilarityCheck(embedding);
  const work = new LocalWork<TextRequest, MadeText>((request, control) =>
    write(request, similarity, control),
  );
  return {
    id: manifest.id,
    medium: 'text',
    manifest,
    start: async (request, { signal }) => {
      signal.throwIfAborted();
      return work.start(request);
    },
    check: (ticket, call) => work.check(ticket, call),
    cancel: async (ticket) => work.cancel(ticket),
    health: async () => health(),
    async [Symbol.asyncDispose]() {
      await work.dispose();
      if (!options.embedding) await embedding[Symbol.asyncDispose]();
    },
  };
}

async function write(
  request: TextRequest,
  similarity: SimilarityCheck,
  control: WorkControl,
): Promise<MadeText> {
  control.report(0.1, 'Writing');
  // Drawing holds the thread for some milliseconds: others, and a cancel, go first.
  await setImmediate();
  control.signal.throwIfAborted();
  const { language, warnings } = chooseLanguage(request.language);
  const lost: string[] = [];
  const compare: CompareByMeaning = async (captions, recent) => {
    try {
      return await similarity.highest(captions, recent, control.signal);
    } catch (error) {
      control.signal.throwIfAborted();
      if (!(error instanceof AppError)) throw error;
      lost.push(`${error.message} The caption was compared with recent posts by sentence only.`);
      return captions.map(() => 0);
    }
  };
  const text = await writeCaption(request, language, compare);
  return { ...text, model: grammarModel, warnings: [...warnings, ...text.warnings, ...lost.slice(0, 1)] };
}

function chooseLanguage(tag: string): { readonly language: Language; readonly warnings: readonly string[] } {
  const language = findLanguage(tag);
  if (language) return { language, warnings: [] };
  const fallback = findLanguage(fallbackTag);
  if (!fallback)
    throw new AppError('internal', 'The built-in writer has lost its English texts.', {
      hint: 'Install again.',
    });
  const known = languageTags.map((name) => findLanguage(name)?.words.name ?? name).join(', ');
  const warning = `Written in English: the built-in writer knows ${known} only, not "${tag}". Connect a language model for others.`;
  return { language: fallback, warnings: [warning] };
}

function health() {
  const count = [...(findLanguage(fallbackTag)?.fragments.values() ?? [])].reduce(
    (sum, list) => sum + list.length,
    0,
  );
  return { ok: count > 0, summary: `Ready: ${count} sentences and phrases in English.` };
}
