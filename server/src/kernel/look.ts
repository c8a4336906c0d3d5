import { z } from 'zod';

const unit = z.number().min(0).max(1);
const signed = z.number().min(-1).max(1);
const color = z.string().regex(/^#[0-9a-f]{6}$/i, 'A colour looks like #a1b2c3.');

export const hairStyles = [
  'long',
  'bob',
  'ponytail',
  'short',
  'crop',
  'curly',
  'afro',
  'bun',
  'bald',
] as const;
export const bodyBuilds = ['slim', 'average', 'athletic', 'curvy', 'broad'] as const;

/** Face sliders, -1 to 1 around the average; the engine maps each to shape targets and keeps sums in bounds. */
export const FaceShape = z.object({
  faceWidth: signed.default(0),
  faceRoundness: signed.default(0),
  jawWidth: signed.default(0),
  chinHeight: signed.default(0),
  cheekbones: signed.default(0),
  cheekFullness: signed.default(0),
  foreheadHeight: signed.default(0),
  browAngle: signed.default(0),
  eyeSize: signed.default(0),
  eyeOpenness: signed.default(0),
  eyeTilt: signed.default(0),
  eyeDistance: signed.default(0),
  noseWidth: signed.default(0),
  noseLength: signed.default(0),
  noseBridge: signed.default(0),
  noseTip: signed.default(0),
  mouthWidth: signed.default(0),
  upperLip: signed.default(0),
  lowerLip: signed.default(0),
});
export type FaceShape = z.infer<typeof FaceShape>;

/**
 * How a character looks, in terms an engine can draw and a person can set.
 * The same value always draws the same person.
 */
export const Look = z.object({
  /** 0 masculine, 1 feminine features. */
  femininity: unit.default(1),
  /** Years as they appear. Adults only; the stated age of the character binds this too. */
  apparentAge: z.number().int().min(18).max(90).default(26),
  /** Mix of the three base face shapes of the 3D model; normalised to sum 1. */
  heritage: z
    .object({ african: unit, asian: unit, european: unit })
    .default({ african: 0, asian: 0, european: 1 }),
  face: FaceShape.prefault({}),
  skin: z
    .object({
      /** 0 very light to 1 very dark. */
      tone: unit.default(0.2),
      /** -1 cool to 1 warm undertone. */
      undertone: signed.default(0.2),
      freckles: unit.default(0),
      blush: unit.default(0.3),
    })
    .prefault({}),
  lips: z.object({ color: color.default('#c45c58'), strength: unit.default(0.5) }).prefault({}),
  eyes: z.object({ color: color.default('#6b4a2f'), shadow: unit.default(0.2) }).prefault({}),
  hair: z
    .object({
      style: z.enum(hairStyles).default('long'),
      color: color.default('#3b2417'),
      brows: color.optional(),
      grey: unit.default(0),
    })
    .prefault({}),
  body: z
    .object({
      build: z.enum(bodyBuilds).default('average'),
      height: unit.default(0.5),
      muscle: unit.default(0.5),
      weight: unit.default(0.4),
    })
    .prefault({}),
  facialHair: z.enum(['none', 'stubble', 'beard']).default('none'),
  glasses: z.boolean().default(false),
  /** Free words added for engines that read prompts, such as "a small scar on the left brow". */
  notes: z.string().max(400).default(''),
});
export type Look = z.infer<typeof Look>;
