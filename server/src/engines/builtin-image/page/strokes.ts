import { blur, type SoftRaster } from './raster.ts';

/** Where the edges of a picture run, at its own size. */
export interface Flow {
  readonly width: number;
  readonly height: number;
  /** Direction along the edge, a unit vector: two numbers a pixel. */
  readonly direction: Float32Array;
  /** 0 no direction to 1 a clear edge. */
  readonly coherence: Float32Array;
}

/** The smoothed structure tensor of a picture (Kyprianidis and Döllner 2008). */
export function flowOf({ width, height, data }: SoftRaster): Flow {
  const tensor = new Float32Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const up = (y > 0 ? y - 1 : y) * width;
    const down = (y + 1 < height ? y + 1 : y) * width;
    for (let x = 0; x < width; x++) {
      const left = x > 0 ? x - 1 : x;
      const right = x + 1 < width ? x + 1 : x;
      let xx = 0;
      let yy = 0;
      let xy = 0;
      for (let c = 0; c < 3; c++) {
        const a = data[(up + left) * 3 + c]!;
        const b = data[(up + x) * 3 + c]!;
        const d = data[(up + right) * 3 + c]!;
        const e = data[(y * width + left) * 3 + c]!;
        const f = data[(y * width + right) * 3 + c]!;
        const g = data[(down + left) * 3 + c]!;
        const h = data[(down + x) * 3 + c]!;
        const k = data[(down + right) * 3 + c]!;
        const gx = -a - 2 * e - g + d + 2 * f + k;
        const gy = -a - 2 * b - d + g + 2 * h + k;
        xx += gx * gx;
        yy += gy * gy;
        xy += gx * gy;
      }
      const at = (y * width + x) * 3;
      tensor[at] = xx;
      tensor[at + 1] = yy;
      tensor[at + 2] = xy;
    }
  }
  return directions(blur(tensor, width, height, 1.4, 3), width, height);
}

function directions(tensor: Float32Array, width: number, height: number): Flow {
  const direction = new Float32Array(width * height * 2);
  const coherence = new Float32Array(width * height);
  for (let at = 0; at < coherence.length; at++) {
    const xx = tensor[at * 3]!;
    const yy = tensor[at * 3 + 1]!;
    const xy = tensor[at * 3 + 2]!;
    const root = Math.sqrt((yy - xx) * (yy - xx) + 4 * xy * xy);
    const large = 0.5 * (xx + yy + root);
    const small = 0.5 * (xx + yy - root);
    const vx = large - xx;
    const vy = -xy;
    const size = Math.sqrt(vx * vx + vy * vy);
    direction[at * 2] = size > 1e-3 ? vx / size : 0;
    direction[at * 2 + 1] = size > 1e-3 ? vy / size : 1;
    coherence[at] = large + small > 1e-3 ? (large - small) / (large + small) : 0;
  }
  return { width, height, direction, coherence };
}

const angles = 32;
const stretches = 5;
const radii = 4;
const sectors = 8;
const mostStretch = 1.6;
/** Strokes on the face are this much finer. */
const faceRadius = 0.55;

/** The taps of one stroke shape, sector after sector: offsets in pixels and weights that sum to 1 a sector. */
interface Kernel {
  readonly offsets: Int32Array;
  readonly weights: Float32Array;
  readonly ends: Int32Array;
}

/**
 * Anisotropic Kuwahara filter with polynomial weights (Kyprianidis, Semmo, Kang and Döllner 2010). The shape of
 * a stroke depends on direction, clearness of the edge and radius only, so its taps are tabled.
 * `faceAt` tells how much a pixel belongs to the face, 0 to 1.
 */
export function strokesOf(picture: SoftRaster, flow: Flow, radius: number, faceAt: Float32Array): SoftRaster {
  const { width, height } = picture;
  const margin = Math.ceil(radius * mostStretch) + 1;
  const stride = width + margin * 2;
  const padded = pad(picture, margin);
  const kernels: (Kernel | undefined)[] = new Array(angles * stretches * radii);
  const out = new Float32Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const turn = Math.atan2(flow.direction[at * 2 + 1]!, flow.direction[at * 2]!);
      const angle = (Math.round((turn / Math.PI) * angles) + angles * 2) % angles;
      const clear = Math.min(mostStretch - 1, flow.coherence[at]!);
      const stretch = Math.round((clear / (mostStretch - 1)) * (stretches - 1));
      const size = Math.round(faceAt[at]! * (radii - 1));
      const id = (size * stretches + stretch) * angles + angle;
      kernels[id] ??= kernelFor(
        (angle / angles) * Math.PI,
        1 + (stretch / (stretches - 1)) * (mostStretch - 1),
        radius * (1 + (faceRadius - 1) * (size / (radii - 1))),
        stride,
      );
      calmest(padded, (y + margin) * stride + x + margin, kernels[id], out, at * 3);
    }
  return { width, height, data: out };
}

