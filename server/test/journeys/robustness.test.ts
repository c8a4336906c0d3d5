import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { migrate } from '#db/migrate.ts';
import { SessionState } from '#features/workspaces/contract.ts';
import { freePort } from '#http/free-port.ts';
import { createTestDatabase } from '#test/postgres.ts';
import { refusedCopy, runCopy } from '#test/run-copy.ts';

/** Starting and stopping whole copies takes its time on a busy machine. */
const patient = { timeout: 300_000 };
let dataFolder: string;

beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'ainfluencer-robust-'));
});
afterAll(() => rm(dataFolder, { recursive: true, force: true }));

const session = async (url: string) => {
  const response = await fetch(`${url}/api/v1/session`, { signal: AbortSignal.timeout(30_000) });
  return { status: response.status, body: (await response.json()) as unknown };
};

const makeOwner = (url: string) =>
  fetch(`${url}/api/v1/owner`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Ada', email: 'ada@example.com', password: 'correct horse battery' }),
    signal: AbortSignal.timeout(60_000),
  });

it('says which port is taken and how to use another', patient, async () => {
  const port = await freePort();
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
  try {
    const { exitCode, said } = await refusedCopy({ port, dataFolder });

    expect(exitCode).toBe(1);
    expect(said).toContain(`Port ${port} is already used`);
    expect(said).toContain('--port');
  } finally {
    await new Promise((resolve) => other.close(resolve));
  }
});

it('refuses a second copy on the same data, and loses nothing when killed', patient, async () => {
  await using first = await runCopy({ port: await freePort(), dataFolder });
  expect((await makeOwner(first.url)).status).toBe(204);

  const second = await refusedCopy({ port: await freePort(), dataFolder });
  expect(second.exitCode).toBe(1);
  expect(second.said).toContain('already using the data folder');

  await first.kill();
  await using again = await runCopy({ port: await freePort(), dataFolder });
  const { body } = await session(again.url);
  expect(SessionState.parse(body).needsOwner).toBe(false);
});

it('answers that the database is away while it is, and works again once it is back', patient, async () => {
  await using copy = await runCopy({ port: await freePort(), dataFolder });
  const pid = Number((await readFile(join(dataFolder, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);

  process.kill(pid, 'SIGKILL');
  const limit = Date.now() + 120_000;
  let answeredInARow = 0;
  while (answeredInARow < 10 && Date.now() < limit) {
    const { status, body } = await session(copy.url);
    if (status !== 200) expect(z.object({ code: z.string() }).parse(body).code).toBe('unavailable');
    answeredInARow = status === 200 ? answeredInARow + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }

  expect(answeredInARow).toBe(10);
  const { body } = await session(copy.url);
  expect(SessionState.parse(body).needsOwner).toBe(false);
});

it('refuses a database that a newer program made', async () => {
  await using database = await createTestDatabase();
  const client = new Client({ connectionString: database.connectionString });
  await client.connect();
  await client.query(`insert into schema_migrations (name) values ('9999-from-the-future.sql')`);
  await client.end();

  await expect(migrate(database.connectionString)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('newer version'),
    hint: expect.any(String),
  });
});
