import type { SpeechRequest, Voices } from '#engines/engine.ts';
import { AppError } from '#kernel/errors.ts';

export type KnownVoices = Voices['voices'];

interface Choice {
  /** Of the engine. */
  readonly engineId: string;
  /** As the server lists them; empty where it does not. */
  readonly voices: KnownVoices;
  /** The engine's own setting; empty for none. */
  readonly usual: string;
}

export interface ChosenVoice {
  readonly id: string;
  readonly warnings: readonly string[];
}

/** Voices that speak every language of their model. */
export const manyLanguages = 'mul';
const base = (tag: string) => tag.toLowerCase().split('-')[0];

/**
 * The voice that speaks: the character's where this engine has it, else the engine's usual one, else the first for
 * the language, with a warning.
 * @throws AppError `invalid` when the engine has no voice at all that we know of
 */
export function chooseVoice({ voice, language }: SpeechRequest, choice: Choice): ChosenVoice {
  const { engineId, voices, usual } = choice;
  const wanted = voice.voiceId;
  if (voices.some(({ id }) => id === wanted))
    return { id: wanted, warnings: mismatch(wanted, language, voices) };
  // A blend such as "af_bella+af_sky" is no entry of the list.
  const isOwn = voice.engine === engineId;
  if (isOwn && (voices.length === 0 || /[+(]/.test(wanted))) return { id: wanted, warnings: [] };
  const fitting = voices.find(
    (one) => base(one.language) === base(language) || one.language === manyLanguages,
  );
  const id = usual !== '' ? usual : (fitting ?? voices[0])?.id;
  if (id === undefined) {
    throw new AppError('invalid', `This engine does not have the voice "${wanted}", and names none.`, {
      hint: 'Set a voice in the engine’s settings, or choose one of its voices for the character.',
      field: 'voice.voiceId',
    });
  }
  const why = `The voice "${wanted}" is not one of this engine: "${id}" spoke. Choose one of its voices for the character.`;
  return { id, warnings: [why, ...mismatch(id, language, voices)] };
}

function mismatch(id: string, language: string, voices: KnownVoices): string[] {
  const own = voices.find((one) => one.id === id)?.language ?? '';
  if (own === '' || own === manyLanguages || base(own) === base(language)) return [];
  return [`The voice "${id}" speaks ${own}: text in ${language} sounds foreign.`];
}
