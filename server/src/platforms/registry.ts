import { AppError } from '#kernel/errors.ts';
import { bluesky } from './bluesky/adapter.ts';
import type { PlatformHttp } from './http.ts';
import { instagram } from './instagram/adapter.ts';
import type { PlatformAdapter } from './platform.ts';

/** The adapters in use. */
export interface PlatformRegistry {
  readonly all: readonly PlatformAdapter[];
  /** @throws AppError 'not_found' for an id nobody knows. */
  get(platformId: string): PlatformAdapter;
}

/** Every adapter there is; a new platform is one more line here. */
export function createPlatformRegistry(http: PlatformHttp): PlatformRegistry {
  const all: readonly PlatformAdapter[] = [bluesky(http), instagram(http)];
  return {
    all,
    get(platformId) {
      const adapter = all.find(({ manifest }) => manifest.id === platformId);
      if (adapter) return adapter;
      throw new AppError('not_found', `There is no platform "${platformId}".`, {
        hint: `Choose one of ${all.map(({ manifest }) => manifest.id).join(', ')}.`,
      });
    },
  };
}
