import type { CharacterPack } from './pack.ts';
import { maskOf } from './shape.ts';
import { clamp, smoothstep } from './vector.ts';

/** Per-vertex regions of the body, 0 to 1, found from the shapes and the unmorphed base mesh. */
export interface FaceMasks {
  readonly lips: Float32Array;
  readonly blush: Float32Array;
  readonly lids: Float32Array;
  /** Where hair grows on the head. */
  readonly scalp: Float32Array;
  readonly beard: Float32Array;
  readonly freckles: Float32Array;
  /** The rim of the eyelids. */
  readonly liner: Float32Array;
}

/** Points of the base mesh, decimetres: the eye's centre and radius, and the middle of the head. */
export const baseEye = { x: 0.31, y: 7.285, z: 1.245, radius: 0.145 } as const;
export const baseHeadCentre = { y: 7.45, z: 0.5 } as const;

/** Height of the hairline on the base mesh by angle from the front, radians. */
const hairline: readonly (readonly [angle: number, height: number])[] = [
  [0, 7.94],
  [0.35, 7.93],
  [0.62, 7.87],
  [0.85, 7.71],
  [1.0, 7.6],
  [1.2, 7.36],
  [1.38, 7.22],
  [1.52, 7.34],
  [1.75, 7.3],
  [1.95, 6.98],
  [2.3, 6.66],
  [2.8, 6.5],
  [Math.PI, 6.46],
];
export function hairlineHeight(angle: number): number {
  const a = Math.abs(angle);
  const next = hairline.findIndex(([at]) => at >= a);
  if (next <= 0) return hairline[0]![1];
  const [a0, h0] = hairline[next - 1]!;
  const [a1, h1] = hairline[next]!;
  return h0 + ((h1 - h0) * (a - a0)) / (a1 - a0);
}

/** Signed distance-like value: positive where hair grows. Coordinates of the base mesh. */
export function scalpValue(x: number, y: number, z: number): number {
  const angle = Math.atan2(x, z - baseHeadCentre.z);
  return y - hairlineHeight(angle);
}

export function faceMasks(pack: CharacterPack): FaceMasks {
  const base = pack.positions;
  const scalp = new Float32Array(pack.vertexCount);
  const beard = new Float32Array(pack.vertexCount);
  const liner = new Float32Array(pack.vertexCount);
  const lips = maskOf(
    pack,
    ['mouth/mouth-upperlip-volume-inflate', 'mouth/mouth-lowerlip-volume-inflate'],
    1.6,
  );
  const cheeks = maskOf(pack, ['cheek/l-cheek-volume-inflate', 'cheek/r-cheek-volume-inflate'], 1.1);
  const nose = maskOf(pack, ['nose/nose-volume-potato'], 1);
  const isHead = (v: number) => base[v * 3 + 1]! > 5.9 && Math.abs(base[v * 3]!) < 1.4;
  for (let v = 0; v < pack.vertexCount; v++) {
    if (!isHead(v)) continue;
    const [x, y, z] = [base[v * 3]!, base[v * 3 + 1]!, base[v * 3 + 2]!];
    scalp[v] = smoothstep(-0.1, 0.1, scalpValue(x, y, z));
    beard[v] = beardValue(x, y, z) * (1 - smoothstep(0.1, 0.5, lips[v]!));
    const toEye = Math.hypot(Math.abs(x) - baseEye.x, y - baseEye.y, z - baseEye.z);
    liner[v] = 1 - smoothstep(baseEye.radius + 0.012, baseEye.radius + 0.05, toEye);
  }
  return {
    lips,
    blush: cheeks.map((value, v) => Math.max(value, nose[v]! * 0.45)),
    lids: maskOf(pack, ['eyes/l-eye-eyefold-up', 'eyes/r-eye-eyefold-up'], 1.3),
    scalp,
    beard,
    freckles: cheeks.map((value, v) => Math.max(value, nose[v]!)),
    liner,
  };
}

/** Jaw, chin, upper lip and sideburns. */
function beardValue(x: number, y: number, z: number): number {
  const side = Math.abs(x);
  const angle = Math.atan2(side, z - baseHeadCentre.z);
  // The upper edge runs from under the nose over the cheek to the ear.
  const top = 6.72 + clamp((side - 0.32) * 0.55, -0.02, 0.6) + smoothstep(1.05, 1.3, angle) * 0.35;
  const low = 6.1 - smoothstep(0.3, 1, side) * -0.25;
  const front = smoothstep(1.62, 1.4, angle);
  return smoothstep(top + 0.05, top - 0.08, y) * smoothstep(low - 0.12, low + 0.1, y) * front;
}
