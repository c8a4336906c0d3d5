import type { PosedBody } from './body-parts.ts';
import { normalsOf } from './mesh.ts';
import type { CharacterPack } from './pack.ts';
import { meanOf } from './skeleton.ts';
import type { Vector } from './vector.ts';

/** Distance to the nearest body point along its normal, or undefined when nothing is near. */
export interface Obstacles {
  nearest(
    point: Vector,
  ): { readonly distance: number; readonly normal: Vector; readonly clothed: boolean } | undefined;
}

/** Side of the search grid, and how far a body point counts as near. */
const cell = 0.3;
const reach = Math.sqrt(0.5);
/** Places closer together than this share their nearest body point. */
const grain = 0.07;
const low: Vector = [-3.4, 1.4, -3];
const counts = [98, 130, 98] as const;
const unknown = -2;
const nothing = -1;

/** A grid over head, neck and clothed torso in the rest pose, for hair to lie on. */
export function obstaclesOf({ pack, rest }: PosedBody): Obstacles {
  const entries = entriesOf(pack, rest);
  const grid = new Map<number, number[]>();
  for (let at = 0; at < entries.length; at++) {
    const key = cellAt(entries[at]!.position[0], entries[at]!.position[1], entries[at]!.position[2]);
    const found = grid.get(key);
    if (found) found.push(at);
    else grid.set(key, [at]);
  }
  const nearestTo = new Int32Array(counts[0] * counts[1] * counts[2]).fill(unknown);
  return {
    nearest([x, y, z]) {
      const ix = Math.floor((x - low[0]) / grain);
      const iy = Math.floor((y - low[1]) / grain);
      const iz = Math.floor((z - low[2]) / grain);
      if (ix < 0 || iy < 0 || iz < 0 || ix >= counts[0] || iy >= counts[1] || iz >= counts[2])
        return undefined;
      const place = (iy * counts[2] + iz) * counts[0] + ix;
      let at = nearestTo[place]!;
      if (at === unknown) {
        const centre = (index: number, axis: 0 | 1 | 2) => low[axis] + (index + 0.5) * grain;
        at = search(entries, grid, centre(ix, 0), centre(iy, 1), centre(iz, 2));
        nearestTo[place] = at;
      }
      if (at === nothing) return undefined;
      const { position, normal, clothed } = entries[at]!;
      const distance =
        (x - position[0]) * normal[0] + (y - position[1]) * normal[1] + (z - position[2]) * normal[2];
      return { distance, normal, clothed };
    },
  };
}

interface Entry {
  readonly position: Vector;
  readonly normal: Vector;
  readonly clothed: boolean;
}

function entriesOf(pack: CharacterPack, rest: Float32Array): Entry[] {
  const entries: Entry[] = [];
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
      entries.push({
        position,
        normal: [normals[v * 3]!, normals[v * 3 + 1]!, normals[v * 3 + 2]!],
        clothed: clothed && position[1] < collarY,
      });
    }
  };
  put(pack.faces.body, false);
  put(pack.faces.tights, true);
  return entries;
}

const cellAt = (x: number, y: number, z: number) =>
  (Math.floor(x / cell) + 512) * 1048576 + (Math.floor(y / cell) + 512) * 1024 + Math.floor(z / cell) + 512;

/** The entry nearest to a place, or `nothing`. */
function search(
  entries: readonly Entry[],
  grid: ReadonlyMap<number, readonly number[]>,
  px: number,
  py: number,
  pz: number,
): number {
  let best = nothing;
  let least = reach * reach;
  for (let x = -1; x <= 1; x++)
    for (let y = -1; y <= 1; y++)
      for (let z = -1; z <= 1; z++) {
        const found = grid.get(cellAt(px + x * cell, py + y * cell, pz + z * cell));
        if (!found) continue;
        for (let k = 0; k < found.length; k++) {
          const { position } = entries[found[k]!]!;
          const dx = px - position[0];
          const dy = py - position[1];
          const dz = pz - position[2];
          const size = dx * dx + dy * dy + dz * dz;
          if (size >= least) continue;
          least = size;
          best = found[k]!;
        }
      }
  return best;
}
