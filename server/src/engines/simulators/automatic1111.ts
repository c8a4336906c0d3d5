import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import sharp from 'sharp';
import { z } from 'zod';
import { drawPng, drawPreview } from './comfyui-pictures.ts';
import { type SimulatorServer, serveSimulator } from './serve-simulator.ts';

export interface Automatic1111SimulatorOptions {
  readonly forge?: boolean;
  /** Started without `--api`: only the page answers. */
  readonly apiOff?: boolean;
  /** `name:password` of `--api-auth`. */
  readonly auth?: string;
  readonly checkpoints?: readonly string[];
  /** Absent: the extension is not installed. */
  readonly controlNet?: { readonly models: readonly string[]; readonly modules: readonly string[] };
  readonly stepMilliseconds?: number;
}

export interface Automatic1111Simulator extends SimulatorServer {
  /** Bodies of the work that was taken up, in order. */
  readonly drawn: readonly Readonly<Record<string, unknown>>[];
  /** The next piece of work fails so. */
  failNext(status: number, body: unknown): void;
  /** The next picture is replaced by this text. */
  spoilNext(base64: string): void;
}

const Unit = z.looseObject({
  enabled: z.boolean().optional(),
  module: z.string(),
  model: z.string(),
  image: z.string(),
  weight: z.number().min(0).max(2),
});
const Drawing = z.looseObject({
  prompt: z.string().default(''),
  negative_prompt: z.string().default(''),
  seed: z.number().int().default(-1),
  width: z.number().int().default(512),
  height: z.number().int().default(512),
  steps: z.number().int().min(1).default(50),
  cfg_scale: z.number().default(7),
  sampler_name: z.string().nullish(),
  batch_size: z.number().int().default(1),
  n_iter: z.number().int().default(1),
  init_images: z.array(z.string()).optional(),
  denoising_strength: z.number().min(0).max(1).optional(),
  force_task_id: z.string().nullish(),
  override_settings: z.looseObject({ sd_model_checkpoint: z.string().optional() }).default({}),
  alwayson_scripts: z
    .record(z.string(), z.looseObject({ args: z.array(z.unknown()).default([]) }))
    .default({}),
});
type Drawing = z.infer<typeof Drawing>;

const samplers = ['DPM++ 2M', 'DPM++ SDE', 'Euler a', 'Euler', 'DDIM'];
const upscalers = ['None', 'Lanczos', 'Nearest', 'R-ESRGAN 4x+'];

/** What one process keeps in memory. */
interface Memory {
  /** Work waits for this lock: there is no queue that could be asked. */
  lock: Promise<unknown>;
  current: { readonly task: string; step: number; readonly steps: number; interrupted: boolean } | undefined;
  waiting: number;
  stopped: boolean;
}

/** An Automatic1111 or Forge without a graphics card: one job at a time, the answer when it is done. */
export async function simulateAutomatic1111(
  options: Automatic1111SimulatorOptions = {},
): Promise<Automatic1111Simulator> {
  const drawn: Record<string, unknown>[] = [];
  const planned = { failures: [] as { status: number; body: unknown }[], pictures: [] as string[] };
  const current: { memory?: Memory } = {};
  const server = await serveSimulator({
    start(app) {
      const memory: Memory = { lock: Promise.resolve(), current: undefined, waiting: 0, stopped: false };
      current.memory = memory;
      app.setNotFoundHandler((_request, reply) => reply.status(404).send({ detail: 'Not Found' }));
      if (options.apiOff) {
        app.get('/', async (_request, reply) => reply.type('text/html').send('<html>web UI</html>'));
        return;
      }
      app.addHook('onRequest', (request, reply) => checkAuth(options, request, reply));
      addFacts(app, options, memory);
      addWork(app, { options, memory, drawn, planned });
    },
    stop() {
      if (current.memory) current.memory.stopped = true;
    },
  });
  return {
    ...server,
    drawn,
    failNext: (status, body) => planned.failures.push({ status, body }),
    spoilNext: (base64) => planned.pictures.push(base64),
  };
}

