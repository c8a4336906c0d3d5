import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { type SimulatorServer, serveSimulator } from './serve-simulator.ts';
import { type SpeechHabit, spokenBody } from './spoken-tone.ts';

// Routes, fields and errors of https://elevenlabs.io/docs/api-reference .

export interface ElevenlabsSimulatorOptions {
  /** Refuses every request without this key; none is asked for when absent. */
  readonly key?: string;
}

export interface ElevenlabsSimulator extends SimulatorServer {
  /** How the next recordings come, in order; good ones when empty. */
  readonly speechHabits: SpeechHabit[];
  /** Scripts spoken, and so billed. */
  readonly spoken: readonly string[];
  /** The next script is refused so, before it is spoken. */
  refuseNext(status: number, code: string, message: string): void;
  busyNext(retryAfterSeconds: number): void;
}

const models = ['eleven_multilingual_v2', 'eleven_flash_v2_5', 'eleven_v3'];
const voices = [
  { voice_id: 'JBFqnCBsd6RMkjVDRZzb', name: 'George', category: 'premade', labels: { accent: 'british' } },
  { voice_id: '21m00Tcm4TlvDq8ikWAM', name: 'Rachel', category: 'premade', labels: { accent: 'american' } },
];
const Body = z.strictObject({
  text: z.string().min(1).max(10_000),
  model_id: z.enum(models as [string, ...string[]]),
  language_code: z.string().length(2).optional(),
  voice_settings: z
    .strictObject({
      stability: z.number().min(0).max(1).optional(),
      similarity_boost: z.number().min(0).max(1).optional(),
      style: z.number().min(0).max(1).optional(),
      use_speaker_boost: z.boolean().optional(),
      speed: z.number().min(0.7).max(1.2).optional(),
    })
    .optional(),
});

interface Desk {
  readonly habits: SpeechHabit[];
  readonly spoken: string[];
  readonly refusals: { readonly status: number; readonly code: string; readonly message: string }[];
  readonly busy: number[];
}

/** ElevenLabs on a free port, as strict as it is documented. */
export async function simulateElevenlabs(
  options: ElevenlabsSimulatorOptions = {},
): Promise<ElevenlabsSimulator> {
  const desk: Desk = { habits: [], spoken: [], refusals: [], busy: [] };
  const server = await serveSimulator({
    start(app) {
      app.addHook('onRequest', async (request, reply) => {
        if (options.key === undefined || request.headers['xi-api-key'] === options.key) return undefined;
        return said(reply, 401, 'invalid_api_key', 'Invalid API key');
      });
      app.get('/v1/models', async () =>
        models.map((id) => ({ model_id: id, name: id, can_do_text_to_speech: true, languages: [] })),
      );
      app.get('/v1/voices', async () => ({ voices }));
      addSpeech(app, desk);
    },
  });
  return Object.assign(server, {
    speechHabits: desk.habits,
    spoken: desk.spoken,
    refuseNext: (status: number, code: string, message: string) =>
      desk.refusals.push({ status, code, message }),
    busyNext: (seconds: number) => desk.busy.push(seconds),
  });
}

function addSpeech(app: FastifyInstance, { habits, spoken, refusals, busy }: Desk): void {
  app.post('/v1/text-to-speech/:voice', async (request, reply) => {
    const { voice } = request.params as { voice: string };
    const { output_format: format = 'mp3_44100_128' } = request.query as { output_format?: string };
    if (!/^(?:mp3|pcm|opus)_\d+/.test(format))
      return said(reply, 400, 'invalid_output_format', 'Unknown format');
    if (!voices.some(({ voice_id }) => voice_id === voice)) {
      return said(reply, 404, 'voice_not_found', `A voice with the voice_id ${voice} was not found.`);
    }
    const body = Body.safeParse(request.body);
    if (!body.success) {
      const detail = body.error.issues.map(({ path, message }) => ({ loc: ['body', ...path], msg: message }));
      return reply.status(422).send({ detail });
    }
    const { text, model_id, language_code, voice_settings } = body.data;
    if (language_code !== undefined && !/v2_5$/.test(model_id)) {
      return said(reply, 400, 'unsupported_language', `Model ${model_id} does not take a language_code.`);
    }
    const wait = busy.shift();
    if (wait !== undefined) {
      reply.header('retry-after', String(wait));
      return said(reply, 429, 'too_many_concurrent_requests', 'Too many concurrent requests.');
    }
    const refusal = refusals.shift();
    if (refusal) return said(reply, refusal.status, refusal.code, refusal.message);
    spoken.push(text);
    const { mime, bytes } = spokenBody(
      habits.shift() ?? { kind: 'speaks' },
      text,
      voice_settings?.speed ?? 1,
    );
    return reply.type(mime).header('character-cost', String(text.length)).send(bytes);
  });
}

function said(reply: FastifyReply, status: number, code: string, message: string) {
  return reply.status(status).send({ detail: { status: code, message } });
}
