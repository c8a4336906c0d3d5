import * as THREE from 'three';
import type { FinishSpec, SceneSpec } from '#engines/builtin-image/scene-spec.ts';
import type { Backdrop } from './backdrop.ts';
import { noiseTexture } from './noise.ts';
import { blurPass, composePass, gradePass, kuwaharaPass, reliefPass, runPass, tensorPass } from './passes.ts';

interface Targets {
  readonly composed: THREE.WebGLRenderTarget;
  readonly small: readonly [THREE.WebGLRenderTarget, THREE.WebGLRenderTarget];
  readonly paint: readonly [THREE.WebGLRenderTarget, THREE.WebGLRenderTarget, THREE.WebGLRenderTarget];
  readonly painted: THREE.WebGLRenderTarget;
}
let targets: Targets | undefined;

/** The painting pass works at half size: strokes are coarser than pixels. */
const paintScale = 0.5;

function targetsFor(width: number, height: number): Targets {
  if (targets?.composed.width === width && targets.composed.height === height) return targets;
  if (targets)
    for (const target of [targets.composed, ...targets.small, ...targets.paint, targets.painted])
      target.dispose();
  const make = (scale: number, type: THREE.TextureDataType = THREE.UnsignedByteType) =>
    new THREE.WebGLRenderTarget(
      Math.max(2, Math.round(width * scale)),
      Math.max(2, Math.round(height * scale)),
      { type, depthBuffer: false },
    );
  targets = {
    composed: make(1),
    small: [make(0.125), make(0.125)],
    paint: [make(paintScale), make(paintScale, THREE.HalfFloatType), make(paintScale, THREE.HalfFloatType)],
    painted: make(1),
  };
  return targets;
}

/** How each style paints. `keep` is how much of the plain picture shows through, on the face and elsewhere. */
const styles: Readonly<
  Record<FinishSpec['style'], { radius: number; keepFace: number; keep: number; mode: number }>
> = {
  clean: { radius: 0, keepFace: 1, keep: 1, mode: 0 },
  oil: { radius: 3.4, keepFace: 0.5, keep: 0.16, mode: 1 },
  gouache: { radius: 4.2, keepFace: 0.42, keep: 0.06, mode: 2 },
  ink: { radius: 2.6, keepFace: 0.5, keep: 0.2, mode: 3 },
};

const canvasTextures = new Map<HTMLCanvasElement, THREE.CanvasTexture>();
function textureFrom(canvas: HTMLCanvasElement): THREE.CanvasTexture {
  let texture = canvasTextures.get(canvas);
  if (!texture) {
    for (const old of canvasTextures.values()) if (canvasTextures.size > 3) old.dispose();
    if (canvasTextures.size > 3) canvasTextures.clear();
    texture = new THREE.CanvasTexture(canvas);
    texture.colorSpace = THREE.NoColorSpace;
    texture.generateMipmaps = false;
    texture.minFilter = THREE.LinearFilter;
    canvasTextures.set(canvas, texture);
  }
  return texture;
}

