import type { MadeText, TextRequest } from '#engines/engine.ts';
import type { WorkControl } from '#engines/local-work.ts';
import { costsNothing } from '#engines/paid-work.ts';
import { AppError, messageOf } from '#kernel/errors.ts';
import { answerSchema, type Draft } from './answer-shapes.ts';
import { type Boundaries, readBoundaries } from './boundaries.ts';
import { boundaryLines } from './boundary-lines.ts';
import type { Chat, ChatMessage, ChatUsage } from './chat.ts';
import { finishText } from './finish-text.ts';
import { type Judged, judgeDraft, type Likeness } from './judge-draft.ts';
import { readLanguage, type WritingLanguage } from './languages.ts';
import { promptVersion, writePrompt } from './prompt.ts';
import { readAnswer } from './read-answer.ts';
import { costOfTokens, type TokenPrice } from './text-price.ts';

export interface TextWriting {
  readonly chat: Chat;
  readonly likeness: Likeness;
  /** Tags of the languages the model writes; any when empty. */
  readonly languages: readonly string[];
  /** Tokens that prompt and answer share. */
  readonly contextTokens: number;
  /** 0 to 2; alt text is always written near 0. */
  readonly temperature: number;
  /** What tokens cost; absent where nothing is paid. */
  readonly price?: TokenPrice;
  /** Whether calls may be charged, price known or not. */
  readonly isPaid?: boolean;
  /** Goes into the recipe. */
  readonly engine: string;
}

/** A token of the models in use is about three characters of prose and more of English. */
const charactersAToken = 3;
const repairsAllowed = 1;
const rewritesAllowed = 1;
const altTextTemperature = 0.2;

/**
 * Writes what was asked for with a language model: one question, at most one repair of an unreadable answer, and at
 * most one rewrite of an answer that repeats a post, crosses a line or does not fit.
 * @throws AppError `invalid` for a language or topic that cannot be, or when the model crosses a line twice;
 * `unavailable` when its answers cannot be read
 */
export async function writeText(
  request: TextRequest,
  writing: TextWriting,
  control: WorkControl,
): Promise<MadeText> {
  const language = readLanguage(request.language, writing.languages);
  const boundaries = readBoundaries(request.character.persona.avoid, boundaryLines(language.tag));
  refuseForbidden(request, boundaries);
  const talk = new Conversation(request, writing, control, language);
  const setting = { request, language, boundaries, writing, control };
  let judged = await judgeDraft(await talk.ask(), setting);
  for (let rewrite = 0; rewrite < rewritesAllowed && judged.faults.length > 0; rewrite += 1) {
    control.report(0.6, 'Writing it again');
    talk.complain(judged);
    const draft = await talk.ask().catch((error: unknown) => {
      // The first answer is at least readable.
      if (error instanceof AppError && error.facts.reason === 'unreadable') return undefined;
      throw error;
    });
    if (!draft) break;
    const again = await judgeDraft(draft, setting);
    if (again.faults.length <= judged.faults.length) judged = again;
  }
  const { warnings, recipe, model } = talk.report();
  const finished = finishText(request, judged, { language, boundaries });
  return {
    ...finished.made,
    model,
    recipe,
    warnings: [...new Set([...warnings, ...judged.warnings, ...finished.warnings])],
  };
}

