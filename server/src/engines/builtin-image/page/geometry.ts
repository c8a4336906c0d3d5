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
  kept.set(part.key, geometry);
  for (const [key, old] of kept) {
    if (kept.size <= mostKept) break;
    kept.delete(key);
    old.dispose();
  }
  return geometry;
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
