import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import sharp from 'sharp';
import { z } from 'zod';
import type { EngineInstance, EngineMeans, OpenedEngine } from '#engines/connected-engine.ts';
import type {
  EngineCall,
  EngineManifest,
  ImageEngine,
  MadeFile,
  MadeImage,
  Preview,
  Progress,
} from '#engines/engine.ts';
import { EngineHttpError } from '#engines/engine-http.ts';
import { LocalWork, type WorkControl } from '#engines/local-work.ts';
import { assertWholePicture, BadOutput } from '#engines/picture-file.ts';
import { healthByProbe } from '#engines/probe-health.ts';
import { AppError, messageOf } from '#kernel/errors.ts';
import { newId } from '#kernel/ids.ts';
import { type Connection, connect } from './connection.ts';
import { type Inventory, readInventory } from './inventory.ts';
import { planWork, type WorkPlan } from './plan-work.ts';
import { probeAutomatic1111 } from './probe.ts';
import { Automatic1111Settings } from './settings.ts';

const Drawn = z.looseObject({ images: z.array(z.string()).min(1), info: z.string().default('{}') });
const Enlarged = z.looseObject({ image: z.string().min(1) });
const Info = z.looseObject({ seed: z.number().optional(), sd_model_name: z.string().optional() });
const Done = z.unknown();
const ProgressAnswer = z.looseObject({
  progress: z.number().default(0),
  current_image: z.string().nullish(),
  current_task: z.string().nullish(),
  state: z.looseObject({ sampling_step: z.number().optional() }).nullish(),
});

const progressMilliseconds = 500;
const interruptSeconds = 10;
const freshMilliseconds = 5 * 60_000;
/** One that we worked with before may be starting again. */
const patienceMilliseconds = 2000;
const patiencePollMilliseconds = 200;

/** A piece of work and what is known of it beyond LocalWork's own progress. */
interface Job {
  readonly plan: WorkPlan;
  preview?: Preview | undefined;
}

/** Pictures by Automatic1111 or Forge: the answer to one open request each, so tickets end with this process. */
export function openAutomatic1111(
  instance: EngineInstance,
  means: EngineMeans,
  manifest: EngineManifest,
): OpenedEngine {
  const settings = Automatic1111Settings.parse(instance.settings);
  const connection = connect(instance, means.http);
  const inventory = remembered((call) => readInventory(connection, call));
  const work = new LocalWork<Job, MadeImage>((job, control) => draw(connection, settings, job, control), {
    mayRetry: (error) =>
      error instanceof EngineHttpError || !(error instanceof AppError) || error.facts.passing === true,
  });
  const jobs = new Map<string, Job>();
  const image: ImageEngine = {
    id: manifest.id,
    medium: 'image',
    manifest,
    async start(request, call) {
      const plan = await planWork(request, await inventory(call), settings);
      const job: Job = { plan };
      const { ticket } = work.start(job);
      jobs.set(ticket, job);
      return { ticket, warnings: plan.warnings };
    },
    async check(ticket, call): Promise<Progress<MadeImage>> {
      const progress = await work.check(ticket, call);
      const job = jobs.get(ticket);
      if (progress.state !== 'running') jobs.delete(ticket);
      if (progress.state !== 'running' || !job?.preview) return progress;
      const { preview } = job;
      job.preview = undefined;
      return { ...progress, preview };
    },
    cancel: async (ticket) => work.cancel(ticket),
    health: (call) => healthByProbe('image', () => probeAutomatic1111(instance, means, call)),
    [Symbol.asyncDispose]: () => work.dispose(),
  };
  return { image, [Symbol.asyncDispose]: () => image[Symbol.asyncDispose]() };
}

/** Reads once and now and then again; what cannot be reached any more is asked for a moment. */
function remembered(
  read: (call: EngineCall) => Promise<Inventory>,
): (call: EngineCall) => Promise<Inventory> {
  let known: { readonly value: Inventory; readonly at: number } | undefined;
  return async (call) => {
    if (known && Date.now() - known.at < freshMilliseconds) return known.value;
    const until = Date.now() + (known ? patienceMilliseconds : 0);
    for (;;) {
      try {
        known = { value: await read(call), at: Date.now() };
        return known.value;
      } catch (error) {
        if (!(error instanceof EngineHttpError) || Date.now() > until) throw error;
        await wait(patiencePollMilliseconds, undefined, { signal: call.signal });
      }
    }
  };
}

