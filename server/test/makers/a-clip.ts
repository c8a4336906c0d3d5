import { join } from 'node:path';
import type { Ctx } from '#context';
import { storeAsset } from '#features/library/index.ts';
import type { CharacterId } from '#kernel/ids.ts';
import { runFfmpeg } from '#media/ffmpeg.ts';

const encodeSeconds = 60;
const durationSeconds = 3;

/** A clip of three seconds in the library: a moving test picture without sound. */
export async function aClip(
  ctx: Ctx,
  character: { readonly id: string; readonly version: number },
  size = { width: 360, height: 640 },
) {
  await using scratch = await ctx.files.scratch();
  const path = join(scratch.path, 'clip.mp4');
  const source = `testsrc2=size=${size.width}x${size.height}:rate=30:duration=${durationSeconds}`;
  const format = [
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-pix_fmt',
    'yuv420p',
    '-movflags',
    '+faststart',
  ];
  await runFfmpeg(['-v', 'error', '-f', 'lavfi', '-i', source, ...format, path], {
    signal: AbortSignal.timeout(encodeSeconds * 1000),
    timeoutSeconds: encodeSeconds,
  });
  return await storeAsset(ctx, {
    file: { path, mime: 'video/mp4', ...size, durationSeconds },
    character: { id: character.id as CharacterId, version: character.version },
    engine: 'test',
    model: 'test',
    seed: 1,
    prompt: 'a moving test picture',
    recipe: {},
    sourceType: 'algorithmicMedia',
    altText: 'A moving test picture.',
    tags: [],
    score: 80,
    identityDistance: null,
    checks: [],
    archived: false,
  });
}
