// `npm test [-- filter]`: installs everything, runs all tests, and ends with one line: `N passed, N failed`.

import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildDashboard, handOver, prepare, root, runTool } from './prepare.mjs';

runTool(async () => {
  const runtime = await prepare('everything');
  await buildDashboard(runtime);
  const reports = mkdtempSync(join(tmpdir(), 'ainfluencer-report-'));
  const total = { passed: 0, failed: 0 };
  try {
    for (const workspace of ['server', 'web']) {
      if (!existsSync(join(root, workspace, 'vitest.config.ts'))) continue;
      const { passed, failed } = await runWorkspace(runtime, workspace, join(reports, `${workspace}.json`));
      total.passed += passed;
      total.failed += failed;
    }
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
});

async function runWorkspace(runtime, workspace, report) {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const args = [vitest, 'run', '--root', join(root, workspace)];
  args.push('--reporter=default', '--reporter=json', `--outputFile.json=${report}`, '--passWithNoTests');
  const code = await handOver(runtime, [...args, ...process.argv.slice(2)], { NODE_ENV: 'test' });
  const counted = existsSync(report)
    ? count(JSON.parse(readFileSync(report, 'utf8')))
    : { passed: 0, failed: 0 };
  // A run that broke off, or an error outside any test, is a failure too.
  return { passed: counted.passed, failed: Math.max(counted.failed, code === 0 ? 0 : 1) };
}

function count(report) {
  const unread = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  return { passed: report.numPassedTests, failed: report.numFailedTests + unread.length };
}
