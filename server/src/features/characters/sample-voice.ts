import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import type { Ctx } from '#context';
import { engineOfVoice, runOnEngine } from '#features/engines/index.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { newId } from '#kernel/ids.ts';
import type { VoiceSample } from './contract.ts';
import type { FileCache } from './file-cache.ts';

const sampleSeconds = 60;

/** A WAV of a voice saying a few words; the same again comes from the cache. */
export async function sampleVoice(
  ctx: Ctx,
  input: z.output<typeof VoiceSample>,
  cache: FileCache,
): Promise<Buffer> {
  requireRole(ctx, 'editor');
  const key = createHash('sha256')
    .update(JSON.stringify([ctx.workspaceId, input]))
    .digest('hex');
  const known = await cache.read(key);
  if (known) return known;
  await using scratch = await ctx.files.scratch();
  const request = { ...input, language: 'en', folder: scratch.path };
  const run = { signal: AbortSignal.timeout(sampleSeconds * 1000), timeoutSeconds: sampleSeconds };
  const work = {
    medium: 'speech',
    abilities: ['speech'],
    subject: `sample ${newId()}`,
    choice: engineOfVoice(input.voice.engine),
    request: async () => request,
  } as const;
  const { result } = await runOnEngine(ctx, work, run);
  const bytes = await readFile(result.file.path);
  await cache.write(key, bytes);
  return bytes;
}
