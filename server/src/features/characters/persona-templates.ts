import type { Preset } from '#engines/engine.ts';
import { Voice } from '#kernel/voice.ts';
import type { PersonaTemplate } from './contract.ts';

export type Template = Omit<PersonaTemplate, 'pictureUrl'>;

/** How somebody writes and speaks, on top of who she or he is. */
interface Manner {
  /** Warmth, humour, energy, confidence, curiosity, formality: tenths. */
  readonly traits: readonly [number, number, number, number, number, number];
  readonly hashtags: readonly string[];
  readonly manner: (typeof Voice)['_zod']['input'];
}

const manners: Readonly<Record<string, Manner>> = {
  mara: {
    traits: [8, 5, 4, 5, 7, 2],
    hashtags: ['slowmornings', 'coffeetime', 'virtualcharacter'],
    manner: { emotion: 'warm', speed: 0.96 },
  },
  dayo: {
    traits: [7, 6, 9, 8, 5, 2],
    hashtags: ['movewithdayo', 'habits', 'virtualcharacter'],
    manner: { emotion: 'bright', speed: 1.06 },
  },
  yuki: {
    traits: [5, 7, 5, 6, 9, 2],
    hashtags: ['neonnights', 'citylights', 'virtualcharacter'],
    manner: { emotion: 'calm', pitch: 1 },
  },
  tomas: {
    traits: [8, 7, 6, 7, 6, 2],
    hashtags: ['marketday', 'homecooking', 'virtualcharacter'],
    manner: { emotion: 'warm' },
  },
  leila: {
    traits: [6, 6, 7, 9, 6, 3],
    hashtags: ['capsulewardrobe', 'wearitagain', 'virtualcharacter'],
    manner: { emotion: 'bright' },
  },
  henrik: {
    traits: [7, 7, 4, 7, 7, 5],
    hashtags: ['everydaywalk', 'mendit', 'virtualcharacter'],
    manner: { emotion: 'calm', speed: 0.94 },
  },
  amara: {
    traits: [8, 4, 4, 6, 8, 4],
    hashtags: ['plantloft', 'growslow', 'virtualcharacter'],
    manner: { emotion: 'calm', speed: 0.94, pitch: -1 },
  },
  ravi: {
    traits: [6, 8, 8, 6, 9, 3],
    hashtags: ['howitworks', 'tinkering', 'virtualcharacter'],
    manner: { emotion: 'bright', speed: 1.1 },
  },
  ines: {
    traits: [8, 6, 8, 6, 6, 1],
    hashtags: ['seafirst', 'goldenhour', 'virtualcharacter'],
    manner: { emotion: 'bright', speed: 1.05 },
  },
  margaret: {
    traits: [6, 8, 4, 8, 8, 7],
    hashtags: ['whatmargaretreads', 'bookstagram', 'virtualcharacter'],
    manner: { emotion: 'serious', speed: 0.93, pitch: -2 },
  },
  kenji: {
    traits: [6, 6, 4, 6, 8, 3],
    hashtags: ['onesongaday', 'vinyl', 'virtualcharacter'],
    manner: { emotion: 'calm', pitch: -1 },
  },
  noor: {
    traits: [7, 5, 5, 4, 9, 2],
    hashtags: ['inkaday', 'sketchbook', 'virtualcharacter'],
    manner: { emotion: 'neutral' },
  },
  zuri: {
    traits: [7, 6, 9, 8, 5, 2],
    hashtags: ['sunriserun', 'runhappy', 'virtualcharacter'],
    manner: { emotion: 'bright', speed: 1.04, pitch: -1 },
  },
  saoirse: {
    traits: [8, 7, 5, 4, 8, 1],
    hashtags: ['bussongs', 'folkmusic', 'virtualcharacter'],
    manner: { emotion: 'calm', pitch: 1 },
  },
};

const plain: Manner = { traits: [5, 5, 5, 5, 5, 5], hashtags: ['virtualcharacter'], manner: {} };

/** Ready-made characters to start from: a preset's look and story, with a manner of writing and speaking. */
export function personaTemplates(presets: readonly Preset[]): Template[] {
  return presets.map(({ id, name, tagline, age, look, voiceId, persona }) => {
    const { traits, hashtags, manner } = manners[id] ?? plain;
    const [warmth = 0.5, humour = 0.5, energy = 0.5, confidence = 0.5, curiosity = 0.5, formality = 0.5] =
      traits.map((tenths) => tenths / 10);
    return {
      id,
      name,
      tagline,
      age,
      look,
      persona: {
        ...persona,
        traits: { warmth, humour, energy, confidence, curiosity, formality },
        hashtags: [...hashtags],
      },
      voice: Voice.parse({ ...manner, voiceId }),
    };
  });
}
