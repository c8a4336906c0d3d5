import type { ExpressionId } from '#kernel/shot.ts';

/** Strength per expression unit of the model; `eyebrows-?-up` stands for both sides. */
type Units = Readonly<Record<string, number>>;

/** Every expression of the catalogue. */
const expressionUnits: Readonly<Record<ExpressionId, Units>> = {
  neutral: { 'mouth-corner-puller': 0.12, 'eyebrows-?-up': 0.06 },
  smile: {
    'mouth-corner-puller': 0.62,
    'mouth-elevation': 0.1,
    'eye-?-slit': 0.16,
    'eyebrows-?-up': 0.14,
    'mouth-retraction': 0.12,
  },
  grin: {
    'mouth-corner-puller': 0.9,
    'mouth-upward-retraction': 0.34,
    'mouth-open': 0.06,
    'mouth-retraction': 0.25,
    'eye-?-slit': 0.26,
    'eyebrows-?-up': 0.18,
  },
  laugh: {
    'mouth-corner-puller': 1,
    'mouth-open': 0.26,
    'mouth-upward-retraction': 0.62,
    'mouth-retraction': 0.2,
    'eye-?-slit': 0.42,
    'eyebrows-?-up': 0.28,
    'nose-compression': 0.15,
  },
  smirk: {
    'mouth-corner-puller': 0.32,
    'mouth-part-later': 0.3,
    'eye-?-slit': 0.2,
    'eyebrows-left-up': 0.42,
    'eyebrows-right-down': 0.12,
  },
  wink: {
    'mouth-corner-puller': 0.78,
    'eye-right-closure': 0.97,
    'eyebrows-left-up': 0.36,
    'eyebrows-right-down': 0.18,
    'mouth-retraction': 0.15,
    'eye-left-slit': 0.1,
  },
  surprised: {
    'mouth-open': 0.24,
    'eye-?-opened-up': 0.5,
    'eyebrows-?-up': 0.85,
    'eyebrows-?-inner-up': 0.3,
    'mouth-protusion': 0.15,
    'mouth-corner-puller': 0.15,
  },
  pensive: {
    'eyebrows-?-inner-up': 0.45,
    'eye-?-slit': 0.12,
    'mouth-compression': 0.12,
    'mouth-corner-puller': 0.1,
  },
  determined: {
    'eyebrows-?-down': 0.42,
    'eye-?-slit': 0.26,
    'mouth-compression': 0.22,
    'mouth-corner-puller': 0.2,
    'mouth-retraction': 0.1,
  },
  serene: { 'eye-?-closure': 0.62, 'mouth-corner-puller': 0.42, 'eyebrows-?-up': 0.16 },
};

export const visemes = ['X', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'] as const;
/** Mouth shapes as Rhubarb names them, https://github.com/DanielSWolf/rhubarb-lip-sync#mouth-shapes ; X is at rest. */
export type Viseme = (typeof visemes)[number];

/** Jaw opening stays near 0.6 of the nominal shape: wider shows more mouth than the model has. */
const visemeUnits: Readonly<Record<Viseme, Units>> = {
  X: { 'mouth-corner-puller': 0.2 },
  A: { 'mouth-compression': 0.3, 'mouth-corner-puller': 0.14 },
  B: { 'mouth-open': 0.1, 'mouth-retraction': 0.25, 'mouth-corner-puller': 0.18, 'mouth-part-later': 0.1 },
  C: { 'mouth-open': 0.2, 'mouth-corner-puller': 0.14, 'mouth-retraction': 0.1 },
  D: { 'mouth-open': 0.34, 'mouth-corner-puller': 0.1 },
  E: { 'mouth-open': 0.2, 'mouth-protusion': 0.28, 'mouth-pursing': 0.22 },
  F: { 'mouth-open': 0.07, 'mouth-protusion': 0.35, 'mouth-pursing': 0.5 },
  G: { 'mouth-open': 0.08, 'mouth-part-later': 0.26, 'mouth-elevation': 0.22 },
  H: { 'mouth-open': 0.24, 'mouth-corner-puller': 0.1 },
};

/** What the face does beyond the expression of the shot; every field replaces that part of it. */
export interface FaceMotion {
  readonly viseme?: Viseme | undefined;
  /** 0 open to 1 closed. */
  readonly blink?: number | undefined;
  /** 0 to 1, added to the mouth. */
  readonly smile?: number | undefined;
}

/** Weights of expression targets for one face. */
export function expressionWeights(expression: ExpressionId, motion: FaceMotion = {}): Map<string, number> {
  const units = new Map<string, number>();
  const put = (table: Units, filter: (unit: string) => boolean = () => true) => {
    for (const [name, value] of Object.entries(table))
      for (const unit of name.includes('?')
        ? [name.replace('?', 'left'), name.replace('?', 'right')]
        : [name])
        if (filter(unit)) units.set(unit, (units.get(unit) ?? 0) + value);
  };
  const speaks = motion.viseme !== undefined;
  put(expressionUnits[expression], (unit) => !(speaks && unit.startsWith('mouth-')));
  if (motion.viseme) put(visemeUnits[motion.viseme]);
  if (motion.smile) put({ 'mouth-corner-puller': motion.smile * 0.55, 'eye-?-slit': motion.smile * 0.1 });
  if (motion.blink !== undefined && motion.blink > 0) {
    for (const side of ['left', 'right']) {
      const closed = Math.max(units.get(`eye-${side}-closure`) ?? 0, motion.blink);
      units.set(`eye-${side}-closure`, closed);
      for (const unit of ['slit', 'opened-up'])
        units.set(`eye-${side}-${unit}`, (units.get(`eye-${side}-${unit}`) ?? 0) * (1 - closed));
    }
  }
  return new Map(
    [...units].map(([unit, value]) => [`expression/units/caucasian/${unit}`, Math.min(1, value)]),
  );
}

/** How far the lips part, 0 to 1: the teeth are drawn only when they can be seen. */
export const mouthOpening = (weights: ReadonlyMap<string, number>): number =>
  ['mouth-open', 'mouth-upward-retraction', 'mouth-part-later'].reduce(
    (sum, unit) => sum + (weights.get(`expression/units/caucasian/${unit}`) ?? 0),
    0,
  );

/** How far the jaw is down, 0 to 1. */
export const jawOpening = (weights: ReadonlyMap<string, number>): number =>
  weights.get('expression/units/caucasian/mouth-open') ?? 0;
