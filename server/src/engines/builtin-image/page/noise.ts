import * as THREE from 'three';

const side = 256;
const cells = [8, 32, 64, 128] as const;
let made: THREE.DataTexture | undefined;

/** Tiling value noise in four scales, the same on every machine. */
export function noiseTexture(): THREE.DataTexture {
  made ??= makeNoise();
  return made;
}

function makeNoise(): THREE.DataTexture {
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
  const texture = new THREE.DataTexture(data, side, side);
  texture.wrapS = texture.wrapT = THREE.RepeatWrapping;
  texture.minFilter = THREE.LinearMipmapLinearFilter;
  texture.magFilter = THREE.LinearFilter;
  texture.generateMipmaps = true;
  texture.needsUpdate = true;
  return texture;
}
