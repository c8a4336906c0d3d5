import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '#kernel/errors.ts';
import { type MatrixResult, openCrew, runMatrix } from './fault-matrix.ts';
import type { Outcome } from './fault-run.ts';
import { openFaultStage } from './fault-stage.ts';
import { FaultReport, type FaultSummary, isClean } from './fault-summary.ts';

/** Deliveries at the same time: enough to keep two cores busy while platforms keep silent. */
const usualParallel = 20;

const options = {
  json: { type: 'boolean', default: false },
  runs: { type: 'string', default: '500' },
  seed: { type: 'string', default: '1' },
  parallel: { type: 'string', default: String(usualParallel) },
  platform: { type: 'string' },
  form: { type: 'string' },
  /** Keeps the summaries in this file, beside those of other platforms that are there already. */
  keep: { type: 'string' },
} as const;

const tell = (message: string) => process.stderr.write(`${message}\n`);

function tellOutcome(
  platform: string,
  { name, verdict, state, told, shown }: Outcome,
  done: number,
  all: number,
) {
  if (verdict === 'lost' || verdict === 'doubled' || verdict === 'untrue') {
    tell(`${platform} ${done}/${all} ${name}: ${verdict} (${state}) ${told} ${JSON.stringify(shown)}`);
  } else if (done % 100 === 0) {
    tell(`${platform} ${done}/${all}`);
  }
}

async function keepSummaries(path: string, summaries: readonly FaultSummary[], runs: number): Promise<void> {
  const before = await readFile(path, 'utf8').then(
    (text) => FaultReport.parse(JSON.parse(text)).adapters,
    () => [],
  );
  const others = before.filter(({ platform }) => !summaries.some((one) => one.platform === platform));
  const adapters = [...others, ...summaries].toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const date = new Date().toISOString().slice(0, 10);
  const report: FaultReport = { command: `npm run faults -- --json --runs=${runs}`, date, adapters };
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(report, null, 2)}\n`);
}

/**
 * `npm run faults [-- --json] [--runs=500] [--platform=x] [--form=thread] [--seed=1] [--keep=docs/reliability.json]`:
 * kills, misbehaviour and what people do meanwhile at every step of publishing, for every adapter. Exits with 1 when
 * anything was lost, went out twice, or was told untruly.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options });
  const runs = Math.max(1, Number(values.runs) || 1);
  const seed = Number(values.seed) || 1;
  const parallel = Math.max(1, Number(values.parallel) || usualParallel);
  await using stage = await openFaultStage();
  await using crew = await openCrew(stage, parallel);
  const platforms = stage.platforms.filter(
    (platform) => values.platform === undefined || values.platform.split(',').includes(platform),
  );
  const results: MatrixResult[] = [];
  const broken: string[] = [];
  for (const platform of platforms) {
    const wish = {
      ...{ runs, seed, forms: values.form?.split(',') },
      tell: (outcome: Outcome, done: number, all: number) => tellOutcome(platform, outcome, done, all),
    };
    try {
      const result = await runMatrix(crew, platform, wish);
      tell(`${platform}: ${result.summary.runs} runs in ${result.summary.seconds} s.`);
      results.push(result);
      if (values.keep) await keepSummaries(values.keep, [result.summary], runs);
    } catch (error) {
      broken.push(platform);
      tell(`${platform} could not be carried out: ${messageOf(error)}`);
    }
  }
  const summaries = results.map(({ summary }) => summary);
  const adapters = results.map(({ summary, failures }) => ({ ...summary, failures }));
  if (values.json) console.log(JSON.stringify({ seed, adapters, broken }, null, 2));
  else console.table(summaries.map(({ forms: _, name: __, ...row }) => row));
  const isGood = broken.length === 0 && summaries.length > 0 && summaries.every(isClean);
  process.exitCode = isGood ? 0 : 1;
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exit(1);
  },
);
