/**
 * The part of node-llama-cpp that is used, in our own words: the package is optional, so its types may not be there.
 * https://node-llama-cpp.withcat.ai/api/functions/getLlama
 */
export interface LlamaPackage {
  getLlama(options: {
    /** `auto` takes a GPU where there is one. */
    readonly gpu: 'auto' | false;
    readonly build: 'never';
    readonly maxThreads: number;
    readonly logLevel: string;
    readonly progressLogs: false;
  }): Promise<Llama>;
  readonly LlamaChatSession: new (options: { readonly contextSequence: LlamaSequence }) => LlamaSession;
}

export interface Llama {
  readonly gpu: string | false;
  loadModel(options: { readonly modelPath: string }): Promise<LlamaModel>;
  createGrammarForJsonSchema(schema: Readonly<Record<string, unknown>>): Promise<LlamaGrammar>;
}

export interface LlamaModel {
  readonly trainContextSize: number;
  tokenize(text: string): readonly number[];
  createContext(options: { readonly contextSize: number; readonly sequences: 1 }): Promise<{
    readonly contextSize: number;
    getSequence(): LlamaSequence;
  }>;
}

export interface LlamaSequence {
  readonly tokenMeter: {
    getState(): { readonly usedInputTokens: number; readonly usedOutputTokens: number };
  };
}

/** Opaque. */
export type LlamaGrammar = object;

type HistoryItem =
  | { readonly type: 'system' | 'user'; readonly text: string }
  | { readonly type: 'model'; readonly response: readonly string[] };

export interface LlamaSession {
  setChatHistory(history: readonly HistoryItem[]): void;
  promptWithMeta(
    prompt: string,
    options: {
      readonly grammar: LlamaGrammar;
      readonly maxTokens: number;
      readonly temperature: number;
      readonly seed: number;
      readonly signal: AbortSignal;
      readonly onTextChunk: (text: string) => void;
    },
  ): Promise<{ readonly responseText: string; readonly stopReason: string }>;
  dispose(): void;
}
