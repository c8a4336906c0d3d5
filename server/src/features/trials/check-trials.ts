import { z } from 'zod';
import type { AppContext } from '#context';

const Row = z.object({
  platform: z.string(),
  at: z.date().nullable(),
  passed: z.coerce.number(),
  tried: z.coerce.number(),
  api_version: z.string().nullable(),
});

/** For `doctor`: which platforms with a live account have been tried for real, when, and how it went. */
export async function checkTrials({ pool, platforms }: AppContext) {
  const { rows } = await pool.query(`
    with live as (select id, platform from accounts where mode = 'live' and disconnected_at is null),
    latest as (
      select distinct on (live.platform) live.platform, run_id, account_trials.created_at
      from live join account_trials on account_id = live.id
      order by live.platform, account_trials.created_at desc)
    select live.platform, max(latest.created_at) as at, max(api_version) as api_version,
      count(distinct account_trials.id) filter (where outcome = 'passed') as passed,
      count(distinct account_trials.id) filter (where outcome <> 'skipped') as tried
    from live left join latest on latest.platform = live.platform
      left join account_trials on account_trials.run_id = latest.run_id
    group by live.platform order by live.platform`);
  const found = rows.map((row) => Row.parse(row));
  if (found.length === 0) return { ok: true, summary: 'No live account is connected.' };
  const lines = found.map(({ platform, at, passed, tried, api_version }) => {
    const { name } = platforms.manifest(platform);
    if (!at) return `${name}: not tried yet.`;
    const version = api_version ? `, API ${api_version}` : '';
    return `${name}: ${passed} of ${tried} kinds of post worked on ${at.toISOString().slice(0, 10)}${version}.`;
  });
  return {
    ok: found.every(({ at, passed, tried }) => !at || passed === tried),
    summary: lines.join(' '),
    remedy: 'Open the account in the dashboard: "Check it for real" says what failed.',
  };
}
