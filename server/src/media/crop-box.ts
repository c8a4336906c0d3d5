/** A rectangle in pixels, from the top left of the upright picture. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where the middle of a face looks best, as a share of the crop's height: a little above the middle. */
const faceHeight = 0.42;

/**
 * The largest rectangle of the given aspect (width ÷ height) inside a picture that keeps `focus` in view and
 * puts it in the middle, a little above; without a focus, the middle of the picture.
 */
export function cropBox(picture: Size, aspect: number, focus?: Box): Box {
  const width = Math.max(1, Math.min(picture.width, Math.round(picture.height * aspect)));
  const height = Math.max(1, Math.min(picture.height, Math.round(picture.width / aspect)));
  const middle = focus
    ? { x: focus.left + focus.width / 2, y: focus.top + focus.height / 2, share: faceHeight }
    : { x: picture.width / 2, y: picture.height / 2, share: 0.5 };
  return {
    left: within(Math.round(middle.x - width / 2), 0, picture.width - width),
    top: within(Math.round(middle.y - height * middle.share), 0, picture.height - height),
    width,
    height,
  };
}

/** The same rectangle in a picture scaled by `scale`. */
export function scaledBox({ left, top, width, height }: Box, scale: number): Box {
  return { left: left * scale, top: top * scale, width: width * scale, height: height * scale };
}

function within(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
