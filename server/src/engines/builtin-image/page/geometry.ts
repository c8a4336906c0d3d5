import * as THREE from 'three';
import type { PartSpec } from '#engines/builtin-image/scene-spec.ts';

const kept = new Map<string, THREE.BufferGeometry>();
const keptTextures = new Map<string, Promise<THREE.Texture>>();
/** Enough for a few characters; the oldest goes first. */
const mostKept = 60;

/** Geometry of a part: fetched once a key, then kept on the graphics side. */
export async function geometryOf(part: PartSpec): Promise<THREE.BufferGeometry> {
  const known = kept.get(part.key);
  if (known) {
    kept.delete(part.key);
    kept.set(part.key, known);
    return known;
  }
  const geometry = new THREE.BufferGeometry();
  for (const { name, width } of part.buffers) {
    const answer = await fetch(`/buffer/${encodeURIComponent(`${part.key}/${name}`)}`);
    if (!answer.ok) throw new Error(`The buffer ${name} of ${part.kind} is missing.`);
    const bytes = await answer.arrayBuffer();
    if (name === 'index') geometry.setIndex(new THREE.BufferAttribute(new Uint32Array(bytes), 1));
    else geometry.setAttribute(name, new THREE.BufferAttribute(new Float32Array(bytes), width));
  }
  if (part.kind === 'hair') buildRibbons(geometry, part);
  kept.set(part.key, geometry);
  for (const [key, old] of kept) {
    if (kept.size <= mostKept) break;
    kept.delete(key);
    old.dispose();
  }
  return geometry;
}

/**
 * Ribbons from lock points: two vertices a point, side -1 and 1, with tangent, outward normal and
 * `strand` = side, half width, place along the lock, number of the lock.
 */
function buildRibbons(geometry: THREE.BufferGeometry, part: PartSpec): void {
  const points = geometry.getAttribute('points').array;
  const meta = geometry.getAttribute('meta').array;
  const count = Number(part.uniforms.pointsPerLock);
  const skull = part.uniforms.skull as readonly number[];
  const locks = points.length / 3 / count;
  const vertices = locks * count * 2;
  const position = new Float32Array(vertices * 3);
  const tangent = new Float32Array(vertices * 3);
  const normal = new Float32Array(vertices * 3);
  const strand = new Float32Array(vertices * 4);
  const index = new Uint32Array(locks * (count - 1) * 6);
  let at = 0;
  for (let lock = 0; lock < locks; lock++)
    for (let k = 0; k < count; k++) {
      const here = (lock * count + k) * 3;
      const before = k > 0 ? here - 3 : here;
      const after = k + 1 < count ? here + 3 : here;
      const t = k / (count - 1);
      const taper = Math.min(1, 0.55 + t * 4) * (1 - t ** 3 * 0.82);
      const dy = points[here + 1]! - skull[1]!;
      const outward = [points[here]! - skull[0]!, Math.max(dy, dy * 0.15), points[here + 2]! - skull[2]!];
      const size = Math.hypot(outward[0]!, outward[1]!, outward[2]!) || 1;
      for (const side of [-1, 1]) {
        const v = (lock * count + k) * 2 + (side + 1) / 2;
        for (let c = 0; c < 3; c++) {
          position[v * 3 + c] = points[here + c]!;
          tangent[v * 3 + c] = points[after + c]! - points[before + c]!;
          normal[v * 3 + c] = outward[c]! / size;
        }
        strand.set([side, meta[lock * 2]! * taper, t, meta[lock * 2 + 1]!], v * 4);
      }
      if (k + 1 === count) continue;
      const v = (lock * count + k) * 2;
      index.set([v, v + 1, v + 2, v + 1, v + 3, v + 2], at);
      at += 6;
    }
  geometry.deleteAttribute('points');
  geometry.deleteAttribute('meta');
  geometry.setAttribute('position', new THREE.BufferAttribute(position, 3));
  geometry.setAttribute('tangent', new THREE.BufferAttribute(tangent, 3));
  geometry.setAttribute('normal', new THREE.BufferAttribute(normal, 3));
  geometry.setAttribute('strand', new THREE.BufferAttribute(strand, 4));
  geometry.setIndex(new THREE.BufferAttribute(index, 1));
}

/** A picture of the pack as a texture; colours are decoded in the shader. */
export function textureOf(name: string): Promise<THREE.Texture> {
  let texture = keptTextures.get(name);
  if (!texture) {
    texture = new THREE.TextureLoader().loadAsync(`/texture/${name}`).then((loaded) => {
      loaded.colorSpace = THREE.NoColorSpace;
      loaded.anisotropy = 4;
      loaded.wrapS = loaded.wrapT = THREE.RepeatWrapping;
      loaded.premultiplyAlpha = false;
      return loaded;
    });
    keptTextures.set(name, texture);
  }
  return texture;
}
