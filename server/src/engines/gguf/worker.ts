import type { Llama, LlamaModel, LlamaPackage, LlamaSequence } from './llama.ts';
import { type FromModel, ToModel } from './messages.ts';

// Runs as a process of its own: a model takes gigabytes and all cores, and native code that fails takes its process
// along. It ends when the studio does, because its channel closes.

interface Loaded {
  readonly llama: Llama;
  readonly model: LlamaModel;
  readonly sequence: LlamaSequence;
  readonly contextSize: number;
  readonly Session: LlamaPackage['LlamaChatSession'];
}

let loaded: Loaded | undefined;
const stops = new Map<number, AbortController>();

/** Room for what the model's own chat template adds to each message, in tokens. */
const templateTokens = 16;
const shortestContext = 256;

const tell = (message: FromModel) => process.send?.(message);
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 500);

process.on('disconnect', () => process.exit(0));
process.on('message', (raw) => {
  const message = ToModel.parse(raw);
  if (message.kind === 'load') void load(message);
  else if (message.kind === 'ask') void ask(message);
  else stops.get(message.id)?.abort(new Error('Stopped.'));
});

async function load(from: Extract<ToModel, { kind: 'load' }>): Promise<void> {
  try {
    const { getLlama, LlamaChatSession }: LlamaPackage = await import(from.runtime);
    const gpu = from.gpu === 'auto' ? 'auto' : false;
    const maxThreads = from.threads;
    const llama = await getLlama({ gpu, maxThreads, build: 'never', logLevel: 'error', progressLogs: false });
    const model = await llama.loadModel({ modelPath: from.modelPath });
    const wanted = Math.min(from.contextTokens, model.trainContextSize);
    const context = await model.createContext({
      contextSize: Math.max(shortestContext, wanted),
      sequences: 1,
    });
    const { contextSize } = context;
    loaded = { llama, model, sequence: context.getSequence(), contextSize, Session: LlamaChatSession };
    tell({ kind: 'loaded', contextTokens: contextSize, gpu: llama.gpu === false ? 'processor' : llama.gpu });
  } catch (error) {
    tell({ kind: 'load-failed', message: messageOf(error) });
  }
}

async function ask(asked: Extract<ToModel, { kind: 'ask' }>): Promise<void> {
  const { id } = asked;
  const stop = new AbortController();
  stops.set(id, stop);
  try {
    if (!loaded) throw new Error('No model is loaded.');
    const tooLong = doesNotFit(asked, loaded);
    if (tooLong !== undefined)
      return void tell({ kind: 'ask-failed', id, message: tooLong, isTooLong: true });
    tell({ kind: 'answer', id, ...(await answer(asked, loaded, stop.signal)) });
  } catch (error) {
    tell({ kind: 'ask-failed', id, message: messageOf(error), isTooLong: false });
  } finally {
    stops.delete(id);
  }
}

/** Said before: the library would silently forget the beginning of a talk that is too long. */
function doesNotFit(
  { messages, maxTokens }: Extract<ToModel, { kind: 'ask' }>,
  { model, contextSize }: Loaded,
): string | undefined {
  const tokens = messages.reduce(
    (sum, { content }) => sum + model.tokenize(content).length + templateTokens,
    maxTokens,
  );
  return tokens > contextSize ? `${tokens} tokens, where ${contextSize} fit` : undefined;
}

async function answer(
  { id, messages, schema, seed, temperature, maxTokens }: Extract<ToModel, { kind: 'ask' }>,
  { llama, sequence, Session }: Loaded,
  signal: AbortSignal,
) {
  const before = sequence.tokenMeter.getState();
  const grammar = await llama.createGrammarForJsonSchema(schema);
  const session = new Session({ contextSequence: sequence });
  try {
    session.setChatHistory(
      messages
        .slice(0, -1)
        .map(({ role, content }) =>
          role === 'assistant'
            ? { type: 'model' as const, response: [content] }
            : { type: role, text: content },
        ),
    );
    let characters = 0;
    const { responseText: text, stopReason } = await session.promptWithMeta(messages.at(-1)?.content ?? '', {
      ...{ grammar, maxTokens, temperature, seed, signal },
      onTextChunk: (chunk) => {
        characters += chunk.length;
        tell({ kind: 'news', id, characters });
      },
    });
    const after = sequence.tokenMeter.getState();
    return {
      text,
      isComplete: stopReason !== 'maxTokens',
      inputTokens: after.usedInputTokens - before.usedInputTokens,
      outputTokens: after.usedOutputTokens - before.usedOutputTokens,
    };
  } finally {
    session.dispose();
  }
}
