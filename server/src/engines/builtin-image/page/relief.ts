import type { FinishSpec } from '#engines/builtin-image/scene-spec.ts';
import type { PictureWindow } from './compose.ts';
import { axisOf, blur, halve, type Raster, type SoftRaster } from './raster.ts';
import { type Flow, flowOf, strokesOf } from './strokes.ts';

type PaintedStyle = Exclude<FinishSpec['style'], 'clean'>;

/** How each style paints. `keep` is how much of the plain picture shows through, on the face and elsewhere. */
const styles: Readonly<Record<PaintedStyle, { radius: number; keepFace: number; keep: number }>> = {
  oil: { radius: 3.4, keepFace: 0.5, keep: 0.16 },
  gouache: { radius: 4.2, keepFace: 0.42, keep: 0.06 },
  ink: { radius: 2.6, keepFace: 0.5, keep: 0.2 },
};

/** Tiling value noise of 256 by 256, four scales from coarse to fine. */
export interface Noise {
  readonly data: Uint8Array;
  /** The third scale at 1024 by 1024, 0 to 1. */
  readonly smooth: Float32Array;
}

/** Half-size planes that a style is painted from, side by side for each pixel. */
const planes = 6;

/**
 * The picture in a painting style, alpha as it was. Strokes are coarser than pixels, so they are laid at half
 * the size. `fullHeight` is that of the whole picture of which `view` is drawn.
 */
export function paintOver(
  picture: Raster,
  style: PaintedStyle,
  face: FinishSpec['face'],
  noise: Noise,
  place: { readonly view: PictureWindow; readonly fullWidth: number; readonly fullHeight: number },
): Raster {
  const { radius, keep, keepFace } = styles[style];
  const half = halve(picture);
  const flow = flowOf(half);
  const onFace = faceShares(half, face, place);
  const strokes = strokesOf(half, flow, radius, onFace);
  const soft = packPlanes(strokes, flow, onFace, noise, place);
  const lines = style === 'ink' ? linesOf(picture, place.fullHeight / 1350) : undefined;
  const { width, height, data } = picture;
  const out = new Uint8ClampedArray(width * height * 4);
  const across = axisOf(width, half.width);
  const down = axisOf(height, half.height);
  const row = new Float32Array(half.width * planes);
  const color = new Float32Array(3);
  const scale = 1350 / place.fullHeight;
  const left = Math.round(place.view.left * place.fullWidth);
  const top = Math.round(place.view.top * place.fullHeight);
  const finish = finishes[style];
  for (let y = 0; y < height; y++) {
    const [a, b, t] = [
      down.low[y]! * half.width * planes,
      down.high[y]! * half.width * planes,
      down.share[y]!,
    ];
    for (let k = 0; k < row.length; k++) row[k] = soft[a + k]! + (soft[b + k]! - soft[a + k]!) * t;
    const py = (top + y) * scale;
    for (let x = 0; x < width; x++) {
      const low = across.low[x]! * planes;
      const high = across.high[x]! * planes;
      const share = across.share[x]!;
      const f = row[low + 5]! + (row[high + 5]! - row[low + 5]!) * share;
      const kept = keep + (keepFace - keep) * f;
      const at = (y * width + x) * 4;
      for (let c = 0; c < 3; c++) {
        const painted = row[low + c]! + (row[high + c]! - row[low + c]!) * share;
        color[c] = (painted + (data[at + c]! - painted) * kept) / 255;
      }
      const bristle = row[low + 3]! + (row[high + 3]! - row[low + 3]!) * share;
      const ridge = row[low + 4]! + (row[high + 4]! - row[low + 4]!) * share;
      finish(color, f, bristle, ridge, noise.data, (left + x) * scale, py, lines ? lines[y * width + x]! : 0);
      out[at] = color[0]! * 255;
      out[at + 1] = color[1]! * 255;
      out[at + 2] = color[2]! * 255;
      out[at + 3] = data[at + 3]!;
    }
  }
  return { width, height, data: out };
}

const eased = (low: number, high: number, value: number) => {
  const t = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return t * t * (3 - 2 * t);
};

/** How much each pixel belongs to the face, 0 to 1. */
function faceShares(
  { width, height }: SoftRaster,
  face: FinishSpec['face'],
  { view, fullWidth, fullHeight }: { view: PictureWindow; fullWidth: number; fullHeight: number },
): Float32Array {
  const out = new Float32Array(width * height);
  const radius = Math.max(face[2], 0.001);
  for (let y = 0; y < height; y++) {
    const dy = (view.top + ((y + 0.5) / height) * view.height - face[1]) / radius;
    for (let x = 0; x < width; x++) {
      const dx =
        ((view.left + ((x + 0.5) / width) * view.width - face[0]) * (fullWidth / fullHeight)) / radius;
      out[y * width + x] = 1 - eased(0.55, 1.15, Math.sqrt(dx * dx + dy * dy));
    }
  }
  return out;
}

