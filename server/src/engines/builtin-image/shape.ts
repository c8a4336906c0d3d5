import { AppError } from '#kernel/errors.ts';
import type { FaceShape, Look } from '#kernel/look.ts';
import type { CharacterPack } from './pack.ts';
import { clamp, mix, smoothstep } from './vector.ts';

/** Weight per shape target of the pack. */
export type ShapeWeights = ReadonlyMap<string, number>;

/** What a face slider does at +1 and at -1: targets with their greatest weight. `?` stands for both sides. */
interface Slider {
  readonly plus: Readonly<Record<string, number>>;
  readonly minus: Readonly<Record<string, number>>;
}

/** Chosen by eye: at the ends the face is distinct and still one you could meet. */
const sliders: Readonly<Record<keyof FaceShape, Slider>> = {
  faceWidth: {
    plus: { 'head/head-scale-horiz-more': 0.35, 'head/head-fat': 0.2 },
    minus: { 'head/head-scale-horiz-less': 0.35, 'head/head-skinny': 0.15 },
  },
  faceRoundness: {
    plus: { 'head/head-round': 0.6 },
    minus: { 'head/head-rectangular': 0.25, 'head/head-diamond': 0.25 },
  },
  jawWidth: {
    plus: { 'chin/chin-bones-out': 0.45, 'head/head-square': 0.35 },
    minus: { 'chin/chin-bones-in': 0.35, 'head/head-invertedtriangular': 0.4 },
  },
  chinHeight: { plus: { 'chin/chin-height-max': 0.4 }, minus: { 'chin/chin-height-min': 0.4 } },
  cheekbones: { plus: { 'cheek/?-cheek-bones-out': 0.7 }, minus: { 'cheek/?-cheek-bones-in': 0.5 } },
  cheekFullness: {
    plus: { 'cheek/?-cheek-volume-inflate': 0.6, 'cheek/?-cheek-inner-inflate': 0.3 },
    minus: { 'cheek/?-cheek-volume-deflate': 0.55 },
  },
  foreheadHeight: {
    plus: { 'forehead/forehead-scale-vert-more': 0.5 },
    minus: { 'forehead/forehead-scale-vert-less': 0.5 },
  },
  browAngle: { plus: { 'eyebrows/eyebrows-angle-up': 0.7 }, minus: { 'eyebrows/eyebrows-angle-down': 0.6 } },
  eyeSize: { plus: { 'eyes/?-eye-size-big': 0.55 }, minus: { 'eyes/?-eye-size-small': 0.4 } },
  eyeOpenness: {
    plus: { 'eyes/?-eye-height2-max': 0.5, 'eyes/?-eye-height1-max': 0.25 },
    minus: { 'eyes/?-eye-height2-min': 0.45, 'eyes/?-eye-height3-min': 0.25 },
  },
  eyeTilt: {
    plus: { 'eyes/?-eye-corner2-up': 0.7 },
    minus: { 'eyes/?-eye-corner2-down': 0.5 },
  },
  eyeDistance: { plus: { 'eyes/?-eye-move-out': 0.4 }, minus: { 'eyes/?-eye-move-in': 0.4 } },
  noseWidth: {
    plus: { 'nose/nose-scale-horiz-incr': 0.45, 'nose/nose-nostril-width-max': 0.35 },
    minus: { 'nose/nose-scale-horiz-decr': 0.4, 'nose/nose-nostril-width-min': 0.3 },
  },
  noseLength: {
    plus: { 'nose/nose-scale-vert-incr': 0.5 },
    minus: { 'nose/nose-scale-vert-decr': 0.5 },
  },
  noseBridge: {
    plus: { 'nose/nose-hump-morehump': 0.45, 'nose/nose-greek-moregreek': 0.3 },
    minus: { 'nose/nose-hump-lesshump': 0.35, 'nose/nose-greek-lessgreek': 0.35 },
  },
  noseTip: { plus: { 'nose/nose-point-up': 0.55 }, minus: { 'nose/nose-point-down': 0.45 } },
  mouthWidth: {
    plus: { 'mouth/mouth-scale-horiz-incr': 0.4 },
    minus: { 'mouth/mouth-scale-horiz-decr': 0.4 },
  },
  upperLip: {
    plus: { 'mouth/mouth-upperlip-volume-inflate': 0.6, 'mouth/mouth-upperlip-height-max': 0.3 },
    minus: { 'mouth/mouth-upperlip-volume-deflate': 0.45, 'mouth/mouth-upperlip-height-min': 0.25 },
  },
  lowerLip: {
    plus: { 'mouth/mouth-lowerlip-volume-inflate': 0.6, 'mouth/mouth-lowerlip-height-max': 0.25 },
    minus: { 'mouth/mouth-lowerlip-volume-deflate': 0.45, 'mouth/mouth-lowerlip-height-min': 0.25 },
  },
};

