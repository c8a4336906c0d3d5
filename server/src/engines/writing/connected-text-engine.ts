import type { EngineHealth, EngineManifest, MadeText, TextEngine, TextRequest } from '#engines/engine.ts';
import { LocalWork } from '#engines/local-work.ts';
import type { AppError } from '#kernel/errors.ts';
import { createTextEmbedding, type TextEmbedding } from '#media/embedding.ts';
import { mayPass } from './chat.ts';
import { readLanguage } from './languages.ts';
import { SimilarityCheck } from './repetition.ts';
import { type TextWriting, writeText } from './write-text.ts';

export interface ConnectedText {
  readonly manifest: EngineManifest;
  readonly writing: Omit<TextWriting, 'likeness' | 'engine'>;
  /** Texts written at a time. */
  readonly atOnce: number;
  readonly embedding?: TextEmbedding | undefined;
  /** The reason to refuse a request before it is queued, such as a picture for a model without eyes. */
  readonly refusal?: (request: TextRequest) => AppError | undefined;
  readonly health: (signal: AbortSignal) => Promise<EngineHealth>;
}

/**
 * A text engine on a language model. An answer takes seconds and comes over one connection, so a ticket does not
 * outlive this process: `check` then answers `lost`, and the same request is simply asked again.
 */
export function createConnectedTextEngine(connected: ConnectedText): TextEngine {
  const { manifest, writing } = connected;
  const embedding = connected.embedding ?? createTextEmbedding();
  const likeness = new SimilarityCheck(embedding);
  const work = new LocalWork<TextRequest, MadeText>(
    (request, control) => writeText(request, { ...writing, likeness, engine: manifest.id }, control),
    { atOnce: connected.atOnce, mayRetry: mayPass },
  );
  return {
    id: manifest.id,
    medium: 'text',
    manifest,
    async start(request, { signal }) {
      signal.throwIfAborted();
      readLanguage(request.language, writing.languages);
      const refusal = connected.refusal?.(request);
      if (refusal) throw refusal;
      return work.start(request);
    },
    check: (ticket, call) => work.check(ticket, call),
    cancel: async (ticket) => work.cancel(ticket),
    health: ({ signal }) => connected.health(signal),
    async [Symbol.asyncDispose]() {
      await work.dispose();
      if (!connected.embedding) await embedding[Symbol.asyncDispose]();
    },
  };
}
