/**
 * `npm run check`: format, lint, types, unused code, file sizes, adapters and the lock file; one line each.
 * `--fix` writes what Biome can mend. Exits with 1 when anything falls short.
 */

import { spawn } from 'node:child_process';
import { access, readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { findLockFaults } from './find-lock-faults.ts';

const root = join(import.meta.dirname, '..');
const fix = process.argv.includes('--fix');
const maxLines = 400;
const minutes = 10;

interface Outcome {
  readonly ok: boolean;
  readonly output: string;
}

const checks: Readonly<Record<string, () => Promise<Outcome>>> = {
  'format and lint (Biome)': () =>
    run('biome', ['check', ...(fix ? ['--write'] : []), '--max-diagnostics=100', '.']),
  'promises and cycles (oxlint)': () =>
    run('oxlint', ['--type-aware', '--format=unix', 'server/src', 'server/test', 'tools', 'web']),
  'types of the server': () => run('tsc', ['-p', 'server']),
  'types of the dashboard': () => run('tsc', ['-p', 'web', '--noEmit', '--incremental', 'false']),
  'types of the tools': () => run('tsc', ['-p', '.']),
  'unused code (knip)': () => run('knip', ['--no-progress', '--no-config-hints']),
  [`files of at most ${maxLines} lines`]: async () => listed(await findLongFiles()),
  'adapters are complete': async () => listed(await findIncompleteAdapters()),
  'lock file is complete': async () =>
    listed(findLockFaults(JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')))),
};

function listed(faults: readonly string[]): Outcome {
  return { ok: faults.length === 0, output: faults.join('\n') };
}

/** Runs an installed program with the Node that runs this file. */
function run(program: string, args: string[]): Promise<Outcome> {
  return new Promise((done) => {
    const child = spawn(join(root, 'node_modules', '.bin', program), args, {
      cwd: root,
      env: {
        ...process.env,
        PATH: `${join(process.execPath, '..')}:${process.env.PATH ?? ''}`,
        FORCE_COLOR: '0',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: minutes * 60_000,
      shell: process.platform === 'win32',
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => {
        output += String(data);
      });
    }
    child.once('error', (error) => done({ ok: false, output: error.message }));
    child.once('close', (code) => done({ ok: code === 0, output }));
  });
}

async function findLongFiles(): Promise<string[]> {
  const faults: string[] = [];
  for (const folder of ['server/src', 'server/test', 'tools', 'web']) {
    for (const path of await listSources(join(root, folder))) {
      const lines = (await readFile(path, 'utf8')).split('\n').length - 1;
      if (lines > maxLines) faults.push(`${relative(root, path)}: ${lines} lines`);
    }
  }
  return faults;
}

async function listSources(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = await Promise.all(
    entries
      .filter(({ name }) => name !== 'node_modules' && !name.startsWith('.'))
      .map((entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return listSources(path);
        return Promise.resolve(/\.(ts|tsx|mjs)$/.test(entry.name) ? [path] : []);
      }),
  );
  return found.flat();
}

/** Folders that several adapters share. */
const shared: ReadonlySet<string> = new Set(['meta', 'simulators', 'speaking', 'writing']);

/** Platforms without an API, where people post by hand: a manifest is all there is. */
const byHand: ReadonlySet<string> = new Set(['onlyfans']);

/** Every adapter is told by the same files, so that a reader of one can find the way in all. */
async function findIncompleteAdapters(): Promise<string[]> {
  const needed: Readonly<Record<string, readonly string[]>> = {
    platforms: ['manifest.ts', 'adapter.ts', 'schema.ts', 'errors.ts', 'adapter.test.ts', 'README.md'],
    engines: ['adapter.ts', 'adapter.test.ts', 'README.md'],
  };
  const faults: string[] = [];
  for (const [kind, files] of Object.entries(needed)) {
    const folder = join(root, 'server', 'src', kind);
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (!entry.isDirectory() || shared.has(entry.name)) continue;
      const wanted = byHand.has(entry.name) ? ['manifest.ts', 'README.md'] : files;
      for (const file of wanted) {
        await access(join(folder, entry.name, file)).catch(() =>
          faults.push(`${kind}/${entry.name}: no ${file}`),
        );
      }
    }
  }
  return faults;
}

let failures = 0;
const lines: string[] = [];
for (const [name, check] of Object.entries(checks)) {
  const started = performance.now();
  const { ok, output } = await check();
  if (!ok) {
    failures++;
    process.stdout.write(`\n── ${name}\n${output.trimEnd()}\n`);
  }
  const seconds = ((performance.now() - started) / 1_000).toFixed(1).padStart(6);
  lines.push(`${ok ? 'ok    ' : 'FAILED'} ${seconds} s  ${name}`);
}
process.stdout.write(
  `\n${lines.join('\n')}\n${failures === 0 ? 'All is well.' : `${failures} of ${lines.length} failed.`}\n`,
);
process.exitCode = failures === 0 ? 0 : 1;
