import { parseArgs } from 'node:util';
import { openStudio } from '#compose';
import { loadConfig } from '#config/config.ts';
import { makeSealingKey } from '#config/vault.ts';
import { type Resealed, resealSecrets } from '#features/system/reseal-secrets.ts';
import { AppError, messageOf } from '#kernel/errors.ts';
import { besideRunningCopy } from './beside-running-copy.ts';

/**
 * `npm run rotate-key [-- --reseal-only] [--json]`: makes a new key and seals every stored secret again under it,
 * beside a running copy or without one.
 */
async function rotateKey(resealOnly: boolean): Promise<Resealed> {
  const config = loadConfig();
  await using studio = await openStudio(await besideRunningCopy(config));
  if (!resealOnly) await makeSealingKey(config.dataFolder);
  // Awaited here: the studio is closed when this returns.
  return await resealSecrets(studio.app, AbortSignal.timeout(longestMilliseconds));
}

const longestMilliseconds = 3600_000;

function print({ keyId, resealed, left }: Resealed): void {
  console.log(`Key ${keyId} seals now; ${resealed} stored secrets were sealed again under it.`);
  if (left > 0) {
    console.log(`${left} are still under an older key. Run it again with --reseal-only in a minute;`);
    console.log('what stays then cannot be opened: connect those accounts again.');
  }
  console.log('Back up the folder data/secrets. Older keys stay in it: backups made before today need them.');
}

const { values } = parseArgs({
  options: {
    'reseal-only': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
try {
  const done = await rotateKey(values['reseal-only']);
  if (values.json) console.log(JSON.stringify(done, null, 2));
  else print(done);
  process.exit(done.left === 0 ? 0 : 1);
} catch (error) {
  console.error(messageOf(error));
  if (error instanceof AppError && error.hint) console.error(error.hint);
  process.exit(1);
}
