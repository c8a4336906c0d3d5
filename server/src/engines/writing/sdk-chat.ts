import type { GenerateTextResult, LanguageModel, ModelMessage, ToolSet } from 'ai';
import { EngineHttpError } from '#engines/engine-http.ts';
import { contentRefusal, type HostedService } from '#engines/hosted-call.ts';
import { nothingCharged } from '#engines/paid-work.ts';
import { AppError } from '#kernel/errors.ts';
import { type ChatAnswer, type ChatCall, patiently } from './chat.ts';
import { pictureForModel } from './picture-for-model.ts';

export interface SdkModel {
  readonly service: HostedService;
  readonly model: LanguageModel;
  readonly modelId: string;
  /** How little the model may think before it answers; thoughts are paid for as answers are. */
  readonly reasoning: 'none' | 'minimal';
  /** Whether temperature and seed are taken; models that do without refuse them. */
  readonly takesSampling: boolean;
}

/** Room for the thoughts of models that cannot do without them: they count as part of the answer. */
export const thinkingTokens = 2000;

/**
 * One answer through the AI SDK, https://ai-sdk.dev/docs/ai-sdk-core/generating-structured-data : held to its schema
 * by the service. The SDK repeats nothing by itself, for an answer is paid for; what it cannot read comes back as
 * text, to be repaired by our own rules.
 */
export async function askSdk(asked: SdkModel, call: ChatCall): Promise<ChatAnswer> {
  // A second of loading that only those pay who write with a hosted model.
  const sdk = await import('ai');
  globalThis.AI_SDK_LOG_WARNINGS = false;
  const system = call.messages.filter(({ role }) => role === 'system').map(({ content }) => content);
  const messages = await messagesOf(call);
  const ask = async () => {
    try {
      const result = await sdk.generateText({
        model: asked.model,
        instructions: system.join('\n\n'),
        messages,
        output: sdk.Output.object({ schema: sdk.jsonSchema(call.schema) }),
        maxOutputTokens: call.maxTokens + thinkingTokens,
        ...(asked.takesSampling && { temperature: call.temperature, seed: call.seed & 0x7fffffff }),
        reasoning: asked.reasoning,
        maxRetries: 0,
        abortSignal: call.signal,
      });
      return answerOf(asked, result);
    } catch (error) {
      call.signal.throwIfAborted();
      if (sdk.NoObjectGeneratedError.isInstance(error)) {
        return answerOf(asked, { ...error, text: error.text ?? '' });
      }
      throw inOurWords(error, asked);
    }
  };
  return patiently(ask, call.signal);
}

/** Pictures belong to the question, which is the first thing a person says. */
async function messagesOf({ messages, pictures }: ChatCall): Promise<ModelMessage[]> {
  const shown = await Promise.all(pictures.map(({ path }) => pictureForModel(path)));
  const talk = messages.filter(({ role }) => role !== 'system');
  return talk.map(({ role, content }, index): ModelMessage => {
    if (role === 'assistant') return { role, content };
    if (index > 0 || shown.length === 0) return { role: 'user', content };
    const parts = shown.map((data) => ({ type: 'file', data, mediaType: 'image/jpeg' }) as const);
    return { role: 'user', content: [{ type: 'text', text: content }, ...parts] };
  });
}

/** What a result and an unreadable answer have in common. */
interface Answered {
  readonly text: string;
  readonly finishReason?: GenerateTextResult<ToolSet, never, never>['finishReason'] | undefined;
  readonly usage?: { inputTokens?: number | undefined; outputTokens?: number | undefined } | undefined;
  readonly response?: { modelId?: string } | undefined;
}

function answerOf({ service, modelId }: SdkModel, answered: Answered): ChatAnswer {
  const { text, finishReason, usage, response } = answered;
  if (finishReason === 'content-filter') throw contentRefusal(service.name, 'the model declined');
  const { inputTokens, outputTokens } = usage ?? {};
  return {
    text,
    model: response?.modelId || modelId,
    isComplete: finishReason !== 'length',
    ...(typeof inputTokens === 'number' && typeof outputTokens === 'number'
      ? { usage: { inputTokens, outputTokens } }
      : {}),
  };
}

function inOurWords(error: unknown, { service, modelId }: SdkModel): unknown {
  const own = appErrorIn(error);
  if (!own) {
    return new EngineHttpError(`${service.name} sent an answer that cannot be read.`, {
      reached: true,
      hint: 'Look whether the address belongs to this service.',
      cause: error,
    });
  }
  if (own.facts.status === 404) {
    return new AppError('unavailable', `${service.name} has no model "${modelId}".`, {
      hint: 'Choose another model in the engine’s settings.',
      facts: { status: 404, model: modelId, ...nothingCharged },
      cause: own,
    });
  }
  return own;
}

/** Our own error, which the SDK hands on as it is or wraps. */
function appErrorIn(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error;
  return error instanceof Error && error.cause !== undefined ? appErrorIn(error.cause) : undefined;
}
