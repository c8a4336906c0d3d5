import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { z } from 'zod';
import { type Ctx, inNameOf } from '../server/src/context.ts';
import { type ComfySimulator, simulateComfyui } from '../server/src/engines/simulators/comfyui.ts';
import { connectEngine, disconnectEngine } from '../server/src/features/engines/connect-engine.ts';
import { ConnectEngine } from '../server/src/features/engines/contract.ts';
import { runOnEngine } from '../server/src/features/engines/run-on-engine.ts';
import type { WorkspaceId } from '../server/src/kernel/ids.ts';
import { newId } from '../server/src/kernel/ids.ts';
import { Look } from '../server/src/kernel/look.ts';
import { Shot } from '../server/src/kernel/shot.ts';

const require = createRequire(join(import.meta.dirname, '..', 'server', 'package.json'));
const sharp = require('sharp') as typeof import('sharp').default;

/** Told one measured thing, in seconds, beside its limit. */
export type Told = (what: string, seconds: number, limitSeconds: number) => void;

const History = z.record(
  z.string(),
  z.looseObject({
    status: z.looseObject({
      messages: z.array(z.tuple([z.string(), z.looseObject({ timestamp: z.number() })])),
    }),
  }),
);
/** A sampling step of the simulated engine: with four steps a picture takes about a second of its own. */
const stepMilliseconds = 250;
const picturesEach = 6;

/** When an engine itself worked, in milliseconds of its clock, oldest first. */
async function workOf(engine: ComfySimulator): Promise<{ from: number; to: number }[]> {
  const history = History.parse(await (await fetch(`${engine.address}/history`)).json());
  return Object.values(history)
    .map(({ status }) => {
      const times = status.messages.map(([, { timestamp }]) => timestamp);
      return { from: Math.min(...times), to: Math.max(...times) };
    })
    .toSorted((left, right) => left.from - right.from);
}

/** One after the other in each of `lanes` lanes, as the takes of generations are made. */
async function draw(ctx: Ctx, count: number, lanes: number, folder: string): Promise<number> {
  const reference = join(folder, 'reference.png');
  const face = sharp({ create: { width: 256, height: 256, channels: 3, background: '#c96f4a' } });
  await writeFile(reference, await face.png().toBuffer());
  let next = 0;
  const began = performance.now();
  const lane = async () => {
    for (let number = next++; number < count; number = next++) {
      const into = join(folder, newId());
      await mkdir(into);
      await runOnEngine(
        ctx,
        {
          medium: 'image',
          abilities: ['image-from-references'],
          subject: `bench ${newId()}`,
          request: async () => ({
            look: Look.parse({ apparentAge: 30 }),
            shot: Shot.parse({ format: 'square' }),
            prompt: '',
            seed: number,
            quality: 'preview',
            previewPixels: 256,
            folder: into,
            references: [{ path: reference, mime: 'image/png' }],
          }),
        },
        { signal: AbortSignal.timeout(300_000), timeoutSeconds: 300 },
      );
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return (performance.now() - began) / 1000;
}

/**
 * What this program adds to the engines' own time: per picture, between two pictures on one instance, and how much
 * faster several instances are. Simulated engines that wait instead of drawing, so that the machine is ours.
 */
export async function benchConnected(app: Ctx, folder: string, tell: Told): Promise<void> {
  for (const instances of [1, 2, 4, 8]) {
    await using stack = new AsyncDisposableStack();
    const workspaceId = newId<WorkspaceId>();
    await app.pool.query('insert into workspaces (id, name) values ($1, $2)', [workspaceId, 'Bench engines']);
    const ctx = inNameOf(app, workspaceId, { kind: 'system', job: 'bench' }, 'owner');
    const engines: ComfySimulator[] = [];
    const ids: string[] = [];
    for (let number = 1; number <= instances; number += 1) {
      const engine = stack.use(await simulateComfyui({ stepMilliseconds }));
      engines.push(engine);
      const input = { kind: 'comfyui', name: `Engine ${number}`, address: engine.address };
      ids.push((await connectEngine(ctx, ConnectEngine.parse(input))).id);
    }
    await draw(ctx, instances, instances, folder);
    const before = await Promise.all(engines.map(async (engine) => (await workOf(engine)).length));
    const count = picturesEach * instances;
    const seconds = await draw(ctx, count, instances, folder);
    const worked = await Promise.all(
      engines.map(async (engine, index) => (await workOf(engine)).slice(before[index])),
    );
    const own = worked.flat().reduce((sum, { from, to }) => sum + (to - from) / 1000, 0);
    if (instances === 1)
      tell('overhead of a picture beyond the engine’s own time', (seconds - own) / count, 0.05);
    const gaps = worked.flatMap((works) =>
      works.slice(1).map(({ from }, index) => (from - works[index]!.to) / 1000),
    );
    if (instances === 4) {
      tell(
        'idle gap between two pictures on one of 4 instances',
        gaps.reduce((a, b) => a + b, 0) / gaps.length,
        0.1,
      );
    }
    tell(`${count} pictures on ${instances} of them, beside the ideal`, seconds, own / instances);
    for (const id of ids) await disconnectEngine(ctx, id);
  }
}
