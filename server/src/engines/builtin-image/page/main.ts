import * as THREE from 'three';
import type { SceneSpec } from '#engines/builtin-image/scene-spec.ts';
import { paintBackdrop } from './backdrop.ts';
import { drawFigure } from './figure.ts';
import { finish } from './finish.ts';

const canvas = document.createElement('canvas');
document.body.append(canvas);
const renderer = new THREE.WebGLRenderer({
  canvas,
  antialias: false,
  alpha: true,
  preserveDrawingBuffer: true,
});
renderer.autoClear = false;
renderer.outputColorSpace = THREE.LinearSRGBColorSpace;

let figure: THREE.WebGLRenderTarget | undefined;

/** Draws one scene and answers the file as base64. One call at a time. */
async function renderScene(spec: SceneSpec): Promise<{ data: string; milliseconds: Record<string, number> }> {
  const started = performance.now();
  const milliseconds: Record<string, number> = {};
  let last = started;
  const pixel = new Uint8Array(4);
  const lap = (name: string) => {
    // Reading a pixel back waits for the drawing; finish() alone does not.
    const gl = renderer.getContext();
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
    milliseconds[name] = Math.round(performance.now() - last);
    last = performance.now();
  };
  const { width, height } = spec;
  renderer.setSize(width, height, false);
  const scale = figureScale(spec);
  const [figureWidth, figureHeight] = [Math.round(width * scale), Math.round(height * scale)];
  if (figure?.width !== figureWidth || figure.height !== figureHeight) {
    figure?.dispose();
    figure = new THREE.WebGLRenderTarget(figureWidth, figureHeight, { samples: 0, depthBuffer: true });
  }
  if (spec.layer === 'background') {
    renderer.setRenderTarget(figure);
    renderer.setClearColor(0x000000, 0);
    renderer.clear();
  } else await drawFigure(renderer, spec, figure, lap);
  lap('figure');
  const backdrop = spec.layer === 'character' ? undefined : paintBackdrop(spec);
  lap('backdrop');
  finish(renderer, spec, figure, backdrop, lap);
  lap('finish');
  const blob = await new Promise<Blob | null>((resolve) =>
    canvas.toBlob(resolve, spec.output.type, spec.output.quality),
  );
  if (!blob) throw new Error('The picture could not be encoded.');
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 32768)
    text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  lap('encode');
  return { data: btoa(text), milliseconds };
}

/**
 * Share of the full resolution at which the figure is drawn. Software rendering pays by the pixel; brush strokes
 * hide the difference, and `composePass` smooths edges.
 */
function figureScale({ height, finish: { paint } }: SceneSpec): number {
  if (height <= 700) return 1;
  return paint ? 0.7 : 0.86;
}

declare global {
  interface Window {
    renderScene: typeof renderScene;
  }
}
window.renderScene = renderScene;
