import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openStudio } from '#compose';
import { loadConfig } from '#config/config.ts';
import { processEnvironment } from '#config/process-environment.ts';
import { simulateComfyui } from '#engines/simulators/comfyui.ts';
import { simulateCoqui } from '#engines/simulators/coqui.ts';
import { simulateOllama } from '#engines/simulators/ollama.ts';
import { freePort } from '#http/free-port.ts';
import { messageOf } from '#kernel/errors.ts';
import { runRoles } from '#run-roles';
import { ApiClient } from './api-client.ts';
import { type Rehearsed, rehearseMainJob } from './rehearse-main-job.ts';

/** The longest a rehearsal may take. */
const longestMilliseconds = 15 * 60_000;

/**
 * `npm run rehearse [-- --json] [--engines=simulated]`: the whole main job in a scratch workspace, through the same
 * API the dashboard uses; with simulated engines connected where told. Ends with 0 only when every part came out as
 * promised.
 */
async function rehearse(tell: (message: string) => void, simulated: boolean): Promise<Rehearsed> {
  const folder = await mkdtemp(join(tmpdir(), 'ainfluencer-rehearsal-'));
  const dataFolder = join(folder, 'data');
  const config = loadConfig({
    ...processEnvironment,
    PORT: String(await freePort()),
    AINFLUENCER_DATA: dataFolder,
    AINFLUENCER_URL: '',
    AINFLUENCER_ROLES: '',
    DATABASE_URL: '',
    AINFLUENCER_LOG: processEnvironment.AINFLUENCER_LOG ?? 'error',
  });
  try {
    await using studio = await openStudio({ ...config, dashboard: false }, { scratch: true, tell });
    await using _running = await runRoles(studio);
    await using stack = new AsyncDisposableStack();
    const engines = simulated ? await simulateEngines(stack) : [];
    return await rehearseMainJob({
      api: new ApiClient(config.localUrl),
      verify: (path, mime) => studio.app.media.marks.verifyFile(path, mime),
      outFolder: folder,
      tell,
      engines,
    });
  } finally {
    await rm(dataFolder, { recursive: true, force: true });
  }
}

/** One simulated server for each kind of engine that a creator would have at home. */
async function simulateEngines(stack: AsyncDisposableStack) {
  const comfy = stack.use(await simulateComfyui());
  const ollama = stack.use(await simulateOllama());
  const coqui = stack.use(await simulateCoqui());
  return [
    { kind: 'comfyui', address: comfy.address },
    { kind: 'ollama', address: ollama.address },
    { kind: 'coqui', address: coqui.address },
  ];
}

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, engines: { type: 'string', default: 'builtin' } },
});
const tell = (message: string) => process.stderr.write(`${message}\n`);
setTimeout(() => {
  tell('The rehearsal took longer than 15 minutes and was ended.');
  process.exit(1);
}, longestMilliseconds).unref();

try {
  const result = await rehearse(tell, values.engines === 'simulated');
  if (values.json) console.log(JSON.stringify(result, null, 2));
  else {
    for (const asset of result.assets)
      console.log(`${asset.kind}: ${asset.path} (C2PA ${asset.c2pa}, ${asset.sourceType})`);
    for (const one of result.deliveries) console.log(`${one.platform}: ${one.state} ${one.address ?? ''}`);
    console.log(
      result.ok
        ? `\nAll of it worked, in ${result.seconds} s.`
        : `\nFell short: ${result.shortcomings.join(' ')}`,
    );
  }
  process.exit(result.ok ? 0 : 1);
} catch (error) {
  tell(messageOf(error));
  if (values.json) console.log(JSON.stringify({ ok: false, shortcomings: [messageOf(error)] }));
  process.exit(1);
}
