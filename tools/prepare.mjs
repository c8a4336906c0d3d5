// What every command does first: find Node 24, install what is missing, build the dashboard when it is stale.
// Plain JavaScript for Node 18 and newer: it runs before anything is installed. Progress goes to standard error.

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, linkSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const oldestNode = 20;
const runtimeMajor = 24;
const installMinutes = 40;
const buildMinutes = 15;

/** A problem whose message is all a person needs to see. */
export class Trouble extends Error {}

export function say(text) {
  process.stderr.write(`${text}\n`);
}

/** Runs a command's `main`, and shows a Trouble as a sentence instead of a stack. */
export async function runTool(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    say(`\n${error.message}`);
    process.exitCode = 1;
  }
}

/**
 * Makes sure that the packages of the lock file are installed, and finds the Node that runs the program.
 * @param {'production' | 'everything'} extent `everything` adds what tests and checks need.
 * @returns {Promise<string>} path of a Node 24 program
 */
export async function prepare(extent) {
  if (Number(process.versions.node.split('.')[0]) < oldestNode) {
    throw new Trouble(
      `AInfluencer needs Node ${oldestNode} or newer to start, and this is Node ${process.versions.node}. ` +
        'Install a newer one from https://nodejs.org and try again.',
    );
  }
  if (whyInstall(extent) === null) {
    const runtime = findRuntime();
    if (runtime !== null) return runtime;
  }
  return alone(async () => {
    // Another command may have installed everything while this one waited.
    const reason = whyInstall(extent);
    if (reason !== null) await install(extent, reason);
    return findRuntime() ?? (await installRuntime());
  });
}

/** Lets one command of this checkout at a time install or build; the others wait for it. */
async function alone(work) {
  const lock = join(root, '.preparing');
  const limit = Date.now() + (installMinutes + buildMinutes) * 60_000;
  let told = false;
  while (!takeLock(lock)) {
    if (Date.now() > limit) throw new Trouble(`Another command has been preparing too long. Delete ${lock}.`);
    if (!told) say('Another command is installing or building here; waiting for it …');
    told = true;
    await wait(1000);
  }
  const release = () => rmSync(lock, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    process.off('exit', release);
    release();
  }
}

/** @returns {boolean} whether it is ours now; one whose owner is dead is taken over. */
function takeLock(lock) {
  const own = `${lock}.${process.pid}`;
  try {
    // link() never replaces, and what it makes is there with its content at once.
    writeFileSync(own, String(process.pid));
    linkSync(own, lock);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw new Trouble(`${lock} cannot be written: ${error.message}.`);
  } finally {
    rmSync(own, { force: true });
  }
  if (isRunning(readOr(lock, ''))) return false;
  rmSync(lock, { force: true });
  return takeLock(lock);
}

function isRunning(pid) {
  if (!/^\d+$/.test(pid)) return false;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function readOr(path, otherwise) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return otherwise;
  }
}

/** @returns {string | null} why packages have to be installed, or null when all are there. */
export function whyInstall(extent, folder = root) {
  const wanted = readPackages(join(folder, 'package-lock.json'));
  if (wanted === null)
    throw new Trouble('package-lock.json is missing or damaged: get it back with git checkout.');
  // npm writes this list last, so a broken-off installation has none.
  const installed = readPackages(join(folder, 'node_modules', '.package-lock.json'));
  if (installed === null) return 'first start';
  for (const [path, entry] of Object.entries(wanted)) {
    if (!path.includes('node_modules/') || entry.link || entry.optional) continue;
    if (extent === 'production' && (entry.dev || entry.devOptional)) continue;
    // The list may name more than is there: npm 10 writes what it left out as well.
    if (installed[path] === undefined || !existsSync(join(folder, path, 'package.json')))
      return 'packages are missing';
    if (installed[path].version !== entry.version) return 'packages have changed';
  }
  return null;
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages ?? null;
  } catch {
    return null;
  }
}

async function install(extent, reason) {
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  if (extent === 'production') args.push('--omit=dev');
  // No package's own script is needed (one would even compile); what is, this file and the program do themselves.
  const what =
    extent === 'production' ? 'Installing the packages' : 'Installing the packages, with those for tests';
  const result = await runShown(`${what} (${reason})`, ...npm(args), { minutes: installMinutes });
  if (result.code !== 0) throw new Trouble(explainInstall(result));
}

function explainInstall({ output, timedOut }) {
  const tail = output.trim().split('\n').slice(-15).join('\n');
  if (timedOut)
    return `${tail}\n\nInstalling took longer than ${installMinutes} minutes and was stopped. Try again.`;
  if (/ENOSPC/.test(output))
    return 'The disk is full: installing needs about 3 GB. Free some room and try again.';
  if (/EACCES|EPERM|EROFS/.test(output)) {
    return `${tail}\n\nThis user may not write to ${root}. Change the folder's owner, or use a copy of your own.`;
  }
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|network/i.test(output)) {
    return `${tail}\n\nThe package registry cannot be reached. Check the network (and npm's proxy setting) and try again.`;
  }
  return `${tail}\n\nInstalling failed. Nothing of yours was touched; try again, or delete node_modules first.`;
}

/** The package `node` brings the program in a script of its own, which we have to run after `--ignore-scripts`. */
async function installRuntime() {
  const folder = join(root, 'node_modules', 'node');
  const result = await runShown(
    `Installing Node ${runtimeMajor}`,
    process.execPath,
    [join(folder, 'installArchSpecificPackage.js')],
    { cwd: folder, minutes: installMinutes },
  );
  const runtime = findRuntime();
  if (runtime !== null) return runtime;
  const tail = result.output.trim().split('\n').slice(-8).join('\n');
  throw new Trouble(
    `${tail}\n\nNode ${runtimeMajor} could not be installed by npm for ${process.platform} ${process.arch}` +
      `${process.platform === 'linux' ? ' (it needs glibc: Alpine Linux has none)' : ''}. ` +
      `Install Node ${runtimeMajor} from https://nodejs.org yourself and start again.`,
  );
}

