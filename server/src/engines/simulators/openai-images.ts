import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import sharp from 'sharp';
import { z } from 'zod';
import { drawPng } from './comfyui-pictures.ts';
import { type SimulatorServer, serveSimulator } from './serve-simulator.ts';

// Routes, fields and errors of https://developers.openai.com/api/reference/resources/images .

export interface OpenaiImagesSimulatorOptions {
  readonly key?: string;
  readonly models?: readonly string[];
  readonly drawMilliseconds?: number;
}

export interface DrawnThere {
  readonly route: 'generations' | 'edits';
  readonly fields: Readonly<Record<string, string>>;
  readonly pictures: number;
}

export interface OpenaiImagesSimulator extends SimulatorServer {
  /** Pictures taken up, and so billed, in order. */
  readonly drawn: readonly DrawnThere[];
  /** The next request is refused by the content rules. */
  blockNext(): void;
  /** The next request is told to come back after so many seconds. */
  busyNext(retryAfterSeconds: number): void;
  /** The next picture is this instead. */
  spoilNext(bytes: Buffer): void;
}

const Fields = z.strictObject({
  model: z.string(),
  prompt: z.string().min(1).max(32_000),
  n: z.literal('1'),
  size: z.enum(['1024x1024', '1024x1536', '1536x1024']),
  quality: z.enum(['low', 'medium', 'high']),
  output_format: z.enum(['png', 'jpeg', 'webp']),
  moderation: z.enum(['auto', 'low']).optional(),
  input_fidelity: z.enum(['high', 'low']).optional(),
});

/** OpenAI's image API on a free port, as strict as it is documented. */
export async function simulateOpenaiImages(
  options: OpenaiImagesSimulatorOptions = {},
): Promise<OpenaiImagesSimulator> {
  const drawn: DrawnThere[] = [];
  const planned = { blocks: 0, busy: [] as number[], spoils: [] as Buffer[] };
  const models = options.models ?? ['gpt-image-2', 'gpt-image-1-mini', 'gpt-5'];
  const server = await serveSimulator({
    start(app) {
      app.addContentTypeParser(/^multipart\/form-data/, { parseAs: 'buffer' }, (request, body, done) =>
        done(null, { type: String(request.headers['content-type']), bytes: body }),
      );
      app.addHook('onRequest', async (request, reply) => {
        const key = options.key ?? 'sk-test';
        if (request.headers.authorization === `Bearer ${key}`) return undefined;
        return said(reply, 401, 'Incorrect API key provided.', 'invalid_api_key');
      });
      app.get('/v1/models', async () => ({
        object: 'list',
        data: models.map((id) => ({ id, object: 'model', created: 1, owned_by: 'openai' })),
      }));
      addDrawing(app, { options, models, drawn, planned });
    },
  });
  return {
    ...server,
    drawn,
    blockNext: () => (planned.blocks += 1),
    busyNext: (seconds) => planned.busy.push(seconds),
    spoilNext: (bytes) => planned.spoils.push(bytes),
  };
}

interface Desk {
  readonly options: OpenaiImagesSimulatorOptions;
  readonly models: readonly string[];
  readonly drawn: DrawnThere[];
  readonly planned: { blocks: number; readonly busy: number[]; readonly spoils: Buffer[] };
}

function addDrawing(app: FastifyInstance, desk: Desk): void {
  app.post('/v1/images/generations', async ({ body }, reply) => {
    const json = z.record(z.string(), z.union([z.string(), z.number()])).safeParse(body).data ?? {};
    const fields = Object.fromEntries(Object.entries(json).map(([name, value]) => [name, String(value)]));
    return draw(desk, { route: 'generations', fields, sources: [] }, reply);
  });
  app.post('/v1/images/edits', async ({ body }, reply) => {
    const sentForm = z.object({ type: z.string(), bytes: z.instanceof(Buffer) }).safeParse(body).data;
    if (!sentForm) return said(reply, 400, 'The body must be multipart/form-data.', 'invalid_request');
    const { type, bytes } = sentForm;
    const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
    const sources: Buffer[] = [];
    const fields: Record<string, string> = {};
    for (const [name, value] of form) {
      if (typeof value === 'string') fields[name] = value;
      else if (name === 'image[]') sources.push(Buffer.from(await value.arrayBuffer()));
      else return said(reply, 400, `Unknown parameter: '${name}'.`, 'unknown_parameter');
    }
    if (sources.length === 0 || sources.length > 16) {
      return said(reply, 400, 'Between 1 and 16 images are needed.', 'invalid_value');
    }
    return draw(desk, { route: 'edits', fields, sources }, reply);
  });
}

interface Ask {
  readonly route: DrawnThere['route'];
  readonly fields: Record<string, string>;
  readonly sources: readonly Buffer[];
}

async function draw({ options, models, drawn, planned }: Desk, ask: Ask, reply: FastifyReply) {
  const read = Fields.safeParse(ask.fields);
  if (!read.success) {
    return said(reply, 400, `Invalid value: '${read.error.issues[0]?.path.join('.')}'.`, 'invalid_value');
  }
  const { model, size, quality, prompt } = read.data;
  if (!models.includes(model) || !model.startsWith('gpt-image')) {
    return said(reply, 400, `The model '${model}' does not exist.`, 'model_not_found');
  }
  if (ask.route === 'edits' && read.data.moderation) {
    return said(reply, 400, "Unknown parameter: 'moderation'.", 'unknown_parameter');
  }
  const busy = planned.busy.shift();
  if (busy !== undefined) {
    reply.header('retry-after', String(busy));
    return said(reply, 429, 'Rate limit reached for images per minute.', 'rate_limit_exceeded');
  }
  if (planned.blocks > 0) {
    planned.blocks -= 1;
    return said(reply, 400, 'Your request was rejected by the safety system.', 'moderation_blocked');
  }
  drawn.push({ route: ask.route, fields: ask.fields, pictures: ask.sources.length });
  await sleep(options.drawMilliseconds ?? 1);
  const [width, height] = size.split('x').map(Number);
  const png = await drawPng({
    ...{ width: width!, height: height!, seedText: `${prompt} ${drawn.length}` },
    source: ask.sources[0],
  });
  const bytes = planned.spoils.shift() ?? (await sharp(png).png().toBuffer());
  const pictureTokens = ask.sources.length * 323;
  const textTokens = Math.ceil(prompt.length / 4);
  return {
    created: Math.floor(Date.now() / 1000),
    data: [{ b64_json: bytes.toString('base64') }],
    usage: {
      input_tokens: pictureTokens + textTokens,
      input_tokens_details: { image_tokens: pictureTokens, text_tokens: textTokens },
      output_tokens: { low: 158, medium: 1372, high: 5488 }[quality],
      total_tokens: 0,
    },
  };
}

function said(reply: FastifyReply, status: number, message: string, code: string) {
  const type = code === 'moderation_blocked' ? 'image_generation_user_error' : 'invalid_request_error';
  return reply.status(status).send({ error: { message, type, param: null, code } });
}
