import { statfs } from 'node:fs/promises';
import type { z } from 'zod';
import type { AppContext } from '#context';
import type { Engine } from '#engines/engine.ts';
import { checkEngines } from '#features/engines/index.ts';
import { checkTrials } from '#features/trials/index.ts';
import { messageOf } from '#kernel/errors.ts';
import type { SystemHealth } from './contract.ts';
import { countSecrets } from './reseal-secrets.ts';

type Check = z.input<typeof SystemHealth>['checks'][number];

const lowDiskBytes = 1024 ** 3;
const checkMilliseconds = 10_000;
const worstClockSeconds = 5;

/** What works here, and what to do where it does not. */
export async function checkHealth(app: AppContext): Promise<z.input<typeof SystemHealth>> {
  const { image, text, speech, video } = app.engines;
  const checks = await Promise.all([
    named('Database', () => checkDatabase(app)),
    named('Clock', () => checkClock(app)),
    named('Disk', () => checkDisk(app)),
    ...[image, text, speech, video].map((engine: Engine<never, unknown>) =>
      named(engine.manifest.name, async () => {
        const health = await engine.health({ signal: AbortSignal.timeout(checkMilliseconds) });
        return { ...health };
      }),
    ),
    named('Accounts', () => checkAccounts(app)),
    named('Live platforms', () => checkTrials(app)),
    named('Secrets', () => checkSecrets(app)),
  ]);
  checks.push(...(await checkEngines(app)));
  return { ok: checks.every(({ ok }) => ok), checks };
}

async function named(name: string, work: () => Promise<Omit<Check, 'name'>>): Promise<Check> {
  try {
    return { name, ...(await work()) };
  } catch (error) {
    return { name, ok: false, summary: messageOf(error), remedy: 'Look at the log of the server for more.' };
  }
}

async function checkDatabase({ pool }: AppContext): Promise<Omit<Check, 'name'>> {
  const { rows } = await pool.query<{ version: string }>(
    `select current_setting('server_version') as version`,
  );
  return { ok: true, summary: `PostgreSQL ${rows[0]?.version} answers.` };
}

/** Publishing times are this machine's; a database elsewhere must agree with it. */
async function checkClock({ pool, now }: AppContext): Promise<Omit<Check, 'name'>> {
  const { rows } = await pool.query<{ at: Date }>('select clock_timestamp() as at');
  const apart = Math.abs(rows[0]!.at.getTime() - now().getTime()) / 1000;
  if (apart <= worstClockSeconds)
    return { ok: true, summary: 'This machine and the database agree on the time.' };
  return {
    ok: false,
    summary: `This machine and the database differ by ${Math.round(apart)} s.`,
    remedy: 'Turn on time synchronisation (NTP) on both.',
  };
}

async function checkDisk({ config }: AppContext): Promise<Omit<Check, 'name'>> {
  const { bavail, bsize } = await statfs(config.dataFolder);
  const free = bavail * bsize;
  const summary = `${(free / 1024 ** 3).toFixed(1)} GiB free for the data folder.`;
  if (free >= lowDiskBytes) return { ok: true, summary };
  return { ok: false, summary, remedy: 'Free some space: below 1 GiB, making media may fail.' };
}

async function checkAccounts({ pool }: AppContext): Promise<Omit<Check, 'name'>> {
  const { rows } = await pool.query<{ handle: string; health_reason: string; health_hint: string }>(
    `select handle, health_reason, health_hint from accounts
     where disconnected_at is null and health in ('reauth', 'checkpoint', 'restricted', 'policy', 'gone') limit 5`,
  );
  if (rows.length === 0) return { ok: true, summary: 'No account asks for attention.' };
  return {
    ok: false,
    summary: rows.map(({ handle, health_reason }) => `${handle}: ${health_reason}`).join(' '),
    remedy: rows[0]?.health_hint || 'Open the account in the dashboard; it says what to do.',
  };
}

/** Stored credentials and keys: whether each can be opened by the key that seals now. */
async function checkSecrets(app: AppContext): Promise<Omit<Check, 'name'>> {
  const { keyId, newest, older } = await countSecrets(app);
  if (older === 0) return { ok: true, summary: `${newest} stored secrets, all under key ${keyId}.` };
  return {
    ok: true,
    summary: `${newest} stored secrets are under key ${keyId}, ${older} under an older one.`,
    remedy: 'Run rotate-key with --reseal-only to seal them again.',
  };
}