/** The house style: slightly larger eyes and softer features than the base model, in every character. */
const houseStyle: Readonly<Record<string, number>> = {
  'eyes/?-eye-size-big': 0.24,
  'eyes/?-eye-height2-max': 0.1,
  'eyes/?-eye-corner2-up': 0.12,
  'mouth/mouth-angles-up': 0.22,
  'nose/nose-scale-depth-decr': 0.12,
};
const feminineStyle: Readonly<Record<string, number>> = {
  'eyes/?-eye-size-big': 0.12,
  'mouth/mouth-upperlip-volume-inflate': 0.25,
  'mouth/mouth-lowerlip-volume-inflate': 0.25,
  'nose/nose-scale-horiz-decr': 0.2,
  'nose/nose-scale-vert-decr': 0.12,
  'chin/chin-width-min': 0.15,
  'head/head-oval': 0.3,
  'neck/neck-scale-horiz-less': 0.3,
};
const masculineStyle: Readonly<Record<string, number>> = {
  'chin/chin-bones-out': 0.2,
  'eyebrows/eyebrows-trans-vert-less': 0.2,
  'neck/neck-scale-horiz-more': 0.15,
  'chin/chin-width-max': 0.12,
};

const buildBodies: Readonly<
  Record<Look['body']['build'], { muscle: number; weight: number; extra: Record<string, number> }>
> = {
  slim: { muscle: -0.08, weight: -0.18, extra: { 'measure/measure-waist-decrease': 0.2 } },
  average: { muscle: 0, weight: 0, extra: {} },
  athletic: { muscle: 0.22, weight: -0.04, extra: { 'torso/torso-vshape-more': 0.3 } },
  curvy: {
    muscle: 0,
    weight: 0.16,
    extra: {
      'measure/measure-hips-increase': 0.3,
      'measure/measure-waist-decrease': 0.35,
      'measure/measure-bust-increase': 0.15,
    },
  },
  broad: {
    muscle: 0.12,
    weight: 0.2,
    extra: { 'measure/measure-shoulder-increase': 0.35, 'torso/torso-scale-horiz-incr': 0.25 },
  },
};

/** Squeezes a signed slider so that the last third moves little: -1 and 1 stay believable. */
export const softLimit = (value: number): number => Math.tanh(value * 1.25) / Math.tanh(1.25);

/**
 * Translates a look into weights of shape targets. Every weight stays within bounds, and when many sliders
 * stand at their ends together all of them give way, so that a sum of extremes is still a face.
 */
export function shapeWeights(look: Look): ShapeWeights {
  const weights = new Map<string, number>();
  const put = (name: string, weight: number) => {
    if (Math.abs(weight) < 1e-4) return;
    for (const side of name.includes('?') ? ['l', 'r'] : ['']) {
      const key = name.replace('?', side);
      weights.set(key, (weights.get(key) ?? 0) + weight);
    }
  };
  for (const [name, weight] of macroWeights(look)) put(name, weight);

  const values = Object.entries(look.face) as [keyof FaceShape, number][];
  const strain = Math.sqrt(values.reduce((sum, [, value]) => sum + value * value, 0));
  const ease = strain > 2 ? 2 / strain : 1;
  for (const [slider, value] of values) {
    const amount = softLimit(value) * ease;
    const side = amount >= 0 ? sliders[slider].plus : sliders[slider].minus;
    for (const [name, most] of Object.entries(side)) put(name, Math.abs(amount) * most);
  }
  for (const [name, weight] of Object.entries(houseStyle)) put(name, weight);
  for (const [name, weight] of Object.entries(feminineStyle)) put(name, weight * look.femininity);
  for (const [name, weight] of Object.entries(masculineStyle)) put(name, weight * (1 - look.femininity));
  for (const [name, weight] of Object.entries(buildBodies[look.body.build].extra)) put(name, weight);
  for (const [name, weight] of weights) weights.set(name, clamp(weight, 0, 1));
  return weights;
}

