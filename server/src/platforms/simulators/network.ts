import { AppError } from '#kernel/errors.ts';
import { createSimulator, simulatedPlatforms } from './create-simulator.ts';
import type { Rehearsed } from './rehearsal-plugin.ts';
import { rehearsalPath } from './rehearsal-plugin.ts';
import type { Simulator, SimulatorStore } from './simulator.ts';

/** Every simulated platform, run by the product itself. */
export interface RehearsalNetwork {
  readonly all: readonly (Rehearsed & { readonly simulator: Simulator })[];
  /** @throws AppError 'not_found' for a platform that has no simulator. */
  get(platformId: string): Simulator;
}

export interface RehearsalNetworkOptions {
  /** Where this program answers, without a trailing slash. */
  readonly localUrl: string;
  /** Where people open the timeline pages. */
  readonly publicUrl: string;
  readonly storeOf: (platformId: string) => SimulatorStore;
  readonly now: () => Date;
}

export function createRehearsalNetwork(options: RehearsalNetworkOptions): RehearsalNetwork {
  const { localUrl, publicUrl, storeOf, now } = options;
  const all = simulatedPlatforms.map((platformId) => {
    const store = storeOf(platformId);
    const simulator = createSimulator(platformId, {
      store,
      baseUrl: `${localUrl}${rehearsalPath}/${platformId}`,
      now,
      postUrl: ({ handle, postId }) =>
        `${publicUrl}/timeline/${platformId}/${encodeURIComponent(handle)}#${encodeURIComponent(postId)}`,
      mayFetch: (origin) => origin === localUrl || origin === publicUrl,
    });
    return { simulator, store };
  });
  const byId = new Map(all.map((one) => [one.simulator.platformId, one.simulator]));
  return {
    all,
    get(platformId) {
      const simulator = byId.get(platformId);
      if (simulator) return simulator;
      throw new AppError('not_found', `There is no rehearsal of "${platformId}".`, {
        hint: `Choose one of ${simulatedPlatforms.join(', ')}.`,
      });
    },
  };
}
