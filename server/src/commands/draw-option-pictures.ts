/**
 * Draws the small pictures beside the options of a shot (scenes, outfits, poses, expressions, styles, lights,
 * moods, camera) that the
 * dashboard ships with: `node server/src/commands/draw-option-pictures.ts [scene outfit …]`. Run it after a change of
 * the renderer or of the options.
 */
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { presets } from '#engines/builtin-image/presets.ts';
import { createCharacterRenderer } from '#engines/builtin-image/renderer.ts';
import { unshownCamera } from '#engines/unshown-camera.ts';
import {
  angles,
  type Camera,
  distances,
  expressions,
  lenses,
  lights,
  moods,
  outfits,
  poses,
  Shot,
  scenes,
  styles,
} from '#kernel/shot.ts';
import { createChromium } from '#media/chromium.ts';

const folder = resolve(import.meta.dirname, '../../../web/public/shot-options');
/** Of a picture on its tile, in pixels. */
const tile = { width: 160, height: 120 };
const pictureSeconds = 300;
const mostBytes = 600 * 1024;

type Kind =
  | 'scene'
  | 'outfit'
  | 'pose'
  | 'expression'
  | 'style'
  | 'light'
  | 'mood'
  | 'lens'
  | 'distance'
  | 'angle';
interface Wanted {
  readonly kind: Kind;
  readonly id: string;
  readonly shot: Shot;
  /** Who stands for it: the same person throughout a kind, so that only the option differs. */
  readonly preset: string;
  readonly view: View;
}

/** How large the drawing is, and which part of it is shown, in pixels. */
interface View {
  readonly size: { readonly width: number; readonly height: number };
  readonly part: {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
  };
}
const wide = { width: 480, height: 360 };
const square = { width: 480, height: 480 };
/** A drawing much wider than high shows the figure off the middle: fine for a place, not for what somebody wears. */
const views = {
  place: { size: wide, part: { left: 0, top: 0, ...wide } },
  torso: { size: square, part: { left: 0, top: 84, ...wide } },
  bust: { size: square, part: { left: 0, top: 30, ...wide } },
  face: { size: square, part: { left: 56, top: 36, width: 368, height: 276 } },
  figure: { size: { width: 560, height: 640 }, part: { left: 10, top: 16, width: 540, height: 405 } },
} as const satisfies Readonly<Record<string, View>>;

const plain = { scene: 'studio', light: 'soft', style: 'clean', format: 'square', outfit: 'tee' } as const;
const ids = <Id extends string>(table: Readonly<Record<Id, unknown>>) => Object.keys(table) as Id[];
const shot = (change: Partial<Shot>): Shot => Shot.parse({ ...plain, ...change });

const wanted: readonly Wanted[] = [
  ...ids(scenes).map((id) => ({
    kind: 'scene' as const,
    id,
    view: views.place,
    preset: 'mara',
    shot: shot({
      scene: id,
      light: 'scene',
      format: 'landscape',
      framing: 'waist',
      outfit: 'knit',
      expression: 'smile',
    }),
  })),
  ...ids(outfits).map((id) => ({
    kind: 'outfit' as const,
    id,
    view: views.torso,
    preset: 'leila',
    shot: shot({ outfit: id, framing: 'waist', expression: 'neutral' }),
  })),
  ...ids(poses).map((id) => ({
    kind: 'pose' as const,
    id,
    preset: 'dayo',
    shot: shot({ pose: id, format: 'portrait', framing: 'full', outfit: 'hoodie' }),
    view: views.figure,
  })),
  ...ids(expressions).map((id) => ({
    kind: 'expression' as const,
    id,
    view: views.face,
    preset: 'ines',
    shot: shot({ expression: id, framing: 'portrait' }),
  })),
  ...ids(styles).map((id) => ({
    kind: 'style' as const,
    id,
    view: views.bust,
    preset: 'mara',
    shot: shot({ style: id, scene: 'autumn', framing: 'portrait', outfit: 'coat', light: 'scene' }),
  })),
  ...ids(lights).map((id) => ({
    kind: 'light' as const,
    id,
    view: views.bust,
    preset: 'ravi',
    shot: shot({ light: id, scene: 'loft', framing: 'portrait', outfit: 'shirt' }),
  })),
  ...ids(moods).map((id) => ({
    kind: 'mood' as const,
    id,
    view: views.bust,
    preset: 'leila',
    shot: shot({ mood: id, scene: 'rooftop', light: 'scene', framing: 'portrait', outfit: 'turtleneck' }),
  })),
  ...ids(lenses).map((id) => filmed('lens', id, { lens: id })),
  ...ids(distances).map((id) => filmed('distance', id, { distance: id })),
  // What the artist cannot draw gets no picture: a sketch stands for it.
  ...ids(angles)
    .filter((id) => unshownCamera({ camera: { angle: id } }).length === 0)
    .map((id) => filmed('angle', id, { angle: id })),
];

function filmed(kind: 'lens' | 'distance' | 'angle', id: string, camera: Camera): Wanted {
  const taken = shot({ camera, scene: 'library', light: 'scene', framing: 'portrait', outfit: 'blazer' });
  return { kind, id, view: views.bust, preset: 'dayo', shot: taken };
}

const only = process.argv.slice(2);
const nameOf = ({ kind, id }: Wanted) => `${kind}-${id}.webp`;
const scratch = await mkdtemp(join(tmpdir(), 'ainfluencer-options-'));
try {
  await using chromium = createChromium({ cacheFolder: join(scratch, 'chromium') });
  await using renderer = createCharacterRenderer({
    packFolder: join(import.meta.dirname, '../../assets/character-pack'),
    chromium,
  });
  await mkdir(folder, { recursive: true });
  for (const one of wanted.filter(({ kind }) => only.length === 0 || only.includes(kind))) {
    const look = presets.find(({ id }) => id === one.preset)?.look;
    if (!look) throw new Error(`There is no preset ${one.preset}.`);
    const { size, part } = one.view;
    const request = { look, shot: one.shot, size, paint: one.kind === 'style' && one.id !== 'clean' };
    const bytes = await renderer.renderFrame(request, AbortSignal.timeout(pictureSeconds * 1000));
    const shown = await sharp(bytes).extract(part).png().toBuffer();
    await sharp(shown)
      .resize(tile)
      .webp({ quality: 78, effort: 6 })
      .toFile(join(folder, nameOf(one)));
    console.log(nameOf(one));
  }
  await removeOthers();
  await weigh();
} finally {
  await rm(scratch, { recursive: true, force: true });
}

/** Options that are no longer offered keep no picture. */
async function removeOthers(): Promise<void> {
  const names = new Set(wanted.map(nameOf));
  for (const name of await readdir(folder)) if (!names.has(name)) await rm(join(folder, name));
}

/** They come with every copy of the product, so together they stay small. */
async function weigh(): Promise<void> {
  let bytes = 0;
  for (const name of await readdir(folder)) bytes += (await stat(join(folder, name))).size;
  console.log(`${(bytes / 1024).toFixed(0)} KB in all.`);
  if (bytes > mostBytes) throw new Error(`The pictures weigh more than ${mostBytes / 1024} KB.`);
}
