import type { Voice } from '#kernel/voice.ts';
import type { VoiceShaping } from '#media/master-speech.ts';

/** How a voice is changed on its way from flite to the mastered file. */
export interface Manner {
  /** Multiplies flite's durations: above 1 is slower. */
  readonly durationStretch: number;
  readonly pitchSemitones: number;
  /** ffmpeg audio filters that colour the sound. */
  readonly equalizer: readonly string[];
}

/** An emotion is a small change of rate, pitch and colour: a statistical voice carries no more. */
const emotionManners: Readonly<
  Record<Voice['emotion'], { rate: number; pitch: number; equalizer: readonly string[] }>
> = {
  neutral: { rate: 1, pitch: 0, equalizer: [] },
  warm: {
    rate: 0.97,
    pitch: -0.4,
    equalizer: ['equalizer=f=220:t=q:w=0.9:g=2.5', 'equalizer=f=3500:t=q:w=1:g=-1.5'],
  },
  bright: {
    rate: 1.05,
    pitch: 0.8,
    equalizer: ['equalizer=f=180:t=q:w=0.9:g=-1.5', 'equalizer=f=3800:t=q:w=0.9:g=2.5'],
  },
  calm: { rate: 0.91, pitch: -0.5, equalizer: ['equalizer=f=4200:t=q:w=0.8:g=-2.5'] },
  serious: { rate: 0.94, pitch: -1, equalizer: ['equalizer=f=160:t=q:w=0.9:g=2'] },
};

/** What a voice's speed, pitch and emotion come to together. */
export function mannerOf(voice: Pick<Voice, 'speed' | 'pitch' | 'emotion'>): Manner {
  const emotion = emotionManners[voice.emotion];
  return {
    durationStretch: Math.round(1000 / (voice.speed * emotion.rate)) / 1000,
    pitchSemitones: Math.round((voice.pitch + emotion.pitch) * 100) / 100,
    equalizer: emotion.equalizer,
  };
}

/** How a statistical voice is made pleasant: warmth, presence, even loudness, and its manner. */
export function shapingOf({ pitchSemitones, equalizer }: Manner): VoiceShaping {
  return {
    pitchSemitones,
    filters: [
      'highpass=f=70',
      'equalizer=f=2800:t=q:w=1:g=1.5',
      ...equalizer,
      'acompressor=threshold=-21dB:ratio=2.5:attack=6:release=110:makeup=1.5',
      // Two faint early reflections: a dry synthetic voice sounds as if it came from nowhere.
      'aecho=1:0.95:19|37:0.07|0.04',
    ],
  };
}
