import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sql } from 'drizzle-orm';
import { openStudio, type Studio } from '../server/src/compose.ts';
import { loadConfig } from '../server/src/config/config.ts';
import { type Ctx, inNameOf } from '../server/src/context.ts';
import { runEngine } from '../server/src/engines/run-engine.ts';
import { ListAssets } from '../server/src/features/library/contract.ts';
import { listAssets } from '../server/src/features/library/list-assets.ts';
import { nearestByHash } from '../server/src/features/library/queries.ts';
import { ListDeliveries } from '../server/src/features/publishing/contract.ts';
import { listDeliveries } from '../server/src/features/publishing/list-deliveries.ts';
import { newId, type WorkspaceId } from '../server/src/kernel/ids.ts';
import { Look } from '../server/src/kernel/look.ts';
import { Shot } from '../server/src/kernel/shot.ts';
import { Voice } from '../server/src/kernel/voice.ts';
import { benchAdaptation, type Rate } from './bench-adaptation.ts';
import { benchConnected } from './bench-connected.ts';

/** One measured thing beside its limit. A ratio of 1 or less meets it. */
interface Row {
  readonly what: string;
  readonly seconds: number;
  readonly limitSeconds: number;
  readonly ratio: number;
}

const longest = { signal: AbortSignal.timeout(20 * 60_000), timeoutSeconds: 600 };
const look = Look.parse({});
const rows: Row[] = [];
const tell = (message: string) => process.stderr.write(`${message}\n`);

async function measure(
  what: string,
  limitSeconds: number,
  work: () => Promise<unknown>,
  runs = 1,
): Promise<void> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const began = performance.now();
    await work();
    times.push((performance.now() - began) / 1000);
  }
  note(what, times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!, limitSeconds);
}

function note(what: string, seconds: number, limitSeconds: number): void {
  rows.push({
    what,
    seconds: Math.round(seconds * 1000) / 1000,
    limitSeconds,
    ratio: Math.round((seconds / limitSeconds) * 100) / 100,
  });
  tell(`${what}: ${seconds.toFixed(3)} s (limit ${limitSeconds} s)`);
}

/** Pictures and clips beside the goals of the built-in engines. */
async function benchEngines({ app }: Studio, folder: string): Promise<void> {
  const { image, speech, video } = app.engines;
  const draw = (style: 'clean' | 'oil', quality: 'final' | 'preview', seed: number) =>
    runEngine(image, { look, shot: Shot.parse({ style }), prompt: '', seed, quality, folder }, longest);
  await draw('clean', 'preview', 1);
  await measure('preview of a look, 480 px', 1, () => draw('clean', 'preview', 2), 3);
  await measure('picture, plain, 1080×1350', 1.5, () => draw('clean', 'final', 3), 3);
  await measure('picture, painted, 1080×1350', 4, () => draw('oil', 'final', 4), 3);
  const script =
    'Good morning from the studio. Today I want to show you how a small idea becomes a picture, and why the first try is rarely the one that stays.';
  const { result: voice } = await runEngine(
    speech,
    { voice: Voice.parse({}), script, language: 'en', folder },
    longest,
  );
  const shot = Shot.parse({ format: 'story' });
  const clip = () =>
    runEngine(
      video,
      {
        kind: 'talking',
        look,
        shot,
        seed: 1,
        speech: { path: voice.file.path, script },
        captions: true,
        folder,
      },
      longest,
    );
  const seconds = voice.file.durationSeconds ?? 10;
  await measure(`talking clip of ${seconds.toFixed(1)} s, first`, 3 * seconds, clip);
  await measure(`talking clip of ${seconds.toFixed(1)} s, again`, 0.8 * seconds, clip);
}

const manyRows = 100_000;

/** Pages of lists that hold a hundred thousand rows. */
async function benchLists(ctx: Ctx): Promise<void> {
  const characterId = await fill(ctx);
  const from = new Date(Date.now() + 24 * 3600_000).toISOString();
  const to = new Date(Date.now() + 32 * 24 * 3600_000).toISOString();
  const calendar = ListDeliveries.parse({ from, to, limit: 100 });
  await measure(`calendar, a page of 100 among ${manyRows}`, 0.25, () => listDeliveries(ctx, calendar), 9);
  const library = ListAssets.parse({ limit: 60 });
  await measure(`library, a page of 60 among ${manyRows}`, 0.1, () => listAssets(ctx, library), 9);
  const best = ListAssets.parse({ limit: 60, sort: 'score' });
  await measure(`library by score, a page of 60 among ${manyRows}`, 0.1, () => listAssets(ctx, best), 9);
  const one = { phash: '0123456789abcdef', dhash: '0123456789abcdef'.repeat(4) };
  const other = { phash: 'fedcba9876543210', dhash: 'fedcba9876543210'.repeat(4) };
  const nearest = () => nearestByHash(ctx, { ...one, mirrored: other }, { characterId, except: [] });
  await measure(`nearest picture among ${manyRows} of one character`, 0.25, nearest, 9);
}

