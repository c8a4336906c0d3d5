export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** A size of the same shape with about so many megapixels (1024 × 1024 is 1), both sides multiples of `multiple`. */
export function frameSize(
  { width, height }: PixelSize,
  { megapixels, multiple }: { readonly megapixels: number; readonly multiple: number },
): PixelSize {
  const scale = Math.sqrt((megapixels * 1024 * 1024) / (width * height));
  const snap = (side: number) => Math.max(multiple, Math.round((side * scale) / multiple) * multiple);
  return { width: snap(width), height: snap(height) };
}

/** Frames for a clip of so many seconds: a step times k, plus 1, and never more than the model films. */
export function frameCount(
  seconds: number,
  clip: { readonly framesPerSecond: number; readonly mostFrames: number; readonly frameStep: number },
): number {
  const steps = Math.max(1, Math.round((seconds * clip.framesPerSecond) / clip.frameStep));
  return Math.min(clip.mostFrames, steps * clip.frameStep + 1);
}
