import { z } from 'zod';
import type { EngineInstance, EngineSettingField } from '#engines/connected-engine.ts';

export const OpenaiSpeechSettings = z.strictObject({
  /** Empty: the first that speaks. */
  model: z.string().trim().max(300).default(''),
  /** Speaks where the character's voice is of another engine; empty: the first for the language. */
  voice: z.string().trim().max(300).default(''),
  /** Names with commas between, where the server does not list its voices. */
  voices: z.string().trim().max(4000).default(''),
  emotion: z.enum(['auto', 'none', 'instructions', 'exaggeration']).default('auto'),
  /** Who makes it faster or slower. */
  speed: z.enum(['engine', 'ours']).default('engine'),
  cloning: z.enum(['off', 'upload', 'ref-audio']).default('off'),
  answerSeconds: z.number().int().min(5).max(1800).default(180),
  atOnce: z.number().int().min(1).max(32).default(1),
  hosted: z.enum(['auto', 'yes', 'no']).default('auto'),
  /** Dollars for a million characters; 0 where nothing is paid. */
  usdPerMillionCharacters: z.number().min(0).max(10_000).default(0),
});
export type OpenaiSpeechSettings = z.infer<typeof OpenaiSpeechSettings>;

export const settingsOf = (instance: EngineInstance): OpenaiSpeechSettings =>
  OpenaiSpeechSettings.parse(instance.settings);

export const fields: readonly EngineSettingField[] = [
  {
    name: 'model',
    label: 'Model',
    help: 'Which model speaks. Empty: the first one there that does.',
    kind: 'model',
    medium: 'speech',
  },
  {
    name: 'voice',
    label: 'Usual voice',
    help: 'Speaks where the character’s voice belongs to another engine. Empty: the first for the language.',
    kind: 'text',
  },
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
  {
    name: 'hosted',
    label: 'Whose machine',
    help: 'On somebody else’s machine scripts leave your network and may cost money.',
    kind: 'choice',
    choices: [
      { value: 'auto', label: 'Go by the address' },
      { value: 'no', label: 'Mine' },
      { value: 'yes', label: 'Somebody else’s' },
    ],
  },
  {
    name: 'usdPerMillionCharacters',
    label: 'Price',
    help: 'Dollars for a million characters, from the price list of the service. 0 on your own machine.',
    kind: 'number',
  },
  {
    name: 'answerSeconds',
    label: 'Patience in seconds',
    help: 'How long the engine may be silent before it is given up.',
    kind: 'number',
  },
  {
    name: 'atOnce',
    label: 'At once',
    help: 'Recordings made at the same time.',
    kind: 'number',
  },
];
