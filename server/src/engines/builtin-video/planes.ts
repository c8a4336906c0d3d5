/** A picture as ffmpeg's yuv420p wants it (BT.709, limited range), with coverage when it is a layer. */
export interface Planes {
  readonly width: number;
  readonly height: number;
  /** Multiplied by the coverage, as the two chroma planes are. */
  readonly y: Uint8Array;
  readonly u: Uint8Array;
  readonly v: Uint8Array;
  /** 0 to 255 for each pixel of `y`, and for each of `u` and `v`. */
  readonly alpha: Uint8Array;
  readonly chromaAlpha: Uint8Array;
}

/** A rectangle in pixels; always even, so that it covers whole chroma pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Converts RGBA pixels of even width and height (ITU-R BT.709, 8-bit limited range). */
export function planesFromRgba(rgba: Uint8Array, width: number, height: number): Planes {
  const y = new Uint8Array(width * height);
  const alpha = new Uint8Array(width * height);
  const halfWidth = width >> 1;
  const chroma = halfWidth * (height >> 1);
  const u = new Uint8Array(chroma);
  const v = new Uint8Array(chroma);
  const chromaAlpha = new Uint8Array(chroma);
  for (let top = 0; top < height; top += 2) {
    for (let left = 0; left < width; left += 2) {
      let red = 0;
      let green = 0;
      let blue = 0;
      let cover = 0;
      for (let part = 0; part < 4; part++) {
        const pixel = (top + (part >> 1)) * width + left + (part & 1);
        const share = rgba[pixel * 4 + 3]! / 255;
        const r = rgba[pixel * 4]! * share;
        const g = rgba[pixel * 4 + 1]! * share;
        const b = rgba[pixel * 4 + 2]! * share;
        y[pixel] = 16 * share + 0.182586 * r + 0.614231 * g + 0.062007 * b + 0.5;
        alpha[pixel] = rgba[pixel * 4 + 3]!;
        red += r;
        green += g;
        blue += b;
        cover += share;
      }
      const at = (top >> 1) * halfWidth + (left >> 1);
      u[at] = (128 * cover - 0.100644 * red - 0.338572 * green + 0.439216 * blue) / 4 + 0.5;
      v[at] = (128 * cover + 0.439216 * red - 0.398942 * green - 0.040274 * blue) / 4 + 0.5;
      chromaAlpha[at] = (cover * 255) / 4 + 0.5;
    }
  }
  return { width, height, y, u, v, alpha, chromaAlpha };
}

/**
 * The smallest box around the pixels that differ between two pictures, grown by `margin`.
 * Rows and columns with a few differing pixels only are taken for noise.
 * @returns nothing when the pictures are the same.
 */
export function boxOfDifference(
  before: Uint8Array,
  after: Uint8Array,
  size: { width: number; height: number },
  margin: number,
): Box | undefined {
  const { width, height } = size;
  const rows = new Uint32Array(height);
  const columns = new Uint32Array(width);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      if (changeAt(before, after, row * width + column) <= 24) continue;
      rows[row]!++;
      columns[column]!++;
    }
  }
  const [top, bottom] = ends(rows, margin);
  const [left, right] = ends(columns, margin);
  if (bottom < top || right < left) return undefined;
  return { left, top, width: right - left, height: bottom - top };
}

/** Where two pictures differ most: the mean place, weighted by how much. */
export function centerOfDifference(
  before: Uint8Array,
  after: Uint8Array,
  size: { width: number; height: number },
): { x: number; y: number } {
  let [x, y, total] = [0, 0, 0];
  for (let pixel = 0; pixel < size.width * size.height; pixel++) {
    // Squared: a mouth that opens counts for more than the shadow that follows it.
    const weight = changeAt(before, after, pixel) ** 2;
    x += weight * (pixel % size.width);
    y += weight * Math.floor(pixel / size.width);
    total += weight;
  }
  return total > 0 ? { x: x / total, y: y / total } : { x: size.width / 2, y: size.height / 2 };
}

function changeAt(before: Uint8Array, after: Uint8Array, pixel: number): number {
  const at = pixel * 4;
  return (
    Math.abs(before[at]! - after[at]!) +
    Math.abs(before[at + 1]! - after[at + 1]!) +
    Math.abs(before[at + 2]! - after[at + 2]!)
  );
}

/** First and last place that counts, even and inside. */
function ends(counts: Uint32Array, margin: number): [first: number, last: number] {
  const first = counts.findIndex((count) => count >= 3);
  const last = counts.findLastIndex((count) => count >= 3);
  if (first < 0) return [0, -1];
  return [Math.max(0, first - margin) & ~1, Math.min(counts.length, (last + margin + 2) & ~1)];
}
