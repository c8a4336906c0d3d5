/**
 * Draws the pictures of the persona templates that ship with the product, and removes those of other looks or an older
 * renderer: `node server/src/commands/draw-templates.ts`. Run it after a change of either.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { manifest } from '#engines/builtin-image/manifest.ts';
import { presets } from '#engines/builtin-image/presets.ts';
import { createCharacterRenderer } from '#engines/builtin-image/renderer.ts';
import {
  pictureKey,
  shippedName,
  shippedPictures,
  templatePixels,
  templateShot,
} from '#features/characters/template-picture.ts';
import { formats } from '#kernel/shot.ts';
import { createChromium } from '#media/chromium.ts';

const pictureSeconds = 300;
/** Drawn larger and scaled down: smoother edges than the quick previews have. */
const oversampling = 1.5;

const scratch = await mkdtemp(join(tmpdir(), 'ainfluencer-templates-'));
try {
  await using chromium = createChromium({ cacheFolder: join(scratch, 'chromium') });
  await using renderer = createCharacterRenderer({
    packFolder: join(import.meta.dirname, '../../assets/character-pack'),
    chromium,
  });
  await mkdir(shippedPictures, { recursive: true });
  const { width, height } = formats[templateShot.format];
  const scale = (templatePixels * oversampling) / Math.max(width, height);
  const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
  const wanted = new Set<string>();
  for (const template of presets) {
    const name = shippedName(template, pictureKey(manifest, template));
    wanted.add(name);
    const path = join(shippedPictures, name);
    if (existsSync(path)) continue;
    const request = { look: template.look, shot: templateShot, size, paint: false };
    const bytes = await renderer.renderFrame(request, AbortSignal.timeout(pictureSeconds * 1000));
    const longest = { width: templatePixels, height: templatePixels, fit: 'inside' } as const;
    await sharp(bytes).resize(longest).webp({ quality: 82 }).toFile(path);
    console.log(name);
  }
  for (const name of await readdir(shippedPictures)) {
    if (!wanted.has(name)) await rm(join(shippedPictures, name));
  }
} finally {
  await rm(scratch, { recursive: true, force: true });
}
