import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { z } from 'zod';
import type { CharacterFrame, FrameRenderer } from './character-renderer.ts';
import type { ClipLayers, Pixels } from './compositor.ts';
import type { visemes } from './mouth-cues.ts';
import { type Box, boxOfDifference, centerOfDifference } from './planes.ts';

/** Raised when the same request leads to other key frames. */
export const keyFramesVersion = 5;

/** The shapes that are drawn; H (tongue up) looks like C from outside. */
const drawnVisemes = [
  'A',
  'B',
  'C',
  'D',
  'E',
  'F',
  'G',
] as const satisfies readonly (typeof visemes)[number][];

/** Pixels around what was seen to move, in the full picture. */
const faceMargin = 28;
const boxMargin = 10;
/** The search for the face is done on a picture this many times smaller. */
const probeScale = 4;

type Subject = Pick<CharacterFrame, 'look' | 'shot' | 'size' | 'paint' | 'seed'>;
const still = { yaw: 0, pitch: 0, roll: 0 };
const restingFace = { viseme: 'X', blink: 0, smile: 0.15 } as const;

const BoxShape = z.object({ left: z.int(), top: z.int(), width: z.int(), height: z.int() });
const Point = z.object({ x: z.number(), y: z.number() });
const Sheet = z.object({
  faceBox: BoxShape,
  mouthBox: BoxShape,
  eyesBox: BoxShape,
  eyes: Point,
  mouth: Point,
});

/**
 * Draws the few pictures that a talking clip is composed of, into `folder`. The face is found by moving it
 * in two small pictures; only that part is drawn for each mouth shape.
 */
export async function drawKeyFrames(
  renderer: FrameRenderer,
  subject: Subject,
  folder: string,
  control: { readonly signal: AbortSignal; readonly onProgress: (fraction: number) => void },
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const total = drawnVisemes.length + 6;
  let drawn = 0;
  const draw = async (changes: Partial<CharacterFrame>): Promise<Pixels> => {
    const frame: CharacterFrame = {
      ...subject,
      face: restingFace,
      head: still,
      layer: 'character',
      ...changes,
    };
    const file = await renderer.renderFrame(frame, control.signal);
    control.onProgress(++drawn / total);
    return readPixels(file, frame);
  };

  const faceBox = await findFace(draw, subject.size);
  await save(join(folder, 'background.png'), await draw({ layer: 'background' }));
  await save(join(folder, 'character.png'), await draw({}));
  const faces = [{}, { blink: 1 }, ...drawnVisemes.map((viseme) => ({ viseme }))];
  const pictures: Pixels[] = [];
  // Two at a time: one is prepared while the other is drawn.
  for (let at = 0; at < faces.length; at += 2) {
    const two = faces.slice(at, at + 2);
    pictures.push(
      ...(await Promise.all(two.map((face) => draw({ crop: faceBox, face: { ...restingFace, ...face } })))),
    );
  }
  const [resting, eyesClosed] = [pictures[0]!, pictures[1]!];
  const mouths = new Map(drawnVisemes.map((viseme, at) => [viseme as string, pictures[at + 2]!]));

  const eyesBox = differenceOf(resting, [eyesClosed]);
  const mouthBox = differenceOf(resting, [...mouths.values()]);
  if (!eyesBox || !mouthBox) throw new Error('The face of the character does not move.');
  const named = [['resting', resting], ['eyes-closed', eyesClosed], ...mouths] as const;
  for (const [name, pixels] of named) await save(join(folder, `${name}.png`), pixels);
  const sheet: z.infer<typeof Sheet> = {
    faceBox,
    mouthBox,
    eyesBox,
    eyes: placed(centerOfDifference(resting.rgba, eyesClosed.rgba, resting), faceBox),
    mouth: placed(centerOfDifference(resting.rgba, mouths.get('D')!.rgba, resting), faceBox),
  };
  await writeFile(join(folder, 'sheet.json'), JSON.stringify(sheet));
}