/** Puts the figure before its scene, paints and grades. Draws to the canvas. */
export function finish(
  renderer: THREE.WebGLRenderer,
  spec: SceneSpec,
  figureTarget: THREE.WebGLRenderTarget,
  backdrop: Backdrop | undefined,
  lap: (name: string) => void,
): void {
  const { width, height, finish: look } = spec;
  const now = targetsFor(width, height);
  const figure = figureTarget.texture;
  const { composed, small } = now;
  const noise = noiseTexture();
  const full = backdrop ? 1 : 0;
  const pixel = new THREE.Vector2(1 / width, 1 / height);
  const back = backdrop && textureFrom(backdrop.back);
  const window = windowOf(spec);
  if (back) {
    // A blurred copy of the scene lets its light spill over the figure's edge.
    runPass(renderer, blurPass, { image: back, step: new THREE.Vector2(0.02, 0), window }, small[0]);
    runPass(
      renderer,
      blurPass,
      { image: small[0].texture, step: new THREE.Vector2(0, 0.016), window: whole },
      small[1],
    );
  }
  const frontTexture = backdrop?.front ? textureFrom(backdrop.front) : null;
  runPass(
    renderer,
    composePass,
    {
      figure,
      back: back ?? noise,
      spill: small[1].texture,
      front: frontTexture ?? noise,
      full,
      hasFront: frontTexture ? 1 : 0,
      frontSolid: backdrop?.solidFront ? 1 : 0,
      pixel,
      figurePixel: new THREE.Vector2(1 / figureTarget.width, 1 / figureTarget.height),
      window,
    },
    composed,
  );
  lap('compose');
  const image = look.paint && backdrop ? paintOver(renderer, spec, now, lap) : composed.texture;
  runPass(renderer, blurPass, { image, step: new THREE.Vector2(0.012, 0), window: whole }, small[0]);
  runPass(
    renderer,
    blurPass,
    { image: small[0].texture, step: new THREE.Vector2(0, (0.012 * width) / height), window: whole },
    small[1],
  );
  runPass(
    renderer,
    gradePass,
    {
      image,
      bloomMap: small[1].texture,
      noiseMap: noise,
      full,
      bloom: look.paint && look.style === 'ink' ? 0 : look.bloom,
      vignette: look.paint && look.style === 'ink' ? 0.06 : look.vignette,
      shadowTint: new THREE.Vector3(...look.shadowTint),
      highlightTint: new THREE.Vector3(...look.highlightTint),
      size: new THREE.Vector2(width, height),
    },
    null,
  );
}

/** The painting style: strokes along the edges of the picture, then bristle, paper or line. */
function paintOver(
  renderer: THREE.WebGLRenderer,
  { width, height, finish: look }: SceneSpec,
  { composed, paint, painted }: Targets,
  lap: (name: string) => void,
): THREE.Texture {
  const style = styles[look.style];
  const noise = noiseTexture();
  const pixel = new THREE.Vector2(1 / width, 1 / height);
  const paintPixel = new THREE.Vector2(1 / paint[0].width, 1 / paint[0].height);
  runPass(renderer, tensorPass, { image: composed.texture, pixel: paintPixel }, paint[1]);
  runPass(
    renderer,
    blurPass,
    { image: paint[1].texture, step: new THREE.Vector2(paintPixel.x * 1.6, 0), window: whole },
    paint[2],
  );
  runPass(
    renderer,
    blurPass,
    { image: paint[2].texture, step: new THREE.Vector2(0, paintPixel.y * 1.6), window: whole },
    paint[1],
  );
  const face = new THREE.Vector4(look.face[0], 1 - look.face[1], look.face[2], width / height);
  runPass(
    renderer,
    kuwaharaPass,
    { image: composed.texture, tensor: paint[1].texture, pixel: paintPixel, radius: style.radius, face },
    paint[0],
  );
  runPass(
    renderer,
    reliefPass,
    {
      image: paint[0].texture,
      plain: composed.texture,
      tensor: paint[1].texture,
      noiseMap: noise,
      pixel,
      face,
      mode: style.mode,
      keep: style.keep,
      keepFace: style.keepFace,
      scale: height / 1350,
    },
    painted,
  );
  lap('paint');
  return painted.texture;
}

const whole = new THREE.Vector4(0, 0, 1, 1);
/** The drawn part of the whole picture, as offset and size in texture coordinates. */
function windowOf({ camera, width, height }: SceneSpec): THREE.Vector4 {
  const { window } = camera;
  if (!window) return whole;
  const { left, top, fullWidth, fullHeight } = window;
  return new THREE.Vector4(
    left / fullWidth,
    1 - (top + height) / fullHeight,
    width / fullWidth,
    height / fullHeight,
  );
}
