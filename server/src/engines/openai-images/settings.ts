import { z } from 'zod';
import type { EngineInstance, EngineSettingField } from '#engines/connected-engine.ts';
import { settingField } from '#engines/setting-fields.ts';

export const qualities = ['low', 'medium', 'high'] as const;

export const OpenaiImagesSettings = z.strictObject({
  model: z.string().trim().min(1, 'Name a model.').max(100).default('gpt-image-2'),
  quality: z.enum(qualities).default('medium'),
  /** Pictures of the character sent with each request; each costs. */
  references: z.number().int().min(0).max(4).default(2),
  atOnce: z.number().int().min(1).max(8).default(3),
});
export type OpenaiImagesSettings = z.infer<typeof OpenaiImagesSettings>;

export const settingsOf = (instance: Pick<EngineInstance, 'settings'>): OpenaiImagesSettings =>
  OpenaiImagesSettings.parse(instance.settings);

export const fields: readonly EngineSettingField[] = [
  settingField.model(
    'image',
    'Which model draws. A model without a known price needs an admin’s word under Spending.',
  ),
  {
    name: 'quality',
    label: 'Quality',
    help: 'Higher costs more: see the price before each request.',
    kind: 'choice',
    choices: [
      { value: 'low', label: 'Low' },
      { value: 'medium', label: 'Medium' },
      { value: 'high', label: 'High' },
    ],
  },
  {
    name: 'references',
    label: 'Reference pictures',
    help: 'How many pictures of the character are sent to keep the face, 0 to 4. They leave your network, and cost.',
    kind: 'number',
  },
  settingField.atOnce('Pictures asked for at the same time. Your account has a limit of its own.'),
];
