import { z } from 'zod';
import type { EngineInstance, EngineMeans, OpenedEngine } from '#engines/connected-engine.ts';
import type { EngineManifest, ImageEngine, MadeImage } from '#engines/engine.ts';
import { askPaid, hostedAddress, mayPass } from '#engines/hosted-call.ts';
import { keepPicture, orderPicture, type PictureOrder } from '#engines/hosted-picture.ts';
import { LocalWork, type WorkControl } from '#engines/local-work.ts';
import { apiAddress, bearer } from '#engines/openai-address.ts';
import { healthByProbe } from '#engines/probe-health.ts';
import { costOf, type PictureSize, sizeFor, Usage } from './estimate.ts';
import { listModels, probeOpenaiImages, service } from './probe.ts';
import { settingsOf } from './settings.ts';

/** POST /v1/images/generations and /v1/images/edits, https://developers.openai.com/api/reference/resources/images . */
const Drawn = z.looseObject({
  data: z.array(z.looseObject({ b64_json: z.string().min(1) })).min(1),
  usage: Usage.nullish(),
});

/** The answer comes when the picture is done; "complex prompts may take up to 2 minutes". */
const drawSeconds = 300;
/** A picture sent may have 25 MB; one of this size keeps a face and costs no more tokens. */
const sent = { pixels: 1024, mostBytes: 4_000_000 } as const;

interface Job {
  readonly order: PictureOrder;
  readonly size: PictureSize;
  readonly folder: string;
}

/** Pictures by OpenAI: the answer to one open request each, so tickets end with this process. */
export function openOpenaiImages(
  instance: EngineInstance,
  means: EngineMeans,
  manifest: EngineManifest,
): OpenedEngine {
  const settings = settingsOf(instance);
  const work = new LocalWork<Job, MadeImage>((job, control) => draw(instance, means, job, control), {
    atOnce: settings.atOnce,
    mayRetry: mayPass,
  });
  let isKeyTaken = false;
  const image: ImageEngine = {
    id: manifest.id,
    medium: 'image',
    manifest,
    async start(request, call) {
      // Asked once, before anything is paid for.
      if (!isKeyTaken) await listModels(instance, means, call);
      isKeyTaken = true;
      const order = await orderPicture(request, {
        ...sent,
        mostPictures: mostPictures(request.task, settings),
      });
      call.signal.throwIfAborted();
      const size = sizeFor(request.shot.format);
      return { ...work.start({ order, size, folder: request.folder }), warnings: order.warnings };
    },
    check: (ticket, call) => work.check(ticket, call),
    cancel: async (ticket) => work.cancel(ticket),
    health: (call) => healthByProbe('image', () => probeOpenaiImages(instance, means, call)),
    [Symbol.asyncDispose]: () => work.dispose(),
  };
  return { image, [Symbol.asyncDispose]: () => image[Symbol.asyncDispose]() };
}

const mostPictures = (task: { readonly kind: string } | undefined, { references }: { references: number }) =>
  references + (task?.kind === 'edit' ? 1 : 0);

async function draw(
  instance: EngineInstance,
  { http }: EngineMeans,
  { order, size, folder }: Job,
  { signal, report }: WorkControl,
): Promise<MadeImage> {
  const { model, quality } = settingsOf(instance);
  const address = apiAddress(hostedAddress(instance.address));
  report(0.1, 'Drawing at OpenAI');
  const common = { model, prompt: order.words, n: 1, size, quality, output_format: 'png' } as const;
  const { value } = await askPaid(http, service, {
    method: 'POST',
    headers: bearer(instance),
    ...(order.pictures.length === 0
      ? { url: `${address}/images/generations`, body: { json: { ...common, moderation: 'auto' } } }
      : { url: `${address}/images/edits`, body: { form: editForm(order.pictures, common) } }),
    ...{ signal, timeoutSeconds: drawSeconds, answer: Drawn },
  });
  report(0.9, 'Looking at the file');
  const [first] = value.data;
  const cost = costOf(model, value.usage);
  return {
    file: await keepPicture(folder, Buffer.from(first!.b64_json, 'base64')),
    altText: order.altText,
    model,
    warnings: [],
    recipe: { engine: 'openai-images', ...order.recipe, model, size, quality, ...(cost && { cost }) },
  };
}

function editForm(pictures: readonly Buffer[], common: Readonly<Record<string, string | number>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(common)) form.set(name, String(value));
  // Keeps faces; the mini model has no such field, and gpt-image-2 always does so.
  if (/^gpt-image-1(?:\.5)?$/.test(String(common.model))) form.set('input_fidelity', 'high');
  pictures.forEach((bytes, index) => {
    form.append(
      'image[]',
      new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }),
      `picture-${index + 1}.jpg`,
    );
  });
  return form;
}
