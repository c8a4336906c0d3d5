import * as THREE from 'three';
import type { SceneSpec } from '#engines/builtin-image/scene-spec.ts';
import { paintBackdrop } from './backdrop.ts';
import { drawFigure } from './figure.ts';
import { finish } from './finish.ts';
import type { Raster } from './raster.ts';

// Never shown: everything is drawn into targets and read back.
const renderer = new THREE.WebGLRenderer({
  canvas: new OffscreenCanvas(4, 4),
  antialias: false,
  alpha: true,
  depth: false,
});
renderer.autoClear = false;
renderer.outputColorSpace = THREE.LinearSRGBColorSpace;

let target: THREE.WebGLRenderTarget | undefined;

/** Draws one scene and answers the file as base64. One call at a time. */
async function renderScene(spec: SceneSpec): Promise<{ data: string; milliseconds: Record<string, number> }> {
  const milliseconds: Record<string, number> = {};
  let last = performance.now();
  const lap = (name: string) => {
    milliseconds[name] = Math.round(performance.now() - last);
    last = performance.now();
  };
  const figure = spec.layer === 'background' ? undefined : await readFigure(spec, lap);
  const backdrop = paintBackdrop(spec);
  lap('backdrop');
  const picture = finish(spec, figure, backdrop, lap);
  const file = await encode(picture, spec);
  lap('encode');
  return { data: file, milliseconds };
}

/** The figure alone, premultiplied, from its top left. */
async function readFigure(spec: SceneSpec, lap: (name: string) => void): Promise<Raster> {
  const scale = figureScale(spec);
  const [width, height] = [Math.round(spec.width * scale), Math.round(spec.height * scale)];
  if (target?.width !== width || target.height !== height) {
    target?.dispose();
    target = new THREE.WebGLRenderTarget(width, height, { samples: 0, depthBuffer: true });
  }
  await drawFigure(renderer, spec, target, lap);
  const pixels = new Uint8Array(width * height * 4);
  renderer.readRenderTargetPixels(target, 0, 0, width, height, pixels);
  const row = width * 4;
  const data = new Uint8Array(pixels.length);
  for (let y = 0; y < height; y++)
    data.set(pixels.subarray((height - 1 - y) * row, (height - y) * row), y * row);
  lap('figure');
  return { width, height, data };
}

async function encode(
  { width, height, data }: Raster & { readonly data: Uint8ClampedArray<ArrayBuffer> },
  { layer, output }: SceneSpec,
): Promise<string> {
  if (layer !== 'character') for (let at = 3; at < data.length; at += 4) data[at] = 255;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('The picture could not be encoded.');
  context.putImageData(new ImageData(data, width, height), 0, 0);
  const bytes = new Uint8Array(await (await canvas.convertToBlob(output)).arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 32768)
    text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(text);
}

/**
 * Share of the full resolution at which the figure is drawn. Software rendering pays by the pixel; brush strokes
 * hide the difference, and edges are smoothed afterwards.
 */
function figureScale({ height, layer, finish: { paint } }: SceneSpec): number {
  // Layers become frames of a film, which is enlarged.
  if (height <= 700 || layer !== 'full') return 1;
  return paint ? 0.66 : 0.82;
}

declare global {
  interface Window {
    renderScene: typeof renderScene;
  }
}
window.renderScene = renderScene;
