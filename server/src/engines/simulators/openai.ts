import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type AnswerHabit, modelAnswer, topicIn } from './model-answers.ts';
import { type SimulatorServer, serveSimulator } from './serve-simulator.ts';
import { type SpeechHabit, spokenBody } from './spoken-tone.ts';

// Routes, fields and errors as in https://platform.openai.com/docs/api-reference and in the servers that copy it.

export interface OpenaiSimulatorOptions {
  /** Refuses every request without this bearer token. */
  readonly key?: string;
  /** Who signs the list of models; llama.cpp unless told. */
  readonly ownedBy?: 'llamacpp' | 'vllm' | 'organization_owner' | 'system';
  readonly models?: readonly string[];
  readonly voices?: readonly string[];
  /** `objects` as newer Kokoro servers list them; `none` has no such route. */
  readonly voiceList?: 'names' | 'objects' | 'none';
  /** What the server refuses by name. */
  readonly refuses?: readonly ('json_schema' | 'json_object' | 'max_tokens' | 'seed' | 'temperature')[];
  /** Fields of POST /v1/audio/speech beyond model, input, voice, response_format and speed. */
  readonly speechExtras?: readonly string[];
  readonly speechFormats?: readonly string[];
}

type RefusingHabit = { readonly kind: 'error-with-200' } | { readonly kind: 'declines' };

export interface OpenaiSimulator extends SimulatorServer {
  /** How the next texts come, in order; good ones when empty. */
  readonly habits: (AnswerHabit | RefusingHabit)[];
  /** How the next recordings come. */
  readonly speechHabits: SpeechHabit[];
}

const textPart = z.strictObject({ type: z.literal('text'), text: z.string() });
const imagePart = z.strictObject({
  type: z.literal('image_url'),
  image_url: z.strictObject({ url: z.string().startsWith('data:image/') }),
});

/** Refuses what most real servers would ignore, so that a wrong field is noticed. */
const ChatBody = z.strictObject({
  model: z.string().min(1),
  messages: z
    .array(
      z.strictObject({
        role: z.enum(['system', 'user', 'assistant']),
        content: z.union([z.string(), z.array(z.union([textPart, imagePart]))]),
      }),
    )
    .min(1),
  stream: z.literal(false),
  max_tokens: z.int().positive().optional(),
  max_completion_tokens: z.int().positive().optional(),
  temperature: z.number().min(0).max(2).optional(),
  seed: z.int().optional(),
  response_format: z
    .discriminatedUnion('type', [
      z.strictObject({ type: z.literal('json_object') }),
      z.strictObject({
        type: z.literal('json_schema'),
        json_schema: z.strictObject({
          name: z.string().regex(/^[\w-]{1,64}$/),
          strict: z.boolean(),
          schema: z.record(z.string(), z.unknown()),
        }),
      }),
    ])
    .optional(),
});
type ChatBody = z.infer<typeof ChatBody>;

/** A server with the OpenAI API, for texts and speech, on a free port. */
export async function simulateOpenai(options: OpenaiSimulatorOptions = {}): Promise<OpenaiSimulator> {
  const habits: OpenaiSimulator['habits'] = [];
  const speechHabits: SpeechHabit[] = [];
  const models = options.models ?? ['qwen3-8b', 'kokoro'];
  const server = await serveSimulator({
    start(app) {
      app.addHook('onRequest', async (request, reply) => checkKey(request, reply, options.key));
      listModels(app, models, options.ownedBy ?? 'llamacpp');
      app.post('/v1/chat/completions', async (request, reply) => {
        const read = ChatBody.safeParse(request.body);
        if (!read.success) return refuse(reply, 400, z.prettifyError(read.error));
        const unsupported = (options.refuses ?? []).find((name) => uses(read.data, name));
        if (unsupported) return refuse(reply, 400, refusalOf(unsupported));
        if (!models.includes(read.data.model))
          return refuse(reply, 404, `The model '${read.data.model}' does not exist.`);
        return complete(reply, read.data, habits.shift() ?? { kind: 'json' });
      });
      speech(app, options, speechHabits);
    },
  });
  return Object.assign(server, { habits, speechHabits });
}

async function checkKey(request: FastifyRequest, reply: FastifyReply, key: string | undefined) {
  if (key !== undefined && request.headers.authorization !== `Bearer ${key}`)
    return refuse(reply, 401, 'Incorrect API key provided.');
  return undefined;
}

function refuse(reply: FastifyReply, status: number, message: string) {
  return reply
    .status(status)
    .send({ error: { message, type: 'invalid_request_error', param: null, code: null } });
}

type Refusable = NonNullable<OpenaiSimulatorOptions['refuses']>[number];

