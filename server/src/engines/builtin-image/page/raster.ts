/** A picture in memory, from its top left: RGBA, 0 to 255. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray | Uint8Array;
}

/** Three numbers a pixel, 0 to 255. */
export interface SoftRaster {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** For each pixel along an axis: the two source pixels it lies between, and how near the second. */
export interface Axis {
  readonly low: Int32Array;
  readonly high: Int32Array;
  readonly share: Float32Array;
}

/**
 * Where `count` pixels fall on a source of `size`, of which they show `span` from `from`, both 0 to 1.
 */
export function axisOf(count: number, size: number, from = 0, span = 1): Axis {
  const low = new Int32Array(count);
  const high = new Int32Array(count);
  const share = new Float32Array(count);
  for (let at = 0; at < count; at++) {
    const place = (from + ((at + 0.5) / count) * span) * size - 0.5;
    const whole = Math.floor(place);
    low[at] = Math.min(size - 1, Math.max(0, whole));
    high[at] = Math.min(size - 1, Math.max(0, whole + 1));
    share[at] = place - whole;
  }
  return { low, high, share };
}

/** Mean of each block of `factor` by `factor` pixels, without alpha. Edge blocks may be smaller. */
export function shrink({ width, height, data }: Raster, factor: number): SoftRaster {
  const small = { width: Math.ceil(width / factor), height: Math.ceil(height / factor) };
  const out = new Float32Array(small.width * small.height * 3);
  for (let row = 0; row < small.height; row++) {
    const bottom = Math.min(height, (row + 1) * factor);
    for (let column = 0; column < small.width; column++) {
      const right = Math.min(width, (column + 1) * factor);
      let r = 0;
      let g = 0;
      let b = 0;
      for (let y = row * factor; y < bottom; y++)
        for (let x = column * factor; x < right; x++) {
          const at = (y * width + x) * 4;
          r += data[at]!;
          g += data[at + 1]!;
          b += data[at + 2]!;
        }
      const count = (bottom - row * factor) * (right - column * factor);
      const at = (row * small.width + column) * 3;
      out[at] = r / count;
      out[at + 1] = g / count;
      out[at + 2] = b / count;
    }
  }
  return { ...small, data: out };
}

/** Gaussian blur along both axes; `sigma` in pixels. `channels` numbers lie side by side for each pixel. */
export function blur(
  source: Float32Array,
  width: number,
  height: number,
  sigma: number,
  channels: number,
): Float32Array<ArrayBuffer> {
  const radius = Math.max(1, Math.ceil(sigma * 2.2));
  const kernel = Float32Array.from({ length: radius * 2 + 1 }, (_, at) =>
    Math.exp(-((at - radius) ** 2) / (2 * sigma * sigma)),
  );
  const sum = kernel.reduce((total, weight) => total + weight, 0);
  const weights = kernel.map((weight) => weight / sum);
  const across = new Float32Array(source.length);
  const out = new Float32Array(source.length);
  const row = width * channels;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < channels; c++) {
        let value = 0;
        for (let k = -radius; k <= radius; k++) {
          const at = x + k < 0 ? 0 : x + k >= width ? width - 1 : x + k;
          value += source[y * row + at * channels + c]! * weights[k + radius]!;
        }
        across[y * row + x * channels + c] = value;
      }
  for (let y = 0; y < height; y++)
    for (let k = -radius; k <= radius; k++) {
      const from = (y + k < 0 ? 0 : y + k >= height ? height - 1 : y + k) * row;
      const weight = weights[k + radius]!;
      for (let x = 0; x < row; x++) out[y * row + x]! += across[from + x]! * weight;
    }
  return out;
}

/** A small, strongly blurred copy; `spread` is the blur as a share of the height. */
export function glowOf(picture: Raster, spread: number): SoftRaster {
  const small = shrink(picture, 8);
  const sigma = Math.max(0.6, spread * small.height);
  return { ...small, data: blur(small.data, small.width, small.height, sigma, 3) };
}

/** Half the size, each pixel the mean of four. The last odd row and column are left out. */
export function halve({ width, height, data }: Raster): SoftRaster {
  const small = { width: width >> 1, height: height >> 1 };
  const out = new Float32Array(small.width * small.height * 3);
  let to = 0;
  for (let y = 0; y < small.height; y++)
    for (let x = 0; x < small.width; x++) {
      const a = (y * 2 * width + x * 2) * 4;
      const b = a + width * 4;
      for (let c = 0; c < 3; c++)
        out[to++] = (data[a + c]! + data[a + 4 + c]! + data[b + c]! + data[b + 4 + c]!) * 0.25;
    }
  return { ...small, data: out };
}
