import { serveLane } from '#media/serve-lane.ts';
import type { FramePlan } from './clip-plan.ts';
import { Compositor } from './compositor.ts';
import { loadKeyFrames } from './key-frames.ts';

export interface CompositorOperations {
  [operation: string]: (argument: never) => Promise<unknown>;
  /** Takes key frames into memory; a clip then draws from them. */
  load(folder: string): Promise<void>;
  /** Frames in yuv420p, one after the other. */
  draw(plans: readonly FramePlan[]): Promise<Uint8Array>;
}

let compositor: Compositor | undefined;
let loadedFolder: string | undefined;

serveLane(
  (): CompositorOperations => ({
    async load(folder) {
      // The folder is named after its content, so the same name is the same pictures.
      if (folder === loadedFolder) return;
      compositor = new Compositor(await loadKeyFrames(folder));
      loadedFolder = folder;
    },
    async draw(plans) {
      if (!compositor) throw new Error('No key frames are loaded.');
      const frames = new Uint8Array(compositor.frameBytes * plans.length);
      for (const [index, plan] of plans.entries()) {
        compositor.draw(
          plan,
          frames.subarray(index * compositor.frameBytes, (index + 1) * compositor.frameBytes),
        );
      }
      return frames;
    },
  }),
);