function refuseForbidden(request: TextRequest, boundaries: Boundaries): void {
  const topic = 'topic' in request ? request.topic : '';
  const line = boundaries.crossedBy(topic);
  if (line !== undefined) {
    throw new AppError('invalid', `The topic crosses a line of ${request.character.name}: "${line}".`, {
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

/** One exchange with a model: what was asked and answered so far, and what it cost. */
class Conversation {
  readonly #request: TextRequest;
  readonly #writing: TextWriting;
  readonly #control: WorkControl;
  readonly #messages: ChatMessage[];
  readonly #warnings: string[];
  readonly #maxTokens: number;
  #usage: ChatUsage | undefined;
  #model = '';
  #calls = 0;
  #counted = 0;
  #repairs = 0;

  constructor(request: TextRequest, writing: TextWriting, control: WorkControl, language: WritingLanguage) {
    this.#request = request;
    this.#writing = writing;
    this.#control = control;
    this.#maxTokens = tokensFor(request);
    // A rewrite sends the first answer along: the prompt leaves room for two.
    const room = Math.max(1000, writing.contextTokens - 2 * this.#maxTokens) * charactersAToken;
    const prompt = writePrompt(request, language, answerSchema(request), room);
    this.#messages = [...prompt.messages];
    this.#warnings = [...prompt.warnings];
  }

  /** The next answer, repaired once in the whole exchange when it cannot be read. */
  async ask(): Promise<Draft> {
    for (;;) {
      const { text, isComplete } = await this.#call();
      const answer = readAnswer(this.#request.kind, text);
      if (answer.ok) {
        this.#messages.push({ role: 'assistant', content: text });
        return answer.draft;
      }
      const why = isComplete ? answer.why : 'it was cut off because it is too long';
      if (this.#repairs >= repairsAllowed) throw unreadable(this.#model, why);
      this.#repairs += 1;
      this.#control.report(0.5, 'Asking for a readable answer');
      this.#messages.push(
        { role: 'assistant', content: text.slice(0, 4000) || '(nothing)' },
        {
          role: 'user',
          content: `Your answer could not be used: ${why}. Answer again with the JSON object alone${isComplete ? '' : ', much shorter'}.`,
        },
      );
    }
  }

  complain({ faults }: Judged): void {
    const list = faults.map(({ toModel }) => `- ${toModel}`).join('\n');
    this.#messages.push({
      role: 'user',
      content: `Write it anew, as one JSON object of the same schema. What was wrong:\n${list}`,
    });
  }

  report() {
    const { request, engine } = { request: this.#request, engine: this.#writing.engine };
    return {
      model: this.#model,
      warnings: this.#warnings,
      recipe: {
        engine,
        model: this.#model,
        kind: request.kind,
        seed: request.seed,
        language: request.language,
        ...('topic' in request && { topic: request.topic }),
        temperature: this.#temperature(),
        promptVersion,
        calls: this.#calls,
        ...(this.#usage && { usage: this.#usage, ...this.#cost(this.#usage) }),
      },
    };
  }

  /** Only where every call was counted: half a sum would be taken for the whole. */
  #cost(usage: ChatUsage) {
    const { price } = this.#writing;
    return price && this.#counted === this.#calls ? { cost: costOfTokens(usage, price) } : {};
  }

  /** A refusal costs nothing, but the calls before it did. */
  #inFull(error: unknown): unknown {
    if (!this.#writing.isPaid || this.#calls === 0 || !costsNothing(error)) return error;
    return new AppError('unavailable', messageOf(error), {
      cause: error,
      ...(error instanceof AppError && error.hint !== undefined && { hint: error.hint }),
    });
  }

  async #call() {
    const { signal, report } = this.#control;
    signal.throwIfAborted();
    report(0.1, this.#calls === 0 ? 'Asking the model' : 'Asking the model again');
    const expected = this.#maxTokens * charactersAToken;
    const asked = this.#writing.chat({
      messages: this.#messages,
      schema: answerSchema(this.#request),
      pictures: 'picture' in this.#request && this.#request.picture ? [this.#request.picture] : [],
      needsEyes: this.#request.kind === 'alt-text',
      seed: this.#request.seed + this.#calls,
      temperature: this.#temperature(),
      maxTokens: this.#maxTokens,
      signal,
      onProgress: (characters) => report(0.1 + 0.4 * Math.min(1, characters / expected), 'Writing'),
    });
    const answer = await asked.catch((error: unknown) => {
      throw this.#inFull(error);
    });
    this.#calls += 1;
    this.#model = answer.model;
    this.#warnings.push(...(answer.warnings ?? []));
    if (answer.usage) {
      this.#counted += 1;
      this.#usage = {
        inputTokens: (this.#usage?.inputTokens ?? 0) + answer.usage.inputTokens,
        outputTokens: (this.#usage?.outputTokens ?? 0) + answer.usage.outputTokens,
      };
    }
    return answer;
  }

  #temperature(): number {
    return this.#request.kind === 'alt-text' ? altTextTemperature : this.#writing.temperature;
  }
}

function unreadable(model: string, why: string): AppError {
  return new AppError(
    'unavailable',
    `${model || 'The model'} did not answer in the form asked for: ${why}.`,
    {
      hint: 'Try again, or choose another model: small ones often cannot keep to a form.',
      facts: { reason: 'unreadable' },
    },
  );
}

/** Room for the answer: a token may be a single character in some scripts. */
function tokensFor(request: TextRequest): number {
  const frame = 120;
  const most = 4000;
  switch (request.kind) {
    case 'script':
      return Math.min(most, frame + Math.ceil(request.seconds * 8));
    case 'thread':
      return Math.min(most, frame + Math.ceil(request.maxParts * request.maxLength * 0.6));
    default:
      return Math.min(most, frame + Math.ceil(request.maxLength * 0.6) + 100);
  }
}
