import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineCall, ImageEngine, ImageRequest, MadeImage } from '#engines/engine.ts';
import { LocalWork, type WorkControl } from '#engines/local-work.ts';
import { unshownCamera } from '#engines/unshown-camera.ts';
import { AppError, messageOf } from '#kernel/errors.ts';
import { newId } from '#kernel/ids.ts';
import { formats } from '#kernel/shot.ts';
import type { Chromium } from '#media/chromium.ts';
import { altTextOf } from './alt-text.ts';
import { manifest, rendererVersion } from './manifest.ts';
import type { CharacterRenderer } from './renderer.ts';

export interface BuiltinImageOptions {
  /** Shared with the video engine: one frame is drawn at a time. */
  readonly renderer: CharacterRenderer;
  readonly chromium: Chromium;
}

const promptNotRead =
  'The built-in artist draws what you pick and does not read free words: your prompt was not used.';
const referencesNotUsed =
  'The built-in artist draws the look and takes no pictures: the references were not used.';
const drawnAlone = 'The built-in artist draws the character alone: the other people were not drawn.';
const defaultPreviewPixels = 480;
/** The scene is drawn again from look, shot and seed, with more pixels; beyond that its textures show no more. */
const enlargedBy = 2;

/** The 3D character drawn in a headless browser, in this process. */
export function createBuiltinImageEngine({ renderer, chromium }: BuiltinImageOptions): ImageEngine {
  const work = new LocalWork<ImageRequest, MadeImage>(
    (request, control) => draw(renderer, request, control),
    {
      isUrgent: ({ quality }) => quality === 'preview',
    },
  );
  return {
    id: manifest.id,
    medium: 'image',
    manifest,
    start: async (request) => work.start(request),
    check: (ticket, call) => work.check(ticket, call),
    cancel: async (ticket) => work.cancel(ticket),
    health: (call) => healthOf(chromium, call),
    [Symbol.asyncDispose]: () => work.dispose(),
  };
}

async function draw(
  renderer: CharacterRenderer,
  request: ImageRequest,
  control: WorkControl,
): Promise<MadeImage> {
  const { look, shot, seed, quality, folder, task } = request;
  if (task?.kind === 'edit' || task?.kind === 'detail-face') {
    throw new AppError(
      'unavailable',
      'The built-in artist draws new pictures; it changes none that are there.',
      {
        hint: 'Connect an engine that changes pictures on the engines page.',
      },
    );
  }
  const size = sizeOf(request);
  control.report(0.1, quality === 'final' ? 'Drawing' : 'Sketching');
  const paint = quality === 'final' && shot.style !== 'clean';
  const priority = quality === 'preview' ? 'urgent' : 'queued';
  const bytes = await renderer.renderFrame({ look, shot, size, paint, seed }, control.signal, priority);
  control.report(0.95, 'Saving');
  const name = newId();
  const path = join(folder, `${name}.jpg`);
  await writeFile(`${path}.part`, bytes);
  await rename(`${path}.part`, path);
  return {
    file: { path, mime: 'image/jpeg', ...size },
    altText: altTextOf(look, shot),
    model: manifest.models[0]!.id,
    warnings: [
      ...(request.prompt.trim() ? [promptNotRead] : []),
      ...(request.references?.length ? [referencesNotUsed] : []),
      ...((shot.people ?? 1) > 1 ? [drawnAlone] : []),
      ...unshownCamera(shot),
    ],
    recipe: { engineVersion: rendererVersion, look, shot, seed, quality, ...size },
  };
}

/** Pixels of the picture: its format's, twice that for one made larger, or the same shape smaller for a preview. */
function sizeOf({ shot, quality, task, previewPixels = defaultPreviewPixels }: ImageRequest) {
  const { width, height } = formats[shot.format];
  if (task?.kind === 'upscale') return { width: width * enlargedBy, height: height * enlargedBy };
  if (quality === 'final') return { width, height };
  const scale = Math.min(1, previewPixels / Math.max(width, height));
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

async function healthOf(chromium: Chromium, call: EngineCall) {
  call.signal.throwIfAborted();
  try {
    const { origin } = await chromium.find();
    const browser = origin === 'packaged' ? 'the browser that ships with it' : 'the installed browser';
    return { ok: true, summary: `Ready to draw with ${browser}.` };
  } catch (error) {
    return {
      ok: false,
      summary: messageOf(error),
      remedy: 'Install Chrome or Chromium, or set CHROME_PATH to one. Writing and speaking work without it.',
    };
  }
}
