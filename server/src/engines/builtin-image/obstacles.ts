import type { PosedBody } from './body-parts.ts';
import { normalsOf } from './mesh.ts';
import { meanOf } from './skeleton.ts';
import type { Vector } from './vector.ts';

/** Distance to the nearest body point along its normal, or undefined when nothing is near. */
export interface Obstacles {
  nearest(
    point: Vector,
  ): { readonly distance: number; readonly normal: Vector; readonly clothed: boolean } | undefined;
}

const cell = 0.3;

/** A grid over head, neck and clothed torso in the rest pose, for hair to lie on. */
export function obstaclesOf({ pack, rest }: PosedBody): Obstacles {
  const grid = new Map<number, number[]>();
  const entries: { position: Vector; normal: Vector; clothed: boolean }[] = [];
  const keyAt = (x: number, y: number, z: number) => (x + 512) * 1048576 + (y + 512) * 1024 + (z + 512);
  const collarY = meanOf(rest, pack.bones[pack.boneIndex.get('neck01')!]!.head)[1] - 0.3;
  const put = (faces: Uint16Array, clothed: boolean) => {
    const indexes: number[] = [];
    for (let at = 0; at < faces.length; at += 8) {
      const [a, b, c, d] = [faces[at]!, faces[at + 1]!, faces[at + 2]!, faces[at + 3]!];
      indexes.push(a, b, c, a, c, d);
    }
    const normals = normalsOf(rest, Uint32Array.from(indexes));
    for (const v of new Set(indexes)) {
      const position: Vector = [rest[v * 3]!, rest[v * 3 + 1]!, rest[v * 3 + 2]!];
      if (position[1] < 2 || Math.abs(position[0]) > 2.6) continue;
      const key = keyAt(...(position.map((p) => Math.floor(p / cell)) as [number, number, number]));
      const found = grid.get(key);
      if (found) found.push(entries.length);
      else grid.set(key, [entries.length]);
      entries.push({
        position,
        normal: [normals[v * 3]!, normals[v * 3 + 1]!, normals[v * 3 + 2]!],
        clothed: clothed && position[1] < collarY,
      });
    }
  };
  put(pack.faces.body, false);
  put(pack.faces.tights, true);
  return {
    nearest(point) {
      const [px, py, pz] = point;
      const cx = Math.floor(px / cell);
      const cy = Math.floor(py / cell);
      const cz = Math.floor(pz / cell);
      let best: (typeof entries)[number] | undefined;
      let least = 0.5;
      for (let x = cx - 1; x <= cx + 1; x++)
        for (let y = cy - 1; y <= cy + 1; y++)
          for (let z = cz - 1; z <= cz + 1; z++) {
            const found = grid.get(keyAt(x, y, z));
            if (!found) continue;
            for (let k = 0; k < found.length; k++) {
              const entry = entries[found[k]!]!;
              const dx = px - entry.position[0];
              const dy = py - entry.position[1];
              const dz = pz - entry.position[2];
              const size = dx * dx + dy * dy + dz * dz;
              if (size >= least) continue;
              least = size;
              best = entry;
            }
          }
      if (!best) return undefined;
      const { position, normal, clothed } = best;
      const distance =
        (point[0] - position[0]) * normal[0] +
        (point[1] - position[1]) * normal[1] +
        (point[2] - position[2]) * normal[2];
      return { distance, normal, clothed };
    },
  };
}