/** Colour, bristle, ridge and face of each half-size pixel. Bristles run along the edges of the picture. */
function packPlanes(
  strokes: SoftRaster,
  flow: Flow,
  onFace: Float32Array,
  { smooth }: Noise,
  { view, fullWidth, fullHeight }: { view: PictureWindow; fullWidth: number; fullHeight: number },
): Float32Array {
  const { width, height } = strokes;
  const out = new Float32Array(width * height * planes);
  const scale = 1350 / fullHeight;
  const tile = 1024 / 620;
  for (let y = 0; y < height; y++) {
    const py = (view.top * fullHeight + y * 2) * scale;
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const px = (view.left * fullWidth + x * 2) * scale;
      const dx = flow.direction[at * 2]!;
      const dy = flow.direction[at * 2 + 1]!;
      let bristle = 0;
      let beside = 0;
      for (let k = -3; k <= 3; k++) {
        const u = px + dx * k * 5;
        const v = py + dy * k * 5;
        bristle += smooth[(((v * tile) & 1023) << 10) | ((u * tile) & 1023)]!;
        beside += smooth[((((v + dx * 2) * tile) & 1023) << 10) | (((u - dy * 2) * tile) & 1023)]!;
      }
      const to = at * planes;
      out[to] = strokes.data[at * 3]!;
      out[to + 1] = strokes.data[at * 3 + 1]!;
      out[to + 2] = strokes.data[at * 3 + 2]!;
      out[to + 3] = bristle / 7;
      out[to + 4] = ((bristle - beside) / 7) * (0.3 + 0.7 * eased(0.1, 0.6, flow.coherence[at]!));
      out[to + 5] = onFace[at]!;
    }
  }
  return out;
}

/** Difference of two blurs of the picture's light, -1 to 1: below 0 where a line runs. */
function linesOf(picture: Raster, scale: number): Float32Array {
  const { width, height, data } = picture;
  const light = new Float32Array(width * height);
  for (let at = 0; at < light.length; at++)
    light[at] = (data[at * 4]! * 0.3 + data[at * 4 + 1]! * 0.59 + data[at * 4 + 2]! * 0.11) / 255;
  const near = blur(light, width, height, Math.max(0.5, 1.15 * scale), 1);
  const far = blur(light, width, height, Math.max(1, 3.4 * scale), 1);
  for (let at = 0; at < near.length; at++) near[at]! -= far[at]!;
  return near;
}

type Finish = (
  color: Float32Array,
  face: number,
  bristle: number,
  ridge: number,
  noise: Uint8Array,
  x: number,
  y: number,
  line: number,
) => void;

/** One scale of the noise, 0 coarsest to 3, at pixels of a tile `size` pixels wide. */
const noiseAt = (noise: Uint8Array, channel: number, x: number, y: number, size: number) =>
  noise[((((y * 256) / size) & 255) * 256 + (((x * 256) / size) & 255)) * 4 + channel]! / 255;

const lightOf = (color: Float32Array) => color[0]! * 0.3 + color[1]! * 0.59 + color[2]! * 0.11;

/** Bristle marks and canvas; flat layers and paper; washes and lines. Colours 0 to 1, changed in place. */
const finishes: Readonly<Record<PaintedStyle, Finish>> = {
  oil(color, face, bristle, ridge, noise, x, y) {
    const strength = 1 - 0.7 * face;
    const gain = 1 + (bristle - 0.5) * 0.24 * strength;
    const mark = ridge * 0.45 * strength * (0.25 + 0.75 * lightOf(color));
    const weave = (noiseAt(noise, 3, x, y, 128) - 0.5) * 0.022;
    for (let c = 0; c < 3; c++) color[c] = color[c]! * gain + mark + weave;
  },
  gouache(color, face, bristle, _ridge, noise, x, y) {
    const light = lightOf(color);
    const steps = 7;
    const level = Math.floor(light * steps);
    const flat = (level + eased(0.3, 0.7, light * steps - level)) / steps;
    const gain = 1 + (flat / Math.max(light, 0.02) - 1) * (0.75 - 0.45 * face);
    const after = light * gain;
    const paper = noiseAt(noise, 3, x, y, 240) * 0.5 + noiseAt(noise, 2, x, y, 300) * 0.5;
    const tooth = 0.965 + 0.07 * paper;
    const mark = (bristle - 0.5) * 0.08 * (1 - 0.7 * face);
    for (let c = 0; c < 3; c++) color[c] = (after + (color[c]! * gain - after) * 1.18) * tooth + mark;
  },
  ink(color, _face, bristle, _ridge, noise, x, y, line) {
    const drawn = 1 - 0.92 * eased(0.012, 0.05, -line * (1 + 0.6 * bristle));
    const grey = lightOf(color);
    for (let c = 0; c < 3; c++) {
      const wash = grey + (color[c]! - grey) * 0.72;
      color[c] = paperColor[c]! + (wash - paperColor[c]!) * 0.62;
    }
    const light = lightOf(color);
    const flat = Math.floor(light * 5 + 0.5 * bristle) / 5;
    const paper = noiseAt(noise, 3, x, y, 260) * 0.5 + noiseAt(noise, 2, x, y, 420) * 0.5;
    const stain = 1 - 0.025 * eased(0.52, 0.6, noiseAt(noise, 0, x, y, 900));
    const gain = (1 + (flat / Math.max(light, 0.05) - 1) * 0.22) * (0.95 + 0.09 * paper) * stain;
    for (let c = 0; c < 3; c++) color[c] = inkColor[c]! + (color[c]! * gain - inkColor[c]!) * drawn;
  },
};
const paperColor = [0.975, 0.955, 0.915] as const;
const inkColor = [0.11, 0.1, 0.14] as const;
