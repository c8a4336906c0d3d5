import type { Look } from '#kernel/look.ts';
import type { Shot } from '#kernel/shot.ts';
import type { Viseme } from './mouth-cues.ts';
import type { Box } from './planes.ts';

/** One picture of a character as a talking clip needs it. */
export interface CharacterFrame {
  readonly look: Look;
  readonly shot: Shot;
  readonly size: { readonly width: number; readonly height: number };
  readonly paint: boolean;
  readonly face: { readonly viseme: Viseme; readonly blink: number; readonly smile: number };
  readonly head: { readonly yaw: number; readonly pitch: number; readonly roll: number };
  /** The character alone stands on transparent ground. */
  readonly layer: 'character' | 'background';
  /** Only this part of the picture, in pixels of `size`; a renderer may answer the whole picture instead. */
  readonly crop?: Box;
  readonly seed: number;
}

/** What draws characters: the built-in image engine's renderer, or a stand-in. */
export interface FrameRenderer {
  /** A PNG or JPEG file. */
  renderFrame(frame: CharacterFrame, signal: AbortSignal): Promise<Buffer>;
}
