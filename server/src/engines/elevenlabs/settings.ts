import { z } from 'zod';
import type { EngineInstance, EngineSettingField } from '#engines/connected-engine.ts';

export const ElevenlabsSettings = z.strictObject({
  model: z.string().trim().min(1, 'Name a model.').max(100).default('eleven_multilingual_v2'),
  /** Speaks where the character's voice is of another engine; empty: the first. */
  voice: z.string().trim().max(100).default(''),
  answerSeconds: z.number().int().min(5).max(600).default(120),
  atOnce: z.number().int().min(1).max(10).default(2),
});
export type ElevenlabsSettings = z.infer<typeof ElevenlabsSettings>;

export const settingsOf = (instance: Pick<EngineInstance, 'settings'>): ElevenlabsSettings =>
  ElevenlabsSettings.parse(instance.settings);

export const fields: readonly EngineSettingField[] = [
  {
    name: 'model',
    label: 'Model',
    help: 'Which model speaks. A model without a known price needs an admin’s word under Spending.',
    kind: 'model',
    medium: 'speech',
  },
  {
    name: 'voice',
    label: 'Usual voice',
    help: 'Id of the voice that speaks where the character’s voice belongs to another engine. Empty: the first.',
    kind: 'text',
  },
  {
    name: 'answerSeconds',
    label: 'Patience in seconds',
    help: 'How long it may be silent before it is given up.',
    kind: 'number',
  },
  {
    name: 'atOnce',
    label: 'Recordings at a time',
    help: 'Your plan has a limit of its own.',
    kind: 'number',
  },
];
