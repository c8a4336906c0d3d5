import type { LightId, MoodId, SceneId, Shot } from '#kernel/shot.ts';
import { linear, mixRgb } from './body-parts.ts';
import type { FinishSpec, LightRig, Rgb } from './scene-spec.ts';
import { normalize, type Vector } from './vector.ts';

/** Light and mood of a scene. Directions as seen from the camera: x right, y up, z towards it. */
interface SceneLight {
  readonly key: readonly [from: Vector, color: string, strength: number];
  readonly fill: readonly [from: Vector, color: string, strength: number];
  readonly rim: readonly [from: Vector, color: string, strength: number];
  readonly sky: readonly [color: string, strength: number];
  readonly ground: readonly [color: string, strength: number];
  readonly shadowTint: Rgb;
  readonly highlightTint: Rgb;
  readonly bloom: number;
}

const sceneLights: Readonly<Record<SceneId, SceneLight>> = {
  cafe: {
    key: [[-0.8, 0.55, 0.75], '#ffe9cc', 2.3],
    fill: [[0.9, 0.2, 0.7], '#ffc898', 0.5],
    rim: [[0.75, 0.5, -0.7], '#ffbe78', 1.6],
    sky: ['#f2dcc4', 0.62],
    ground: ['#8a5c3e', 0.5],
    shadowTint: [0.53, 0.48, 0.47],
    highlightTint: [0.53, 0.5, 0.46],
    bloom: 0.3,
  },
  beach: {
    key: [[-0.55, 0.5, 0.8], '#ffe0b8', 2.2],
    fill: [[0.8, 0.1, 0.7], '#ffb9a0', 0.55],
    rim: [[0.7, 0.35, -0.75], '#ffc068', 3],
    sky: ['#c9d4f0', 0.6],
    ground: ['#d8a878', 0.5],
    shadowTint: [0.51, 0.48, 0.52],
    highlightTint: [0.54, 0.5, 0.45],
    bloom: 0.4,
  },
  neon: {
    key: [[-0.75, 0.35, 0.7], '#ff9ad0', 1.7],
    fill: [[0.85, 0.2, 0.6], '#59c8ff', 1.2],
    rim: [[0.8, 0.3, -0.6], '#3fd0ff', 2.6],
    sky: ['#8a7cc8', 0.5],
    ground: ['#4a2a60', 0.5],
    shadowTint: [0.48, 0.46, 0.56],
    highlightTint: [0.52, 0.48, 0.52],
    bloom: 0.55,
  },
  autumn: {
    key: [[-0.6, 0.7, 0.75], '#fff0cf', 2.3],
    fill: [[0.8, 0.2, 0.7], '#f0c890', 0.5],
    rim: [[0.7, 0.5, -0.7], '#ffb858', 2.4],
    sky: ['#e6e2d8', 0.62],
    ground: ['#a86a38', 0.5],
    shadowTint: [0.52, 0.49, 0.46],
    highlightTint: [0.53, 0.51, 0.46],
    bloom: 0.3,
  },
  studio: {
    key: [[-0.65, 0.6, 0.8], '#fff6ee', 2.2],
    fill: [[0.85, 0.2, 0.75], '#ffd6e4', 0.75],
    rim: [[0.75, 0.45, -0.65], '#d8c4ff', 1.9],
    sky: ['#f4ecff', 0.7],
    ground: ['#e0b4c4', 0.5],
    shadowTint: [0.51, 0.48, 0.52],
    highlightTint: [0.51, 0.5, 0.49],
    bloom: 0.22,
  },
  snow: {
    key: [[0.6, 0.6, 0.8], '#fff4e4', 2.1],
    fill: [[-0.85, 0.15, 0.7], '#c8dcff', 0.75],
    rim: [[-0.7, 0.45, -0.7], '#d4e6ff', 2.2],
    sky: ['#dce8fa', 0.78],
    ground: ['#d4dff0', 0.62],
    shadowTint: [0.48, 0.5, 0.54],
    highlightTint: [0.52, 0.5, 0.48],
    bloom: 0.3,
  },
  loft: {
    key: [[0.75, 0.6, 0.75], '#fff8ea', 2.3],
    fill: [[-0.85, 0.2, 0.7], '#e4f0dc', 0.6],
    rim: [[-0.7, 0.5, -0.7], '#fff0d0', 1.8],
    sky: ['#eef4ea', 0.72],
    ground: ['#b89c7c', 0.5],
    shadowTint: [0.5, 0.51, 0.49],
    highlightTint: [0.52, 0.51, 0.47],
    bloom: 0.28,
  },
  rooftop: {
    key: [[-0.65, 0.4, 0.8], '#ffd9b4', 1.9],
    fill: [[0.85, 0.15, 0.7], '#a8b4f0', 0.7],
    rim: [[0.75, 0.35, -0.7], '#ff9a6a', 2.6],
    sky: ['#aab4e0', 0.58],
    ground: ['#785a78', 0.45],
    shadowTint: [0.49, 0.47, 0.55],
    highlightTint: [0.54, 0.5, 0.46],
    bloom: 0.42,
  },
  library: {
    key: [[-0.75, 0.6, 0.7], '#ffe2b0', 2.1],
    fill: [[0.85, 0.1, 0.7], '#e0a878', 0.5],
    rim: [[0.7, 0.5, -0.7], '#ffc880', 1.7],
    sky: ['#e0c8a4', 0.55],
    ground: ['#6e4a30', 0.5],
    shadowTint: [0.52, 0.48, 0.46],
    highlightTint: [0.53, 0.51, 0.46],
    bloom: 0.32,
  },
  market: {
    key: [[0.6, 0.75, 0.7], '#fff2d8', 2.4],
    fill: [[-0.85, 0.2, 0.7], '#ffd8a8', 0.6],
    rim: [[-0.7, 0.5, -0.7], '#ffe4b0', 2],
    sky: ['#e8eef4', 0.68],
    ground: ['#c09468', 0.5],
    shadowTint: [0.51, 0.49, 0.48],
    highlightTint: [0.52, 0.51, 0.47],
    bloom: 0.26,
  },
  gym: {
    key: [[0.7, 0.65, 0.75], '#f8fbff', 2.3],
    fill: [[-0.85, 0.15, 0.7], '#cfe0f0', 0.65],
    rim: [[-0.75, 0.5, -0.65], '#eaf4ff', 2.2],
    sky: ['#e4ecf4', 0.7],
    ground: ['#98a0a8', 0.5],
    shadowTint: [0.49, 0.5, 0.52],
    highlightTint: [0.51, 0.5, 0.49],
    bloom: 0.28,
  },
  meadow: {
    key: [[-0.55, 0.75, 0.75], '#fff6d8', 2.4],
    fill: [[0.85, 0.1, 0.7], '#e0f0c0', 0.6],
    rim: [[0.7, 0.5, -0.7], '#fff0b0', 2.4],
    sky: ['#d4e6fa', 0.7],
    ground: ['#9cb45c', 0.5],
    shadowTint: [0.49, 0.51, 0.48],
    highlightTint: [0.53, 0.51, 0.46],
    bloom: 0.32,
  },
};

