import { serveLane } from '#media/serve-lane.ts';
import type { FramePlan } from './clip-plan.ts';
import { Compositor } from './compositor.ts';
import { loadKeyFrames } from './key-frames.ts';

export interface CompositorOperations {
  [operation: string]: (argument: never) => Promise<unknown>;
  /** Frames in yuv420p, one after the other, from the key frames in `folder`. */
  draw(request: { readonly folder: string; readonly plans: readonly FramePlan[] }): Promise<Uint8Array>;
}

let loaded: { readonly folder: string; readonly compositor: Compositor } | undefined;

async function compositorOf(folder: string): Promise<Compositor> {
  // The folder is named after its content, so the same name is the same pictures.
  if (loaded?.folder !== folder) loaded = { folder, compositor: new Compositor(await loadKeyFrames(folder)) };
  return loaded.compositor;
}

serveLane(
  (): CompositorOperations => ({
    async draw({ folder, plans }) {
      const compositor = await compositorOf(folder);
      const { frameBytes } = compositor;
      const frames = new Uint8Array(frameBytes * plans.length);
      for (const [index, plan] of plans.entries()) {
        compositor.draw(plan, frames.subarray(index * frameBytes, (index + 1) * frameBytes));
      }
      return frames;
    },
  }),
);
