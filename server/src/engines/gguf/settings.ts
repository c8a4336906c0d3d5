import { availableParallelism } from 'node:os';
import { z } from 'zod';
import type { EngineInstance, EngineSettingField } from '#engines/connected-engine.ts';
import { textFields, textSettings } from '#engines/writing/text-settings.ts';

export const GgufSettings = z.strictObject({
  ...textSettings,
  /** A model in this process' memory answers one question at a time. */
  atOnce: z.literal(1).default(1),
  /** Seconds that the model stays in memory after a text. */
  keepSeconds: z.number().int().min(1).max(86_400).default(300),
  gpu: z.enum(['auto', 'off']).default('auto'),
  /** 0: all cores but one, which is left to the studio. */
  threads: z.number().int().min(0).max(256).default(0),
});
export type GgufSettings = z.infer<typeof GgufSettings>;

export const fields: readonly EngineSettingField[] = [
  ...textFields.filter(({ name }) => name !== 'atOnce'),
  {
    name: 'keepSeconds',
    label: 'Keep in memory',
    help: 'Seconds that the model stays loaded after a text. Fewer make room for pictures sooner.',
    kind: 'number',
  },
  {
    name: 'gpu',
    label: 'Graphics card',
    help: 'Used where there is one that fits. Off: only the processor.',
    kind: 'choice',
    choices: [
      { value: 'auto', label: 'Where there is one' },
      { value: 'off', label: 'Off' },
    ],
  },
  {
    name: 'threads',
    label: 'Cores',
    help: 'Cores of the processor that write. 0: all but one. With all of them, whatever else runs here makes it very slow.',
    kind: 'number',
  },
];

/**
 * The threads wait for one another by spinning: with as many as there are cores, a single busy neighbour makes all of
 * them wait, hundreds of times slower on two cores.
 */
export const threadsOf = ({ threads }: GgufSettings): number =>
  threads === 0 ? Math.max(1, availableParallelism() - 1) : threads;

export const settingsOf = (instance: Pick<EngineInstance, 'settings'>): GgufSettings =>
  GgufSettings.parse(instance.settings);
