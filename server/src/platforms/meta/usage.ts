import { z } from 'zod';
import type { RawAnswer } from '#platforms/http.ts';
import type { PlatformCall } from '#platforms/platform.ts';

/** The bucket that every call is counted in; each of Meta's manifests has it. */
export const callBucket = 'calls';

/** All figures are hundredths of what is allowed; the time to regain access is in minutes. */
const BusinessUsage = z.record(
  z.string(),
  z.array(
    z.object({
      call_count: z.number().optional(),
      total_cputime: z.number().optional(),
      total_time: z.number().optional(),
      estimated_time_to_regain_access: z.number().optional(),
    }),
  ),
);
const AppUsage = z.object({
  call_count: z.number().optional(),
  total_cputime: z.number().optional(),
  total_time: z.number().optional(),
});

/** The app's limit is over an hour that rolls on, so a full hour is enough; the header itself names no time. */
const appWindowSeconds = 3600;
/** Where it is used up and names no time. */
const unnamedWaitSeconds = 600;

function readJson<T>(schema: z.ZodType<T>, text: string | undefined): T | undefined {
  if (!text) return undefined;
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/**
 * Seconds until calls are taken again, from `X-Business-Use-Case-Usage` and `X-App-Usage`; undefined while there
 * are calls left. https://developers.facebook.com/docs/graph-api/overview/rate-limiting
 */
export function waitSeconds(headers: RawAnswer['headers']): number | undefined {
  const waits: number[] = [];
  const business = readJson(BusinessUsage, headers['x-business-use-case-usage']) ?? {};
  for (const entry of Object.values(business).flat()) {
    const minutes = entry.estimated_time_to_regain_access ?? 0;
    const used = Math.max(entry.call_count ?? 0, entry.total_cputime ?? 0, entry.total_time ?? 0);
    if (minutes > 0) waits.push(minutes * 60);
    else if (used >= 100) waits.push(unnamedWaitSeconds);
  }
  const app = readJson(AppUsage, headers['x-app-usage']);
  const used = Math.max(app?.call_count ?? 0, app?.total_cputime ?? 0, app?.total_time ?? 0);
  if (used >= 100) waits.push(appWindowSeconds);
  return waits.length === 0 ? undefined : Math.max(...waits);
}

/** Keeps every process from calling while Meta says that the calls are used up. */
export async function learnUsage(call: PlatformCall, headers: RawAnswer['headers']): Promise<void> {
  const seconds = waitSeconds(headers);
  if (seconds === undefined) return;
  const resetsAt = new Date(call.now().getTime() + seconds * 1000);
  await call.limits.learn(callBucket, { remaining: 0, resetsAt });
}
