import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { AppError } from '#kernel/errors.ts';
import { findPostgresBinaries } from './binaries.ts';
import { diskFull, folderError } from './folder-error.ts';
import { keepRunning } from './keep-running.ts';
import { type PostmasterFile, readPostmasterFile, whoIs } from './postmaster-file.ts';
import { boundLog } from './server-log.ts';
import {
  checkMajorVersion,
  initialise,
  launch,
  type ServerPlan,
  stopServer,
  waitUntilGone,
} from './server-process.ts';
import { type Endpoint, socketPort, writeSettings } from './settings.ts';
import { socketFolderFor } from './socket-folder.ts';
import { chooseLaunchMode, ownFolder } from './unprivileged.ts';

export interface EmbeddedPostgresOptions {
  /** The product's data folder; the database goes into `postgres/` inside it. Lock it first (`lockDataFolder`). */
  readonly dataFolder: string;
  readonly log?: (message: string) => void;
  /** Speed over safety, for tests and rehearsals: nothing is flushed to disk, and more clients may connect. */
  readonly scratch?: boolean;
}

export interface EmbeddedPostgres {
  readonly connectionString: string;
  /** True when a server left running by a killed process was taken over. */
  readonly adopted: boolean;
  /** The number of the process that serves now: a server that dies is started again. */
  pid(): number;
  /** Ends the server and waits for it, 30 seconds at most. Safe to call twice. */
  stop(): Promise<void>;
}

/** A new cluster takes 40 MB, its write-ahead log 16 MB more with each segment. */
const roomBytes = 128 * 1024 * 1024;

/**
 * Starts the PostgreSQL server that the product brings, on a Unix socket only its user can reach (on Windows on a
 * loopback port with a password), making the database on first use. A server left behind by a killed process is
 * taken over.
 *
 * @throws AppError `unavailable` or `storage_full`, with what to do.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataFolder = resolve(options.dataFolder);
  const log = options.log ?? (() => undefined);
  try {
    const plan = await preparePlan(dataFolder, options.scratch ?? false);
    const { endpoint, pid, adopted } = await adoptOrLaunch(plan, log);
    const connectionString = addressOf(endpoint, 'ainfluencer');
    if (!adopted) await createDatabase(endpoint);
    const kept = keepRunning(plan, pid, log);
    return { connectionString, adopted, pid: kept.pid, stop: kept.stop };
  } catch (error) {
    throw folderError(dataFolder, error);
  }
}

/** The address of the database when a server is running on this data folder, null when none is. */
export async function findRunningPostgres(folder: string): Promise<string | null> {
  const dataFolder = resolve(folder);
  const pgData = join(dataFolder, 'postgres');
  const file = await readPostmasterFile(pgData);
  if (file === null || !['ours', 'unsure'].includes(await whoIs(file.pid, pgData))) return null;
  const endpoint = await runningEndpoint(dataFolder, file);
  return endpoint !== null && (await answers(endpoint)) ? addressOf(endpoint, 'ainfluencer') : null;
}

async function preparePlan(dataFolder: string, scratch: boolean): Promise<ServerPlan> {
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const binaries = await findPostgresBinaries();
  const mode = await chooseLaunchMode(binaries, dataFolder);
  const logPath = join(dataFolder, 'postgres.log');
  await boundLog(logPath);
  return { dataFolder, pgData: join(dataFolder, 'postgres'), logPath, binaries, mode, scratch };
}

async function adoptOrLaunch(
  plan: ServerPlan,
  log: (message: string) => void,
): Promise<{ endpoint: Endpoint; pid: number; adopted: boolean }> {
  const left = await findLeftover(plan);
  if (left !== null) {
    const endpoint = await runningEndpoint(plan.dataFolder, left);
    if (endpoint !== null && (await takeOver(endpoint))) {
      log(`Took over the database that was left running (process ${left.pid}).`);
      return { endpoint, pid: left.pid, adopted: true };
    }
    log(`Stopping a database that was left running and does not answer (process ${left.pid}).`);
    await stopServer(plan, left.pid);
  }
  await initialiseOnce(plan, log);
  await ownFolder(plan.pgData, plan.mode);
  const endpoint = await newEndpoint(plan);
  await writeSettings(plan.pgData, endpoint, plan.scratch);
  if (plan.mode.kind === 'as_other_user') {
    for (const file of ['postgresql.conf', 'pg_hba.conf']) {
      await chown(join(plan.pgData, file), plan.mode.uid, plan.mode.gid);
    }
  }
  return { endpoint, pid: await launch(plan), adopted: false };
}

