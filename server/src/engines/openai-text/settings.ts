import { z } from 'zod';
import type { EngineInstance, EngineSettingField } from '#engines/connected-engine.ts';
import { textFields, textSettings } from '#engines/writing/text-settings.ts';

const price = z.number().min(0).max(10_000).default(0);

export const OpenaiTextSettings = z.strictObject({
  ...textSettings,
  atOnce: textSettings.atOnce.default(2),
  /** The model looks at pictures; few servers say so themselves. */
  vision: z.boolean().default(false),
  /** Whether it is somebody else's machine; `auto` goes by the address. */
  hosted: z.enum(['auto', 'yes', 'no']).default('auto'),
  /** Dollars for a million tokens; 0 where nothing is paid. */
  inputUsdPerMillionTokens: price,
  outputUsdPerMillionTokens: price,
});
export type OpenaiTextSettings = z.infer<typeof OpenaiTextSettings>;

export const fields: readonly EngineSettingField[] = [
  ...textFields,
  {
    name: 'vision',
    label: 'Sees pictures',
    help: 'Switch on when the model looks at pictures: it then describes them. llama.cpp says so by itself.',
    kind: 'switch',
  },
  {
    name: 'hosted',
    label: 'Whose machine',
    help: 'On somebody else’s machine texts leave your network and may cost money.',
    kind: 'choice',
    choices: [
      { value: 'auto', label: 'Go by the address' },
      { value: 'no', label: 'Mine' },
      { value: 'yes', label: 'Somebody else’s' },
    ],
  },
  {
    name: 'inputUsdPerMillionTokens',
    label: 'Price of questions',
    help: 'Dollars for a million tokens read, from the price list of the service. 0 on your own machine.',
    kind: 'number',
  },
  {
    name: 'outputUsdPerMillionTokens',
    label: 'Price of answers',
    help: 'Dollars for a million tokens written.',
    kind: 'number',
  },
];

export const settingsOf = (instance: EngineInstance): OpenaiTextSettings =>
  OpenaiTextSettings.parse(instance.settings);
