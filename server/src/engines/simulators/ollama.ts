import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { type AnswerHabit, modelAnswer, type SimulatedAnswer, topicIn } from './model-answers.ts';
import { type SimulatorServer, serveSimulator } from './serve-simulator.ts';

// Routes, fields and errors as in api/types.go, server/routes.go and docs/api of https://github.com/ollama/ollama .

export interface SimulatedModel {
  readonly name: string;
  readonly family?: string;
  readonly capabilities?: readonly string[];
  readonly contextTokens?: number;
  /** Runs in the cloud. */
  readonly remoteHost?: string;
  readonly licence?: string;
}

/** A stream that goes wrong. */
interface StreamHabit {
  readonly kind: 'error-in-stream' | 'no-end' | 'not-json';
}

export interface OllamaSimulator extends SimulatorServer {
  /** How the next answers come, in order; good ones when empty. */
  readonly habits: (AnswerHabit | StreamHabit)[];
}

export interface OllamaSimulatorOptions {
  readonly models?: readonly SimulatedModel[];
  /** From before capabilities were told. */
  readonly old?: boolean;
  /** Pause between the pieces of a streamed answer. */
  readonly pauseMilliseconds?: number;
}

const usualModels: readonly SimulatedModel[] = [
  { name: 'nomic-embed-text:latest', family: 'nomic-bert', capabilities: ['embedding'] },
  {
    name: 'qwen3:8b',
    family: 'qwen3',
    capabilities: ['completion', 'tools', 'thinking'],
    contextTokens: 40_960,
    licence: 'Apache License\n                           Version 2.0, January 2004',
  },
  { name: 'gemma4:latest', family: 'gemma4', capabilities: ['completion', 'vision'], contextTokens: 131_072 },
];

/** Refuses what the real server would ignore, so that a wrong field is noticed. */
const Chat = z.strictObject({
  model: z.string(),
  messages: z.array(
    z.strictObject({
      role: z.enum(['system', 'user', 'assistant', 'tool']),
      content: z.string(),
      images: z.array(z.base64()).optional(),
    }),
  ),
  stream: z.boolean().default(true),
  format: z.union([z.literal('json'), z.record(z.string(), z.unknown())]).optional(),
  keep_alive: z.union([z.number(), z.string().regex(/^-?\d+(?:\.\d+)?(?:ms|s|m|h)$/)]).optional(),
  think: z.union([z.boolean(), z.enum(['low', 'medium', 'high', 'max'])]).optional(),
  truncate: z.boolean().optional(),
  options: z
    .strictObject({
      num_ctx: z.int().positive(),
      num_predict: z.int(),
      seed: z.int(),
      temperature: z.number(),
    })
    .partial()
    .default({}),
});

/** An Ollama on a free port. */
export async function simulateOllama(options: OllamaSimulatorOptions = {}): Promise<OllamaSimulator> {
  const habits: OllamaSimulator['habits'] = [];
  const models = options.models ?? usualModels;
  const find = (name: string) =>
    models.find((model) => model.name === name || model.name === `${name}:latest`);
  const server = await serveSimulator({
    start(app) {
      const loaded = new Map<string, number>();
      describe(app, models, loaded, options.old ?? false);
      app.post('/api/chat', async (request, reply) => {
        const read = Chat.safeParse(request.body);
        if (!read.success) return refuse(reply, 400, z.prettifyError(read.error));
        const model = find(read.data.model);
        if (!model) return refuse(reply, 404, `model '${read.data.model}' not found`);
        const problem = problemWith(model, read.data);
        if (problem) return refuse(reply, 400, problem);
        loaded.set(model.name, read.data.options.num_ctx ?? 4096);
        const habit = habits.shift() ?? { kind: 'json' };
        return stream(reply, model, read.data, habit, options.pauseMilliseconds ?? 0);
      });
    },
  });
  return Object.assign(server, { habits });
}

function refuse(reply: FastifyReply, status: number, error: string) {
  return reply.status(status).send({ error });
}