function uses(body: ChatBody, name: Refusable): boolean {
  if (name === 'json_schema' || name === 'json_object') return body.response_format?.type === name;
  return body[name] !== undefined;
}

/** The words of real servers. */
function refusalOf(name: Refusable): string {
  switch (name) {
    case 'max_tokens':
      return "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
    case 'temperature':
      return "Unsupported value: 'temperature' does not support 0.8 with this model. Only the default (1) value is supported.";
    case 'seed':
      return 'Unknown field: seed';
    case 'json_object':
      return "'response_format.type' must be 'json_schema' or 'text'";
    case 'json_schema':
      return 'response_format of type json_schema is not supported by this server';
  }
}

function listModels(app: FastifyInstance, models: readonly string[], ownedBy: string): void {
  app.get('/v1/models', async () => ({
    object: 'list',
    data: models.map((id) => ({
      id,
      object: 'model',
      created: 1_790_000_000,
      owned_by: ownedBy,
      ...(ownedBy === 'vllm' && { max_model_len: 32_768 }),
      ...(ownedBy === 'llamacpp' && { meta: { n_ctx_train: 40_960 } }),
    })),
  }));
}

function complete(reply: FastifyReply, body: ChatBody, habit: OpenaiSimulator['habits'][number]) {
  if (habit.kind === 'error-with-200')
    return reply.send({ error: { message: 'CUDA out of memory', code: 500 } });
  const format = body.response_format;
  // Without a schema a good model still reads the one in its instructions.
  const schema = format?.type === 'json_schema' ? format.json_schema.schema : schemaIn(body);
  const answer = modelAnswer(
    habit.kind === 'declines' ? { kind: 'empty' } : habit,
    schema,
    body.seed ?? 1,
    topicIn(questionIn(body)),
  );
  const prompt = JSON.stringify(body.messages).length;
  return reply.send({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_790_000_000,
    model: body.model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: habit.kind === 'declines' ? null : answer.text,
          ...(habit.kind === 'declines' && { refusal: 'I cannot help with that.' }),
        },
        finish_reason: answer.isCut ? 'length' : 'stop',
      },
    ],
    usage: {
      prompt_tokens: Math.ceil(prompt / 4),
      completion_tokens: Math.max(1, Math.ceil(answer.text.length / 4)),
      total_tokens: Math.ceil((prompt + answer.text.length) / 4),
    },
  });
}

function questionIn({ messages }: ChatBody): string {
  const content = messages[1]?.content ?? '';
  return typeof content === 'string'
    ? content
    : content.map((part) => ('text' in part ? part.text : '')).join('');
}

function schemaIn({ messages }: ChatBody): unknown {
  const system = messages.find(({ role }) => role === 'system')?.content;
  const text = typeof system === 'string' ? system : '';
  const found = /follows this schema: (\{.*\})\s*$/m.exec(text)?.[1];
  return found === undefined ? {} : JSON.parse(found);
}

function speech(app: FastifyInstance, options: OpenaiSimulatorOptions, habits: SpeechHabit[]): void {
  const voices = options.voices ?? ['af_heart', 'af_bella', 'bm_george'];
  const formats = options.speechFormats ?? ['wav', 'mp3', 'flac', 'opus', 'aac', 'pcm'];
  if (options.voiceList !== 'none') {
    app.get('/v1/audio/voices', async () => ({
      voices: options.voiceList === 'objects' ? voices.map((id) => ({ id, name: id })) : voices,
    }));
  }
  const shape = new Set([
    'model',
    'input',
    'voice',
    'response_format',
    'speed',
    ...(options.speechExtras ?? []),
  ]);
  const Body = z.looseObject({
    model: z.string().min(1),
    input: z.string().min(1),
    voice: z.string(),
    response_format: z.string().default('mp3'),
    speed: z.number().min(0.25).max(4).default(1),
  });
  app.post('/v1/audio/speech', async (request, reply) => {
    const read = Body.safeParse(request.body);
    if (!read.success) return refuse(reply, 422, z.prettifyError(read.error));
    const unknown = Object.keys(read.data).find((name) => !shape.has(name));
    if (unknown) return refuse(reply, 400, `Unrecognized request argument supplied: ${unknown}`);
    const { voice, response_format: format, input, speed } = read.data;
    if (!voices.includes(voice)) {
      return reply.status(400).send({
        detail: {
          error: 'validation_error',
          message: `Voice '${voice}' not found. Available voices: ${voices.join(', ')}`,
          type: 'invalid_request_error',
        },
      });
    }
    if (format !== 'wav' || !formats.includes('wav'))
      return refuse(reply, 400, `Unsupported format: ${format}`);
    const { mime, bytes } = spokenBody(habits.shift() ?? { kind: 'speaks' }, input, speed);
    return reply.type(mime).send(bytes);
  });
}