async function checkAuth(
  { auth }: Automatic1111SimulatorOptions,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  if (auth === undefined || !request.url.startsWith('/sdapi')) return undefined;
  const given = `Basic ${Buffer.from(auth).toString('base64')}`;
  if (request.headers.authorization === given) return undefined;
  return reply
    .status(401)
    .header('www-authenticate', 'Basic')
    .send({ detail: 'Incorrect username or password' });
}

function addFacts(app: FastifyInstance, options: Automatic1111SimulatorOptions, memory: Memory): void {
  const checkpoints = options.checkpoints ?? ['sd_xl_base_1.0.safetensors [31e35c80fc]'];
  app.get('/sdapi/v1/options', async () => ({
    sd_model_checkpoint: checkpoints[0] ?? null,
    samples_format: 'png',
  }));
  app.get('/sdapi/v1/sd-models', async () =>
    checkpoints.map((title) => ({
      title,
      model_name: title.split('.')[0],
      filename: `/home/somebody/models/Stable-diffusion/${title.split(' ')[0]}`,
    })),
  );
  app.get('/sdapi/v1/samplers', async () => samplers.map((name) => ({ name, aliases: [], options: {} })));
  app.get('/sdapi/v1/upscalers', async () => upscalers.map((name) => ({ name })));
  app.get('/sdapi/v1/memory', async () => ({ ram: {}, cuda: { system: { total: 12 * 1024 ** 3 } } }));
  if (options.forge) app.get('/sdapi/v1/sd-modules', async () => []);
  if (options.controlNet) {
    const { models, modules } = options.controlNet;
    app.get('/controlnet/model_list', async () => ({ model_list: models }));
    app.get('/controlnet/module_list', async () => ({ module_list: modules, module_detail: {} }));
  }
  app.get('/internal/pending-tasks', async () => ({
    size: memory.waiting + (memory.current ? 1 : 0),
    tasks: [],
  }));
  app.get('/sdapi/v1/progress', async (request) => {
    const { current } = memory;
    const skip = (request.query as Record<string, string>).skip_current_image === 'true';
    const step = current?.step ?? 0;
    const shown =
      current && !skip && step > 0
        ? (await drawPreview(await drawPng({ width: 64, height: 64, seedText: current.task }))).toString(
            'base64',
          )
        : null;
    return {
      progress: current ? step / current.steps : 0,
      eta_relative: 0,
      state: { sampling_step: step, sampling_steps: current?.steps ?? 0, interrupted: false },
      current_image: shown,
      current_task: current?.task ?? null,
    };
  });
  app.post('/sdapi/v1/interrupt', async () => {
    // Whoever's it is.
    if (memory.current) memory.current.interrupted = true;
    return {};
  });
}

interface Work {
  readonly options: Automatic1111SimulatorOptions;
  readonly memory: Memory;
  readonly drawn: Record<string, unknown>[];
  readonly planned: { failures: { status: number; body: unknown }[]; pictures: string[] };
}

function addWork(app: FastifyInstance, work: Work): void {
  for (const kind of ['txt2img', 'img2img'] as const) {
    app.post(`/sdapi/v1/${kind}`, async (request, reply) => {
      const parsed = Drawing.safeParse(request.body);
      if (!parsed.success) return reply.status(422).send(invalid(parsed.error));
      const refused = refusal(kind, parsed.data, work.options);
      if (refused) return reply.status(refused.status).send(refused.body);
      return inTurn(work, () => draw(work, parsed.data, reply));
    });
  }
  app.post('/sdapi/v1/extra-single-image', async (request, reply) => {
    const Body = z.looseObject({
      image: z.string().min(1),
      upscaling_resize: z.number().default(2),
      upscaler_1: z.string().default('None'),
    });
    const parsed = Body.safeParse(request.body);
    if (!parsed.success) return reply.status(422).send(invalid(parsed.error));
    const { image, upscaling_resize, upscaler_1 } = parsed.data;
    if (!upscalers.includes(upscaler_1)) {
      return reply
        .status(500)
        .send({ error: 'AssertionError', detail: '', errors: 'could not find upscaler' });
    }
    return inTurn(work, async () => {
      work.drawn.push(parsed.data);
      const source = sharp(Buffer.from(image, 'base64'));
      const { width, height } = await source.metadata();
      const larger = await source
        .resize(width * upscaling_resize, height * upscaling_resize)
        .png()
        .toBuffer();
      return { html_info: '', image: larger.toString('base64') };
    });
  });
}

