import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { type Config, processRoles } from '#config/config.ts';
import { vaultOf } from '#config/vault.ts';
import type { AppContext, Ctx } from '#context';
import { inNameOf } from '#context';
import { connect } from '#db/connect.ts';
import { EventHub } from '#db/event-hub.ts';
import { createEngineHttp } from '#engines/engine-http.ts';
import { engineKinds } from '#engines/kinds.ts';
import { createEngineRegistry } from '#engines/registry.ts';
import type { LiveEvent } from '#features/activities/contract.ts';
import { workspaces } from '#features/workspaces/tables.ts';
import { freePort } from '#http/free-port.ts';
import type { JobDefinition } from '#jobs/define-job.ts';
import type { AddOptions, JobQueue } from '#jobs/queue.ts';
import type { Role } from '#kernel/actor.ts';
import { newId, type WorkspaceId } from '#kernel/ids.ts';
import { openLocalBlobStore } from '#media/blob-store.ts';
import { createMediaTools } from '#media/media-tools.ts';
import { createPlatformHttp } from '#platforms/http.ts';
import { createPlatformRegistry } from '#platforms/registry.ts';
import { createMemoryStore } from '#platforms/simulators/memory-store.ts';
import { createRehearsalNetwork } from '#platforms/simulators/network.ts';
import { fakeEngines } from './fake-engines.ts';
import { createTestDatabase } from './postgres.ts';

export interface QueuedJob {
  readonly job: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly runAt: Date | undefined;
}

export interface TestContext extends AsyncDisposable {
  readonly app: AppContext;
  /** Signed in as the owner of a workspace of its own. */
  readonly ctx: Ctx;
  /** Jobs added so far, in order; nothing runs them. */
  readonly queued: QueuedJob[];
  /** Live events told so far. */
  readonly told: LiveEvent[];
  /** The same workspace in another role. */
  as(role: Role): Ctx;
  /** Somebody in another workspace. */
  stranger(): Promise<Ctx>;
  /** Stops the clock at a moment, or lets it run again. */
  setNow(at: Date | undefined): void;
  readonly now: () => Date;
}

/** A whole context on a real database and real files, with small engines at the ports and jobs only written down. */
export async function testContext(overrides: Partial<AppContext> = {}): Promise<TestContext> {
  const stack = new AsyncDisposableStack();
  const database = stack.use(await createTestDatabase());
  const dataFolder = await mkdtemp(join(tmpdir(), 'ainfluencer-test-'));
  stack.defer(() => rm(dataFolder, { recursive: true, force: true }));
  const { pool, db } = connect(database.connectionString, () => undefined, 6);
  stack.defer(() => pool.end());
  const queued: QueuedJob[] = [];
  let at: Date | undefined;
  const now = () => at ?? new Date();
  const config = await testConfig(dataFolder, database.connectionString);
  const media = stack.use(await createMediaTools({ dataFolder, now }));
  const app: AppContext = {
    config,
    log: pino({ level: 'silent' }),
    pool,
    db,
    jobs: recordingQueue(queued),
    events: new EventHub(database.connectionString, async () => undefined),
    files: await openLocalBlobStore(join(dataFolder, 'files')),
    vault: vaultOf(randomBytes(32)),
    media,
    engines: fakeEngines(),
    connected: stack.use(createEngineRegistry({ kinds: engineKinds, http: createEngineHttp() })),
    platforms: createPlatformRegistry(
      createPlatformHttp({
        userAgent: 'AInfluencer test',
        isTrustedOrigin: (origin) => origin === config.localUrl,
      }),
    ),
    rehearsal: createRehearsalNetwork({
      localUrl: config.localUrl,
      publicUrl: config.publicUrl,
      storeOf: () => createMemoryStore(),
      now,
    }),
    now,
    onLedgerStep: async () => undefined,
    ...overrides,
  };
  const workspaceId = await makeWorkspace(app);
  const owner = { kind: 'user', userId: 'owner', name: 'Ada' } as const;
  const told: LiveEvent[] = [];
  app.events.subscribe(workspaceId, (event) => told.push(event));
  return {
    app,
    ctx: inNameOf(app, workspaceId, owner, 'owner'),
    queued,
    told,
    as: (role) => inNameOf(app, workspaceId, owner, role),
    stranger: async () =>
      inNameOf(app, await makeWorkspace(app), { kind: 'user', userId: 'stranger', name: 'Eve' }, 'owner'),
    setNow: (moment) => {
      at = moment;
    },
    now,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

async function makeWorkspace(app: AppContext): Promise<WorkspaceId> {
  const id = newId<WorkspaceId>();
  await app.db.insert(workspaces).values({ id, name: 'Test studio', timeZone: 'Europe/Berlin' });
  return id;
}

function recordingQueue(queued: QueuedJob[]): JobQueue {
  return {
    async add(_db, job, payload, options: AddOptions = {}) {
      const { name, payload: shape } = job as unknown as JobDefinition;
      queued.push({ job: name, payload: shape.parse(payload), runAt: options.runAt });
    },
  };
}

async function testConfig(dataFolder: string, url: string): Promise<Config> {
  const port = await freePort();
  return {
    host: '127.0.0.1',
    port,
    publicUrl: `http://localhost:${port}`,
    localUrl: `http://127.0.0.1:${port}`,
    dataFolder,
    database: { kind: 'server', url },
    roles: processRoles,
    dev: false,
    dashboard: false,
    logLevel: 'silent',
    privateEngines: true,
    chromePath: undefined,
    ffmpegPath: undefined,
  };
}
