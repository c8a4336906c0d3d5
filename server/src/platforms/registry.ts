import { AppError } from '#kernel/errors.ts';
import { bluesky } from './bluesky/adapter.ts';
import { facebook } from './facebook/adapter.ts';
import { fanvue } from './fanvue/adapter.ts';
import type { PlatformHttp } from './http.ts';
import { instagram } from './instagram/adapter.ts';
import { mastodon } from './mastodon/adapter.ts';
import { onlyfans } from './onlyfans/manifest.ts';
import type { PlatformAdapter, PlatformManifest } from './platform.ts';
import { telegram } from './telegram/adapter.ts';
import { threads } from './threads/adapter.ts';
import { tiktok } from './tiktok/adapter.ts';
import { x } from './x/adapter.ts';
import { youtube } from './youtube/adapter.ts';

/** The adapters in use. */
export interface PlatformRegistry {
  readonly all: readonly PlatformAdapter[];
  /** Every platform, those that people post on by hand included. */
  readonly manifests: readonly PlatformManifest[];
  /** @throws AppError 'not_found' for an id nobody knows. */
  get(platformId: string): PlatformAdapter;
  /** @throws AppError 'not_found' for an id nobody knows. */
  manifest(platformId: string): PlatformManifest;
}

/** Platforms without an API for this: their accounts are connected by name and posted on by hand. */
const byHand: readonly PlatformManifest[] = [onlyfans];

/** Every adapter there is; a new platform is one more line here. */
export function createPlatformRegistry(http: PlatformHttp): PlatformRegistry {
  const makers: readonly ((http: PlatformHttp) => PlatformAdapter)[] = [
    bluesky,
    facebook,
    instagram,
    mastodon,
    telegram,
    fanvue,
    threads,
    tiktok,
    x,
    youtube,
  ];
  return registryOf(makers.map((make) => withinItsHosts(make, http)));
}

/** An adapter reaches the hosts of its manifest and no others. */
function withinItsHosts(make: (http: PlatformHttp) => PlatformAdapter, http: PlatformHttp): PlatformAdapter {
  return make(http.within(make(http).manifest.hosts));
}

/** A registry of these adapters, and of the platforms posted on by hand. */
export function registryOf(all: readonly PlatformAdapter[]): PlatformRegistry {
  const manifests = [...all.map(({ manifest }) => manifest), ...byHand];
  const unknown = (platformId: string) =>
    new AppError('not_found', `There is no platform "${platformId}".`, {
      hint: `Choose one of ${manifests.map(({ id }) => id).join(', ')}.`,
    });
  return {
    all,
    manifests,
    get(platformId) {
      const adapter = all.find(({ manifest }) => manifest.id === platformId);
      if (adapter) return adapter;
      throw unknown(platformId);
    },
    manifest(platformId) {
      const manifest = manifests.find(({ id }) => id === platformId);
      if (manifest) return manifest;
      throw unknown(platformId);
    },
  };
}
