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
      grid.set(key, [...(grid.get(key) ?? []), entries.length]);
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
      const [cx, cy, cz] = point.map((p) => Math.floor(p / cell)) as [number, number, number];
      let best: (typeof entries)[number] | undefined;
      let least = 0.5;
      for (let dx = -1; dx <= 1; dx++)
        for (let dy = -1; dy <= 1; dy++)
          for (let dz = -1; dz <= 1; dz++)
            for (const at of grid.get(keyAt(cx + dx, cy + dy, cz + dz)) ?? []) {
              const { position } = entries[at]!;
              const size =
                (point[0] - position[0]) ** 2 + (point[1] - position[1]) ** 2 + (point[2] - position[2]) ** 2;
              if (size >= least) continue;
              least = size;
              best = entries[at]!;
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
