// `node tools/run.mjs [--dev] <file.ts> [arguments]`: runs one of the program's commands with everything it needs.
// Standard output belongs to the command alone (`--json`); progress goes to standard error.

import { resolve } from 'node:path';
import { handOver, prepare, root, runTool, Trouble } from './prepare.mjs';

runTool(async () => {
  const args = process.argv.slice(2);
  const dev = args[0] === '--dev';
  if (dev) args.shift();
  const [file, ...rest] = args;
  if (file === undefined) throw new Trouble('Usage: node tools/run.mjs [--dev] <file.ts> [arguments]');
  const runtime = await prepare(dev ? 'everything' : 'production');
  return handOver(runtime, [resolve(root, file), ...rest]);
});