/** @returns {string | null} the program that npm installed, or the running one where it is new enough. */
function findRuntime() {
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const installed = join(root, 'node_modules', 'node', 'bin', file);
  for (const program of [installed, process.execPath]) {
    if (!existsSync(program)) continue;
    const asked = spawnSync(program, ['--version'], { encoding: 'utf8', timeout: 20_000 });
    if (Number(/^v(\d+)\./.exec(asked.stdout ?? '')?.[1]) >= runtimeMajor) return program;
  }
  return null;
}

/** Builds the dashboard unless the one that is there was made from these very sources. */
export async function buildDashboard(runtime) {
  const web = join(root, 'web');
  if (!existsSync(join(web, 'app'))) return;
  const stamp = join(web, '.next', 'built-from.txt');
  const sources = hashSources(web);
  const isBuilt = () => readOr(stamp, '') === sources;
  if (isBuilt()) return;
  await alone(async () => {
    if (!isBuilt()) await build(runtime, web);
    writeFileSync(stamp, sources);
  });
}

async function build(runtime, web) {
  const next = createRequire(join(web, 'package.json')).resolve('next/dist/bin/next');
  const result = await runShown('Building the dashboard (once)', runtime, [next, 'build'], {
    cwd: web,
    minutes: buildMinutes,
    env: { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
  });
  if (result.code !== 0) {
    throw new Trouble(
      `${result.output.trim().split('\n').slice(-40).join('\n')}\n\nThe dashboard could not be built.`,
    );
  }
}

function hashSources(web) {
  const hash = createHash('sha256');
  for (const path of [...listFiles(web), ...listShared(), join(root, 'package-lock.json')].sort()) {
    hash
      .update(relative(root, path).split(sep).join('/'))
      .update('\0')
      .update(readFileSync(path))
      .update('\0');
  }
  return hash.digest('hex');
}

/** The server's files that the dashboard is compiled with. */
function listShared() {
  const source = join(root, 'server', 'src');
  const features = join(source, 'features');
  const contracts = existsSync(features)
    ? readdirSync(features).map((name) => join(features, name, 'contract.ts'))
    : [];
  return [...contracts.filter(existsSync), ...listFiles(join(source, 'kernel'))];
}

const notSources = /^(node_modules|\.next|next-env\.d\.ts|.*\.tsbuildinfo|.*\.test\.tsx?|\..*)$/;

function listFiles(folder) {
  return readdirSync(folder).flatMap((name) => {
    if (notSources.test(name)) return [];
    const path = join(folder, name);
    return statSync(path).isDirectory() ? listFiles(path) : [path];
  });
}

/** npm as this process was started with, or the one on the path. */
function npm(args) {
  const script = process.env.npm_execpath;
  if (script !== undefined && /npm-cli\.c?js$/.test(script)) return [process.execPath, [script, ...args]];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', args];
}

/** Runs a program out of sight, showing what it is for and for how long; its output comes back. */
function runShown(title, program, args, { cwd = root, minutes, env = {} }) {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const rewrite = process.stderr.isTTY === true;
  process.stderr.write(rewrite ? `${title} …` : `${title} …\n`);
  const timer = setInterval(
    () => (rewrite ? process.stderr.write(`\r${title} … ${seconds()} s`) : say(`  … ${seconds()} s`)),
    rewrite ? 1_000 : 15_000,
  );
  return new Promise((done, fail) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      shell: program.endsWith('.cmd'),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let timedOut = false;
    const limit = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, minutes * 60_000);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => {
        output = (output + data).slice(-65_536);
      });
    }
    // Stopped in the middle: what runs for us must not go on alone.
    const stop = () => {
      child.kill('SIGTERM');
      process.exit(143);
    };
    process.once('SIGTERM', stop);
    const finish = () => {
      process.off('SIGTERM', stop);
      clearInterval(timer);
      clearTimeout(limit);
    };
    child.once('error', (error) => {
      finish();
      fail(new Trouble(`${program} cannot be started: ${error.message}.`));
    });
    child.once('close', (code) => {
      finish();
      const line = `${title}: ${code === 0 ? `done in ${seconds()} s` : 'failed'}`;
      process.stderr.write(rewrite ? `\r${line}\u001b[K\n` : `${line}\n`);
      done({ code: code ?? 1, output, timedOut });
    });
  });
}

/**
 * Runs a TypeScript file (or another script) in the program's Node as if it were this process: same streams, signals
 * passed on, its exit code as the answer.
 * @returns {Promise<number>}
 */
export function handOver(runtime, args, env = {}) {
  return new Promise((done, fail) => {
    const child = spawn(runtime, ['--disable-warning=ExperimentalWarning', ...args], {
      stdio: 'inherit',
      env: { ...process.env, ...env },
    });
    // At a terminal Ctrl-C reaches the child as well, and a second signal would mean "at once" to it.
    const pass = (signal) => (process.stdin.isTTY && signal === 'SIGINT' ? undefined : child.kill(signal));
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, pass);
    child.once('error', (error) => fail(new Trouble(`${runtime} cannot be started: ${error.message}.`)));
    child.once('exit', (code, signal) => {
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(name, pass);
      done(code ?? (signal === 'SIGINT' ? 130 : signal === 'SIGTERM' ? 143 : 1));
    });
  });
}