/** @returns The character of all of it. */
async function fill(ctx: Ctx): Promise<string> {
  const workspace = ctx.workspaceId;
  const [character, account] = [newId(), newId()];
  const actor = JSON.stringify(ctx.actor);
  await ctx.db.execute(sql`insert into workspaces (id, name) values (${workspace}, 'Bench')`);
  await ctx.db.execute(sql`insert into characters (id, workspace_id, name, handle, age, version)
    values (${character}, ${workspace}, 'Bench', 'bench', 30, 1)`);
  await ctx.db.execute(sql`insert into accounts
    (id, workspace_id, character_id, platform, mode, remote_id, handle, credentials)
    values (${account}, ${workspace}, ${character}, 'bluesky', 'rehearsal', 'bench', 'bench', '')`);
  await ctx.db.execute(sql`insert into assets
    (id, workspace_id, sha256, kind, mime, bytes, width, height, character_id, engine, model, source_type, score, created_at, hashes)
    select gen_random_uuid(), ${workspace}, encode(sha256(n::text::bytea), 'hex'), 'image', 'image/jpeg', 1000, 1080, 1350,
      ${character}, 'bench', 'bench', 'algorithmicMedia', n % 100, now() - n * interval '1 minute',
      jsonb_build_object('phash', left(encode(sha256(n::text::bytea), 'hex'), 16), 'dhash', encode(sha256(('d' || n)::bytea), 'hex'))
    from generate_series(1, ${manyRows}) n`);
  await ctx.db.execute(sql`with made as (
      insert into posts (id, workspace_id, character_id, state, caption, actor)
      select gen_random_uuid(), ${workspace}, ${character}, 'approved', 'Post ' || n, ${actor}::jsonb
      from generate_series(1, ${manyRows}) n returning id)
    insert into deliveries (id, workspace_id, post_id, account_id, character_id, platform, state, publish_at)
    select gen_random_uuid(), ${workspace}, id, ${account}, ${character}, 'bluesky', 'scheduled',
      now() + (row_number() over ()) * interval '13 minutes' from made`);
  // As the database does by itself after a while.
  await ctx.db.execute(sql`vacuum analyze`);
  return character;
}

/**
 * `npm run bench [-- --json] [--connected | --adaptation]`: what is promised of speed, measured beside its limit or
 * a peer; the flags leave everything else out.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      connected: { type: 'boolean', default: false },
      adaptation: { type: 'boolean', default: false },
    },
  });
  const folder = await mkdtemp(join(tmpdir(), 'ainfluencer-bench-'));
  const rates: Rate[] = [];
  try {
    if (!values.connected) rates.push(...(await benchAdaptation(folder, tell)));
    if (!values.adaptation) await benchStudio(folder, values.connected);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const machine = { cores: cpus().length, model: cpus()[0]?.model ?? 'unknown' };
  if (values.json) console.log(JSON.stringify({ machine, rows, rates }, null, 2));
  else {
    if (rows.length > 0) console.table(rows);
    if (rates.length > 0) console.table(rates);
  }
}

async function benchStudio(folder: string, connectedOnly: boolean): Promise<void> {
  const runner = { add: async () => undefined, work: async () => undefined, stop: async () => undefined };
  const config = loadConfig({ AINFLUENCER_DATA: join(folder, 'data'), AINFLUENCER_LOG: 'error' });
  await using studio = await openStudio(config, { scratch: true, runner });
  if (!connectedOnly)
    await benchLists(inNameOf(studio.app, newId<WorkspaceId>(), { kind: 'system', job: 'bench' }, 'owner'));
  const owner = inNameOf(studio.app, newId<WorkspaceId>(), { kind: 'system', job: 'bench' }, 'owner');
  await benchConnected(owner, folder, note);
  if (!connectedOnly) await benchEngines(studio, folder);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    tell(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(1);
  },
);
