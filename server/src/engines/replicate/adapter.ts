import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { EngineInstance, EngineMeans, OpenedEngine } from '#engines/connected-engine.ts';
import type { EngineCall, EngineManifest, ImageEngine, MadeImage, Progress } from '#engines/engine.ts';
import { contentRefusal, isContentRefusal, mayPass } from '#engines/hosted-call.ts';
import { dataUri, fetchPicture, orderPicture } from '#engines/hosted-picture.ts';
import { type HostedTicket, readTicket, writeTicket } from '#engines/hosted-ticket.ts';
import { healthByProbe } from '#engines/probe-health.ts';
import { AppError, messageOf } from '#kernel/errors.ts';
import type { FormatId } from '#kernel/shot.ts';
import { type Prediction, predictionsOf } from './predictions.ts';
import { probeReplicate } from './probe.ts';
import { settingsOf } from './settings.ts';

/** Shapes of `aspect_ratio`. */
const ratios: Readonly<Record<FormatId, string>> = {
  portrait: '4:5',
  story: '9:16',
  square: '1:1',
  landscape: '16:9',
};
const pollMilliseconds = 500;
const cancelSeconds = 15;
/** Data addresses are for files under 256 kB, https://replicate.com/docs/topics/predictions/input-files . */
const sent = { pixels: 1024, mostBytes: 185_000 } as const;
/** An address, or a list of them. */
const Output = z.union([
  z.string(),
  z
    .array(z.string())
    .min(1)
    .transform(([first]) => first!),
]);

/** Pictures by Replicate: a prediction is known there by its id, so tickets outlive both sides. */
export function openReplicate(
  instance: EngineInstance,
  means: EngineMeans,
  manifest: EngineManifest,
): OpenedEngine {
  const predictions = predictionsOf(instance, means);
  const image: ImageEngine = {
    id: manifest.id,
    medium: 'image',
    manifest,
    async start(request, call) {
      const { model, picturesField, references } = settingsOf(instance);
      const more = request.task?.kind === 'edit' ? 1 : 0;
      const mostPictures = picturesField === '' ? 0 : references + more;
      const order = await orderPicture(request, { ...sent, mostPictures });
      const input = {
        prompt: order.words,
        aspect_ratio: ratios[request.shot.format],
        output_format: 'png',
        ...(order.pictures.length > 0 && { [picturesField]: order.pictures.map(dataUri) }),
      };
      const { id } = await predictions.create(model, input, call);
      const { folder } = request;
      const recipe = { engine: 'replicate', ...order.recipe, model, aspectRatio: input.aspect_ratio };
      return {
        ticket: writeTicket({ id, model, folder, altText: order.altText, recipe }),
        warnings: order.warnings,
      };
    },
    async check(text, call) {
      const ticket = readTicket(text);
      if (!ticket) return { state: 'lost' };
      try {
        const prediction = await predictions.get(ticket.id, call);
        if (!prediction) return { state: 'lost' };
        return await look(prediction, { ticket, instance, means }, call);
      } catch (error) {
        call.signal.throwIfAborted();
        if (error instanceof AppError && 'reached' in error) throw error;
        return failure(error);
      }
    },
    async cancel(text) {
      const ticket = readTicket(text);
      const call = { signal: AbortSignal.timeout(cancelSeconds * 1000) };
      if (ticket) await predictions.cancel(ticket.id, call).catch(() => undefined);
    },
    health: (call) => healthByProbe('image', () => probeReplicate(instance, means, call)),
    [Symbol.asyncDispose]: async () => undefined,
  };
  return { image, [Symbol.asyncDispose]: async () => undefined };
}

interface Looking {
  readonly ticket: HostedTicket;
  readonly instance: EngineInstance;
  readonly means: EngineMeans;
}

async function look(
  { status, output, error, metrics }: Prediction,
  { ticket, instance, means }: Looking,
  call: EngineCall,
): Promise<Progress<MadeImage>> {
  switch (status) {
    case 'starting':
    case 'processing':
      await wait(pollMilliseconds, undefined, { signal: call.signal });
      return status === 'starting'
        ? { state: 'running', fraction: 0.05, stage: 'Waiting at Replicate' }
        : { state: 'running', fraction: 0.5, stage: 'Drawing at Replicate' };
    case 'aborted':
      // Its deadline passed before it could start: nothing ran.
      return {
        state: 'failed',
        message: 'Replicate had no machine for it in time.',
        retry: true,
        costs: 'nothing',
      };
    case 'canceled':
      return { state: 'failed', message: 'Cancelled.', retry: false };
    case 'failed':
      throw failed(error);
    case 'succeeded': {
      const url = Output.safeParse(output);
      if (!url.success) throw failed('it gave no picture');
      const seconds = metrics?.predict_time;
      const from = { url: url.data, service: instance.address, folder: ticket.folder };
      return {
        state: 'done',
        result: {
          file: await fetchPicture(means.http, from, call),
          altText: ticket.altText,
          model: ticket.model,
          warnings: [],
          recipe: {
            ...ticket.recipe,
            ...(seconds !== undefined && { cost: { figure: `${seconds.toFixed(1)} s of work` } }),
          },
        },
      };
    }
  }
}

function failed(error: unknown): AppError {
  const words = (typeof error === 'string' ? error : JSON.stringify(error ?? 'it gave no reason')).slice(
    0,
    300,
  );
  if (isContentRefusal(words)) return contentRefusal('Replicate', words.replace(/[.\s]+$/, ''));
  return new AppError('unavailable', `Replicate could not do it: ${words.replace(/[.\s]+$/, '')}.`, {
    hint: 'Look at the prediction in your account there.',
    facts: { passing: true },
  });
}

function failure(error: unknown): Progress<MadeImage> {
  const hint = error instanceof AppError ? error.hint : undefined;
  // Refusing to tell how a prediction is, as with a key that was withdrawn, says nothing of what it costs.
  return { state: 'failed', message: messageOf(error), retry: mayPass(error), ...(hint && { hint }) };
}
