import { z } from 'zod';
import type { EngineInstance, EngineSettingField } from '#engines/connected-engine.ts';

/** An endpoint as fal names it: `fal-ai/nano-banana-2`, `fal-ai/nano-banana-2/edit`. */
const endpoint = z
  .string()
  .trim()
  .max(150)
  .regex(
    /^[a-z0-9][\w.-]*(?:\/[\w.-]+){1,5}$/i,
    'Write the endpoint as fal names it, such as fal-ai/nano-banana-2.',
  )
  .refine((name) => !name.split('/').includes('..'), 'Write the endpoint as fal names it.');

export const FalSettings = z.strictObject({
  /** Draws from words alone. */
  model: endpoint.default('fal-ai/nano-banana-2'),
  /** Draws from words and pictures; empty: none. */
  editModel: z.union([z.literal(''), endpoint]).default('fal-ai/nano-banana-2/edit'),
  references: z.number().int().min(0).max(4).default(3),
});
export type FalSettings = z.infer<typeof FalSettings>;

export const settingsOf = (instance: Pick<EngineInstance, 'settings'>): FalSettings =>
  FalSettings.parse(instance.settings);

export const fields: readonly EngineSettingField[] = [
  {
    name: 'model',
    label: 'Model',
    help: 'The endpoint that draws from words, as fal names it. It must take prompt and aspect_ratio.',
    kind: 'text',
  },
  {
    name: 'editModel',
    label: 'Model for pictures',
    help: 'The endpoint that also takes pictures in image_urls: it keeps the face. Empty: none.',
    kind: 'text',
  },
  {
    name: 'references',
    label: 'Reference pictures',
    help: 'How many pictures of the character are sent to keep the face, 0 to 4. They leave your network.',
    kind: 'number',
  },
];
