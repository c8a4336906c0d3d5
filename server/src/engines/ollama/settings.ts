import { z } from 'zod';
import type { EngineInstance, EngineSettingField } from '#engines/connected-engine.ts';
import { textFields, textSettings } from '#engines/writing/text-settings.ts';

export const OllamaSettings = z.strictObject({
  ...textSettings,
  /** Ollama answers one at a time unless its OLLAMA_NUM_PARALLEL says otherwise. */
  atOnce: textSettings.atOnce.default(1),
  /** Describes pictures; empty: `model` when it sees, else the first that does. */
  visionModel: z.string().trim().max(300).default(''),
  /** How long the model stays in memory afterwards: "5m", "30s", "0" gives the memory back at once, "-1" never. */
  keepAlive: z
    .string()
    .trim()
    .regex(/^(?:-1|0|\d{1,5}(?:s|m|h))$/, 'Write it like 30s, 5m, 1h, 0 or -1.')
    .default('5m'),
  /** Whether models that Ollama runs in its cloud may be used. */
  cloud: z.boolean().default(false),
});
export type OllamaSettings = z.infer<typeof OllamaSettings>;

export const fields: readonly EngineSettingField[] = [
  ...textFields,
  {
    name: 'visionModel',
    label: 'Model for pictures',
    help: 'Describes pictures for people who cannot see them. Empty: the first one there that sees.',
    kind: 'model',
    medium: 'text',
  },
  {
    name: 'keepAlive',
    label: 'Keep in memory',
    help: 'How long a model stays loaded after a text: 5m, 30s, 0 to make room for pictures at once, -1 for ever.',
    kind: 'text',
  },
  {
    name: 'cloud',
    label: 'Cloud models',
    help: 'Allows models that Ollama runs in its cloud: persona and posts then leave your machine.',
    kind: 'switch',
  },
];

export const settingsOf = (instance: EngineInstance): OllamaSettings =>
  OllamaSettings.parse(instance.settings);

/** Numbers are seconds to Ollama, text is a duration. */
export function keepAliveValue(text: string): string | number {
  return text === '0' || text === '-1' ? Number(text) : text;
}