function problemWith(model: SimulatedModel, body: z.infer<typeof Chat>): string | undefined {
  const capabilities = model.capabilities ?? ['completion'];
  if (!capabilities.includes('completion')) return `"${model.name}" does not support chat`;
  const wantsThinking = body.think !== undefined && body.think !== false;
  if (wantsThinking && !capabilities.includes('thinking')) return `"${model.name}" does not support thinking`;
  const tokens = body.messages.reduce((sum, { content }) => sum + content.length, 0) / 4;
  if (body.truncate === false && tokens > (body.options.num_ctx ?? 4096))
    return 'the input length exceeds the context length';
  return undefined;
}

function describe(
  app: FastifyInstance,
  models: readonly SimulatedModel[],
  loaded: ReadonlyMap<string, number>,
  old: boolean,
): void {
  app.get('/', async () => 'Ollama is running');
  app.get('/api/version', async () => ({ version: old ? '0.5.1' : '0.31.0' }));
  app.get('/api/tags', async () => ({
    models: models.map((model) => ({
      name: model.name,
      model: model.name,
      modified_at: '2026-10-01T10:00:00Z',
      size: 5_200_000_000,
      digest: 'a'.repeat(64),
      details: {
        format: 'gguf',
        family: model.family ?? 'llama',
        families: [model.family ?? 'llama'],
        parameter_size: '8.2B',
        quantization_level: 'Q4_K_M',
      },
      ...(model.remoteHost && { remote_host: model.remoteHost, remote_model: model.name }),
    })),
  }));
  app.get('/api/ps', async () => ({
    models: [...loaded].map(([name, context_length]) => ({
      name,
      model: name,
      size: 6_000_000_000,
      size_vram: 6_000_000_000,
      context_length,
    })),
  }));
  app.post('/api/show', async (request, reply) => {
    const { model: name } = z.strictObject({ model: z.string() }).parse(request.body);
    const model = models.find((one) => one.name === name);
    if (!model) return refuse(reply, 404, `model '${name}' not found`);
    const family = model.family ?? 'llama';
    return {
      license: model.licence ?? '',
      details: { family },
      model_info: {
        'general.architecture': family,
        ...(model.contextTokens && { [`${family}.context_length`]: model.contextTokens }),
      },
      ...(!old && { capabilities: model.capabilities ?? ['completion'] }),
      ...(model.remoteHost && { remote_host: model.remoteHost }),
    };
  });
}

type Habit = OllamaSimulator['habits'][number];

const isStreamHabit = (habit: Habit): habit is StreamHabit =>
  ['error-in-stream', 'no-end', 'not-json'].includes(habit.kind);

function stream(
  reply: FastifyReply,
  model: SimulatedModel,
  body: z.infer<typeof Chat>,
  habit: Habit,
  pauseMilliseconds: number,
) {
  const lines = linesOf(model, body, habit);
  async function* paced() {
    for (const line of lines) {
      if (pauseMilliseconds > 0) await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
      yield `${line}\n`;
    }
  }
  return reply.type('application/x-ndjson').send(Readable.from(paced(), { objectMode: false }));
}

function linesOf(model: SimulatedModel, body: z.infer<typeof Chat>, habit: Habit): string[] {
  const base = { model: model.name, created_at: '2026-11-22T10:00:00Z' };
  const seed = body.options.seed ?? 0;
  const answer: SimulatedAnswer = modelAnswer(
    isStreamHabit(habit) ? { kind: 'json' } : habit,
    body.format,
    seed,
    topicIn(body.messages[1]?.content ?? ''),
  );
  const pieces = answer.text.match(/[\s\S]{1,24}/g) ?? [];
  const say = (content: string) =>
    JSON.stringify({ ...base, message: { role: 'assistant', content }, done: false });
  const lines = pieces.map(say);
  if (habit.kind === 'error-in-stream')
    return [...lines.slice(0, 2), JSON.stringify({ error: 'model runner has unexpectedly stopped' })];
  if (habit.kind === 'no-end') return lines;
  if (habit.kind === 'not-json') return ['<html>proxy error</html>'];
  const end = {
    ...base,
    message: { role: 'assistant', content: '' },
    done: true,
    done_reason: answer.isCut ? 'length' : 'stop',
    prompt_eval_count: Math.ceil(body.messages.reduce((sum, { content }) => sum + content.length, 0) / 4),
    eval_count: Math.max(1, pieces.length),
    ...(model.remoteHost && { remote_host: model.remoteHost, remote_model: model.name }),
  };
  return [...lines, JSON.stringify(end)];
}
