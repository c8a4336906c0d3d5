/** Writes docs/reliability.md from docs/reliability.json, which `npm run faults -- --keep=…` keeps. Run: node tools/write-fault-docs.ts */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeFaults, FaultReport } from '../server/src/commands/fault-summary.ts';

const docs = join(import.meta.dirname, '..', 'docs');
const kept = FaultReport.parse(JSON.parse(await readFile(join(docs, 'reliability.json'), 'utf8')));
await writeFile(join(docs, 'reliability.md'), describeFaults(kept));
