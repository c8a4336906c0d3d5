import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { drawPng } from './comfyui-pictures.ts';
import { type SimulatorServer, serveSimulator } from './serve-simulator.ts';

// The queue of https://fal.ai/docs/documentation/model-apis/inference/queue and the errors of
// https://fal.ai/docs/documentation/model-apis/errors.md .

export interface FalSimulatorOptions {
  readonly key?: string;
  /** How often a request is looked at before it is done. */
  readonly looks?: number;
  /** How many of these it waits in the queue; 1 unless told. */
  readonly queuedLooks?: number;
}

export interface FalSimulator extends SimulatorServer {
  /** Requests taken into the queue, in order. */
  readonly taken: readonly { readonly model: string; readonly input: Readonly<Record<string, unknown>> }[];
  readonly cancelled: readonly string[];
  /** How the next completed request ends, instead of with a picture. */
  endNext(status: number, body: unknown): void;
  busyNext(retryAfterSeconds: number): void;
}

const Input = z.strictObject({
  prompt: z.string().min(3).max(50_000),
  num_images: z.literal(1),
  aspect_ratio: z.enum(['21:9', '16:9', '3:2', '4:3', '5:4', '1:1', '4:5', '3:4', '2:3', '9:16']),
  output_format: z.enum(['jpeg', 'png', 'webp']),
  image_urls: z
    .array(z.string().regex(/^(?:https:\/\/|data:image\/)/))
    .min(1)
    .max(14)
    .optional(),
});
const sizes: Readonly<Record<string, readonly [number, number]>> = {
  '4:5': [928, 1152],
  '9:16': [768, 1376],
  '1:1': [1024, 1024],
  '16:9': [1376, 768],
};

interface Waiting {
  readonly app: string;
  readonly input: z.infer<typeof Input>;
  looks: number;
  cancelled: boolean;
  ending?: { readonly status: number; readonly body: unknown } | undefined;
}

/** fal's queue on a free port. A restart forgets the requests, so that a lost one can be played. */
export async function simulateFal(options: FalSimulatorOptions = {}): Promise<FalSimulator> {
  const taken: { model: string; input: z.infer<typeof Input> }[] = [];
  const cancelled: string[] = [];
  const planned = { endings: [] as NonNullable<Waiting['ending']>[], busy: [] as number[] };
  const server = await serveSimulator({
    start(app) {
      const requests = new Map<string, Waiting>();
      const find = (path: string) => {
        const [, owner, name, id, rest = ''] =
          /^\/([\w.-]+)\/([\w.-]+)\/requests\/([\w-]+)(?:\/(\w+))?$/.exec(path) ?? [];
        const waiting = id === undefined ? undefined : requests.get(id);
        return { id, rest, waiting: waiting?.app === `${owner}/${name}` ? waiting : undefined };
      };
      app.addHook('onRequest', async (request, reply) => {
        if (request.url.startsWith('/files/')) return undefined;
        if (request.headers.authorization === `Key ${options.key ?? 'fal-test'}`) return undefined;
        return reply.status(401).send({ detail: 'Cannot access application. Authentication is required.' });
      });
      app.get('/files/:name', async (request, reply) => {
        const { name } = request.params as { name: string };
        const waiting = requests.get(name.replace('.png', ''));
        if (!waiting) return reply.status(404).send({ detail: 'Not found' });
        const [width, height] = sizes[waiting.input.aspect_ratio] ?? [1024, 1024];
        const inline = waiting.input.image_urls?.[0]?.split(',')[1];
        const source = inline === undefined ? undefined : Buffer.from(inline, 'base64');
        return reply.type('image/png').send(await drawPng({ width, height, seedText: name, source }));
      });
      app.get('/*', async (request, reply) => {
        const { id, rest, waiting } = find(request.url.split('?')[0]!);
        if (!waiting || waiting.cancelled) return reply.status(404).send({ detail: 'Request not found' });
        const isDone = waiting.looks >= (options.looks ?? 1);
        if (rest === 'status') {
          waiting.looks += 1;
          const state = isDone
            ? 'COMPLETED'
            : waiting.looks <= (options.queuedLooks ?? 1)
              ? 'IN_QUEUE'
              : 'IN_PROGRESS';
          const position = state === 'IN_QUEUE' ? { queue_position: 2 } : {};
          return reply.status(isDone ? 200 : 202).send({ status: state, request_id: id, ...position });
        }
        if (!isDone) return reply.status(400).send({ detail: 'Request is still in progress' });
        if (waiting.ending) return reply.status(waiting.ending.status).send(waiting.ending.body);
        reply.header('x-fal-billable-units', '1');
        return {
          images: [{ url: `${server.address}/files/${id}.png`, content_type: 'image/png' }],
          description: '',
        };
      });
      app.put('/*', async (request, reply) => {
        const { id, rest, waiting } = find(request.url);
        if (rest !== 'cancel' || !waiting || id === undefined)
          return reply.status(404).send({ status: 'NOT_FOUND' });
        if (waiting.looks > (options.looks ?? 1))
          return reply.status(400).send({ status: 'ALREADY_COMPLETED' });
        waiting.cancelled = true;
        cancelled.push(id);
        return reply.status(202).send({ status: 'CANCELLATION_REQUESTED' });
      });
      app.post('/*', async (request, reply) => {
        const busy = planned.busy.shift();
        if (busy !== undefined) {
          return reply.status(429).header('retry-after', String(busy)).send({ detail: 'Too many requests' });
        }
        const read = Input.safeParse(request.body);
        if (!read.success) return invalid(reply, read.error);
        const model = request.url.slice(1);
        if (/\/edit$/.test(model) !== (read.data.image_urls !== undefined)) {
          return reply
            .status(422)
            .send({ detail: [{ loc: ['body', 'image_urls'], msg: 'Field required', type: 'missing' }] });
        }
        taken.push({ model, input: read.data });
        const id = crypto.randomUUID();
        requests.set(id, {
          ...{ app: model.split('/').slice(0, 2).join('/'), input: read.data, looks: 0, cancelled: false },
          ending: planned.endings.shift(),
        });
        const base = `${server.address}/${model}/requests/${id}`;
        return {
          request_id: id,
          response_url: base,
          status_url: `${base}/status`,
          cancel_url: `${base}/cancel`,
          status: 'IN_QUEUE',
        };
      });
    },
  });
  return {
    ...server,
    taken,
    cancelled,
    endNext: (status, body) => planned.endings.push({ status, body }),
    busyNext: (seconds) => planned.busy.push(seconds),
  };
}

function invalid(reply: FastifyReply, error: z.ZodError) {
  const detail = error.issues.map(({ path, message }) => ({
    loc: ['body', ...path],
    msg: message,
    type: 'value_error',
  }));
  return reply.status(422).send({ detail });
}
