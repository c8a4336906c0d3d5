import type { WorkerLane } from '#media/worker-lane.ts';
import type { FrameRenderer } from './character-renderer.ts';
import type { CompositorOperations } from './compositor-worker.ts';
import type { FrameCache } from './frame-cache.ts';
import type { LipReader } from './lip-sync.ts';

/** What both kinds of clip are made with. */
export interface VideoTools {
  readonly renderer: FrameRenderer;
  /** Key frames of another renderer version are not used again. */
  readonly rendererVersion: string;
  readonly cache: FrameCache;
  readonly compositor: WorkerLane<CompositorOperations>;
  readonly lips: LipReader;
  readonly fontsFolder: string;
  readonly ffmpegPath: string | undefined;
}