/** How a light of the shot changes that of the scene: strengths, and a colour to lean to. */
const lightChanges: Readonly<
  Record<
    LightId,
    { key: number; fill: number; rim: number; ambient: number; toward?: string; keyFrom?: Vector }
  >
> = {
  scene: { key: 1, fill: 1, rim: 1, ambient: 1 },
  soft: { key: 0.72, fill: 1.5, rim: 0.7, ambient: 1.25 },
  golden: { key: 1.05, fill: 0.8, rim: 1.25, ambient: 0.9, toward: '#ffb45c', keyFrom: [-0.85, 0.25, 0.6] },
  dramatic: { key: 1.25, fill: 0.22, rim: 1.2, ambient: 0.5, keyFrom: [-0.98, 0.4, 0.25] },
  rim: { key: 0.62, fill: 0.7, rim: 2.2, ambient: 0.75 },
};

/** What a mood does to light and colour, on top of scene and light. */
interface MoodChange {
  readonly key: number;
  readonly fill: number;
  readonly rim: number;
  readonly ambient: number;
  readonly shadow: Rgb;
  readonly highlight: Rgb;
  /** Added to the scene's. */
  readonly bloom: number;
  readonly vignette: number;
  readonly tone: NonNullable<FinishSpec['tone']>;
}
const moodChanges: Readonly<Record<Exclude<MoodId, 'scene'>, MoodChange>> = {
  bright: {
    ...{ key: 1.08, fill: 1.3, rim: 1, ambient: 1.25, bloom: 0.1, vignette: 0.08 },
    ...{ shadow: [0.5, 0.51, 0.52], highlight: [0.52, 0.51, 0.48] },
    tone: { saturation: 1.18, contrast: 1.03, fade: 0.02 },
  },
  cosy: {
    ...{ key: 0.95, fill: 0.85, rim: 1.1, ambient: 0.9, bloom: 0.12, vignette: 0.4 },
    ...{ shadow: [0.57, 0.48, 0.44], highlight: [0.56, 0.51, 0.42] },
    tone: { saturation: 1.05, contrast: 1, fade: 0.02 },
  },
  dreamy: {
    ...{ key: 0.9, fill: 1.35, rim: 1.35, ambient: 1.2, bloom: 0.55, vignette: 0.2 },
    ...{ shadow: [0.53, 0.48, 0.55], highlight: [0.54, 0.5, 0.5] },
    tone: { saturation: 0.9, contrast: 0.86, fade: 0.06 },
  },
  calm: {
    ...{ key: 0.88, fill: 1.25, rim: 0.8, ambient: 1.12, bloom: 0, vignette: 0.22 },
    ...{ shadow: [0.48, 0.5, 0.52], highlight: [0.5, 0.51, 0.5] },
    tone: { saturation: 0.66, contrast: 0.92, fade: 0.03 },
  },
  nostalgic: {
    ...{ key: 1, fill: 1, rim: 1.1, ambient: 1, bloom: 0.15, vignette: 0.4 },
    ...{ shadow: [0.5, 0.53, 0.5], highlight: [0.57, 0.52, 0.41] },
    tone: { saturation: 0.74, contrast: 0.9, fade: 0.1 },
  },
  moody: {
    ...{ key: 0.78, fill: 0.5, rim: 1.2, ambient: 0.6, bloom: 0, vignette: 0.55 },
    ...{ shadow: [0.44, 0.49, 0.56], highlight: [0.48, 0.5, 0.53] },
    tone: { saturation: 0.7, contrast: 1.04, fade: 0 },
  },
  tense: {
    ...{ key: 1.15, fill: 0.4, rim: 1.5, ambient: 0.62, bloom: 0, vignette: 0.5 },
    ...{ shadow: [0.43, 0.51, 0.56], highlight: [0.56, 0.51, 0.44] },
    tone: { saturation: 0.92, contrast: 1.2, fade: 0 },
  },
};
const noChange = { key: 1, fill: 1, rim: 1, ambient: 1 } as const;
const usualVignette = 0.3;