/** A live server of this data folder that this process did not start, once it is neither starting nor stopping. */
async function findLeftover(plan: ServerPlan): Promise<PostmasterFile | null> {
  const file = await readPostmasterFile(plan.pgData);
  if (file === null || !['ours', 'unsure'].includes(await whoIs(file.pid, plan.pgData))) return null;
  if (file.status === 'ready') return file;
  const gone = await waitUntilGone(plan.pgData, file.pid, file.status === 'stopping' ? 30 : 5);
  return gone ? null : await readPostmasterFile(plan.pgData);
}

/**
 * Ends what the killed process left open, so that none of its locks and queries live on, and checks that this is the
 * database meant and that it is usable.
 */
async function takeOver(endpoint: Endpoint): Promise<boolean> {
  return withClient(endpoint, 'ainfluencer', async (client) => {
    await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where pid <> pg_backend_pid() and backend_type = 'client backend'`,
    );
    return true;
  }).catch(() => false);
}

/** First use: the cluster is made beside its place and moved there whole, so that a kill leaves no half of one. */
async function initialiseOnce(plan: ServerPlan, log: (message: string) => void): Promise<void> {
  if ((await readFile(join(plan.pgData, 'PG_VERSION'), 'utf8').catch(() => null)) !== null) {
    return checkMajorVersion(plan);
  }
  const disk = await statfs(plan.dataFolder);
  if (disk.bavail * disk.bsize < roomBytes) throw diskFull(plan.dataFolder);
  log('Making the database (once).');
  const fresh = `${plan.pgData}.new`;
  await rm(fresh, { recursive: true, force: true });
  await ownFolder(fresh, plan.mode);
  await initialise(plan, fresh, process.platform === 'win32' ? await passwordFile(plan.dataFolder) : null);
  await rename(fresh, plan.pgData);
}

async function newEndpoint(plan: ServerPlan): Promise<Endpoint> {
  if (process.platform === 'win32') {
    const password = (await readFile(await passwordFile(plan.dataFolder), 'utf8')).trim();
    return { kind: 'loopback', port: await freePort(), password };
  }
  const folder = await socketFolderFor(plan.dataFolder);
  await ownFolder(folder, plan.mode);
  return { kind: 'socket', folder };
}

async function runningEndpoint(dataFolder: string, file: PostmasterFile): Promise<Endpoint | null> {
  if (process.platform !== 'win32') return { kind: 'socket', folder: file.socketFolder };
  const password = await readFile(join(dataFolder, 'postgres.password'), 'utf8').catch(() => null);
  return password === null ? null : { kind: 'loopback', port: file.port, password: password.trim() };
}

async function passwordFile(dataFolder: string): Promise<string> {
  const path = join(dataFolder, 'postgres.password');
  await writeFile(path, `${randomBytes(24).toString('hex')}\n`, { flag: 'wx', mode: 0o600 }).catch(
    (error) => {
      if (error.code !== 'EEXIST') throw error;
    },
  );
  await chmod(path, 0o600);
  return path;
}

async function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(address !== null && typeof address === 'object' ? address.port : 0));
    });
  });
}

function addressOf(endpoint: Endpoint, database: string): string {
  if (endpoint.kind === 'loopback') {
    return `postgresql://ainfluencer:${endpoint.password}@127.0.0.1:${endpoint.port}/${database}?sslmode=disable`;
  }
  const host = encodeURIComponent(endpoint.folder);
  return `postgresql://ainfluencer@localhost:${socketPort}/${database}?host=${host}&sslmode=disable`;
}

async function withClient<T>(
  endpoint: Endpoint,
  database: string,
  use: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    connectionString: addressOf(endpoint, database),
    connectionTimeoutMillis: 10_000,
    query_timeout: 30_000,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

function answers(endpoint: Endpoint): Promise<boolean> {
  return withClient(endpoint, 'ainfluencer', async () => true).catch(() => false);
}

async function createDatabase(endpoint: Endpoint): Promise<void> {
  if (await answers(endpoint)) return;
  await withClient(endpoint, 'postgres', async (client) => {
    const { rowCount } = await client.query(`select from pg_database where datname = 'ainfluencer'`);
    if (rowCount === 0) await client.query('create database ainfluencer');
  });
  if (!(await answers(endpoint))) {
    throw new AppError('unavailable', 'The built-in database started but does not accept connections.', {
      hint: 'Start again; if it stays so, look at postgres.log in the data folder.',
    });
  }
}
