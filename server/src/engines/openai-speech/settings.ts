import { z } from 'zod';
import type { EngineInstance, EngineSettingField } from '#engines/connected-engine.ts';
import { answerSeconds, commonSettings, settingField, usdPerMillion } from '#engines/setting-fields.ts';

export const OpenaiSpeechSettings = z.strictObject({
  model: commonSettings.model,
  voice: commonSettings.voice,
  /** Names with commas between, where the server does not list its voices. */
  voices: z.string().trim().max(4000).default(''),
  emotion: z.enum(['auto', 'none', 'instructions', 'exaggeration']).default('auto'),
  /** Who makes it faster or slower. */
  speed: z.enum(['engine', 'ours']).default('engine'),
  cloning: z.enum(['off', 'upload', 'ref-audio']).default('off'),
  answerSeconds: answerSeconds(180),
  atOnce: z.number().int().min(1).max(32).default(1),
  hosted: commonSettings.hosted,
  usdPerMillionCharacters: usdPerMillion(),
});
export type OpenaiSpeechSettings = z.infer<typeof OpenaiSpeechSettings>;

export const settingsOf = (instance: Pick<EngineInstance, 'settings'>): OpenaiSpeechSettings =>
  OpenaiSpeechSettings.parse(instance.settings);

export const fields: readonly EngineSettingField[] = [
  settingField.model('speech', 'Which model speaks. Empty: the first one there that does.'),
  settingField.voice(
    'Speaks where the character’s voice belongs to another engine. Empty: the first for the language.',
  ),
  {
    name: 'voices',
    label: 'Voices',
    help: 'Names with commas between, for servers that do not list theirs, such as hosted ones.',
    kind: 'text',
  },
  {
    name: 'emotion',
    label: 'Emotion',
    help: 'How the server takes a mood: in words (Qwen3-TTS, hosted), as a number (Chatterbox), or not at all (Kokoro).',
    kind: 'choice',
    choices: [
      { value: 'auto', label: 'Go by the model’s name' },
      { value: 'none', label: 'Not at all' },
      { value: 'instructions', label: 'In words' },
      { value: 'exaggeration', label: 'As a number' },
    ],
  },
  {
    name: 'speed',
    label: 'Speed',
    help: 'Some servers ignore the speed they are given: then it is changed here afterwards.',
    kind: 'choice',
    choices: [
      { value: 'engine', label: 'The engine sets it' },
      { value: 'ours', label: 'Changed here afterwards' },
    ],
  },
  {
    name: 'cloning',
    label: 'Voice cloning',
    help: 'How the server takes a recording of a voice. It is sent only for voices with consent on record.',
    kind: 'choice',
    choices: [
      { value: 'off', label: 'Off' },
      { value: 'upload', label: 'As an upload (Chatterbox TTS API)' },
      { value: 'ref-audio', label: 'As ref_audio (vLLM-Omni, Qwen3-TTS)' },
    ],
  },
  settingField.whoseMachine('scripts'),
  settingField.price(
    'usdPerMillionCharacters',
    'Price',
    'Dollars for a million characters, from the price list of the service. 0 on your own machine.',
  ),
  settingField.patience('How long the engine may be silent before it is given up.'),
  settingField.atOnce('Recordings made at the same time.'),
];
