import { parseArgs } from 'node:util';
import { loadConfig } from '#config/config.ts';
import { processEnvironment } from '#config/process-environment.ts';
import { AppError, messageOf } from '#kernel/errors.ts';
import { openStudio } from './compose.ts';
import { runRoles } from './run-roles.ts';

const started = performance.now();
const tell = (message: string) => process.stderr.write(`${message}\n`);
/** The longest a stop may take before the process ends anyway. */
const stopMilliseconds = 30_000;

async function main(): Promise<void> {
  const config = loadConfig(environmentWithArguments());
  await using studio = await openStudio(config, { tell });
  await using running = await runRoles(studio);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  tell(`AInfluencer is ready at ${config.publicUrl} (${seconds} s, data in ${config.dataFolder}).`);
  if (process.send) process.send({ ready: true, url: config.localUrl });
  const signal = await endSignal();
  tell(`\nStopping (${signal}) …`);
  setTimeout(() => process.exit(1), stopMilliseconds).unref();
  await running[Symbol.asyncDispose]();
}

/** `--port` and `--data` stand above the environment. */
function environmentWithArguments(): NodeJS.ProcessEnv {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, data: { type: 'string' } },
    allowPositionals: false,
  });
  return {
    ...processEnvironment,
    ...(values.port === undefined ? {} : { PORT: values.port }),
    ...(values.data === undefined ? {} : { AINFLUENCER_DATA: values.data }),
  };
}

function endSignal(): Promise<NodeJS.Signals> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => resolve(name));
  return promise;
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    tell(`\n${messageOf(error)}`);
    if (error instanceof AppError && error.hint) tell(error.hint);
    if (!(error instanceof AppError)) tell(error instanceof Error ? (error.stack ?? '') : '');
    process.exit(1);
  },
);
