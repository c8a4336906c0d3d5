import { z } from 'zod';

export const emotions = ['neutral', 'warm', 'bright', 'calm', 'serious'] as const;

/** How a character sounds. `voiceId` names a voice of the engine that speaks. */
export const Voice = z.object({
  engine: z.string().default('builtin-speech'),
  voiceId: z.string().default('slt'),
  /** 1 is the voice's own speed. */
  speed: z.number().min(0.6).max(1.6).default(1),
  /** Semitones, applied without changing speed. */
  pitch: z.number().min(-4).max(4).default(0),
  emotion: z.enum(emotions).default('neutral'),
});
export type Voice = z.infer<typeof Voice>;
