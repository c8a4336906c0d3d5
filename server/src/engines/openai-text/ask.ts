import type { EngineInstance, EngineMeans } from '#engines/connected-engine.ts';
import { EngineHttpError, refused } from '#engines/engine-http.ts';
import { apiAddress, bearer } from '#engines/openai-address.ts';
import { unchargedIfRefused } from '#engines/paid-work.ts';
import { type ChatAnswer, type ChatCall, patiently } from '#engines/writing/chat.ts';
import { pictureForModel } from '#engines/writing/picture-for-model.ts';
import { AppError } from '#kernel/errors.ts';
import { Completion } from './schema.ts';
import type { OpenaiTextSettings } from './settings.ts';

/** How an answer is held to its schema, from the strictest; each server knows some. */
const formats = ['json_schema', 'json_object', 'plain'] as const;

/** What a server was found not to take; remembered as long as the engine is open. */
export interface Habits {
  format: (typeof formats)[number];
  lengthField: 'max_tokens' | 'max_completion_tokens' | 'none';
  takesSeed: boolean;
  takesTemperature: boolean;
}

export const newHabits = (): Habits => ({
  format: 'json_schema',
  lengthField: 'max_tokens',
  takesSeed: true,
  takesTemperature: true,
});

interface Asked {
  readonly instance: EngineInstance;
  readonly means: EngineMeans;
  readonly settings: OpenaiTextSettings;
  readonly model: string;
  readonly habits: Habits;
}

/** Each refusal teaches one thing: two formats, two length fields, seed, temperature. */
const mostLessons = 6;

/**
 * One answer over POST /chat/completions. What the server refuses by name (a response format, a field for the
 * length, the seed, the temperature) is left out and asked again.
 */
export async function askOpenai(asked: Asked, call: ChatCall): Promise<ChatAnswer> {
  const pictures = await Promise.all(call.pictures.map(({ path }) => pictureForModel(path)));
  for (let lesson = 0; ; lesson += 1) {
    const json = bodyFor(asked, call, pictures);
    try {
      const completion = await patiently(() => post(asked, json, call.signal), call.signal);
      return toAnswer(completion, asked);
    } catch (error) {
      if (lesson >= mostLessons || !learn(asked.habits, error)) {
        throw unchargedIfRefused(inOurWords(error, asked), error);
      }
    }
  }
}

function bodyFor({ model, habits }: Asked, call: ChatCall, pictures: readonly string[]) {
  const { format, lengthField } = habits;
  return {
    model,
    // Pictures belong to the question, which stays the second message when the talk goes on.
    messages: call.messages.map((message, index) =>
      pictures.length > 0 && index === Math.min(1, call.messages.length - 1)
        ? {
            role: message.role,
            content: [{ type: 'text', text: message.content }, ...pictures.map(imagePart)],
          }
        : message,
    ),
    stream: false,
    ...(lengthField !== 'none' && { [lengthField]: call.maxTokens }),
    ...(habits.takesTemperature && { temperature: call.temperature }),
    ...(habits.takesSeed && { seed: call.seed & 0x7fffffff }),
    ...(format === 'json_schema' && {
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'answer', strict: true, schema: withoutCounts(call.schema) },
      },
    }),
    ...(format === 'json_object' && { response_format: { type: 'json_object' } }),
  };
}

const imagePart = (base64: string) => ({
  type: 'image_url',
  image_url: { url: `data:image/jpeg;base64,${base64}` },
});

/** Strict schemas of hosted services know no `minItems` and `maxItems`; how many is said in words as well. */
function withoutCounts(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutCounts);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => key !== 'minItems' && key !== 'maxItems')
      .map(([key, value]) => [key, withoutCounts(value)]),
  );
}

