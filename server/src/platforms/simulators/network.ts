import { AppError } from '#kernel/errors.ts';
import { createSimulator, simulatedPlatforms } from './create-simulator.ts';
import { type Rehearsed, rehearsalPath } from './rehearsal-plugin.ts';
import type { Simulator, SimulatorStore } from './simulator.ts';

export interface RehearsalNetworkOptions {
  /** Where this program reaches itself; the simulators are called there. */
  readonly localUrl: string;
  /** Where people reach it; timelines are shown there. */
  readonly publicUrl: string;
  readonly storeOf: (platformId: string) => SimulatorStore;
  readonly now: () => Date;
}

/** Every simulated platform, each with its own store. */
export interface RehearsalNetwork {
  readonly all: readonly (Rehearsed & { readonly simulator: Simulator })[];
  /** @throws AppError 'not_found' for a platform that has no simulator. */
  get(platformId: string): Simulator;
}

export function createRehearsalNetwork(options: RehearsalNetworkOptions): RehearsalNetwork {
  const { localUrl, publicUrl, storeOf, now } = options;
  const own = new Set([new URL(localUrl).origin, new URL(publicUrl).origin]);
  const all = simulatedPlatforms.map((platformId) => {
    const store = storeOf(platformId);
    const simulator = createSimulator(platformId, {
      store,
      baseUrl: `${localUrl}${rehearsalPath}/${platformId}`,
      now,
      postUrl: ({ handle, postId }) =>
        `${publicUrl}/timeline/${platformId}/${encodeURIComponent(handle)}#${encodeURIComponent(postId)}`,
      mayFetch: (origin) => own.has(origin),
    });
    return { simulator, store };
  });
  return {
    all,
    get(platformId) {
      const found = all.find(({ simulator }) => simulator.platformId === platformId);
      if (found) return found.simulator;
      throw new AppError('not_found', `"${platformId}" cannot be rehearsed.`, {
        hint: `Choose one of ${simulatedPlatforms.join(', ')}.`,
      });
    },
  };
}