/** A failed check of the body, as FastAPI tells it. */
function invalid(error: z.ZodError) {
  return {
    detail: error.issues.map(({ path, message }) => ({
      loc: ['body', ...path],
      msg: message,
      type: 'value_error',
    })),
  };
}

function refusal(kind: 'txt2img' | 'img2img', body: Drawing, options: Automatic1111SimulatorOptions) {
  const said = (status: number, detail: string) => ({
    status,
    body: { error: 'HTTPException', detail, body: '', errors: '' },
  });
  if (body.sampler_name && !samplers.includes(body.sampler_name)) return said(400, 'Sampler not found');
  if (kind === 'img2img' && !body.init_images?.[0]) return said(404, 'Init image not found');
  for (const [name, script] of Object.entries(body.alwayson_scripts)) {
    if (name.toLowerCase() !== 'controlnet' || !options.controlNet) {
      return said(422, `always on script ${name} not found`);
    }
    for (const argument of script.args) {
      const unit = Unit.safeParse(argument);
      if (!unit.success) return said(500, 'A ControlNet unit cannot be read');
      const { models, modules } = options.controlNet;
      if (!models.includes(unit.data.model))
        return said(500, `ControlNet model ${unit.data.model} not found`);
      if (!modules.includes(unit.data.module)) return said(500, `module ${unit.data.module} not found`);
    }
  }
  return undefined;
}

async function inTurn<T>({ memory }: Work, act: () => Promise<T>): Promise<T> {
  memory.waiting += 1;
  const before = memory.lock;
  const turn = before.then(() => {
    memory.waiting -= 1;
    return act();
  });
  memory.lock = turn.catch(() => undefined);
  return turn;
}

async function draw({ options, memory, drawn, planned }: Work, body: Drawing, reply: FastifyReply) {
  drawn.push(body);
  const task = body.force_task_id ?? `task(${crypto.randomUUID()})`;
  const current = { task, step: 0, steps: body.steps, interrupted: false };
  memory.current = current;
  try {
    const failure = planned.failures.shift();
    if (failure) return await reply.status(failure.status).send(failure.body);
    // A client that hangs up changes nothing: it draws on.
    while (current.step < current.steps && !current.interrupted && !memory.stopped) {
      await sleep(options.stepMilliseconds ?? 1);
      current.step += 1;
    }
  } finally {
    memory.current = undefined;
  }
  const unit = Unit.safeParse(body.alwayson_scripts.ControlNet?.args[0]).data;
  const source = body.init_images?.[0] ?? unit?.image;
  const png = await drawPng({
    ...{ width: body.width, height: body.height, seedText: `${body.prompt}/${body.seed}` },
    source: source === undefined ? undefined : Buffer.from(source, 'base64'),
  });
  const image = planned.pictures.shift() ?? png.toString('base64');
  const maps = unit ? [unit.image] : [];
  const seed = body.seed === -1 ? 12345 : body.seed;
  const checkpoint = body.override_settings.sd_model_checkpoint ?? 'sd_xl_base_1.0';
  const info = JSON.stringify({
    ...{ seed, all_seeds: [seed], infotexts: [''] },
    sd_model_name: checkpoint.replace(/\.\w+( \[\w+\])?$/, ''),
  });
  return { images: [image, ...maps], parameters: {}, info };
}
