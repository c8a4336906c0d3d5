import * as THREE from 'three';
import type { Noise } from './relief.ts';

const side = 256;
const cells = [8, 32, 64, 128] as const;
const smoothSide = 1024;
let made: { readonly texture: THREE.DataTexture; readonly noise: Noise } | undefined;

/** Tiling value noise in four scales, the same on every machine: for shaders. */
export const noiseTexture = (): THREE.DataTexture => everything().texture;
/** The same numbers for painting in memory. */
export const noiseNumbers = (): Noise => everything().noise;

function everything() {
  if (made) return made;
  const data = makeNoise();
  const texture = new THREE.DataTexture(data, side, side);
  texture.wrapS = texture.wrapT = THREE.RepeatWrapping;
  texture.minFilter = THREE.LinearMipmapNearestFilter;
  texture.magFilter = THREE.LinearFilter;
  texture.generateMipmaps = true;
  texture.needsUpdate = true;
  made = { texture, noise: { data, smooth: enlarged(data, 2) } };
  return made;
}

function makeNoise(): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(side * side * 4);
  let state = 20260101;
  const chance = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  cells.forEach((count, channel) => {
    const grid = Float32Array.from({ length: count * count }, chance);
    const at = (x: number, y: number) => grid[(y % count) * count + (x % count)]!;
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++) {
        const [gx, gy] = [(x / side) * count, (y / side) * count];
        const [ix, iy] = [Math.floor(gx), Math.floor(gy)];
        const ease = (t: number) => t * t * (3 - 2 * t);
        const [fx, fy] = [ease(gx - ix), ease(gy - iy)];
        const top = at(ix, iy) * (1 - fx) + at(ix + 1, iy) * fx;
        const bottom = at(ix, iy + 1) * (1 - fx) + at(ix + 1, iy + 1) * fx;
        data[(y * side + x) * 4 + channel] = Math.round((top * (1 - fy) + bottom * fy) * 255);
      }
  });
  return data;
}

/** One channel with pixels in between, 0 to 1. */
function enlarged(data: Uint8Array, channel: number): Float32Array {
  const out = new Float32Array(smoothSide * smoothSide);
  const by = side / smoothSide;
  const at = (x: number, y: number) => data[((y & 255) * side + (x & 255)) * 4 + channel]! / 255;
  for (let y = 0; y < smoothSide; y++)
    for (let x = 0; x < smoothSide; x++) {
      const [gx, gy] = [x * by, y * by];
      const [ix, iy] = [Math.floor(gx), Math.floor(gy)];
      const [fx, fy] = [gx - ix, gy - iy];
      const top = at(ix, iy) * (1 - fx) + at(ix + 1, iy) * fx;
      const bottom = at(ix, iy + 1) * (1 - fx) + at(ix + 1, iy + 1) * fx;
      out[y * smoothSide + x] = top * (1 - fy) + bottom * fy;
    }
  return out;
}