async function draw(
  connection: Connection,
  settings: Automatic1111Settings,
  job: Job,
  { signal, report }: WorkControl,
): Promise<MadeImage> {
  const { plan } = job;
  const taskId = `ainfluencer-${newId()}`;
  await untilReachable(connection, { signal });
  const drawing = new AbortController();
  const watching = watch(connection, { job, taskId, settings, report, signal: drawing.signal });
  try {
    if (plan.path === '/sdapi/v1/extra-single-image') {
      const { image } = await connection.post(plan.path, plan.body, Enlarged, { signal });
      return await made(plan, image, {});
    }
    const body = { ...plan.body, force_task_id: taskId };
    const { images, info } = await connection.post(plan.path, body, Drawn, { signal });
    // Maps that ControlNet saw come after the picture.
    return await made(plan, images[0]!, Info.safeParse(parseJson(info)).data ?? {});
  } catch (error) {
    // A request that ends early goes on there; it would hold up the next one.
    if (signal.aborted || error instanceof EngineHttpError) await interrupt(connection, taskId);
    throw error;
  } finally {
    drawing.abort();
    await watching;
  }
}

/** A restart takes a while; without this all tries would be used up meanwhile. */
async function untilReachable(connection: Connection, call: EngineCall): Promise<void> {
  const until = Date.now() + patienceMilliseconds;
  for (;;) {
    try {
      await connection.get('/sdapi/v1/progress?skip_current_image=true', ProgressAnswer, call);
      return;
    } catch (error) {
      if (!(error instanceof EngineHttpError) || Date.now() > until) throw error;
      await wait(patiencePollMilliseconds, undefined, { signal: call.signal });
    }
  }
}

interface Watch {
  readonly job: Job;
  readonly taskId: string;
  readonly settings: Automatic1111Settings;
  readonly report: WorkControl['report'];
  readonly signal: AbortSignal;
}

/** Tells how far the picture is until it is there. What goes wrong here harms nothing. */
async function watch(connection: Connection, { job, taskId, settings, report, signal }: Watch) {
  const path = `/sdapi/v1/progress${settings.previews ? '' : '?skip_current_image=true'}`;
  while (!signal.aborted) {
    await wait(progressMilliseconds, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const answer = await connection.get(path, ProgressAnswer, { signal }).catch(() => undefined);
    if (!answer || signal.aborted) continue;
    // Progress is everybody's: only that of our own task says anything.
    const ours = answer.current_task === undefined || answer.current_task === taskId;
    if (!ours) report(0, 'Waiting for its turn');
    else {
      report(Math.min(0.95, answer.progress), answer.progress > 0 ? 'Drawing' : 'Loading the model');
      job.preview = previewOf(answer.current_image) ?? job.preview;
    }
  }
}

function previewOf(image: string | null | undefined): Preview | undefined {
  if (!image) return undefined;
  const bytes = Buffer.from(withoutPrefix(image), 'base64');
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return { mime: 'image/jpeg', bytes };
  return bytes.toString('latin1', 1, 4) === 'PNG' ? { mime: 'image/png', bytes } : undefined;
}

/** Stops the current job, but only while it is ours: the route asks for no name. */
async function interrupt(connection: Connection, taskId: string): Promise<void> {
  const call = { signal: AbortSignal.timeout(interruptSeconds * 1000) };
  try {
    const { current_task } = await connection.get(
      '/sdapi/v1/progress?skip_current_image=true',
      ProgressAnswer,
      call,
    );
    if (current_task === taskId) await connection.post('/sdapi/v1/interrupt', {}, Done, call);
  } catch {
    // One that does not answer draws nothing of ours.
  }
}

async function made(plan: WorkPlan, image: string, info: z.infer<typeof Info>): Promise<MadeImage> {
  const model = info.sd_model_name ?? plan.checkpoint;
  return {
    file: await write(plan.folder, image),
    altText: plan.altText,
    model,
    warnings: [],
    recipe: { ...plan.recipe, model, ...(info.seed !== undefined && { seed: info.seed }) },
  };
}

/** @throws BadOutput when the answer is no whole picture */
async function write(folder: string, image: string): Promise<MadeFile> {
  const base = join(folder, newId());
  const part = `${base}.part`;
  await writeFile(part, Buffer.from(withoutPrefix(image), 'base64'));
  try {
    await assertWholePicture(part);
    const { format, width, height } = await sharp(part).metadata();
    const path = `${base}.${format === 'jpeg' ? 'jpg' : format}`;
    await rename(part, path);
    return { path, mime: `image/${format}`, width, height };
  } catch (error) {
    await rm(part, { force: true });
    throw new BadOutput(`The engine sent no whole picture: ${messageOf(error)}.`, { cause: error });
  }
}

function withoutPrefix(image: string): string {
  return image.replace(/^data:image\/\w+;base64,/, '');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
