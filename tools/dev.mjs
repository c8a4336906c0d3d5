// `npm run dev`: the product with reload on change and a sample workspace.

import { join } from 'node:path';
import { handOver, prepare, root, runTool } from './prepare.mjs';

runTool(async () => {
  const runtime = await prepare('everything');
  const main = join(root, 'server', 'src', 'main.ts');
  return handOver(runtime, ['--watch', '--watch-preserve-output', main, ...process.argv.slice(2)], {
    AINFLUENCER_DEV: '1',
    NEXT_TELEMETRY_DISABLED: '1',
  });
});
