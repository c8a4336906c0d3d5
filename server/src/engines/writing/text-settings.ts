import { z } from 'zod';
import type { AbilityId, EngineAbility, EngineSettingField } from '#engines/connected-engine.ts';
import { answerSeconds, commonSettings, settingField } from '#engines/setting-fields.ts';
import { canonicalTag } from './languages.ts';

/** Settings that every engine on a language model has. */
export const textSettings = {
  model: commonSettings.model,
  contextTokens: z.number().int().min(2048).max(1_000_000).default(8192),
  temperature: z.number().min(0).max(2).default(0.8),
  /** Loading a large model counts: from a slow disk that alone takes minutes. */
  answerSeconds: answerSeconds(300),
  atOnce: z.number().int().min(1).max(64),
  /** Tags with commas between; empty for any. */
  languages: z
    .string()
    .trim()
    .max(200)
    .default('')
    .refine((text) => tagsIn(text).every((tag) => canonicalTag(tag) !== undefined), {
      message: 'Write languages as tags with commas between, such as "en, de, pt-BR".',
    }),
} as const;

export const textFields: readonly EngineSettingField[] = [
  settingField.model('text', 'Which model writes. Empty: the first one there that can.'),
  {
    name: 'contextTokens',
    label: 'Context',
    help: 'Tokens that question and answer share. 8192 holds a persona with its last posts; more needs more memory.',
    kind: 'number',
  },
  {
    name: 'temperature',
    label: 'Temperature',
    help: '0 is dry and steady, 1 is free, above it gets wild.',
    kind: 'number',
  },
  {
    name: 'languages',
    label: 'Languages',
    help: 'What the model writes well, as tags with commas between: en, de, ja. Empty: any.',
    kind: 'text',
  },
  settingField.patience(
    'How long the engine may be silent before it is given up. Loading a large model takes its time.',
  ),
  settingField.atOnce(
    'Texts written at the same time. More than 1 only where the server answers several at once.',
  ),
];

/** The tags in a list with commas between. */
export function tagsIn(text: string): string[] {
  return text
    .split(/[,;\s]+/)
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
}

const labels = {
  caption: 'Captions',
  hook: 'Opening lines',
  thread: 'Threads',
  script: 'Scripts for a voice',
  reply: 'Replies to comments',
  'alt-text': 'Descriptions of pictures',
} as const satisfies Partial<Record<AbilityId, string>>;

export interface TextModels {
  /** What is missing for writing; empty when there is a model. */
  readonly missingModel: readonly string[];
  /** What is missing for looking at pictures. */
  readonly missingEyes: readonly string[];
  readonly licence?: EngineAbility['licence'];
}

/** The abilities of a language model. */
export function textAbilities({ missingModel, missingEyes, licence }: TextModels): EngineAbility[] {
  const kinds = Object.keys(labels) as (keyof typeof labels)[];
  return kinds.map((id) => {
    const missing = id === 'alt-text' ? missingEyes : missingModel;
    return {
      medium: 'text',
      id,
      label: labels[id],
      ready: missing.length === 0,
      missing,
      ...(licence && { licence }),
    };
  });
}
