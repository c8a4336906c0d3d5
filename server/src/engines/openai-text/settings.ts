import { z } from 'zod';
import type { EngineInstance, EngineSettingField } from '#engines/connected-engine.ts';
import { commonSettings, settingField, usdPerMillion } from '#engines/setting-fields.ts';
import { textFields, textSettings } from '#engines/writing/text-settings.ts';

export const OpenaiTextSettings = z.strictObject({
  ...textSettings,
  atOnce: textSettings.atOnce.default(2),
  /** The model looks at pictures; few servers say so themselves. */
  vision: z.boolean().default(false),
  hosted: commonSettings.hosted,
  inputUsdPerMillionTokens: usdPerMillion(),
  outputUsdPerMillionTokens: usdPerMillion(),
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
  settingField.whoseMachine('texts'),
  settingField.price(
    'inputUsdPerMillionTokens',
    'Price of questions',
    'Dollars for a million tokens read, from the price list of the service. 0 on your own machine.',
  ),
  settingField.price(
    'outputUsdPerMillionTokens',
    'Price of answers',
    'Dollars for a million tokens written.',
  ),
];

export const settingsOf = (instance: Pick<EngineInstance, 'settings'>): OpenaiTextSettings =>
  OpenaiTextSettings.parse(instance.settings);
