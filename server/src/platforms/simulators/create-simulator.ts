import { AppError } from '#kernel/errors.ts';
import { blueskySimulator } from './bluesky/simulator.ts';
import { facebookSimulator } from './facebook/simulator.ts';
import { fanvueSimulator } from './fanvue/simulator.ts';
import { instagramSimulator } from './instagram/simulator.ts';
import { mastodonSimulator } from './mastodon/simulator.ts';
import type { Simulator, SimulatorOptions } from './simulator.ts';
import { telegramSimulator } from './telegram/simulator.ts';
import { threadsSimulator } from './threads/simulator.ts';
import { tiktokSimulator } from './tiktok/simulator.ts';
import { xSimulator } from './x/simulator.ts';
import { youtubeSimulator } from './youtube/simulator.ts';

const makers: Readonly<Record<string, (options: SimulatorOptions) => Simulator>> = {
  bluesky: blueskySimulator,
  facebook: facebookSimulator,
  instagram: instagramSimulator,
  mastodon: mastodonSimulator,
  fanvue: fanvueSimulator,
  telegram: telegramSimulator,
  threads: threadsSimulator,
  tiktok: tiktokSimulator,
  x: xSimulator,
  youtube: youtubeSimulator,
};

/** The platforms that can be rehearsed, by the ids of their adapters. */
export const simulatedPlatforms: readonly string[] = Object.keys(makers);

/** @throws AppError 'not_found' for a platform that has no simulator. */
export function createSimulator(platformId: string, options: SimulatorOptions): Simulator {
  const make = makers[platformId];
  if (make) return make(options);
  throw new AppError('not_found', `There is no rehearsal of "${platformId}".`, {
    hint: `Choose one of ${simulatedPlatforms.join(', ')}.`,
  });
}
