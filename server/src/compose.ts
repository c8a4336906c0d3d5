import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import pino, { type Logger } from 'pino';
import type { Config } from '#config/config.ts';
import { openVault } from '#config/vault.ts';
import type { AppContext } from '#context';
import { connect } from '#db/connect.ts';
import { lockDataFolder } from '#db/embedded/lock-data-folder.ts';
import { startEmbeddedPostgres } from '#db/embedded/start-embedded-postgres.ts';
import { EventHub } from '#db/event-hub.ts';
import { migrate } from '#db/migrate.ts';
import { createBuiltinImageEngine } from '#engines/builtin-image/adapter.ts';
import { rendererVersion } from '#engines/builtin-image/manifest.ts';
import { presets } from '#engines/builtin-image/presets.ts';
import { createCharacterRenderer } from '#engines/builtin-image/renderer.ts';
import { createBuiltinSpeechEngine } from '#engines/builtin-speech/adapter.ts';
import { createBuiltinTextEngine } from '#engines/builtin-text/adapter.ts';
import { createBuiltinVideoEngine } from '#engines/builtin-video/adapter.ts';
import type { EngineKind } from '#engines/connected-engine.ts';
import type { Engines } from '#engines/engine.ts';
import { createEngineHttp } from '#engines/engine-http.ts';
import { engineKinds } from '#engines/kinds.ts';
import { createEngineRegistry } from '#engines/registry.ts';
import { postgresSimulatorStore } from '#features/rehearsal/postgres-simulator-store.ts';
import { type JobRunner, openJobQueue } from '#jobs/queue.ts';
import { openLocalBlobStore } from '#media/blob-store.ts';
import { createChromium } from '#media/chromium.ts';
import { createTextEmbedding, type TextEmbedding } from '#media/embedding.ts';
import { createMediaTools } from '#media/media-tools.ts';
import { createPlatformHttp } from '#platforms/http.ts';
import { createPlatformRegistry } from '#platforms/registry.ts';
import { createRehearsalNetwork } from '#platforms/simulators/network.ts';
import { allJobs } from './all-jobs.ts';

/** Everything a process holds open, disposed in the reverse order of its making. */
export interface Studio extends AsyncDisposable {
  readonly app: AppContext;
  readonly runner: JobRunner;
  readonly connectionString: string;
  /** Adds something to be closed before all else. */
  defer(close: () => Promise<void>): void;
}

export interface StudioOptions {
  /** Speed over safety for the embedded database: rehearsals and tests. */
  readonly scratch?: boolean;
  /** Says what start-up is doing, for people. */
  readonly tell?: (message: string) => void;
  /** Engines other than the built-in ones. */
  readonly engines?: Engines;
  /** Kinds that can be connected, other than those of the product. */
  readonly engineKinds?: readonly EngineKind[];
  readonly onLedgerStep?: AppContext['onLedgerStep'];
  /** Instead of the queue on the database: for a process that works deliveries one by one. */
  readonly runner?: JobRunner;
  readonly now?: () => Date;
}

const packFolder = join(import.meta.dirname, '../assets/character-pack');
const queueGraceSeconds = 10;

