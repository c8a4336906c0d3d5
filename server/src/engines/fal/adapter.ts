import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { EngineInstance, EngineMeans, OpenedEngine } from '#engines/connected-engine.ts';
import type { EngineCall, EngineManifest, ImageEngine, MadeImage, Progress } from '#engines/engine.ts';
import type { EngineAnswer } from '#engines/engine-http.ts';
import { contentRefusal, isContentRefusal, mayPass, refusalOf } from '#engines/hosted-call.ts';
import { dataUri, fetchPicture, orderPicture } from '#engines/hosted-picture.ts';
import { type HostedTicket, readTicket, writeTicket } from '#engines/hosted-ticket.ts';
import { healthByProbe } from '#engines/probe-health.ts';
import { AppError, messageOf } from '#kernel/errors.ts';
import type { FormatId } from '#kernel/shot.ts';
import { modelFor } from './estimate.ts';
import { probeFal } from './probe.ts';
import { type FalQueue, falQueue, service } from './queue.ts';
import { settingsOf } from './settings.ts';

/** What nearly all image endpoints answer: https://fal.ai/models/fal-ai/nano-banana-2/llms.txt . */
const Output = z.looseObject({
  images: z.array(z.looseObject({ url: z.string() })).min(1),
  seed: z.number().nullish(),
});
/** Shapes of `aspect_ratio`. */
const ratios: Readonly<Record<FormatId, string>> = {
  portrait: '4:5',
  story: '9:16',
  square: '1:1',
  landscape: '16:9',
};
/** As often as fal’s own client asks. */
const pollMilliseconds = 500;
const cancelSeconds = 15;
/** Pictures go inline as data addresses. */
const sent = { pixels: 1024, mostBytes: 1_500_000 } as const;

/** Pictures by fal's queue: a request is known there by its id, so tickets outlive both sides. */
export function openFal(
  instance: EngineInstance,
  means: EngineMeans,
  manifest: EngineManifest,
): OpenedEngine {
  const queue = falQueue(instance, means);
  /** Requests we cancelled, and whether they certainly cost nothing. */
  const cancelled = new Map<string, boolean>();
  const image: ImageEngine = {
    id: manifest.id,
    medium: 'image',
    manifest,
    async start(request, call) {
      const { references, editModel } = settingsOf(instance);
      const more = request.task?.kind === 'edit' ? 1 : 0;
      const order = await orderPicture(request, {
        ...sent,
        mostPictures: editModel === '' ? 0 : references + more,
      });
      const model = modelFor(instance, order.pictures.length);
      const input = {
        prompt: order.words,
        num_images: 1,
        aspect_ratio: ratios[request.shot.format],
        output_format: 'png',
        ...(order.pictures.length > 0 && { image_urls: order.pictures.map(dataUri) }),
      };
      const id = await queue.submit(model, input, call);
      const { folder } = request;
      const recipe = { engine: 'fal', ...order.recipe, model, aspectRatio: input.aspect_ratio };
      return {
        ticket: writeTicket({ id, model, folder, altText: order.altText, recipe }),
        warnings: order.warnings,
      };
    },
    async check(text, call) {
      const ticket = readTicket(text);
      if (!ticket) return { state: 'lost' };
      const costsNothing = cancelled.get(ticket.id);
      if (costsNothing !== undefined) return stopped(costsNothing);
      return look(queue, { ticket, instance, means }, call);
    },
    async cancel(text) {
      const ticket = readTicket(text);
      if (ticket) cancelled.set(ticket.id, await takeOut(queue, ticket));
    },
    health: (call) => healthByProbe('image', () => probeFal(instance, means, call)),
    [Symbol.asyncDispose]: async () => undefined,
  };
  return { image, [Symbol.asyncDispose]: async () => undefined };
}

const stopped = (costsNothing: boolean): Progress<MadeImage> => ({
  ...{ state: 'failed', message: 'Cancelled.', retry: false },
  ...(costsNothing && { costs: 'nothing' }),
});

/** Cancels; only a request that was still waiting certainly costs nothing. */
async function takeOut(queue: FalQueue, { model, id }: HostedTicket): Promise<boolean> {
  const call = { signal: AbortSignal.timeout(cancelSeconds * 1000) };
  try {
    const before = await queue.status(model, id, call);
    const isTaken = await queue.cancel(model, id, call);
    return isTaken && before?.status === 'IN_QUEUE';
  } catch {
    return false;
  }
}

interface Looking {
  readonly ticket: HostedTicket;
  readonly instance: EngineInstance;
  readonly means: EngineMeans;
}

async function look(queue: FalQueue, looking: Looking, call: EngineCall): Promise<Progress<MadeImage>> {
  const { model, id } = looking.ticket;
  try {
    const status = await queue.status(model, id, call);
    if (!status) return { state: 'lost' };
    if (status.status !== 'COMPLETED') {
      await wait(pollMilliseconds, undefined, { signal: call.signal });
      const ahead = status.queue_position ?? 0;
      return status.status === 'IN_QUEUE'
        ? {
            state: 'running',
            fraction: 0.05,
            stage: ahead > 0 ? `Waiting at fal: ${ahead} before it` : 'Waiting at fal',
          }
        : { state: 'running', fraction: 0.5, stage: 'Drawing at fal' };
    }
    return { state: 'done', result: await fetchResult(queue, looking, call) };
  } catch (error) {
    call.signal.throwIfAborted();
    if (error instanceof AppError && 'reached' in error) throw error;
    return failure(error);
  }
}

async function fetchResult(queue: FalQueue, looking: Looking, call: EngineCall): Promise<MadeImage> {
  const { ticket, instance, means } = looking;
  const answer = await queue.result(ticket.model, ticket.id, call);
  if (answer.status < 200 || answer.status > 299) throw refusalOf(service, answer);
  const output = Output.safeParse(answer.body);
  if (!output.success) throw noPicture(answer);
  const from = { url: output.data.images[0]!.url, service: instance.address, folder: ticket.folder };
  const units = answer.headers['x-fal-billable-units'];
  return {
    file: await fetchPicture(means.http, from, call),
    altText: ticket.altText,
    model: ticket.model,
    warnings: [],
    recipe: {
      ...ticket.recipe,
      ...(typeof output.data.seed === 'number' && { seed: output.data.seed }),
      ...(typeof units === 'string' && { cost: { figure: `${units.slice(0, 40)} units` } }),
    },
  };
}

/** A model that says in words why there is no picture. */
function noPicture({ body }: EngineAnswer): AppError {
  const words = JSON.stringify(body ?? '').slice(0, 300);
  if (isContentRefusal(words)) return contentRefusal('fal', 'it gave no picture');
  return new AppError('unavailable', 'fal answered without a picture.', {
    hint: 'Look whether the model in the engine’s settings makes pictures, and at the request in your account there.',
    facts: { passing: true },
  });
}

function failure(error: unknown): Progress<MadeImage> {
  const hint = error instanceof AppError ? error.hint : undefined;
  const isFree = error instanceof AppError && error.facts.costsNothing === true;
  return {
    ...{ state: 'failed', message: messageOf(error), retry: mayPass(error) },
    ...(hint && { hint }),
    ...(isFree && { costs: 'nothing' }),
  };
}
