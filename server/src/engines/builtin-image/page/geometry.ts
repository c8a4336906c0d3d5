import * as THREE from 'three';
import type { BufferSpec, PartSpec } from '#engines/builtin-image/scene-spec.ts';
import { rememberLocks } from './locks.ts';

const kept = new Map<string, THREE.BufferGeometry>();
const keptTextures = new Map<string, Promise<THREE.Texture>>();
/** Enough for a few characters; the oldest goes first. */
const mostKept = 60;

/** Geometry of each part: all that the page has not seen comes in one answer, then stays on the graphics side. */
export async function geometriesOf(parts: readonly PartSpec[]): Promise<THREE.BufferGeometry[]> {
  const missing = parts.filter((part) => !kept.has(part.key));
  if (missing.length > 0) {
    const answer = await fetch(`/parts/${missing.map((part) => encodeURIComponent(part.key)).join(',')}`);
    if (!answer.ok) throw new Error('The shapes of the figure are missing.');
    const bytes = await answer.arrayBuffer();
    let at = 0;
    for (const part of missing) {
      const geometry = new THREE.BufferGeometry();
      for (const buffer of part.buffers) {
        setBuffer(geometry, buffer, bytes, at);
        at += Math.ceil(buffer.bytes / 4) * 4;
      }
      if (part.kind === 'hair') buildRibbons(geometry, part);
      kept.set(part.key, geometry);
    }
  }
  const found = parts.map((part) => kept.get(part.key)!);
  // What was used last goes to the end; the oldest goes first.
  for (const [at, part] of parts.entries()) {
    kept.delete(part.key);
    kept.set(part.key, found[at]!);
  }
  for (const [key, old] of kept) {
    if (kept.size <= mostKept) break;
    kept.delete(key);
    old.dispose();
  }
  return found;
}

function setBuffer(
  geometry: THREE.BufferGeometry,
  { name, width, type, bytes: length }: BufferSpec,
  bytes: ArrayBuffer,
  at: number,
): void {
  if (type === 'index16')
    geometry.setIndex(new THREE.BufferAttribute(new Uint16Array(bytes, at, length / 2), 1));
  else if (type === 'index32')
    geometry.setIndex(new THREE.BufferAttribute(new Uint32Array(bytes, at, length / 4), 1));
  else if (type === 'signed16')
    geometry.setAttribute(
      name,
      new THREE.BufferAttribute(new Int16Array(bytes, at, length / 2), width, true),
    );
  else if (type === 'unsigned8')
    geometry.setAttribute(name, new THREE.BufferAttribute(new Uint8Array(bytes, at, length), width, true));
  else geometry.setAttribute(name, new THREE.BufferAttribute(new Float32Array(bytes, at, length / 4), width));
}

/**
 * Ribbons from lock points: two vertices a point, side -1 and 1, with tangent, outward normal and
 * `strand` = side, half width, place along the lock, number of the lock.
 */
function buildRibbons(geometry: THREE.BufferGeometry, part: PartSpec): void {
  const points = geometry.getAttribute('points').array;
  const meta = geometry.getAttribute('meta').array;
  const count = Number(part.uniforms.pointsPerLock);
  const skull = geometry.getAttribute('skull').array;
  const locks = points.length / 3 / count;
  const vertices = locks * count * 2;
  const position = new Float32Array(vertices * 3);
  const tangent = new Float32Array(vertices * 3);
  const normal = new Float32Array(vertices * 3);
  const strand = new Float32Array(vertices * 4);
  const middles = new Float32Array(locks * 3);
  const outwards = new Float32Array(locks * 2);
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
      for (let c = 0; c < 3; c++) middles[lock * 3 + c]! += points[here + c]! / count;
      if (k !== count >> 1) continue;
      const level = Math.hypot(outward[0]!, outward[2]!) || 1;
      outwards[lock * 2] = outward[0]! / level;
      outwards[lock * 2 + 1] = outward[2]! / level;
    }
  geometry.deleteAttribute('points');
  geometry.deleteAttribute('meta');
  geometry.deleteAttribute('skull');
  geometry.setAttribute('position', new THREE.BufferAttribute(position, 3));
  geometry.setAttribute('tangent', new THREE.BufferAttribute(tangent, 3));
  geometry.setAttribute('normal', new THREE.BufferAttribute(normal, 3));
  geometry.setAttribute('strand', new THREE.BufferAttribute(strand, 4));
  geometry.setIndex(new THREE.BufferAttribute(new Uint32Array(locks * (count - 1) * 6), 1));
  const reaches = new Float32Array(locks);
  for (let at = 0; at < points.length; at += 3) {
    const lock = Math.floor(at / 3 / count);
    const [dx, dy, dz] = [0, 1, 2].map((c) => points[at + c]! - middles[lock * 3 + c]!);
    reaches[lock] = Math.max(reaches[lock]!, Math.hypot(dx!, dy!, dz!) + 0.05);
  }
  rememberLocks(geometry, { count: locks, pointsPerLock: count, middles, reaches, outwards });
}

/** A picture of the pack as a texture; colours are decoded in the shader. */
export function textureOf(name: string): Promise<THREE.Texture> {
  let texture = keptTextures.get(name);
  if (!texture) {
    texture = new THREE.TextureLoader().loadAsync(`/texture/${name}`).then((loaded) => {
      loaded.colorSpace = THREE.NoColorSpace;
      loaded.wrapS = loaded.wrapT = THREE.RepeatWrapping;
      loaded.premultiplyAlpha = false;
      return loaded;
    });
    keptTextures.set(name, texture);
  }
  return texture;
}
