import type { EngineInstance, EngineMeans } from '#engines/connected-engine.ts';
import { EngineHttpError } from '#engines/engine-http.ts';
import { type ChatAnswer, type ChatCall, patiently } from '#engines/writing/chat.ts';
import { pictureForModel } from '#engines/writing/picture-for-model.ts';
import { AppError } from '#kernel/errors.ts';
import { headersFor, notThere, type OllamaModel } from './models.ts';
import { ChatLine } from './schema.ts';
import { keepAliveValue, type OllamaSettings } from './settings.ts';

interface Asked {
  readonly instance: EngineInstance;
  readonly means: EngineMeans;
  readonly settings: OllamaSettings;
  readonly model: OllamaModel;
}

/** Thinking that cannot be switched off takes its share of the answer. */
const thinkingTokens = 1500;

/**
 * One answer over POST /api/chat, streamed, held to the schema (`format`). The context size goes along each time:
 * Ollama's own default may be 4096, which cuts a persona off, https://docs.ollama.com/context-length .
 */
export async function askOllama(asked: Asked, call: ChatCall): Promise<ChatAnswer> {
  const body = await bodyFor(asked, call);
  try {
    return await patiently(() => readStream(asked, body, call), call.signal);
  } catch (error) {
    throw inOurWords(error, asked);
  }
}

async function bodyFor({ settings, model }: Asked, call: ChatCall) {
  const pictures = await Promise.all(call.pictures.map(({ path }) => pictureForModel(path)));
  const last = call.messages.length - 1;
  const mustThink = model.thinks && /^gpt-?oss/i.test(model.family || model.name);
  return {
    model: model.name,
    // Pictures belong to the question, which stays the second message when the talk goes on.
    messages: call.messages.map((message, index) =>
      pictures.length > 0 && index === Math.min(1, last) ? { ...message, images: pictures } : message,
    ),
    stream: true,
    format: call.schema,
    keep_alive: keepAliveValue(settings.keepAlive),
    ...(model.thinks && { think: mustThink ? 'low' : false }),
    // An error is better than a persona cut in the middle.
    truncate: false,
    options: {
      num_ctx: contextFor(settings, model),
      num_predict: call.maxTokens + (mustThink ? thinkingTokens : 0),
      seed: call.seed & 0x7fffffff,
      temperature: call.temperature,
    },
  };
}

/** One size for all texts of an instance: another one makes Ollama load the model again. */
export function contextFor(settings: OllamaSettings, { contextTokens }: OllamaModel): number {
  return Math.min(settings.contextTokens, contextTokens ?? settings.contextTokens);
}

async function readStream(
  { instance, means, settings, model }: Asked,
  json: unknown,
  call: ChatCall,
): Promise<ChatAnswer> {
  let text = '';
  for await (const line of means.http.lines({
    method: 'POST',
    url: `${instance.address}/api/chat`,
    headers: headersFor(instance),
    body: { json },
    signal: call.signal,
    timeoutSeconds: settings.answerSeconds,
  })) {
    const news = readLine(line);
    if (news.error !== undefined) throw brokeOff(news.error);
    if (news.remote_host && !settings.cloud) throw leftTheMachine(model.name);
    text += news.message?.content ?? '';
    call.onProgress(text.length);
    if (news.done) {
      return {
        text,
        model: news.model ?? model.name,
        isComplete: news.done_reason !== 'length',
        ...(news.eval_count !== undefined && {
          usage: { inputTokens: news.prompt_eval_count ?? 0, outputTokens: news.eval_count },
        }),
      };
    }
  }
  throw new EngineHttpError('Ollama broke off in the middle of an answer.', {
    reached: true,
    hint: 'Look whether Ollama still runs; the model may be too large for the memory.',
  });
}

function readLine(line: string) {
  try {
    return ChatLine.parse(JSON.parse(line));
  } catch (error) {
    throw new AppError('unavailable', 'Ollama sent an answer that cannot be read.', {
      hint: 'Look whether the address belongs to Ollama, and whether a proxy changes what it sends.',
      cause: error,
    });
  }
}

/** Failures in the middle of a stream come as a line, with 200 sent before; they may pass. */
function brokeOff(said: string): AppError {
  return new AppError('unavailable', `Ollama failed while writing: ${said.slice(0, 300)}`, {
    hint: 'Look into Ollama’s log; the model may be too large for the memory.',
    facts: { status: 500 },
  });
}

function leftTheMachine(name: string): AppError {
  return new AppError('invalid', `"${name}" runs in Ollama’s cloud, and cloud models are not allowed here.`, {
    hint: 'Choose a model on your own machine, or allow cloud models in the engine’s settings.',
  });
}

function inOurWords(error: unknown, { model, settings }: Asked): unknown {
  if (!(error instanceof AppError) || error instanceof EngineHttpError) return error;
  if (error.facts.status === 404) return notThere(model.name, error);
  if (error.facts.status === 400 && /context|too long|exceed/i.test(error.message)) {
    return new AppError(
      'invalid',
      `The persona and its posts do not fit into ${settings.contextTokens} tokens.`,
      {
        hint: 'Give the engine more context in its settings, or shorten persona and facts.',
        cause: error,
      },
    );
  }
  return error;
}
