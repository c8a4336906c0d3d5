import sharp from 'sharp';
import { AppError } from '#kernel/errors.ts';
import { type Box, cropBox, scaledBox } from './crop-box.ts';
import { encode, type ImageFormat, type ImageSource, megabytes, openImage, unreadable } from './images.ts';

export interface Adaptation {
  readonly width: number;
  readonly height: number;
  readonly maxBytes: number;
  readonly format: ImageFormat;
  /** What must stay in view, such as the faces, in pixels of the upright source. */
  readonly focus?: Box;
}

/** Steps down by which a rendition is made to fit; below the last it would look bad. */
const qualitySteps = [92, 86, 80, 74, 66, 58, 50, 42] as const;
const colourSteps = [undefined, 256, 128, 64] as const;

/**
 * A rendition for one platform: cropped to the aspect around `focus`, or around what draws the eye where there is
 * none; scaled to exactly width × height, and encoded with the best quality that stays within `maxBytes`. It
 * carries no metadata: mark it afterwards.
 * @throws AppError `too_large` when no quality fits, `unsupported_media` for a damaged picture.
 */
export async function adaptImage(source: ImageSource, to: Adaptation): Promise<Buffer> {
  const image = await cropped(source, to);
  const steps =
    to.format === 'png'
      ? colourSteps.map((colours) => [90, colours] as const)
      : qualitySteps.map((quality) => [quality] as const);
  // Nearly every picture fits at the first step, which decodes, scales and encodes in one run.
  const first = await encode(image.clone(), to.format, qualitySteps[0]).catch((error: unknown) => {
    throw unreadable(error);
  });
  if (first.length <= to.maxBytes) return first;
  const pixels = await image.raw().toBuffer({ resolveWithObject: true });
  let smallest = first.length;
  for (const [quality, colours] of steps.slice(1)) {
    const bytes = await encode(sharp(pixels.data, { raw: pixels.info }), to.format, quality, colours);
    if (bytes.length <= to.maxBytes) return bytes;
    smallest = Math.min(smallest, bytes.length);
  }
  throw new AppError(
    'too_large',
    `This picture cannot be made small enough: ${megabytes(smallest)} at ${to.width} × ${to.height}, where ${megabytes(to.maxBytes)} is allowed.`,
    {
      hint:
        to.format === 'png'
          ? 'Use JPEG or WebP for this platform.'
          : 'Use fewer pixels, or a picture with less detail.',
    },
  );
}

/** A share of one pixel: aspects nearer than this need no crop. */
const sameAspect = 0.002;

async function cropped(source: ImageSource, { width, height, focus }: Adaptation) {
  const image = openImage(source).autoOrient().toColourspace('srgb');
  const { autoOrient } = await image.metadata().catch((error: unknown) => {
    throw unreadable(error);
  });
  const isSameAspect = Math.abs(autoOrient.width / autoOrient.height / (width / height) - 1) < sameAspect;
  if (isSameAspect) return image.resize(width, height, { fit: 'fill' });
  if (!focus) return image.resize(width, height, { fit: 'cover', position: sharp.strategy.attention });
  // Scaled first and cut afterwards, so that the decoder may leave out pixels that nobody needs.
  const scale = Math.max(width / autoOrient.width, height / autoOrient.height);
  const scaled = {
    width: Math.max(width, Math.round(autoOrient.width * scale)),
    height: Math.max(height, Math.round(autoOrient.height * scale)),
  };
  const box = cropBox(scaled, width / height, scaledBox(focus, scale));
  return image.resize(scaled.width, scaled.height, { fit: 'fill' }).extract({
    left: Math.min(box.left, scaled.width - width),
    top: Math.min(box.top, scaled.height - height),
    width,
    height,
  });
}

/**
 * What a crop to `aspect` keeps in view: all faces where they fit side by side, else as many as fit around the
 * largest, which comes first. Undefined without faces.
 */
export function focusOf(
  picture: { readonly width: number; readonly height: number },
  faces: readonly Box[],
  aspect: number,
): Box | undefined {
  const [largest, ...others] = faces;
  if (!largest) return undefined;
  const room = {
    width: Math.min(picture.width, picture.height * aspect),
    height: Math.min(picture.height, picture.width / aspect),
  };
  return others.reduce((focus, face) => {
    const both = around(focus, face);
    return both.width <= room.width && both.height <= room.height ? both : focus;
  }, largest);
}

function around(one: Box, other: Box): Box {
  const left = Math.min(one.left, other.left);
  const top = Math.min(one.top, other.top);
  return {
    left,
    top,
    width: Math.max(one.left + one.width, other.left + other.width) - left,
    height: Math.max(one.top + one.height, other.top + other.height) - top,
  };
}
