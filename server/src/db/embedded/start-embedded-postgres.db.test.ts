import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, chmod, cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { isAlive } from './process-identity.ts';
import { findRunningPostgres, startEmbeddedPostgres } from './start-embedded-postgres.ts';

const Held = z.object({ connectionString: z.string(), adopted: z.boolean(), pid: z.number() });
const holdDatabase = resolve(import.meta.dirname, '../../../test/hold-database.ts');
const isRoot = process.getuid?.() === 0;

/** An empty database made once, copied where making one is not what is tested. */
let made: string;
let folder: string;
let copies: ChildProcess[];

beforeAll(async () => {
  made = await mkdtemp(join(tmpdir(), 'ainfluencer-made-'));
  await (await startEmbeddedPostgres({ dataFolder: made, scratch: true })).stop();
});

afterAll(async () => {
  await rm(made, { recursive: true, force: true });
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ainfluencer-embedded-'));
  copies = [];
});

afterEach(async () => {
  for (const copy of copies) await end(copy, 'SIGKILL');
  if ((await findRunningPostgres(folder)) !== null) {
    await (await startEmbeddedPostgres({ dataFolder: folder })).stop();
  }
  await rm(folder, { recursive: true, force: true });
});

async function copyMade(to: string): Promise<void> {
  await cp(join(made, 'postgres'), join(to, 'postgres'), { recursive: true });
  await chmod(join(to, 'postgres'), 0o700);
}

