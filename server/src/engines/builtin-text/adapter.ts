import { setImmediate } from 'node:timers/promises';
import type {
  CaptionRequest,
  MadeCaption,
  MadeScript,
  MadeText,
  ScriptRequest,
  TextEngine,
  TextKind,
  TextRequest,
} from '#engines/engine.ts';
import { LocalWork, type WorkControl } from '#engines/local-work.ts';
import { SimilarityCheck } from '#engines/writing/repetition.ts';
import { AppError } from '#kernel/errors.ts';
import { createTextEmbedding, type TextEmbedding } from '#media/embedding.ts';
import { findLanguage, type Language, languageTags } from './language.ts';
import { manifest } from './manifest.ts';
import { longestSeconds, scriptFromCaption, secondsToSay, shortestSeconds } from './script-from-caption.ts';
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
  const work = new LocalWork<KnownRequest, MadeText>((request, control) =>
    request.kind === 'script'
      ? writeScript(request, similarity, control)
      : write(request, similarity, control),
  );
  return {
    id: manifest.id,
    medium: 'text',
    manifest,
    start: async (request, { signal }) => {
      signal.throwIfAborted();
      if (!isKnown(request)) throw cannotWrite(request.kind);
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

type KnownRequest = CaptionRequest | ScriptRequest;
const isKnown = (request: TextRequest): request is KnownRequest =>
  request.kind === 'caption' || request.kind === 'script';

const whatWouldDo: Readonly<Record<Exclude<TextKind, KnownRequest['kind']>, readonly [string, string]>> = {
  hook: ['opening lines', 'a language model (Ollama, LM Studio, llama.cpp or a hosted one)'],
  thread: ['threads', 'a language model (Ollama, LM Studio, llama.cpp or a hosted one)'],
  reply: ['replies', 'a language model (Ollama, LM Studio, llama.cpp or a hosted one)'],
  'alt-text': ['a description of a picture it did not draw', 'a language model that sees pictures'],
};

function cannotWrite(kind: Exclude<TextKind, KnownRequest['kind']>): AppError {
  const [what, by] = whatWouldDo[kind];
  return new AppError('invalid', `The built-in writer cannot write ${what}.`, {
    hint: `Connect ${by} on the engines page, or write it yourself.`,
    field: 'kind',
  });
}

/** What a clip of 8 to 15 seconds says: the caption given, or one written for the topic, made speakable. */
async function writeScript(
  request: ScriptRequest,
  similarity: SimilarityCheck,
  control: WorkControl,
): Promise<MadeScript> {
  const { seconds, caption: given, kind: _, ...rest } = request;
  const written =
    given === undefined || given.trim() === ''
      ? await write({ ...rest, kind: 'caption', maxLength: 400, maxHashtags: 0 }, similarity, control)
      : undefined;
  const script = scriptFromCaption(written?.caption ?? given ?? '', request.language);
  const fits = seconds >= shortestSeconds && seconds <= longestSeconds;
  const length = `The built-in writer makes scripts of ${shortestSeconds} to ${longestSeconds} seconds, not of ${seconds}. Connect a language model for others.`;
  return {
    kind: 'script',
    script,
    seconds: secondsToSay(script),
    similarity: written?.similarity ?? 0,
    model: grammarModel,
    warnings: [...(fits ? [] : [length]), ...(written?.warnings ?? [])],
    recipe: { ...written?.recipe, model: grammarModel, seed: request.seed, language: request.language },
  };
}

async function write(
  request: CaptionRequest,
  similarity: SimilarityCheck,
  control: WorkControl,
): Promise<MadeCaption> {
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
