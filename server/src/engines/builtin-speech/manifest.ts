import type { EngineManifest } from '#engines/engine.ts';

export const manifest: EngineManifest = {
  id: 'builtin-speech',
  name: 'Built-in voices',
  medium: 'speech',
  builtIn: true,
  sourceType: 'algorithmicMedia',
  offers: [
    'Four English voices that need no network, no key and no GPU.',
    'Speed, pitch and a hint of emotion.',
    'Every recording is brought to the loudness that phone apps expect (-16 LUFS).',
  ],
  connectedWouldAdd: [
    'Natural, expressive voices: the built-in ones are statistical and sound robotic by today’s standards.',
    'Languages other than English.',
    'A voice of the character’s own.',
  ],
  models: [{ id: 'flite-2.3', licence: 'BSD-4-Clause' }],
};

export interface BuiltinVoice {
  readonly id: string;
  readonly label: string;
  readonly language: string;
  /** Flite's own name. */
  readonly flite: string;
}

export const builtinVoices: readonly BuiltinVoice[] = [
  { id: 'slt', label: 'Sylvie: woman, American (statistical, robotic)', language: 'en-US', flite: 'slt' },
  { id: 'rms', label: 'Rowan: man, American (statistical, robotic)', language: 'en-US', flite: 'rms' },
  { id: 'awb', label: 'Angus: man, Scottish (statistical, robotic)', language: 'en-GB', flite: 'awb' },
  { id: 'kal', label: 'Kal: man, American (older, very robotic)', language: 'en-US', flite: 'kal16' },
];
