import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type AnswerHabit, modelAnswer, topicIn } from './model-answers.ts';
import { type SimulatorServer, serveSimulator } from './serve-simulator.ts';

// Routes, fields and errors as in https://ai.google.dev/api/generate-content and https://ai.google.dev/api/models .

export interface GeminiSimulatorOptions {
  /** Refuses every request without this key. */
  readonly key?: string;
  readonly models?: readonly string[];
}

export interface GeminiSimulator extends SimulatorServer {
  /** How the next texts come, in order; good ones when empty. */
  readonly habits: (AnswerHabit | { readonly kind: 'declines' } | { readonly kind: 'blocked' })[];
}

const part = z.union([
  z.strictObject({ text: z.string() }),
  z.strictObject({
    inlineData: z.strictObject({ mimeType: z.string().startsWith('image/'), data: z.base64() }),
  }),
]);

/** Refuses what is not documented, so that a wrong field is noticed. */
const GenerateBody = z.strictObject({
  systemInstruction: z.strictObject({ parts: z.array(z.strictObject({ text: z.string() })) }).optional(),
  contents: z.array(z.strictObject({ role: z.enum(['user', 'model']), parts: z.array(part).min(1) })).min(1),
  generationConfig: z.strictObject({
    maxOutputTokens: z.int().positive().optional(),
    temperature: z.number().min(0).max(2).optional(),
    seed: z.int().optional(),
    responseMimeType: z.enum(['application/json', 'text/plain']).optional(),
    responseJsonSchema: z.record(z.string(), z.unknown()).optional(),
    thinkingConfig: z
      .strictObject({ thinkingLevel: z.enum(['minimal', 'low', 'medium', 'high']).optional() })
      .optional(),
  }),
});
type GenerateBody = z.infer<typeof GenerateBody>;

/** The Gemini API for texts, on a free port. */
export async function simulateGemini(options: GeminiSimulatorOptions = {}): Promise<GeminiSimulator> {
  const habits: GeminiSimulator['habits'] = [];
  const models = options.models ?? ['gemini-3.5-flash-lite', 'gemini-3.8-flash'];
  const server = await serveSimulator({
    start(app) {
      app.addHook('onRequest', async (request, reply) => {
        if (options.key !== undefined && request.headers['x-goog-api-key'] !== options.key) {
          const message = 'API key not valid. Please pass a valid API key.';
          return refuse(reply, 400, 'INVALID_ARGUMENT', message);
        }
        return undefined;
      });
      app.get('/v1beta/models', async () => ({
        models: [
          ...models.map((id) => ({ name: `models/${id}`, supportedGenerationMethods: ['generateContent'] })),
          { name: 'models/gemini-embedding-2', supportedGenerationMethods: ['embedContent'] },
        ],
      }));
      app.post<{ Params: { call: string } }>('/v1beta/models/:call', (request, reply) => {
        const model = request.params.call.replace(/:generateContent$/, '');
        if (!models.includes(model)) {
          const message = `models/${model} is not found for API version v1beta.`;
          return refuse(reply, 404, 'NOT_FOUND', message);
        }
        const read = GenerateBody.safeParse(request.body);
        if (!read.success) return refuse(reply, 400, 'INVALID_ARGUMENT', z.prettifyError(read.error));
        return answer(reply, model, read.data, habits.shift() ?? { kind: 'json' });
      });
    },
  });
  return Object.assign(server, { habits });
}

function refuse(reply: FastifyReply, code: number, status: string, message: string) {
  return reply.status(code).send({ error: { code, message, status } });
}

function answer(
  reply: FastifyReply,
  model: string,
  body: GenerateBody,
  habit: GeminiSimulator['habits'][number],
) {
  const promptTokenCount = Math.ceil(JSON.stringify(body.contents).length / 4);
  if (habit.kind === 'blocked') {
    return reply.send({
      promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
      usageMetadata: { promptTokenCount, totalTokenCount: promptTokenCount },
      modelVersion: model,
    });
  }
  const made = modelAnswer(
    habit.kind === 'declines' ? { kind: 'empty' } : habit,
    body.generationConfig.responseJsonSchema ?? {},
    body.generationConfig.seed ?? 1,
    topicIn(questionIn(body)),
  );
  const candidatesTokenCount = Math.max(1, Math.ceil(made.text.length / 4));
  return reply.send({
    candidates: [
      {
        ...(made.text !== '' && { content: { role: 'model', parts: [{ text: made.text }] } }),
        finishReason: habit.kind === 'declines' ? 'SAFETY' : made.isCut ? 'MAX_TOKENS' : 'STOP',
        index: 0,
      },
    ],
    usageMetadata: {
      promptTokenCount,
      candidatesTokenCount,
      thoughtsTokenCount: 12,
      totalTokenCount: promptTokenCount + candidatesTokenCount + 12,
    },
    modelVersion: model,
    responseId: 'answer-1',
  });
}

function questionIn({ contents }: GenerateBody): string {
  return (contents[0]?.parts ?? []).map((one) => ('text' in one ? one.text : '')).join('');
}
