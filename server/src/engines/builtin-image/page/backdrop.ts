import type { SceneSpec } from '#engines/builtin-image/scene-spec.ts';
import type { SceneId } from '#kernel/shot.ts';
import { type Brush, chanceFrom, newCanvas } from './canvas.ts';
import type { Raster } from './raster.ts';
import { cafe, gym, library, loft, market, type ScenePainter, studio } from './scenes-indoor.ts';
import { autumn, beach, meadow, neon, rooftop, snow } from './scenes-outdoor.ts';

export interface Backdrop {
  readonly key: string;
  readonly back: Raster;
  readonly front: Raster | undefined;
  /** Leaves and flakes hide what is behind them; lights only brighten it. */
  readonly solidFront: boolean;
}

/** Every scene of the catalogue. */
const painters: Readonly<Record<SceneId, ScenePainter>> = {
  cafe,
  beach,
  neon,
  autumn,
  studio,
  snow,
  loft,
  rooftop,
  library,
  market,
  gym,
  meadow,
};

let last: Backdrop | undefined;

/** The painted scene of a request; kept while scene, size and seed stay the same. */
export function paintBackdrop({ width, height, camera, backdrop }: SceneSpec): Backdrop {
  const whole = camera.window
    ? { width: camera.window.fullWidth, height: camera.window.fullHeight }
    : { width, height };
  const { view } = backdrop;
  const key = `${backdrop.scene} ${whole.width} ${whole.height} ${backdrop.seed} ${view?.zoom} ${view?.place}`;
  if (last?.key === key) return last;
  // Out of focus anyway: painted at two thirds of the size.
  const scale = 0.66;
  const painter = painters[backdrop.scene];
  const brushOn = (canvas: HTMLCanvasElement, seed: number): Brush => ({
    context: canvas.getContext('2d', { willReadFrequently: true })!,
    width: canvas.width,
    height: canvas.height,
    chance: chanceFrom(seed),
  });
  const back = newCanvas(whole.width * scale, whole.height * scale);
  painter.back(brushOn(back, backdrop.seed * 7919 + 17));
  let front: HTMLCanvasElement | undefined;
  if (painter.front) {
    front = newCanvas(back.width, back.height);
    painter.front(brushOn(front, backdrop.seed * 104729 + 5));
  }
  last = {
    key,
    back: rasterOf(seenOf(back, view)),
    front: front && rasterOf(seenOf(front, view)),
    solidFront: painter.solidFront ?? false,
  };
  return last;
}

/** The part of a painting that the camera sees, at its size. */
function seenOf(canvas: HTMLCanvasElement, view: SceneSpec['backdrop']['view']): HTMLCanvasElement {
  if (!view) return canvas;
  const seen = newCanvas(canvas.width, canvas.height);
  const context = seen.getContext('2d', { willReadFrequently: true })!;
  context.imageSmoothingQuality = 'high';
  const [width, height] = [canvas.width / view.zoom, canvas.height / view.zoom];
  const [left, top] = [(canvas.width - width) / 2, (canvas.height - height) * view.place];
  context.drawImage(canvas, left, top, width, height, 0, 0, canvas.width, canvas.height);
  return seen;
}

const rasterOf = (canvas: HTMLCanvasElement): Raster => ({
  width: canvas.width,
  height: canvas.height,
  data: canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data,
});
