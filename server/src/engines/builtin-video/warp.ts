import type { FramePlan } from './clip-plan.ts';
import { smoothStep } from './random.ts';

/** Pixels between the points at which the warp is computed; it is linear between them. */
export const gridStep = 16;

/** Where each grid point of the frame comes from in the character layer. */
export interface WarpGrid {
  readonly columns: number;
  readonly rows: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
}

export interface HeadGeometry {
  readonly eyes: { readonly x: number; readonly y: number };
  readonly mouth: { readonly x: number; readonly y: number };
  /** From the eyes to the mouth, in pixels: about a third of the face. */
  readonly unit: number;
}

/** How far a full turn moves things, in units of the head. */
const reach = { yaw: 0.075, pitch: 0.06, sway: 0.07, breath: 0.016 };
const rollRadians = 0.022;

/**
 * Fills the grid for one frame: the camera comes nearer, the body leans and breathes, and the head turns.
 * A turn is seen as depth: the nose moves farther than the ears, and the neck hardly at all.
 */
export function fillGrid(
  grid: WarpGrid,
  size: { readonly width: number; readonly height: number },
  head: HeadGeometry,
  plan: FramePlan,
): void {
  const { eyes, mouth, unit } = head;
  const center = { x: eyes.x + (mouth.x - eyes.x) * 0.3, y: eyes.y + (mouth.y - eyes.y) * 0.3 };
  const neck = { x: mouth.x, y: mouth.y + unit * 1.3 };
  const [sin, cos] = [Math.sin(plan.roll * rollRadians), Math.cos(plan.roll * rollRadians)];
  const bodyHeight = Math.max(unit, size.height - neck.y);
  for (let row = 0; row < grid.rows; row++) {
    for (let column = 0; column < grid.columns; column++) {
      let x = center.x + (column * gridStep - center.x) / plan.zoom;
      let y = center.y + (row * gridStep - center.y) / plan.zoom;
      // The body leans from the lower edge up, and the chest rises with the breath.
      const up = Math.min(1.3, Math.max(0, (size.height - y) / bodyHeight));
      x -= plan.sway * reach.sway * unit * up * up;
      y += plan.breath * reach.breath * unit * smoothStep(0, 0.7, up);

      const across = (x - center.x) / (unit * 1.45);
      const along = (y - center.y) / (unit * (y < center.y ? 2 : 1.75));
      const distance = Math.hypot(across, along);
      const weight = 1 - smoothStep(0.9, 2.1, distance);
      if (weight > 0) {
        const depth = 0.3 + 0.7 * Math.sqrt(Math.max(0, 1 - distance * distance));
        const [fromX, fromY] = [x - neck.x, y - neck.y];
        const turnedX = neck.x + fromX * cos + fromY * sin;
        const turnedY = neck.y - fromX * sin + fromY * cos;
        x += weight * (turnedX - x - plan.yaw * reach.yaw * unit * depth);
        y += weight * (turnedY - y - plan.pitch * reach.pitch * unit * depth);
      }
      const at = row * grid.columns + column;
      grid.x[at] = Math.min(size.width - 2.01, Math.max(0, x));
      grid.y[at] = Math.min(size.height - 2.01, Math.max(0, y));
    }
  }
}
