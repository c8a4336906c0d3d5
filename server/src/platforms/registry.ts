import { AppError } from '#kernel/errors.ts';
import { bluesky } from './bluesky/adapter.ts';
import type { PlatformHttp } from './http.ts';
import { instagram } from './instagram/adapter.ts';
import type { Platforms } from './platform.ts';

/** Every adapter there is; a new platform is one more line here. */
export function createPlatforms(http: PlatformHttp): Platforms {
  const all = [bluesky(http), instagram(http)];
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

export type { Platforms as PlatformRegistry } from './platform.ts';
