import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type AnswerHabit, modelAnswer, topicIn } from './model-answers.ts';
import { type SimulatorServer, serveSimulator } from './serve-simulator.ts';

// Routes, fields, headers and errors as in https://platform.claude.com/docs/en/api/messages .

export interface AnthropicSimulatorOptions {
  /** Refuses every request without this key. */
  readonly key?: string;
  readonly models?: readonly string[];
}

export interface AnthropicSimulator extends SimulatorServer {
  /** How the next texts come, in order; good ones when empty. */
  readonly habits: (AnswerHabit | { readonly kind: 'declines' })[];
}

const text = z.strictObject({ type: z.literal('text'), text: z.string().min(1) });
const image = z.strictObject({
  type: z.literal('image'),
  source: z.strictObject({
    type: z.literal('base64'),
    media_type: z.enum(['image/jpeg', 'image/png', 'image/gif', 'image/webp']),
    data: z.base64(),
  }),
});

/** An object schema as structured output takes it: closed, and without counts and lengths. */
const ClosedObject = z.strictObject({
  type: z.literal('object'),
  properties: z.record(
    z.string(),
    z.strictObject({
      type: z.string(),
      description: z.string().optional(),
      items: z.unknown().optional(),
    }),
  ),
  required: z.array(z.string()),
  additionalProperties: z.literal(false),
});

/** Refuses what is not documented, so that a wrong field is noticed. */
const MessagesBody = z.strictObject({
  model: z.string().min(1),
  max_tokens: z.int().positive(),
  system: z.union([z.string(), z.array(text)]).optional(),
  messages: z
    .array(
      z.strictObject({
        role: z.enum(['user', 'assistant']),
        content: z.union([z.string().min(1), z.array(z.union([text, image])).min(1)]),
      }),
    )
    .min(1),
  stream: z.literal(false).optional(),
  thinking: z.strictObject({ type: z.enum(['disabled', 'between_tools']) }).optional(),
  output_config: z
    .strictObject({
      effort: z.enum(['low', 'medium', 'high']).optional(),
      format: z.strictObject({ type: z.literal('json_schema'), schema: ClosedObject }).optional(),
    })
    .optional(),
});
type MessagesBody = z.infer<typeof MessagesBody>;

/** The API of Anthropic for texts, on a free port. */
export async function simulateAnthropic(
  options: AnthropicSimulatorOptions = {},
): Promise<AnthropicSimulator> {
  const habits: AnthropicSimulator['habits'] = [];
  const models = options.models ?? ['claude-haiku-5-5', 'claude-sonnet-5-5', 'claude-opus-5-5'];
  const server = await serveSimulator({
    start(app) {
      app.addHook('onRequest', async (request, reply) => {
        if (request.headers['anthropic-version'] !== '2023-06-01')
          return refuse(reply, 400, 'invalid_request_error', 'anthropic-version: header is required');
        if (options.key !== undefined && request.headers['x-api-key'] !== options.key)
          return refuse(reply, 401, 'authentication_error', 'invalid x-api-key');
        return undefined;
      });
      app.get('/v1/models', async () => ({
        data: models.map((id) => ({
          type: 'model',
          id,
          display_name: id,
          created_at: '2026-10-07T00:00:00Z',
        })),
        first_id: models[0],
        last_id: models.at(-1),
        has_more: false,
      }));
      app.post('/v1/messages', async (request, reply) => {
        const read = MessagesBody.safeParse(request.body);
        if (!read.success) return refuse(reply, 400, 'invalid_request_error', z.prettifyError(read.error));
        const body = read.data;
        if (!models.includes(body.model))
          return refuse(reply, 404, 'not_found_error', `model: ${body.model}`);
        const fault = wrongThinking(body);
        if (fault) return refuse(reply, 400, 'invalid_request_error', fault);
        return answer(reply, body, habits.shift() ?? { kind: 'json' });
      });
    },
  });
  return Object.assign(server, { habits });
}

/** Only the small model goes without thinking, and only the middle one thinks between tools. */
function wrongThinking({ model, thinking }: MessagesBody): string | undefined {
  if (thinking?.type === 'disabled' && !model.includes('haiku'))
    return `thinking.type: "disabled" is not supported for ${model}`;
  if (thinking?.type === 'between_tools' && !model.includes('sonnet'))
    return `thinking.type: "between_tools" is not supported for ${model}`;
  return undefined;
}

function refuse(reply: FastifyReply, status: number, type: string, message: string) {
  return reply.status(status).send({ type: 'error', error: { type, message }, request_id: 'req_1' });
}

let answered = 0;

function answer(reply: FastifyReply, body: MessagesBody, habit: AnthropicSimulator['habits'][number]) {
  const isDeclined = habit.kind === 'declines';
  answered += 1;
  const made = modelAnswer(
    isDeclined ? { kind: 'empty' } : habit,
    body.output_config?.format?.schema ?? {},
    answered,
    topicIn(questionIn(body)),
  );
  return reply.send({
    id: `msg_${answered}`,
    type: 'message',
    role: 'assistant',
    model: body.model,
    content: made.text === '' ? [] : [{ type: 'text', text: made.text }],
    stop_reason: isDeclined ? 'refusal' : made.isCut ? 'max_tokens' : 'end_turn',
    stop_sequence: null,
    usage: {
      input_tokens: Math.ceil(JSON.stringify(body.messages).length / 4),
      output_tokens: Math.max(1, Math.ceil(made.text.length / 4)),
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
    },
  });
}

function questionIn({ messages }: MessagesBody): string {
  const content = messages[0]?.content ?? '';
  if (typeof content === 'string') return content;
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('');
}
