import { type Axis, axisOf, glowOf, type Raster, type SoftRaster } from './raster.ts';

/** The part of the whole picture that is drawn, each 0 to 1 from the top left. */
export interface PictureWindow {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Scenery {
  readonly back: Raster;
  readonly front: Raster | undefined;
  readonly solidFront: boolean;
}

/**
 * Smooths the edges of the figure after FXAA (Lottes 2009): blends along an edge where neighbours differ much.
 * `figure` has premultiplied alpha.
 */
export function smoothEdges({ width, height, data }: Raster): Raster {
  const light = new Float32Array(width * height);
  for (let at = 0, k = 0; at < light.length; at++, k += 4)
    light[at] = data[k]! * 0.3 + data[k + 1]! * 0.59 + data[k + 2]! * 0.11 + data[k + 3]! * 0.5;
  const out = Uint8ClampedArray.from(data);
  const contrast = 13;
  for (let y = 1; y + 1 < height; y++)
    for (let x = 1; x + 1 < width; x++) {
      const at = y * width + x;
      const nw = light[at - width - 1]!;
      const ne = light[at - width + 1]!;
      const sw = light[at + width - 1]!;
      const se = light[at + width + 1]!;
      const here = light[at]!;
      const low = Math.min(here, nw, ne, sw, se);
      const high = Math.max(here, nw, ne, sw, se);
      if (high - low < contrast) continue;
      let dx = sw + se - (nw + ne);
      let dy = nw + sw - (ne + se);
      const reach = Math.min(Math.abs(dx), Math.abs(dy)) + Math.max((nw + ne + sw + se) * 0.03, 2);
      dx = Math.min(3, Math.max(-3, dx / reach));
      dy = Math.min(3, Math.max(-3, dy / reach));
      blendAlong(data, width, height, x, y, dx, dy, out);
    }
  return { width, height, data: out };
}

/** The mean of two places on either side of a pixel, along its edge. */
function blendAlong(
  data: Raster['data'],
  width: number,
  height: number,
  x: number,
  y: number,
  dx: number,
  dy: number,
  out: Uint8ClampedArray,
): void {
  const to = (y * width + x) * 4;
  for (let c = 0; c < 4; c++) {
    let value = 0;
    for (let side = -1; side <= 1; side += 2) {
      const px = Math.min(width - 1.001, Math.max(0, x + dx * side * 0.3));
      const py = Math.min(height - 1.001, Math.max(0, y + dy * side * 0.3));
      const [ix, iy] = [Math.floor(px), Math.floor(py)];
      const [fx, fy] = [px - ix, py - iy];
      const at = (iy * width + ix) * 4 + c;
      const right = ix + 1 < width ? 4 : 0;
      const down = iy + 1 < height ? width * 4 : 0;
      const upper = data[at]! + (data[at + right]! - data[at]!) * fx;
      const lower = data[at + down]! + (data[at + down + right]! - data[at + down]!) * fx;
      value += upper + (lower - upper) * fy;
    }
    out[to + c] = value * 0.5;
  }
}

/**
 * The figure before its scene, with the scene's light spilling over the edge and particles in front.
 * Alpha of the answer is the figure's. Without scenery the figure stands alone, not premultiplied.
 */
export function compose(
  size: { readonly width: number; readonly height: number },
  figure: Raster | undefined,
  scenery: Scenery | undefined,
  view: PictureWindow,
): Raster {
  const { width, height } = size;
  const data = new Uint8ClampedArray(width * height * 4);
  if (scenery) {
    scale(scenery.back, size, view, data);
    for (let at = 3; at < data.length; at += 4) data[at] = 0;
  }
  if (figure)
    layFigure({ width, height, data }, smoothEdges(figure), scenery && glowOf(scenery.back, 0.008), view);
  if (scenery?.front) layFront({ width, height, data }, scenery.front, scenery.solidFront, view);
  return { width, height, data };
}

/** Bilinear scaling of the seen part of `source` into RGBA. */
function scale(
  source: Raster,
  { width, height }: { readonly width: number; readonly height: number },
  view: PictureWindow,
  out: Uint8ClampedArray,
): void {
  const across = axisOf(width, source.width, view.left, view.width);
  const down = axisOf(height, source.height, view.top, view.height);
  const row = new Float32Array(source.width * 4);
  for (let y = 0; y < height; y++) {
    blendRows(source, down, y, row);
    for (let x = 0; x < width; x++) {
      const a = across.low[x]! * 4;
      const b = across.high[x]! * 4;
      const t = across.share[x]!;
      const to = (y * width + x) * 4;
      for (let c = 0; c < 4; c++) out[to + c] = row[a + c]! + (row[b + c]! - row[a + c]!) * t;
    }
  }
}

function blendRows({ width, data }: Raster, down: Axis, y: number, row: Float32Array): void {
  const a = down.low[y]! * width * 4;
  const b = down.high[y]! * width * 4;
  const t = down.share[y]!;
  for (let k = 0; k < width * 4; k++) row[k] = data[a + k]! + (data[b + k]! - data[a + k]!) * t;
}

/** How far inside the figure the light of the scene reaches, in pixels of the picture. */
const spillPixels = 7;
const ring = Array.from({ length: 6 }, (_, k) => [Math.cos(k * 1.0472), Math.sin(k * 1.0472)] as const);

function layFigure(
  { width, height, data }: { width: number; height: number; data: Uint8ClampedArray },
  figure: Raster,
  spill: SoftRaster | undefined,
  view: PictureWindow,
): void {
  const across = axisOf(width, figure.width);
  const down = axisOf(height, figure.height);
  const spillX = spill && axisOf(width, spill.width, view.left, view.width);
  const spillY = spill && axisOf(height, spill.height, view.top, view.height);
  const reach = (spillPixels * figure.width) / width;
  const offsets = ring.map(([x, y]) => [Math.round(x * reach), Math.round(y * reach)] as const);
  const row = new Float32Array(figure.width * 4);
  for (let y = 0; y < height; y++) {
    blendRows(figure, down, y, row);
    for (let x = 0; x < width; x++) {
      const a = across.low[x]! * 4;
      const b = across.high[x]! * 4;
      const t = across.share[x]!;
      const alpha = row[a + 3]! + (row[b + 3]! - row[a + 3]!) * t;
      if (alpha < 0.5) continue;
      const to = (y * width + x) * 4;
      const behind = spill ? 1 - alpha / 255 : 0;
      let edge = 0;
      if (spill)
        edge = (1 - coverageNear(figure, across.low[x]!, down.low[y]!, offsets)) * (alpha / 255) ** 2 * 0.55;
      const light = edge > 0 && spill ? (spillY!.low[y]! * spill.width + spillX!.low[x]!) * 3 : -1;
      for (let c = 0; c < 3; c++) {
        let value = row[a + c]! + (row[b + c]! - row[a + c]!) * t;
        if (light >= 0) value += ((spill!.data[light + c]! * spill!.data[light + c]!) / 255) * edge;
        data[to + c] = spill ? data[to + c]! * behind + value : (value * 255) / alpha;
      }
      data[to + 3] = alpha;
    }
  }
}

/** Mean coverage on a ring around a pixel of the figure, 0 to 1. */
function coverageNear(
  { width, height, data }: Raster,
  x: number,
  y: number,
  offsets: readonly (readonly [number, number])[],
): number {
  let sum = 0;
  for (let k = 0; k < offsets.length; k++) {
    const offset = offsets[k]!;
    const px = Math.min(width - 1, Math.max(0, x + offset[0]));
    const py = Math.min(height - 1, Math.max(0, y + offset[1]));
    sum += data[(py * width + px) * 4 + 3]!;
  }
  return sum / (offsets.length * 255);
}

/** Leaves and flakes hide what is behind them; lights only brighten it. Few float right before the figure. */
const beforeFigure = { solid: 0.45, light: 0.12 } as const;

function layFront(
  { width, height, data }: { width: number; height: number; data: Uint8ClampedArray },
  front: Raster,
  isSolid: boolean,
  view: PictureWindow,
): void {
  const across = axisOf(width, front.width, view.left, view.width);
  const down = axisOf(height, front.height, view.top, view.height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const a = (down.low[y]! * front.width + across.low[x]!) * 4;
      const b = (down.high[y]! * front.width + across.high[x]!) * 4;
      const floating = (front.data[a + 3]! + front.data[b + 3]!) / 510;
      if (floating <= 0) continue;
      const to = (y * width + x) * 4;
      const onFigure = data[to + 3]! / 255;
      const share = 1 - onFigure * (1 - (isSolid ? beforeFigure.solid : beforeFigure.light));
      const cover = floating * share * (isSolid ? 0.92 : 0.34);
      for (let c = 0; c < 3; c++) {
        const over = (front.data[a + c]! + front.data[b + c]!) / 2;
        const under = data[to + c]!;
        const mixed = isSolid ? over : 255 - ((255 - under) * (255 - over * 0.8)) / 255;
        data[to + c] = under + (mixed - under) * cover;
      }
    }
}
