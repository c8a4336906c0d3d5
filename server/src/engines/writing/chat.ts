import { setTimeout as wait } from 'node:timers/promises';
import { EngineHttpError } from '#engines/engine-http.ts';
import { AppError } from '#kernel/errors.ts';

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** A JSON Schema that an answer is held to, as far as the server can. */
export type AnswerSchema = Readonly<Record<string, unknown>>;

export interface ChatCall {
  readonly messages: readonly ChatMessage[];
  readonly schema: AnswerSchema;
  /** Shown with the question. */
  readonly pictures: readonly { readonly path: string; readonly mime: string }[];
  /** Whether the answer means nothing without them; else a model without eyes leaves them out. */
  readonly needsEyes: boolean;
  readonly seed: number;
  readonly temperature: number;
  readonly maxTokens: number;
  readonly signal: AbortSignal;
  /** Told the length of the answer so far, in characters. */
  readonly onProgress: (characters: number) => void;
}

export interface ChatUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface ChatAnswer {
  readonly text: string;
  /** The model that answered, as the server names it. */
  readonly model: string;
  /** False when the answer was cut at `maxTokens`. */
  readonly isComplete: boolean;
  /** Absent where the server does not count. */
  readonly usage?: ChatUsage;
  /** What the model could not honour, in sentences for people. */
  readonly warnings?: readonly string[];
}

/** A language model as its adapter offers it: one question, one answer. */
export type Chat = (call: ChatCall) => Promise<ChatAnswer>;

const passingStatuses = new Set([408, 425, 429, 500, 502, 503, 504, 529]);
const longestPauseSeconds = 20;
const usualPauseSeconds = 1;

/** Whether a failure may pass by itself: the server is busy, restarts, or was not reached. */
export function mayPass(error: unknown): boolean {
  if (error instanceof EngineHttpError) return true;
  return error instanceof AppError && passingStatuses.has(Number(error.facts.status));
}

/**
 * Asks again, once, after the pause that a busy server names (at most 20 seconds).
 * @throws what `ask` threw when it was something else, or the second time
 */
export async function patiently<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    signal.throwIfAborted();
    const isBusy = error instanceof AppError && [429, 503, 529].includes(Number(error.facts.status));
    if (!isBusy) throw error;
    const named = Number(error.facts.retryAfterSeconds ?? usualPauseSeconds);
    if (named > longestPauseSeconds) throw error;
    await wait(named * 1000, undefined, { signal });
    return ask();
  }
}