async function runCopy(dataFolder: string, as: { uid?: number; gid?: number; env?: NodeJS.ProcessEnv } = {}) {
  const copy = spawn(process.execPath, [holdDatabase, dataFolder], {
    ...as,
    cwd: tmpdir(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  copies.push(copy);
  let complaint = '';
  copy.stderr?.on('data', (data) => {
    complaint += String(data);
  });
  const lines = createInterface({ input: copy.stdout! });
  for await (const line of lines) return { copy, ...Held.parse(JSON.parse(line)) };
  throw new Error(complaint);
}

async function end(copy: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (copy.exitCode !== null || copy.signalCode !== null) return;
  const ended = once(copy, 'exit');
  copy.kill(signal);
  await ended;
}

async function query(connectionString: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<unknown[]>({ text, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

it('makes a database with checksums and UTF-8 on first use, and keeps what was written for the next start', async () => {
  const first = await startEmbeddedPostgres({ dataFolder: folder });
  expect(first.adopted).toBe(false);
  const settings = `select current_setting('data_checksums'), current_setting('fsync'),
    current_setting('full_page_writes'), current_setting('synchronous_commit'),
    current_setting('listen_addresses'), pg_encoding_to_char(encoding), datlocale
    from pg_database where datname = 'ainfluencer'`;
  expect(await query(first.connectionString, settings)).toEqual([
    'on',
    'on',
    'on',
    'on',
    '',
    'UTF8',
    'C.UTF-8',
  ]);
  await query(first.connectionString, 'create table kept (text text)');
  await query(first.connectionString, `insert into kept values ('Ærøskøbing')`);
  expect((await stat(join(folder, 'postgres'))).mode & 0o777).toBe(0o700);
  expect((await stat(join(folder, 'run'))).mode & 0o777).toBe(0o700);
  await first.stop();
  await first.stop();
  expect(await isAlive(first.pid())).toBe(false);

  const second = await startEmbeddedPostgres({ dataFolder: folder });
  try {
    expect(await query(second.connectionString, 'select text from kept')).toEqual(['Ærøskøbing']);
  } finally {
    await second.stop();
  }
});

it('takes over the server of a killed process and ends what that process left open', async () => {
  await copyMade(folder);
  const { copy, connectionString, pid } = await runCopy(folder);
  await query(connectionString, 'create table kept (id int)');
  const sleeper = new Client({ connectionString });
  sleeper.on('error', () => undefined);
  await sleeper.connect();
  await sleeper.query('begin');
  await sleeper.query('lock table kept');
  await end(copy, 'SIGKILL');
  expect(await isAlive(pid)).toBe(true);

  const next = await startEmbeddedPostgres({ dataFolder: folder });
  expect(next.adopted).toBe(true);
  expect(next.pid()).toBe(pid);
  await query(`${next.connectionString}&options=-c%20lock_timeout%3D3s`, 'insert into kept values (1)');
  await next.stop();
  expect(await isAlive(pid)).toBe(false);
});

it('recovers every acknowledged row after the server itself is killed too', async () => {
  await copyMade(folder);
  const { copy, connectionString, pid } = await runCopy(folder);
  await query(connectionString, 'create table kept (id int)');
  await query(connectionString, 'insert into kept select generate_series(1, 1000)');
  process.kill(pid, 'SIGKILL');
  await end(copy, 'SIGKILL');

  const next = await startEmbeddedPostgres({ dataFolder: folder });
  try {
    expect(next.adopted).toBe(false);
    expect(await query(next.connectionString, 'select count(*)::int from kept')).toEqual([1000]);
  } finally {
    await next.stop();
  }
});

it('starts the server again when it dies while it is wanted, at the same address, with all that was written', async () => {
  await copyMade(folder);
  const server = await startEmbeddedPostgres({ dataFolder: folder, scratch: true });
  await query(server.connectionString, 'create table kept as select 7 as id');
  process.kill(server.pid(), 'SIGKILL');
  const answer = await vi.waitUntil(
    () => query(server.connectionString, 'select id from kept').catch(() => null),
    { timeout: 20_000, interval: 100 },
  );
  await server.stop();
  expect(answer).toEqual([7]);
  expect(await isAlive(server.pid())).toBe(false);
});

it('starts although postmaster.pid names a number that now belongs to another program', async () => {
  await copyMade(folder);
  const first = await startEmbeddedPostgres({ dataFolder: folder, scratch: true });
  const path = join(folder, 'postgres', 'postmaster.pid');
  const text = await readFile(path, 'utf8');
  await first.stop();

  const stranger = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'ignore' });
  copies.push(stranger);
  await writeFile(path, text.replace(/^\d+/, String(stranger.pid)), { mode: 0o600 });
  const second = await startEmbeddedPostgres({ dataFolder: folder, scratch: true });
  await second.stop();
  expect(stranger.exitCode).toBe(null);
});

it('makes the database again after a kill in the middle of making it', async () => {
  await mkdir(join(folder, 'postgres.new', 'base'), { recursive: true });
  await writeFile(join(folder, 'postgres.new', 'PG_VERSION'), '18\n');
  const server = await startEmbeddedPostgres({ dataFolder: folder, scratch: true });
  await server.stop();
  await expect(access(join(folder, 'postgres.new'))).rejects.toThrow();
});

it('refuses a second copy on the same folder and names the first', async () => {
  await copyMade(folder);
  const { copy } = await runCopy(folder);
  await expect(runCopy(folder)).rejects.toThrow(
    new RegExp(`already using the data folder.*process ${copy.pid} `),
  );
  await end(copy, 'SIGTERM');
  const { copy: next } = await runCopy(folder);
  await end(next, 'SIGTERM');
});

it('refuses a database of another major release and leaves it as it is', async () => {
  await mkdir(join(folder, 'postgres'));
  await writeFile(join(folder, 'postgres', 'PG_VERSION'), '14\n');
  await expect(startEmbeddedPostgres({ dataFolder: folder })).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('PostgreSQL 14'),
    hint: expect.stringContaining('restore'),
  });
  expect(await readFile(join(folder, 'postgres', 'PG_VERSION'), 'utf8')).toBe('14\n');
});

it('puts the socket elsewhere when the path of the data folder is too long for one', async () => {
  const long = join(folder, 'a'.repeat(60), 'b'.repeat(60));
  await mkdir(long, { recursive: true });
  await copyMade(long);
  const server = await startEmbeddedPostgres({ dataFolder: long, scratch: true });
  expect(await query(server.connectionString, 'select 1')).toEqual([1]);
  expect(await findRunningPostgres(long)).toBe(server.connectionString);
  await server.stop();
  expect(await findRunningPostgres(long)).toBe(null);
});

const closedCheckout = 'This checkout lies in a folder that other users may not enter.';

/** Whether every folder on the way lets other users through. */
async function othersMayEnter(path: string): Promise<boolean> {
  for (let at = path; at !== dirname(at); at = dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) return false;
  }
  return true;
}

describe.runIf(isRoot)('as root', () => {
  it('keeps files root’s own, under a folder nobody else may enter', async () => {
    await chmod(folder, 0o700);
    const server = await startEmbeddedPostgres({ dataFolder: folder, scratch: true });
    await server.stop();
    expect((await stat(join(folder, 'postgres', 'PG_VERSION'))).uid).toBe(0);
  });

  it('becomes another user where user namespaces are missing, and back where they are not', async (context) => {
    if (!(await othersMayEnter(import.meta.dirname))) return context.skip(closedCheckout);
    await copyMade(folder);
    const { copy, connectionString } = await runCopy(folder, { env: { PATH: '/nonexistent' } });
    await query(connectionString, 'create table kept (id int)');
    expect((await stat(join(folder, 'postgres', 'PG_VERSION'))).uid).not.toBe(0);
    await end(copy, 'SIGTERM');

    const server = await startEmbeddedPostgres({ dataFolder: folder, scratch: true });
    try {
      expect(await query(server.connectionString, 'select count(*)::int from kept')).toEqual([0]);
    } finally {
      await server.stop();
    }
  });

  it('says what to do where neither works', async () => {
    const closed = join(folder, 'closed');
    await mkdir(closed, { mode: 0o700 });
    await expect(runCopy(join(closed, 'data'), { env: { PATH: '/nonexistent' } })).rejects.toThrow(
      /refuses to run as root[\s\S]*DATABASE_URL/,
    );
  });

  it('runs as an ordinary user, and names a folder that user may not write', async (context) => {
    if (!(await othersMayEnter(import.meta.dirname))) return context.skip(closedCheckout);
    const nobody = { uid: 65_534, gid: 65_534 };
    await chmod(folder, 0o755);
    await expect(runCopy(join(folder, 'data'), nobody)).rejects.toThrow(
      /may not write there[\s\S]*AINFLUENCER_DATA/,
    );
    await chmod(folder, 0o777);
    const { copy } = await runCopy(join(folder, 'data'), nobody);
    expect((await stat(join(folder, 'data', 'postgres', 'PG_VERSION'))).uid).toBe(nobody.uid);
    await end(copy, 'SIGTERM');
  });
});