async function post(
  { instance, means, settings }: Asked,
  json: unknown,
  signal: AbortSignal,
): Promise<Completion> {
  const url = `${apiAddress(instance.address)}/chat/completions`;
  const answer = await means.http.exchange({
    method: 'POST',
    url,
    headers: bearer(instance),
    body: { json },
    signal,
    timeoutSeconds: settings.answerSeconds,
  });
  if (answer.status < 200 || answer.status > 299) throw refused(url, answer);
  const read = Completion.safeParse(answer.body);
  if (read.success) return read.data;
  // Some servers answer an error with 200.
  const error: unknown =
    typeof answer.body === 'object' && answer.body !== null && Reflect.get(answer.body, 'error');
  if (error) throw refused(url, { ...answer, status: 500 });
  throw new EngineHttpError(`${instance.name} sent an answer that cannot be read.`, {
    reached: true,
    hint: 'Look whether a proxy stands between, and into the server’s log.',
    cause: read.error,
  });
}

/** Whether a refusal names something we can do without; remembers it. */
function learn(habits: Habits, error: unknown): boolean {
  if (!(error instanceof AppError) || ![400, 404, 415, 422, 500, 501].includes(Number(error.facts.status)))
    return false;
  const said = error.message.toLowerCase();
  if (/max_completion_tokens/.test(said) && habits.lengthField === 'max_tokens') {
    habits.lengthField = 'max_completion_tokens';
    return true;
  }
  if (
    /max_(?:completion_)?tokens/.test(said) &&
    /support|unknown|unrecogni|extra|permitted|not allowed/.test(said)
  ) {
    if (habits.lengthField === 'none') return false;
    habits.lengthField = 'none';
    return true;
  }
  if (/\bseed\b/.test(said) && habits.takesSeed) {
    habits.takesSeed = false;
    return true;
  }
  if (/temperature/.test(said) && habits.takesTemperature) {
    habits.takesTemperature = false;
    return true;
  }
  if (/response_format|json_schema|json_object|schema|grammar|structured|guided/.test(said)) {
    const next = formats[formats.indexOf(habits.format) + 1];
    if (next === undefined) return false;
    habits.format = next;
    return true;
  }
  return false;
}

function toAnswer(
  { choices, usage, model }: Completion,
  { model: asked, habits, instance }: Asked,
): ChatAnswer {
  const [choice] = choices;
  const content = choice?.message.content;
  const refusal = choice?.message.refusal;
  if (refusal || choice?.finish_reason === 'content_filter') {
    throw new AppError(
      'invalid',
      `${instance.name} declined: ${refusal?.slice(0, 300) || 'its filter stopped it'}.`,
      {
        hint: 'Word the topic differently, or use another model.',
      },
    );
  }
  const text =
    typeof content === 'string' ? content : (content ?? []).map((part) => part.text ?? '').join('');
  const { prompt_tokens: inputTokens, completion_tokens: outputTokens } = usage ?? {};
  return {
    text,
    model: model || asked,
    isComplete: choice?.finish_reason !== 'length',
    ...(typeof outputTokens === 'number' && { usage: { inputTokens: inputTokens ?? 0, outputTokens } }),
    ...(!habits.takesSeed && {
      warnings: ['This server takes no seed: the same request writes other words.'],
    }),
  };
}

function inOurWords(error: unknown, { model, instance }: Asked): unknown {
  if (!(error instanceof AppError) || error instanceof EngineHttpError) return error;
  const status = Number(error.facts.status);
  if (
    status === 404 ||
    (status === 400 &&
      /model/i.test(error.message) &&
      /not found|does not exist|unknown/i.test(error.message))
  ) {
    return new AppError('unavailable', `${instance.name} has no model "${model}".`, {
      hint: 'Load it there, or choose another model in the engine’s settings.',
      facts: { status: 404, model },
      cause: error,
    });
  }
  if (status === 402 || (status === 429 && /quota|billing|credit/i.test(error.message))) {
    return new AppError('unavailable', `${instance.name} says that its credit is used up.`, {
      hint: 'Look at the account of that service.',
      facts: { status: 402 },
      cause: error,
    });
  }
  if (status === 400 && /context|too long|maximum.*tokens/i.test(error.message)) {
    return new AppError('invalid', `The persona and its posts do not fit into the context of "${model}".`, {
      hint: 'Set the context in the engine’s settings to what the server was started with.',
      cause: error,
    });
  }
  return error;
}
