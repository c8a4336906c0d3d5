import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import sharp from 'sharp';
import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { runEngine } from '#engines/run-engine.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { AppError } from '#kernel/errors.ts';
import { Shot } from '#kernel/shot.ts';
import { lockCharacter, readVersion, updateCharacter } from './queries.ts';
import type { Declared } from './require-declaration.ts';
import { seedOf } from './rules.ts';

/** The face seen plainly, in several moods and slight turns. */
const enrolmentShots = [
  { expression: 'neutral', pose: 'relaxed' },
  { expression: 'smile', pose: 'relaxed' },
  { expression: 'neutral', pose: 'three-quarter' },
  { expression: 'smile', pose: 'head-tilt' },
  { expression: 'grin', pose: 'relaxed', light: 'golden' },
] as const;
const plain = {
  scene: 'studio',
  light: 'soft',
  framing: 'portrait',
  style: 'clean',
  format: 'square',
} as const;
const pixels = 640;
const fewestPictures = 3;
/** Waiting behind other work included. */
const pictureSeconds = 600;

/**
 * Learns a character's face from a few plain pictures of it, so that takes can be measured against it.
 * Answers what was learnt; a look that was changed meanwhile keeps none of it.
 * @throws AppError `unavailable` when the engine cannot draw the face clearly.
 */
export async function learnIdentity(
  ctx: Ctx,
  character: Declared,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const paths = await drawEnrolments(ctx, character, signal);
  if (paths.length < fewestPictures) throw unclear(character.content.name);
  const identity = Array.from(await ctx.media.checks.enrol(paths, { engine: 'builtin', signal }));
  await assertRecognised(ctx, character.content.name, paths, identity, signal);
  await keep(ctx, character, identity);
  return identity;
}

/** Plain pictures of the look by the built-in engine, each with one clear face. */
export async function drawEnrolments(ctx: Ctx, character: Declared, signal: AbortSignal): Promise<string[]> {
  const paths: string[] = [];
  for (const change of enrolmentShots) {
    const path = await drawEnrolment(ctx, character, Shot.parse({ ...plain, ...change }), signal);
    const { faces } = await ctx.media.checks.findFaces(path, { signal });
    if (faces.length === 1) paths.push(path);
  }
  return paths;
}

/** Kept by what it shows, so that a job that was cut off goes on where it was. */
function drawEnrolment(ctx: Ctx, character: Declared, shot: Shot, signal: AbortSignal): Promise<string> {
  const { image } = ctx.engines;
  const { look } = character.content;
  const seed = seedOf(character.characterId, 0);
  const subject = JSON.stringify([image.id, image.manifest.models, look, shot, seed, pixels]);
  const key = createHash('sha256').update(subject).digest('hex');
  return ctx.files.derived(key, 'enrolment.png', async (into) => {
    const run = { signal, timeoutSeconds: pictureSeconds };
    const folder = dirname(into);
    const request = {
      look,
      shot,
      prompt: '',
      seed,
      quality: 'preview',
      previewPixels: pixels,
      folder,
    } as const;
    const { result } = await runEngine(image, request, run);
    await sharp(result.file.path).png().toFile(into);
  });
}

/** What was learnt must recognise what it was learnt from. */
async function assertRecognised(
  ctx: Ctx,
  name: string,
  paths: readonly string[],
  identity: readonly number[],
  signal: AbortSignal,
): Promise<void> {
  for (const path of paths) {
    const results = await ctx.media.checks.checkImage(path, { identity, engine: 'builtin', signal });
    if (results.some((result) => result.name === 'identity' && result.verdict === 'fail'))
      throw unclear(name);
  }
}

async function keep(ctx: Ctx, character: Declared, identity: number[]): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { characterId, content } = character;
    const row = await lockCharacter(ctx, characterId);
    const now = await readVersion(ctx, characterId, row.version);
    if (!isDeepStrictEqual(now.look, content.look)) return;
    const isFirst = row.identity === null;
    await updateCharacter(ctx, characterId, { identity, identityVersion: character.version });
    if (!isFirst) return;
    await recordActivity(ctx, {
      verb: 'character.identity_learnt',
      subject: { type: 'character', id: characterId, topic: 'characters' },
      characterId,
      summary: `The face of ${content.name} was learnt: takes are measured against it.`,
    });
  });
}

function unclear(name: string): AppError {
  return new AppError(
    'unavailable',
    `The face of ${name} could not be learnt: it is not seen clearly enough.`,
    {
      hint: 'Bring extreme face sliders nearer to the middle, or take off the glasses, then save the look again.',
    },
  );
}
