import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { describeFaults, FaultReport, isClean, summarise } from './fault-summary.ts';

const read = (name: string) => readFile(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');

it('keeps docs/reliability.md as docs/reliability.json says (node tools/write-fault-docs.ts)', async () => {
  const report = FaultReport.parse(JSON.parse(await read('reliability.json')));

  expect(await read('reliability.md')).toBe(describeFaults(report));
});

it('counts outcomes, and is clean only without a lost, doubled or untrue one', () => {
  const about = { platform: 'any', name: 'Any', forms: ['text'], seconds: 9.4 };
  const run = { killed: false, seconds: 1 };
  const good = summarise(about, [
    { ...run, verdict: 'published' },
    { ...run, verdict: 'told', killed: true, seconds: 3 },
    { ...run, verdict: 'unknown', seconds: 2 },
  ]);

  expect(good).toMatchObject({ runs: 3, kills: 1, published: 1, told: 1, unknown: 1, medianSeconds: 2 });
  expect(isClean(good)).toBe(true);
  for (const verdict of ['lost', 'doubled', 'untrue'] as const) {
    expect(isClean(summarise(about, [{ ...run, verdict }]))).toBe(false);
  }
});
