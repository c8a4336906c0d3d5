/**
 * Draws docs/images/contact-sheet.jpg: every preset of the built-in image engine, over all scenes, outfits and
 * painting styles. Run: node tools/contact-sheet.ts
 */
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { presets } from '../server/src/engines/builtin-image/presets.ts';
import { createCharacterRenderer } from '../server/src/engines/builtin-image/renderer.ts';
import { Shot } from '../server/src/kernel/shot.ts';
import { createChromium } from '../server/src/media/chromium.ts';

const require = createRequire(join(import.meta.dirname, '..', 'server', 'package.json'));
const sharp = require('sharp') as typeof import('sharp').default;
const cell = { width: 320, height: 400 };
const columns = 6;
const gap = 6;
const largestBytes = 500 * 1024;

type ShotInput = (typeof Shot)['_zod']['input'];
/** Second pictures beside each preset's own shot. */
const more: readonly (readonly [id: string, shot: ShotInput])[] = [
  ['mara', { scene: 'autumn', outfit: 'coat', pose: 'head-tilt', expression: 'serene', style: 'gouache' }],
  [
    'dayo',
    {
      scene: 'rooftop',
      outfit: 'hoodie',
      pose: 'relaxed',
      expression: 'smile',
      style: 'oil',
      framing: 'waist',
    },
  ],
  [
    'yuki',
    {
      scene: 'studio',
      outfit: 'stripes',
      pose: 'wave',
      expression: 'wink',
      style: 'clean',
      framing: 'waist',
    },
  ],
  ['leila', { scene: 'cafe', outfit: 'turtleneck', pose: 'relaxed', expression: 'smile', style: 'ink' }],
  [
    'amara',
    {
      scene: 'market',
      outfit: 'knit',
      pose: 'relaxed',
      expression: 'laugh',
      style: 'clean',
      framing: 'close',
    },
  ],
  [
    'ravi',
    {
      scene: 'library',
      outfit: 'shirt',
      pose: 'arms-crossed',
      expression: 'smirk',
      style: 'oil',
      framing: 'waist',
    },
  ],
  ['zuri', { scene: 'beach', outfit: 'dress', pose: 'chin-up', expression: 'serene', style: 'oil' }],
  [
    'saoirse',
    {
      scene: 'snow',
      outfit: 'turtleneck',
      pose: 'relaxed',
      expression: 'smile',
      style: 'clean',
      framing: 'close',
    },
  ],
  ['kenji', { scene: 'neon', outfit: 'blazer', pose: 'relaxed', expression: 'neutral', style: 'gouache' }],
  [
    'noor',
    { scene: 'meadow', outfit: 'dress', pose: 'walking', expression: 'smile', style: 'oil', framing: 'full' },
  ],
];
const styles = [
  'oil',
  'clean',
  'oil',
  'gouache',
  'clean',
  'oil',
  'clean',
  'ink',
  'oil',
  'clean',
  'oil',
  'clean',
  'oil',
  'oil',
] as const;

const chromium = createChromium({ cacheFolder: join(tmpdir(), 'ainfluencer-contact-sheet') });
const renderer = createCharacterRenderer({
  packFolder: join(import.meta.dirname, '../server/assets/character-pack'),
  chromium,
});
const pictures = [
  ...presets.map((preset, at) => ({
    look: preset.look,
    shot: Shot.parse({ ...preset.shot, style: styles[at] }),
  })),
  ...more.map(([id, shot]) => ({
    look: presets.find((preset) => preset.id === id)!.look,
    shot: Shot.parse(shot),
  })),
];
const layers: { input: Buffer; left: number; top: number }[] = [];
try {
  for (const [at, { look, shot }] of pictures.entries()) {
    // Drawn larger than shown: strokes and strands are made for full pictures.
    const size = { width: cell.width * 1.3, height: cell.height * 1.3 };
    const bytes = await renderer.renderFrame(
      { look, shot, size, paint: shot.style !== 'clean', seed: at + 1 },
      AbortSignal.timeout(240_000),
    );
    const input = await sharp(bytes).resize(cell.width, cell.height).toBuffer();
    layers.push({
      input,
      left: gap + (at % columns) * (cell.width + gap),
      top: gap + Math.floor(at / columns) * (cell.height + gap),
    });
    console.error(`${at + 1} of ${pictures.length}`);
  }
} finally {
  await renderer[Symbol.asyncDispose]();
  await chromium[Symbol.asyncDispose]();
}
const width = gap + columns * (cell.width + gap);
const height = gap + Math.ceil(pictures.length / columns) * (cell.height + gap);
const sheet = await sharp({ create: { width, height, channels: 3, background: '#1d1b22' } })
  .composite(layers)
  .png()
  .toBuffer();
const folder = join(import.meta.dirname, '../docs/images');
await mkdir(folder, { recursive: true });
for (let quality = 84; quality >= 40; quality -= 6) {
  const { size } = await sharp(sheet)
    .jpeg({ quality, mozjpeg: true })
    .toFile(join(folder, 'contact-sheet.jpg'));
  if (size <= largestBytes) break;
}
