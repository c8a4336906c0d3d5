import { z } from 'zod';
import type { EngineInstance, EngineSettingField } from '#engines/connected-engine.ts';

export const ReplicateSettings = z.strictObject({
  /** An official model by its name: `google/nano-banana`. */
  model: z
    .string()
    .trim()
    .max(120)
    .regex(
      /^[a-z0-9][\w.-]*\/[a-z0-9][\w.-]*$/i,
      'Write the model as Replicate names it, such as google/nano-banana.',
    )
    .default('google/nano-banana'),
  /** The model's field for a list of pictures; empty for a model that takes none. */
  picturesField: z
    .string()
    .trim()
    .regex(/^[a-z_]{0,40}$/, 'The name of a field has small letters and underscores only.')
    .default('image_input'),
  references: z.number().int().min(0).max(4).default(3),
});
export type ReplicateSettings = z.infer<typeof ReplicateSettings>;

export const settingsOf = (instance: Pick<EngineInstance, 'settings'>): ReplicateSettings =>
  ReplicateSettings.parse(instance.settings);

export const fields: readonly EngineSettingField[] = [
  {
    name: 'model',
    label: 'Model',
    help: 'An official model, as Replicate names it. It must take prompt and aspect_ratio.',
    kind: 'text',
  },
  {
    name: 'picturesField',
    label: 'Field for pictures',
    help: 'Which field of the model takes a list of pictures: image_input for Nano Banana. Empty: it takes none.',
    kind: 'text',
  },
  {
    name: 'references',
    label: 'Reference pictures',
    help: 'How many pictures of the character are sent to keep the face, 0 to 4. They leave your network.',
    kind: 'number',
  },
];
