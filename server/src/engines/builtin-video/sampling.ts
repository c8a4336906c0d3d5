import type { Box } from './planes.ts';

/**
 * Draws the pixels `from` to `to` from a line through a plane of quads, bilinear. Coordinates are 16.16 fixed
 * point. This and `blendRun` are nearly all the time a clip takes: whole numbers only, one load for each pixel.
 */
export function drawRun(
  out: Uint8Array,
  quads: Int32Array,
  width: number,
  from: number,
  to: number,
  startX: number,
  startY: number,
  stepX: number,
  stepY: number,
): void {
  let x = startX | 0;
  let y = startY | 0;
  for (let at = from | 0; at < to; at = (at + 1) | 0) {
    out[at] = mixQuad(quads[(Math.imul(y >> 16, width) + (x >> 16)) | 0]!, (x >> 8) & 255, (y >> 8) & 255);
    x = (x + stepX) | 0;
    y = (y + stepY) | 0;
  }
}

/** Lays a line through a premultiplied plane over what is drawn already. */
export function blendRun(
  out: Uint8Array,
  quads: Int32Array,
  coverQuads: Int32Array,
  width: number,
  from: number,
  to: number,
  startX: number,
  startY: number,
  stepX: number,
  stepY: number,
): void {
  let x = startX | 0;
  let y = startY | 0;
  for (let at = from | 0; at < to; at = (at + 1) | 0) {
    const pixel = (Math.imul(y >> 16, width) + (x >> 16)) | 0;
    const covers = coverQuads[pixel]!;
    if (covers !== 0) {
      const bare = (255 - mixQuad(covers, (x >> 8) & 255, (y >> 8) & 255)) | 0;
      const value = mixQuad(quads[pixel]!, (x >> 8) & 255, (y >> 8) & 255);
      out[at] = (value + ((Math.imul(out[at]!, bare) + 128) >> 8)) | 0;
    }
    x = (x + stepX) | 0;
    y = (y + stepY) | 0;
  }
}

/** Bilinear mix of the four bytes of a quad, two at a time; mixes are 0 to 255 of 256. */
function mixQuad(quad: number, mixX: number, mixY: number): number {
  const columns = (Math.imul(quad & 0xff00ff, 256 - mixX) + Math.imul((quad >>> 8) & 0xff00ff, mixX)) | 0;
  return (Math.imul(columns & 0xffff, 256 - mixY) + Math.imul(columns >>> 16, mixY) + 32_768) >>> 16;
}

/** For each pixel itself, its right, lower and lower right neighbour in the four bytes of one number. */
export function quadsOf(plane: Uint8Array, width: number): Int32Array {
  const quads = new Int32Array(plane.length);
  updateQuads(quads, plane, width, { left: 0, top: 0, width, height: plane.length / width });
  return quads;
}

export function updateQuads(quads: Int32Array, plane: Uint8Array, width: number, box: Box): void {
  const last = plane.length - 1;
  for (let row = Math.max(0, box.top - 1); row < box.top + box.height; row++) {
    for (let column = Math.max(0, box.left - 1); column < box.left + box.width; column++) {
      const at = row * width + column;
      const below = Math.min(last, at + width);
      const right = plane[Math.min(last, at + 1)]! << 8;
      quads[at] = plane[at]! | right | (plane[below]! << 16) | (plane[Math.min(last, below + 1)]! << 24);
    }
  }
}
