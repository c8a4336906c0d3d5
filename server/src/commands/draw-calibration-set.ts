/**
 * Draws pictures of every ready-made character for `calibrate-identity.ts`: the plain ones a face is learnt from, and
 * posts in all painting styles, distances, poses and moods. What is there already is not drawn again.
 *
 *   node server/src/commands/draw-calibration-set.ts <folder> [characters]
 */
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { presets } from '#engines/builtin-image/presets.ts';
import { createCharacterRenderer } from '#engines/builtin-image/renderer.ts';
import { formats, Shot } from '#kernel/shot.ts';
import { createChromium } from '#media/chromium.ts';

type Wanted = (typeof Shot)['_zod']['input'];

const plain = {
  scene: 'studio',
  light: 'soft',
  framing: 'portrait',
  style: 'clean',
  format: 'square',
} as const;
/** As the product learns a face. */
const enrolment: readonly Wanted[] = [
  { ...plain, expression: 'neutral', pose: 'relaxed' },
  { ...plain, expression: 'smile', pose: 'relaxed' },
  { ...plain, expression: 'neutral', pose: 'three-quarter' },
  { ...plain, expression: 'smile', pose: 'head-tilt' },
  { ...plain, expression: 'grin', pose: 'relaxed', light: 'golden' },
];
const posts: readonly Wanted[] = [
  { scene: 'cafe', style: 'oil', expression: 'smile' },
  {
    scene: 'neon',
    style: 'gouache',
    expression: 'grin',
    outfit: 'coat',
    pose: 'three-quarter',
    light: 'rim',
  },
  { scene: 'beach', style: 'clean', expression: 'laugh', outfit: 'dress', framing: 'waist', light: 'golden' },
  { scene: 'library', style: 'ink', expression: 'pensive', outfit: 'turtleneck', gaze: 'left' },
  {
    scene: 'gym',
    style: 'clean',
    expression: 'determined',
    outfit: 'sport',
    framing: 'full',
    format: 'story',
  },
  { scene: 'meadow', style: 'oil', expression: 'wink', outfit: 'stripes', framing: 'close', pose: 'chin-up' },
];

const [folder, count = String(presets.length)] = process.argv.slice(2);
if (!folder) throw new Error('Usage: draw-calibration-set.ts <folder> [characters]');
await mkdir(folder, { recursive: true });
await using chromium = createChromium({ cacheFolder: join(folder, 'browser') });
await using renderer = createCharacterRenderer({
  packFolder: join(import.meta.dirname, '../../assets/character-pack'),
  chromium,
});
const pictureSeconds = 300;

async function draw(name: string, look: (typeof presets)[number]['look'], wanted: Wanted, pixels: number) {
  const path = join(folder!, `${name}.jpg`);
  if (existsSync(path)) return;
  const shot = Shot.parse(wanted);
  const { width, height } = formats[shot.format];
  const scale = Math.min(1, pixels / Math.max(width, height));
  const size = { width: Math.round(width * scale), height: Math.round(height * scale) };
  const paint = shot.style !== 'clean';
  const started = performance.now();
  const bytes = await renderer.renderFrame(
    { look, shot, size, paint },
    AbortSignal.timeout(pictureSeconds * 1000),
  );
  await writeFile(`${path}.part`, bytes);
  await rename(`${path}.part`, path);
  console.log(`${name}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

// Round by round, so that a run that is stopped leaves as many pictures of each.
const characters = presets.slice(0, Number(count));
for (let round = 0; round < Math.max(enrolment.length, posts.length); round++) {
  for (const { id, look } of characters) {
    const [plainShot, post] = [enrolment[round], posts[round]];
    if (plainShot) await draw(`${id}__enrol${round}`, look, plainShot, 640);
    if (post) await draw(`${id}__post${round}`, look, post, 1000);
  }
}
