import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { ImageRequest } from '#engines/engine.ts';
import { frameSize, type PixelSize } from '#engines/frame-size.ts';
import { altTextFor, editPromptFor, promptFor } from '#engines/prompt-words.ts';
import { AppError, messageOf } from '#kernel/errors.ts';
import { formats } from '#kernel/shot.ts';
import { faceUnitFor, type Inventory, isLarge } from './inventory.ts';
import type { Automatic1111Settings } from './settings.ts';

/** One piece of work, decided. */
export interface WorkPlan {
  readonly path: '/sdapi/v1/txt2img' | '/sdapi/v1/img2img' | '/sdapi/v1/extra-single-image';
  readonly body: Readonly<Record<string, unknown>>;
  readonly checkpoint: string;
  readonly altText: string;
  readonly warnings: readonly string[];
  readonly folder: string;
  /** What the asset keeps: the body without pictures. */
  readonly recipe: Readonly<Record<string, unknown>>;
}

const preferredSamplers = ['DPM++ 2M Karras', 'DPM++ 2M', 'Euler a', 'Euler'];
const previewShare = 0.3;
/** Seeds are 32 bits there. */
const seedRange = 2 ** 32;

/** @throws AppError `unavailable` or `invalid` with what is missing */
export async function planWork(
  request: ImageRequest,
  inventory: Inventory,
  settings: Automatic1111Settings,
): Promise<WorkPlan> {
  const { task } = request;
  if (task?.kind === 'upscale') return planUpscale(request, task, inventory);
  if (task?.kind === 'detail-face') {
    throw new AppError('unavailable', 'This kind of engine does not refine faces.', {
      hint: 'Use ComfyUI with the Impact Pack for it.',
    });
  }
  const warnings: string[] = [];
  const checkpoint = checkpointOf(inventory, settings, warnings);
  const edit = task?.kind === 'edit' ? task : undefined;
  const words = edit
    ? editPromptFor(request.look, request.prompt, request.negativePrompt)
    : promptFor(request.look, request.shot, request.prompt, request.negativePrompt);
  const shape = edit ? await dimensionsOf(edit.source) : formats[request.shot.format];
  const plain = {
    prompt: words.positive,
    negative_prompt: words.negative,
    seed: Math.abs(Math.trunc(request.seed)) % seedRange,
    steps: settings.steps,
    cfg_scale: settings.cfgScale,
    sampler_name: samplerOf(inventory, settings, warnings),
    ...frameSize(shape, {
      megapixels: (isLarge(checkpoint) ? 1 : 0.36) * (request.quality === 'preview' ? previewShare : 1),
      multiple: 64,
    }),
    ...(edit && { denoising_strength: Math.min(1, Math.max(0.05, edit.strength)) }),
    override_settings: { sd_model_checkpoint: checkpoint },
  };
  const faces = await faceArguments(request, { inventory, checkpoint, settings, warnings });
  return {
    path: edit ? '/sdapi/v1/img2img' : '/sdapi/v1/txt2img',
    body: {
      ...plain,
      ...{ batch_size: 1, n_iter: 1, send_images: true, save_images: false },
      ...(edit && { init_images: [await base64(edit.source)], resize_mode: 1 }),
      ...(faces && { alwayson_scripts: { ControlNet: { args: [faces] } } }),
    },
    checkpoint,
    altText: altTextFor(request.look, request.shot),
    warnings,
    folder: request.folder,
    recipe: {
      engine: 'automatic1111',
      task: task?.kind ?? 'create',
      ...plain,
      ...(faces && { face: { model: faces.model, module: faces.module, weight: faces.weight } }),
    },
  };
}

async function planUpscale(
  request: ImageRequest,
  task: Extract<NonNullable<ImageRequest['task']>, { kind: 'upscale' }>,
  inventory: Inventory,
): Promise<WorkPlan> {
  const upscaler =
    inventory.upscalers.find((name) => /esrgan|ultrasharp|swinir|dat/i.test(name)) ??
    inventory.upscalers.find((name) => /lanczos/i.test(name));
  if (upscaler === undefined) {
    throw new AppError('unavailable', 'The engine has no upscaler.', {
      hint: 'Put one, such as R-ESRGAN 4x+, into its models/ESRGAN folder.',
    });
  }
  const settings = { resize_mode: 0, upscaling_resize: task.factor, upscaler_1: upscaler };
  return {
    path: '/sdapi/v1/extra-single-image',
    body: { ...settings, image: await base64(task.source) },
    checkpoint: upscaler,
    altText: altTextFor(request.look, request.shot),
    warnings: [],
    folder: request.folder,
    recipe: { engine: 'automatic1111', task: 'upscale', ...settings },
  };
}

function checkpointOf(inventory: Inventory, settings: Automatic1111Settings, warnings: string[]): string {
  const { checkpoints, loaded } = inventory;
  const wanted = settings.checkpoint;
  // Titles end in a short hash that changes with the program: the name is what counts.
  const named = (title: string) => title.replace(/ \[[0-9a-f]+\]$/i, '');
  const found = checkpoints.find((title) => title === wanted || named(title) === named(wanted));
  if (found !== undefined) return found;
  if (wanted !== '')
    warnings.push(`The engine no longer has ${wanted}; it drew with ${loaded || checkpoints[0]}.`);
  const fallback = loaded || checkpoints[0];
  if (fallback !== undefined) return fallback;
  throw new AppError('unavailable', 'The engine has no checkpoint to draw with.', {
    hint: 'Put a model file into its models/Stable-diffusion folder.',
    facts: { engineError: 'MISSING_MODEL' },
  });
}

function samplerOf(inventory: Inventory, settings: Automatic1111Settings, warnings: string[]): string {
  const { samplers } = inventory;
  const wanted = settings.sampler;
  if (samplers.includes(wanted)) return wanted;
  const fallback = preferredSamplers.find((name) => samplers.includes(name)) ?? samplers[0] ?? 'Euler';
  if (wanted !== '') warnings.push(`The engine has no sampler ${wanted}; it used ${fallback}.`);
  return fallback;
}

interface FaceContext {
  readonly inventory: Inventory;
  readonly checkpoint: string;
  readonly settings: Automatic1111Settings;
  readonly warnings: string[];
}

async function faceArguments(
  request: ImageRequest,
  { inventory, checkpoint, settings, warnings }: FaceContext,
) {
  const [first, ...rest] = request.references ?? [];
  if (!first) return undefined;
  const unit = faceUnitFor(inventory, checkpoint);
  if (!unit) {
    warnings.push(
      inventory.controlNet
        ? 'No IP-Adapter model for faces that fits the checkpoint is installed, so the references were not used.'
        : 'The engine has no ControlNet, so the references were not used.',
    );
    return undefined;
  }
  if (rest.length > 0) warnings.push(`Only the first of ${rest.length + 1} reference pictures was used.`);
  return {
    enabled: true,
    image: await base64(first.path),
    module: unit.module,
    model: unit.model,
    weight: settings.faceWeight,
    resize_mode: 1,
    pixel_perfect: true,
    guidance_start: 0,
    guidance_end: 1,
    control_mode: 0,
    save_detected_map: false,
  };
}

async function base64(path: string): Promise<string> {
  return (await readFile(path)).toString('base64');
}

async function dimensionsOf(path: string): Promise<PixelSize> {
  try {
    return (await sharp(path).metadata()).autoOrient;
  } catch (cause) {
    throw new AppError('invalid', 'The picture to work on cannot be read.', {
      hint: `Choose another one (${messageOf(cause)}).`,
      cause,
    });
  }
}
