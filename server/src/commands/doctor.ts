import { parseArgs } from 'node:util';
import type { z } from 'zod';
import { openStudio } from '#compose';
import { loadConfig } from '#config/config.ts';
import { checkHealth } from '#features/system/check-health.ts';
import type { SystemHealth } from '#features/system/contract.ts';
import { AppError, messageOf } from '#kernel/errors.ts';
import { besideRunningCopy } from './beside-running-copy.ts';

type Health = z.input<typeof SystemHealth>;

/** `npm run doctor [-- --json]`: what works on this machine, and what to do where it does not. */
async function doctor(): Promise<Health> {
  try {
    const config = loadConfig();
    await using studio = await openStudio(await besideRunningCopy(config));
    return await checkHealth(studio.app);
  } catch (error) {
    const hint = error instanceof AppError ? error.hint : undefined;
    const check = {
      name: 'Start',
      ok: false,
      summary: messageOf(error),
      ...(hint === undefined ? {} : { remedy: hint }),
    };
    return { ok: false, checks: [check] };
  }
}

function print({ ok, checks }: Health): void {
  for (const check of checks) {
    console.log(`${check.ok ? '✓' : '✗'} ${check.name}: ${check.summary}`);
    if (check.remedy && !check.ok) console.log(`  → ${check.remedy}`);
  }
  console.log(ok ? '\nEverything works.' : '\nSome things need attention; the rest works without them.');
}

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const health = await doctor();
if (values.json) console.log(JSON.stringify(health, null, 2));
else print(health);
process.exit(health.ok ? 0 : 1);