export interface Mood
  extends Pick<FinishSpec, 'tone' | 'shadowTint' | 'highlightTint' | 'bloom' | 'vignette'> {
  readonly lights: LightRig;
}

/** The lights of a shot in world space; the camera looks along -z turned by its yaw, which is 0 here. */
export function moodOf(shot: Shot): Mood {
  const scene = sceneLights[shot.scene];
  const change = lightChanges[shot.light];
  const mood = shot.mood === undefined || shot.mood === 'scene' ? undefined : moodChanges[shot.mood];
  const by = mood ?? noChange;
  const lean = (color: string, strength: number): Rgb => {
    const own = mixRgb(linear(color), [0.85, 0.85, 0.85], shot.scene === 'neon' ? 0 : 0.34);
    const rgb = change.toward ? mixRgb(own, linear(change.toward), 0.45) : own;
    return [rgb[0] * strength, rgb[1] * strength, rgb[2] * strength];
  };
  return {
    lights: {
      keyDirection: normalize(change.keyFrom ?? scene.key[0]),
      keyColor: lean(scene.key[1], scene.key[2] * change.key * by.key * 0.62),
      fillDirection: normalize(scene.fill[0]),
      fillColor: lean(scene.fill[1], scene.fill[2] * change.fill * by.fill * 0.6),
      rimDirection: normalize(scene.rim[0]),
      rimColor: lean(scene.rim[1], scene.rim[2] * change.rim * by.rim * 0.6),
      skyColor: lean(scene.sky[0], scene.sky[1] * change.ambient * by.ambient * 0.6),
      groundColor: lean(scene.ground[0], scene.ground[1] * change.ambient * by.ambient * 0.5),
    },
    shadowTint: mood?.shadow ?? mixRgb([0.5, 0.5, 0.5], scene.shadowTint, 0.6),
    highlightTint: mood?.highlight ?? mixRgb([0.5, 0.5, 0.5], scene.highlightTint, 0.5),
    bloom: scene.bloom * 0.6 + (mood?.bloom ?? 0),
    vignette: mood?.vignette ?? usualVignette,
    ...(mood && { tone: mood.tone }),
  };
}
