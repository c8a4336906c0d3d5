import { z } from 'zod';
import type { EngineSettingField } from '#engines/connected-engine.ts';

/** What a person may settle for one Automatic1111 or Forge; empty texts leave it to us. */
export const Automatic1111Settings = z.strictObject({
  checkpoint: z.string().max(300).default(''),
  sampler: z.string().max(80).default(''),
  steps: z.number().int().min(1).max(150).default(28),
  /** How closely it follows the words. */
  cfgScale: z.number().min(1).max(30).default(6),
  /** How strongly references hold the face, 0 to 2. */
  faceWeight: z.number().min(0).max(2).default(0.8),
  previews: z.boolean().default(true),
});
export type Automatic1111Settings = z.infer<typeof Automatic1111Settings>;

export const settingFields: readonly EngineSettingField[] = [
  {
    name: 'checkpoint',
    label: 'Checkpoint',
    help: 'The model to draw with. Empty: the one that is loaded there.',
    kind: 'model',
    medium: 'image',
  },
  {
    name: 'sampler',
    label: 'Sampler',
    help: 'Empty: DPM++ 2M, or what is there.',
    kind: 'text',
  },
  {
    name: 'steps',
    label: 'Steps',
    help: 'More take longer and draw finer; distilled models want 4 to 9.',
    kind: 'number',
  },
  {
    name: 'cfgScale',
    label: 'CFG scale',
    help: 'How closely it follows the words; distilled models want 1.',
    kind: 'number',
  },
  {
    name: 'faceWeight',
    label: 'Hold on the face',
    help: '0 to 2; 0.8 keeps the face and leaves room for the scene.',
    kind: 'number',
  },
  {
    name: 'previews',
    label: 'Show pictures while they are drawn',
    help: 'Costs the engine a little time.',
    kind: 'switch',
  },
];
