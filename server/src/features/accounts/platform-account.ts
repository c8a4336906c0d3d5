import type { AppContext } from '#context';
import type { PlatformAccount } from '#platforms/platform.ts';
import { rehearsalPath } from '#platforms/simulators/rehearsal-plugin.ts';
import { type AccountRow, openCredentials } from './queries.ts';

/** Where the API role answers a process of this studio: here, or where another process runs it. */
export function studioUrl({ config }: Pick<AppContext, 'config'>): string {
  return config.roles.includes('api') ? config.localUrl : config.publicUrl;
}

/** Where a platform's simulator answers. */
export function rehearsalUrl(app: Pick<AppContext, 'config'>, platform: string): string {
  return `${studioUrl(app)}${rehearsalPath}/${platform}`;
}

/** An account as an adapter needs it, its credentials opened. Never to be logged or answered. */
export function platformAccount(app: AppContext, account: AccountRow): PlatformAccount {
  const manifest = app.platforms.manifest(account.platform);
  return {
    remoteId: account.remoteId,
    handle: account.handle,
    limits: account.limits,
    credentials: openCredentials(app, account),
    baseUrl:
      account.mode === 'rehearsal'
        ? rehearsalUrl(app, account.platform)
        : (account.baseUrl ?? manifest.defaultBaseUrl),
    webUrl: account.mode === 'rehearsal' ? timelineUrl(app, account) : undefined,
  };
}

/** The public page that shows a rehearsal account as a feed. */
export function timelineUrl(
  app: Pick<AppContext, 'config'>,
  account: Pick<AccountRow, 'platform' | 'handle'>,
): string {
  return `${app.config.publicUrl}/timeline/${account.platform}/${encodeURIComponent(account.handle)}`;
}