/** 0 at 25 and younger, 1 at 90: how much of the `old` shape is mixed in. The shapes of children are not in the pack. */
export function oldness(apparentAge: number): number {
  const t = clamp((apparentAge - 25) / 65, 0, 1);
  return t ** 0.9;
}

const threeWay = (value: number): [string, number][] => [
  ['min', Math.max(0, 1 - 2 * value)],
  ['average', 1 - Math.abs(2 * value - 1)],
  ['max', Math.max(0, 2 * value - 1)],
];

/** The multilinear mix of sex, age, heritage, muscle and weight that the base model is made for. */
function macroWeights(look: Look): Map<string, number> {
  const weights = new Map<string, number>();
  const put = (name: string, weight: number) => weights.set(name, (weights.get(name) ?? 0) + weight);
  const build = buildBodies[look.body.build];
  const old = oldness(look.apparentAge) * 0.92;
  const sexes: [string, number][] = [
    ['female', look.femininity],
    ['male', 1 - look.femininity],
  ];
  const ages: [string, number][] = [
    ['young', 1 - old],
    ['old', old],
  ];
  const heritage = normalizedHeritage(look);
  const muscle = threeWay(clamp(mix(0.3, 0.72, look.body.muscle) + build.muscle, 0.15, 0.92));
  const weight = threeWay(clamp(mix(0.3, 0.7, look.body.weight) + build.weight, 0.15, 0.85));
  const height = clamp(look.body.height, 0.1, 0.9);
  for (const [sex, sexShare] of sexes)
    for (const [age, ageShare] of ages) {
      for (const [race, share] of heritage)
        put(`macrodetails/${race}-${sex}-${age}`, sexShare * ageShare * share);
      for (const [m, muscleShare] of muscle)
        for (const [w, weightShare] of weight) {
          const share = sexShare * ageShare * muscleShare * weightShare;
          const figure = `${sex}-${age}-${m}muscle-${w}weight`;
          put(`macrodetails/universal-${figure}`, share);
          put(
            `macrodetails/height/${figure}-${height < 0.5 ? 'minheight' : 'maxheight'}`,
            share * Math.abs(2 * height - 1) * 0.5,
          );
          put(`macrodetails/proportions/${figure}-idealproportions`, share * 0.55);
        }
    }
  return weights;
}

function normalizedHeritage({ heritage }: Look): [string, number][] {
  const { african, asian, european } = heritage;
  const sum = african + asian + european;
  if (sum < 1e-6) return [['caucasian', 1]];
  return [
    ['african', african / sum],
    ['asian', asian / sum],
    ['caucasian', european / sum],
  ];
}

/** Adds the targets to the base mesh. Targets that the pack lacks are skipped when `optional` says so. */
export function morph(pack: CharacterPack, weights: ShapeWeights): Float32Array {
  const out = pack.positions.slice();
  for (const [name, weight] of weights) {
    const target = pack.targets.get(name);
    if (!target) {
      // The source has no height or figure target for some combinations that equal the average.
      if (/^macrodetails\//.test(name)) continue;
      throw new AppError('internal', `The 3D character data lacks the shape ${name}.`);
    }
    const { indexes, x, y, z } = target;
    const by = weight / 1000;
    for (let i = 0; i < indexes.length; i++) {
      const at = indexes[i]! * 3;
      out[at]! += x[i]! * by;
      out[at + 1]! += y[i]! * by;
      out[at + 2]! += z[i]! * by;
    }
  }
  return out;
}

/**
 * Per-vertex mask, 0 to 1, of the region that the named targets move: the cheek-volume shape is the blush mask.
 */
export function maskOf(pack: CharacterPack, names: readonly string[], gain: number): Float32Array {
  const mask = new Float32Array(pack.vertexCount);
  for (const name of names) {
    const target = pack.targets.get(name);
    if (!target) throw new AppError('internal', `The 3D character data lacks the shape ${name}.`);
    const sizes = Array.from(target.indexes, (_, i) => Math.hypot(target.x[i]!, target.y[i]!, target.z[i]!));
    const most = Math.max(...sizes, 1);
    target.indexes.forEach((vertex, i) => {
      mask[vertex] = Math.max(mask[vertex]!, smoothstep(0.02, 1, Math.min(1, (sizes[i]! / most) * gain)));
    });
  }
  return mask;
}
