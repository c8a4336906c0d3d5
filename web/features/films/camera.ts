import { closestView, type Movement } from '@ainfluencer/server/kernel/film';

const near = 1 / closestView;
const rest = 1 - near;
const whole = { left: 0, top: 0, share: 1 };
const close = { left: rest / 2, top: rest * 0.4, share: near };
type View = typeof whole;

/** The same ways as the camera of the rendered film goes. */
const views: Readonly<Record<Movement, readonly [View, View]>> = {
  none: [whole, whole],
  in: [whole, close],
  out: [close, whole],
  left: [
    { ...close, left: rest },
    { ...close, left: 0 },
  ],
  right: [
    { ...close, left: 0 },
    { ...close, left: rest },
  ],
  up: [
    { ...close, top: rest },
    { ...close, top: 0 },
  ],
  down: [
    { ...close, top: 0 },
    { ...close, top: rest },
  ],
};

/** The CSS transform of a picture, its origin at the top left, at a part (0 to 1) of its scene. */
export function cameraTransform(movement: Movement, part: number): string {
  const [from, to] = views[movement];
  const p = Math.min(1, Math.max(0, part));
  const eased = p * p * (3 - 2 * p);
  const at = (key: keyof View) => from[key] + (to[key] - from[key]) * eased;
  return `scale(${1 / at('share')}) translate(${-at('left') * 100}%, ${-at('top') * 100}%)`;
}
