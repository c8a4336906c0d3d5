import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { drawPng } from './comfyui-pictures.ts';
import { type SimulatorServer, serveSimulator } from './serve-simulator.ts';

// Routes and fields of https://replicate.com/docs/reference/http .

export interface ReplicateSimulatorOptions {
  readonly key?: string;
  /** How often a prediction is looked at before it ends. */
  readonly looks?: number;
}

type Ending =
  | { readonly status: 'succeeded'; readonly output: unknown }
  | { readonly status: 'failed' | 'aborted'; readonly error: string };

export interface ReplicateSimulator extends SimulatorServer {
  /** Predictions begun, in order. */
  readonly begun: readonly Readonly<Record<string, unknown>>[];
  readonly cancelled: readonly string[];
  /** How the next prediction ends, instead of with a picture. */
  endNext(ending: Ending): void;
  busyNext(retryAfterSeconds: number): void;
}

/** Of google/nano-banana, https://replicate.com/google/nano-banana/api/schema . */
const Input = z.strictObject({
  prompt: z.string().min(1),
  aspect_ratio: z.enum([
    'match_input_image',
    '1:1',
    '2:3',
    '3:2',
    '3:4',
    '4:3',
    '4:5',
    '5:4',
    '9:16',
    '16:9',
    '21:9',
  ]),
  output_format: z.enum(['jpg', 'png']),
  image_input: z
    .array(
      z
        .string()
        .regex(/^(?:https:\/\/|data:image\/)/)
        .max(262_144),
    )
    .optional(),
});
const sizes: Readonly<Record<string, readonly [number, number]>> = {
  '4:5': [896, 1152],
  '9:16': [768, 1344],
  '16:9': [1344, 768],
};

interface Running {
  readonly input: z.infer<typeof Input>;
  looks: number;
  cancelled: boolean;
  readonly ending: Ending | undefined;
}

const notFound = {
  title: 'Not found',
  detail: 'The requested resource could not be found.',
  status: 404,
};

/** Replicate on a free port. A restart forgets the predictions, so that a lost one can be played. */
export async function simulateReplicate(
  options: ReplicateSimulatorOptions = {},
): Promise<ReplicateSimulator> {
  const begun: z.infer<typeof Input>[] = [];
  const cancelled: string[] = [];
  const planned = { endings: [] as Ending[], busy: [] as number[] };
  const looks = options.looks ?? 1;
  const server = await serveSimulator({
    start(app) {
      const running = new Map<string, Running>();
      const tell = (id: string, { input, looks: seen, cancelled: isCancelled, ending }: Running) => {
        const base = {
          id,
          model: 'google/nano-banana',
          version: 'hidden',
          input,
          logs: '',
          created_at: new Date().toISOString(),
        };
        if (isCancelled) return { ...base, status: 'canceled', output: null, error: null };
        if (seen <= looks)
          return { ...base, status: seen <= 1 ? 'starting' : 'processing', output: null, error: null };
        const made: Ending = ending ?? { status: 'succeeded', output: `${server.address}/files/${id}.png` };
        return { ...base, error: null, output: null, ...made, metrics: { predict_time: 7.25 } };
      };
      addFacts(app, options);
      addFiles(app, running);
      app.post('/v1/models/:owner/:name/predictions', async (request, reply) => {
        const busy = planned.busy.shift();
        if (busy !== undefined) {
          const detail = 'Request was throttled. Expected available in 1 second.';
          return reply
            .status(429)
            .header('retry-after', String(busy))
            .send({ title: 'Too many requests', detail, status: 429 });
        }
        const read = z.strictObject({ input: Input }).safeParse(request.body);
        if (!read.success) {
          const detail = read.error.issues
            .map(({ path, message }) => `- ${path.join('.')}: ${message}`)
            .join('\n');
          return reply.status(422).send({ title: 'Input validation failed', detail, status: 422 });
        }
        const { input } = read.data;
        begun.push(input);
        const id = crypto.randomUUID().replaceAll('-', '').slice(0, 26);
        const made: Running = { input, looks: 0, cancelled: false, ending: planned.endings.shift() };
        running.set(id, made);
        return reply.status(201).send(tell(id, made));
      });
      app.get('/v1/predictions/:id', async (request, reply) => {
        const { id } = request.params as { id: string };
        const one = running.get(id);
        if (!one) return reply.status(404).send(notFound);
        one.looks += 1;
        return tell(id, one);
      });
      app.post('/v1/predictions/:id/cancel', async (request, reply) => {
        const { id } = request.params as { id: string };
        const one = running.get(id);
        if (!one) return reply.status(404).send(notFound);
        one.cancelled = true;
        cancelled.push(id);
        return tell(id, one);
      });
    },
  });
  return {
    ...server,
    begun,
    cancelled,
    endNext: (ending) => planned.endings.push(ending),
    busyNext: (seconds) => planned.busy.push(seconds),
  };
}

function addFacts(app: FastifyInstance, options: ReplicateSimulatorOptions): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.url.startsWith('/files/')) return undefined;
    if (request.headers.authorization === `Bearer ${options.key ?? 'r8_test'}`) return undefined;
    return reply.status(401).send({
      title: 'Unauthenticated',
      detail: 'You did not pass a valid authentication token',
      status: 401,
    });
  });
  app.get('/v1/account', async () => ({ type: 'user', username: 'ada', name: 'Ada', github_url: '' }));
  app.get('/v1/models/:owner/:name', async (request, reply) => {
    const { owner, name } = request.params as { owner: string; name: string };
    if (`${owner}/${name}` !== 'google/nano-banana') return reply.status(404).send(notFound);
    return { owner, name, url: '', visibility: 'public', run_count: 1 };
  });
}

function addFiles(app: FastifyInstance, running: ReadonlyMap<string, Running>): void {
  app.get('/files/:name', async (request, reply) => {
    const { name } = request.params as { name: string };
    const one = running.get(name.replace('.png', ''));
    if (!one) return reply.status(404).send('gone');
    const [width, height] = sizes[one.input.aspect_ratio] ?? [1024, 1024];
    const inline = one.input.image_input?.[0]?.split(',')[1];
    const source = inline === undefined ? undefined : Buffer.from(inline, 'base64');
    return reply.type('image/png').send(await drawPng({ width, height, seedText: name, source }));
  });
}