/** Red, green, blue and the sum of their squares, with the edge repeated around. */
function pad({ width, height, data }: SoftRaster, margin: number): Float32Array {
  const stride = width + margin * 2;
  const out = new Float32Array(stride * (height + margin * 2) * 4);
  for (let y = 0; y < height + margin * 2; y++) {
    const fromRow = Math.min(height - 1, Math.max(0, y - margin)) * width;
    for (let x = 0; x < stride; x++) {
      const from = (fromRow + Math.min(width - 1, Math.max(0, x - margin))) * 3;
      const to = (y * stride + x) * 4;
      const r = data[from]!;
      const g = data[from + 1]!;
      const b = data[from + 2]!;
      out[to] = r;
      out[to + 1] = g;
      out[to + 2] = b;
      out[to + 3] = r * r + g * g + b * b;
    }
  }
  return out;
}

/** Means of the sectors, the calmest counting most. */
function calmest(padded: Float32Array, here: number, kernel: Kernel, out: Float32Array, to: number): void {
  const { offsets, weights, ends } = kernel;
  let red = 0;
  let green = 0;
  let blue = 0;
  let total = 0;
  let tap = 0;
  for (let sector = 0; sector < sectors; sector++) {
    const end = ends[sector]!;
    let r = 0;
    let g = 0;
    let b = 0;
    let squares = 0;
    for (; tap < end; tap++) {
      const from = (here + offsets[tap]!) * 4;
      const weight = weights[tap]!;
      r += padded[from]! * weight;
      g += padded[from + 1]! * weight;
      b += padded[from + 2]! * weight;
      squares += padded[from + 3]! * weight;
    }
    const variance = Math.max(0, squares - r * r - g * g - b * b);
    // 1.5 takes the spread of the colour to the sum of its channels' spreads.
    const restless = variance * (1.5 * 0.09) ** 2;
    const fourth = restless * restless;
    const weight = 1 / (1 + fourth * fourth);
    red += r * weight;
    green += g * weight;
    blue += b * weight;
    total += weight;
  }
  out[to] = red / total;
  out[to + 1] = green / total;
  out[to + 2] = blue / total;
}

function kernelFor(angle: number, stretch: number, radius: number, stride: number): Kernel {
  const [dx, dy] = [Math.cos(angle), Math.sin(angle)];
  const [along, across] = [radius * stretch, radius / stretch];
  const reach = Math.ceil(along);
  const taps: { offset: number; weights: number[] }[] = [];
  const sums = new Array<number>(sectors).fill(0);
  for (let j = -reach; j <= reach; j++)
    for (let i = -reach; i <= reach; i++) {
      const u = (dx * i + dy * j) / along;
      const v = (-dy * i + dx * j) / across;
      if (u * u + v * v > 1) continue;
      const weights = sectorWeights(u, v);
      for (const [k, weight] of weights.entries()) sums[k]! += weight;
      taps.push({ offset: j * stride + i, weights });
    }
  const least = 0.004;
  const offsets: number[] = [];
  const weights: number[] = [];
  const ends = new Int32Array(sectors);
  for (let sector = 0; sector < sectors; sector++) {
    const share = (tap: (typeof taps)[number]) => tap.weights[sector]! / sums[sector]!;
    const kept = taps.filter((tap) => share(tap) > least);
    const sum = kept.reduce((total, tap) => total + share(tap), 0);
    for (const tap of kept) {
      offsets.push(tap.offset);
      weights.push(share(tap) / sum);
    }
    ends[sector] = offsets.length;
  }
  return { offsets: Int32Array.from(offsets), weights: Float32Array.from(weights), ends };
}

/** How much a place of the unit disc belongs to each of eight sectors. */
function sectorWeights(u: number, v: number): number[] {
  const weights = new Array<number>(sectors).fill(0);
  const four = (x: number, y: number, first: number) => {
    const xx = 0.33 - 3.77 * x * x;
    const yy = 0.33 - 3.77 * y * y;
    weights[first] = Math.max(0, y + xx) ** 2;
    weights[first + 2] = Math.max(0, -x + yy) ** 2;
    weights[first + 4] = Math.max(0, -y + xx) ** 2;
    weights[first + 6] = Math.max(0, x + yy) ** 2;
  };
  four(u, v, 0);
  four(Math.SQRT1_2 * (u - v), Math.SQRT1_2 * (u + v), 1);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const gauss = Math.exp(-3.125 * (u * u + v * v)) / Math.max(sum, 1e-5);
  return weights.map((weight) => weight * gauss);
}