/** Builds everything the process needs from its settings. The only place that knows every concrete part. */
export async function openStudio(config: Config, options: StudioOptions = {}): Promise<Studio> {
  const stack = new AsyncDisposableStack();
  try {
    const log = pino({ level: config.logLevel, base: null }, pino.destination(2));
    await mkdir(config.dataFolder, { recursive: true, mode: 0o700 });
    const connectionString = await openDatabase(config, options, stack, log);
    const { app, runner } = await buildContext(config, options, stack, { log, connectionString });
    return {
      app,
      runner,
      connectionString,
      defer: (close) => stack.defer(close),
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

async function openDatabase(
  config: Config,
  options: StudioOptions,
  stack: AsyncDisposableStack,
  log: Logger,
): Promise<string> {
  const tell = options.tell ?? (() => undefined);
  let connectionString: string;
  if (config.database.kind === 'server') {
    connectionString = config.database.url;
  } else {
    stack.use(await lockDataFolder(config.dataFolder));
    tell('Starting the database …');
    const server = await startEmbeddedPostgres({
      dataFolder: config.dataFolder,
      log: (message) => log.info(message),
      ...(options.scratch ? { scratch: true } : {}),
    });
    stack.defer(() => server.stop());
    connectionString = server.connectionString;
  }
  const { applied } = await migrate(connectionString);
  if (applied.length > 0) tell(`Prepared the database (${applied.length} steps).`);
  return connectionString;
}

interface Opened {
  readonly log: Logger;
  readonly connectionString: string;
}

async function buildContext(
  config: Config,
  options: StudioOptions,
  stack: AsyncDisposableStack,
  opened: Opened,
) {
  const { log, connectionString } = opened;
  const now = options.now ?? (() => new Date());
  const { pool, db } = connect(connectionString, (error) =>
    log.warn({ err: error }, 'A database connection was lost'),
  );
  stack.defer(() => pool.end());
  const events = new EventHub(connectionString, async (channel, payload) => {
    await pool.query('select pg_notify($1, $2)', [channel, payload]);
  });
  stack.defer(() => events.close());
  await events.listen();
  const media = stack.use(
    await createMediaTools({ dataFolder: config.dataFolder, ffmpegPath: config.ffmpegPath, now }),
  );
  // One model of meaning for the writer that is built in and all that are connected.
  const embedding = stack.use(createTextEmbedding());
  const engines = options.engines ?? openEngines(config, stack, embedding);
  const connected = stack.use(
    createEngineRegistry({
      kinds: options.engineKinds ?? engineKinds,
      http: createEngineHttp({ privateAddresses: config.privateEngines }),
      embedding,
      ffmpegPath: config.ffmpegPath,
      modelsFolder: join(config.dataFolder, 'models'),
    }),
  );
  const trusted = new Set([config.localUrl, config.publicUrl]);
  const http = createPlatformHttp({
    userAgent: `AInfluencer/${media.product.version} (+${config.publicUrl})`,
    isTrustedOrigin: (origin) => trusted.has(origin),
  });
  const runner = options.runner ?? (await openJobQueue(connectionString, allJobs, log));
  stack.defer(() => runner.stop(queueGraceSeconds));
  const app: AppContext = {
    config,
    log,
    pool,
    db,
    jobs: runner,
    events,
    files: await openLocalBlobStore(join(config.dataFolder, 'files')),
    vault: await openVault(config.dataFolder),
    media,
    engines,
    connected,
    platforms: createPlatformRegistry(http),
    rehearsal: createRehearsalNetwork({
      localUrl: config.localUrl,
      publicUrl: config.publicUrl,
      storeOf: (platform) => postgresSimulatorStore(pool, platform),
      now,
    }),
    now,
    onLedgerStep: options.onLedgerStep ?? (async () => undefined),
  };
  return { app, runner };
}

/** The engines that need nothing connected. */
function openEngines(config: Config, stack: AsyncDisposableStack, embedding: TextEmbedding): Engines {
  const cacheFolder = join(config.dataFolder, 'cache');
  const ffmpeg = config.ffmpegPath === undefined ? {} : { ffmpegPath: config.ffmpegPath };
  const chromium = stack.use(
    createChromium({ cacheFolder: join(cacheFolder, 'chromium'), executablePath: config.chromePath }),
  );
  const renderer = stack.use(createCharacterRenderer({ packFolder, chromium }));
  const image = stack.use(createBuiltinImageEngine({ renderer, chromium }));
  const text = stack.use(createBuiltinTextEngine({ embedding }));
  const speech = stack.use(createBuiltinSpeechEngine(ffmpeg));
  const video = stack.use(
    createBuiltinVideoEngine({
      renderer,
      rendererVersion,
      cacheFolder: join(cacheFolder, 'film'),
      ...ffmpeg,
    }),
  );
  return { image, text, speech, video, presets };
}
