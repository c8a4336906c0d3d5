import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { simulateComfyui } from '#engines/simulators/comfyui.ts';
import { Look } from '#kernel/look.ts';
import { Shot } from '#kernel/shot.ts';
import { type TestContext, testContext } from '#test/test-context.ts';
import { connectEngine } from './connect-engine.ts';
import { ConnectEngine } from './contract.ts';
import { runOnEngine } from './run-on-engine.ts';

const pictures = 100;
const lanes = 4;

let test: TestContext;
let folder: string;
beforeAll(async () => {
  test = await testContext();
  folder = await mkdtemp(join(tmpdir(), 'ainfluencer-restart-'));
});
afterAll(async () => {
  await test[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

it('gives each of a hundred requests one result, although the engine is killed and started again', async () => {
  await using comfy = await simulateComfyui({ stepMilliseconds: 1, previews: 'metadata' });
  await connectEngine(
    test.ctx,
    ConnectEngine.parse({ kind: 'comfyui', name: 'Workshop', address: comfy.address }),
  );
  const reference = join(folder, 'face.png');
  const face = sharp({ create: { width: 256, height: 256, channels: 3, background: '#c96f4a' } });
  await writeFile(reference, await face.png().toBuffer());

  const made: string[] = [];
  let next = 0;
  const lane = async () => {
    for (let number = next++; number < pictures; number = next++) {
      const { result } = await runOnEngine(test.ctx, workFor(number, reference), {
        signal: AbortSignal.timeout(150_000),
        timeoutSeconds: 150,
      });
      made.push(result.file.path);
      // In the middle of everybody's work, twice.
      if (made.length === 25 || made.length === 60) await comfy.restart();
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));

  expect(made).toHaveLength(pictures);
  expect(new Set(made).size).toBe(pictures);
  const { rows } = await test.app.pool.query(
    `select count(distinct subject) filter (where state = 'done')::integer as subjects,
            count(*) filter (where state = 'done')::integer as done,
            count(*) filter (where state = 'running')::integer as running
     from engine_runs`,
  );
  expect(rows[0]).toEqual({ subjects: pictures, done: pictures, running: 0 });
}, 240_000);

function workFor(number: number, reference: string) {
  return {
    medium: 'image',
    abilities: ['image-from-references'],
    subject: `picture ${number}`,
    request: async () => ({
      look: Look.parse({ apparentAge: 30 }),
      shot: Shot.parse({ format: 'square' }),
      prompt: '',
      seed: number,
      quality: 'preview' as const,
      previewPixels: 256,
      folder,
      references: [{ path: reference, mime: 'image/png' }],
    }),
  } as const;
}
