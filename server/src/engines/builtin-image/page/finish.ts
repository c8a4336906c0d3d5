import type { SceneSpec } from '#engines/builtin-image/scene-spec.ts';
import type { Backdrop } from './backdrop.ts';
import { compose, type PictureWindow } from './compose.ts';
import { grade } from './grade.ts';
import { noiseNumbers } from './noise.ts';
import type { Raster } from './raster.ts';
import { paintOver } from './relief.ts';

/**
 * Puts the figure before its scene, paints and grades. Done in memory, not by shaders: without a graphics card
 * a loop over numbers is several times faster than a shader that is emulated. `figure` has premultiplied alpha;
 * the answer has not, and its alpha is the figure's.
 */
export function finish(
  spec: SceneSpec,
  figure: Raster | undefined,
  backdrop: Backdrop | undefined,
  lap: (name: string) => void,
): Raster & { readonly data: Uint8ClampedArray<ArrayBuffer> } {
  const { finish: look } = spec;
  const view = windowOf(spec);
  const noise = noiseNumbers();
  let picture = compose(spec, figure, backdrop, view);
  lap('compose');
  if (look.paint && look.style !== 'clean' && backdrop) {
    const { fullWidth, fullHeight } = fullSize(spec);
    picture = paintOver(picture, look.style, look.face, noise, { view, fullWidth, fullHeight });
    lap('paint');
  }
  const data = picture.data as Uint8ClampedArray<ArrayBuffer>;
  const graded = { ...picture, data };
  grade(graded, look, noise.data, !backdrop, view);
  lap('grade');
  return graded;
}

const fullSize = ({ camera: { window }, width, height }: SceneSpec) => ({
  fullWidth: window?.fullWidth ?? width,
  fullHeight: window?.fullHeight ?? height,
});

/** The drawn part of the whole picture. */
function windowOf({ camera: { window }, width, height }: SceneSpec): PictureWindow {
  if (!window) return { left: 0, top: 0, width: 1, height: 1 };
  const { left, top, fullWidth, fullHeight } = window;
  return {
    left: left / fullWidth,
    top: top / fullHeight,
    width: width / fullWidth,
    height: height / fullHeight,
  };
}