/** Reads key frames back as layers. Differences to the resting face are laid over the whole character. */
export async function loadKeyFrames(folder: string): Promise<ClipLayers> {
  const sheet = Sheet.parse(JSON.parse(await readFile(join(folder, 'sheet.json'), 'utf8')));
  const read = async (name: string): Promise<Pixels> => toPixels(sharp(join(folder, `${name}.png`)));
  const resting = await read('resting');
  const patch = async (name: string, box: Box) => ({
    resting: cut(resting, box),
    changed: cut(await read(name), box),
  });
  const mouths: ClipLayers['mouths'] = Object.fromEntries(
    await Promise.all(
      drawnVisemes.map(async (viseme) => [viseme, await patch(viseme, sheet.mouthBox)] as const),
    ),
  );
  return {
    character: await read('character'),
    background: await read('background'),
    mouthBox: moved(sheet.mouthBox, sheet.faceBox),
    mouths,
    eyesBox: moved(sheet.eyesBox, sheet.faceBox),
    eyes: sheet.eyes,
    mouth: sheet.mouth,
    eyesClosed: await patch('eyes-closed', sheet.eyesBox),
  };
}

async function findFace(
  draw: (changes: Partial<CharacterFrame>) => Promise<Pixels>,
  size: { width: number; height: number },
): Promise<Box> {
  const small = { width: Math.round(size.width / probeScale), height: Math.round(size.height / probeScale) };
  const before = await draw({ size: small });
  const after = await draw({ size: small, face: { viseme: 'D', blink: 1, smile: 0 } });
  const found = boxOfDifference(before.rgba, after.rgba, small, Math.ceil(faceMargin / probeScale));
  if (!found) throw new Error('The face of the character was not found.');
  const left = found.left * probeScale;
  const top = found.top * probeScale;
  return {
    left,
    top,
    width: Math.min(found.width * probeScale, size.width - left) & ~1,
    height: Math.min(found.height * probeScale, size.height - top) & ~1,
  };
}

function differenceOf(resting: Pixels, others: readonly Pixels[]): Box | undefined {
  const boxes = others.flatMap(
    (other) => boxOfDifference(resting.rgba, other.rgba, resting, boxMargin) ?? [],
  );
  if (boxes.length === 0) return undefined;
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  return {
    left,
    top,
    width: Math.max(...boxes.map((box) => box.left + box.width)) - left,
    height: Math.max(...boxes.map((box) => box.top + box.height)) - top,
  };
}

const placed = (point: { x: number; y: number }, box: Box) => ({
  x: point.x + box.left,
  y: point.y + box.top,
});
const moved = (box: Box, by: Box): Box => ({ ...box, left: box.left + by.left, top: box.top + by.top });

function cut(pixels: Pixels, box: Box): Pixels {
  const rgba = new Uint8Array(box.width * box.height * 4);
  for (let row = 0; row < box.height; row++) {
    const start = ((box.top + row) * pixels.width + box.left) * 4;
    rgba.set(pixels.rgba.subarray(start, start + box.width * 4), row * box.width * 4);
  }
  return { rgba, width: box.width, height: box.height };
}

/** The pixels asked for, whether or not the renderer cut them out itself. */
async function readPixels(file: Buffer, frame: CharacterFrame): Promise<Pixels> {
  const pixels = await toPixels(sharp(file));
  const { crop, size } = frame;
  const wanted = crop ?? size;
  if (pixels.width === wanted.width && pixels.height === wanted.height) return pixels;
  if (crop && pixels.width === size.width && pixels.height === size.height) return cut(pixels, crop);
  throw new Error(
    `The renderer drew ${pixels.width}×${pixels.height} pixels instead of ${wanted.width}×${wanted.height}.`,
  );
}

async function toPixels(image: Sharp): Promise<Pixels> {
  const { data, info } = await image
    .toColorspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { rgba: data, width: info.width, height: info.height };
}

async function save(path: string, { rgba, width, height }: Pixels): Promise<void> {
  await sharp(rgba, { raw: { width, height, channels: 4 } })
    .png({ compressionLevel: 3 })
    .toFile(path);
}
