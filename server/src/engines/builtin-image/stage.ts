import type { FramingId, LightId, SceneId, Shot } from '#kernel/shot.ts';
import { linear, mixRgb, type Part } from './body-parts.ts';
import type { CameraSpec, LightRig, Point, Rgb } from './scene-spec.ts';
import { add, dot, mix, normalize, scale, subtract, type Vector } from './vector.ts';

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

export interface Mood {
  readonly lights: LightRig;
  readonly shadowTint: Rgb;
  readonly highlightTint: Rgb;
  readonly bloom: number;
}

/** The lights of a shot in world space; the camera looks along -z turned by its yaw, which is 0 here. */
export function moodOf(shot: Shot): Mood {
  const scene = sceneLights[shot.scene];
  const change = lightChanges[shot.light];
  const lean = (color: string, strength: number): Rgb => {
    const own = mixRgb(linear(color), [0.85, 0.85, 0.85], shot.scene === 'neon' ? 0 : 0.34);
    const rgb = change.toward ? mixRgb(own, linear(change.toward), 0.45) : own;
    return [rgb[0] * strength, rgb[1] * strength, rgb[2] * strength];
  };
  return {
    lights: {
      keyDirection: normalize(change.keyFrom ?? scene.key[0]),
      keyColor: lean(scene.key[1], scene.key[2] * change.key * 0.62),
      fillDirection: normalize(scene.fill[0]),
      fillColor: lean(scene.fill[1], scene.fill[2] * change.fill * 0.6),
      rimDirection: normalize(scene.rim[0]),
      rimColor: lean(scene.rim[1], scene.rim[2] * change.rim * 0.6),
      skyColor: lean(scene.sky[0], scene.sky[1] * change.ambient * 0.6),
      groundColor: lean(scene.ground[0], scene.ground[1] * change.ambient * 0.5),
    },
    shadowTint: mixRgb([0.5, 0.5, 0.5], scene.shadowTint, 0.6),
    highlightTint: mixRgb([0.5, 0.5, 0.5], scene.highlightTint, 0.5),
    bloom: scene.bloom * 0.6,
  };
}

/** Height of what the picture shows, and where the eyes stand in it, from 0 top to 1 bottom. */
const framings: Readonly<Record<FramingId, { height: number; eyes: number; fov: number }>> = {
  close: { height: 3.1, eyes: 0.44, fov: 16 },
  portrait: { height: 4.7, eyes: 0.38, fov: 18 },
  waist: { height: 7.6, eyes: 0.27, fov: 20 },
  full: { height: 18.6, eyes: 0.13, fov: 22 },
};

export interface Framed {
  readonly camera: CameraSpec;
  /** Centre of the face on the picture and its radius in picture heights. */
  readonly face: readonly [number, number, number];
  readonly horizon: number;
}

/** Most that a picture widens for raised hands, and how low the eyes may come for them. */
const widest = 1.5;
const lowestEyes = 0.44;
/** Room for the fingers beyond the knuckles, decimetres. */
const handRoom = 0.75;
const headRoom = 1.3;
/** How far the head may stand beside the middle for a hand, in widths of the picture. */
const farthestAside = 0.19;

/**
 * Places the camera for a figure whose eyes are at `eyes`. Wide formats show the figure off the middle. Hands raised
 * beside or above the head are kept in the picture as far as that leaves a face to see.
 */
export function frame(
  framing: FramingId,
  eyes: Vector,
  size: { width: number; height: number },
  hands: readonly Vector[] = [],
): Framed {
  const { height, fov } = framings[framing];
  const raised = framing === 'close' ? [] : hands.filter((hand) => hand[1] > eyes[1] - 2.6);
  const aspect = size.width / size.height;
  // A square or wide picture needs no more height than the portrait one; a story shows more.
  const usual = aspect < 0.7 ? height * mix(1, 1.22, (0.8 - aspect) / 0.24) : height;
  const left = Math.max(headRoom, ...raised.map((hand) => eyes[0] - hand[0] + handRoom));
  const right = Math.max(headRoom, ...raised.map((hand) => hand[0] - eyes[0] + handRoom));
  const above = Math.max(0, ...raised.map((hand) => hand[1] - eyes[1] + handRoom));
  const far = raised.length > 0 ? Math.max(left, right) / (0.5 + farthestAside) : 0;
  const wanted = Math.max(raised.length > 0 ? (left + right) / aspect : 0, far / aspect, above / lowestEyes);
  const shown = Math.max(usual, Math.min(wanted, usual * widest));
  const eyesAt = Math.max(framings[framing].eyes, Math.min(lowestEyes, above / shown));
  const distance = shown / 2 / Math.tan((fov * Math.PI) / 360);
  const half = (shown * aspect) / 2;
  const missing = raised.length > 0 ? Math.max(0, right - half) - Math.max(0, left - half) : 0;
  const most = farthestAside * shown * aspect;
  const aside = (aspect > 1.3 ? shown * aspect * 0.12 : 0) + Math.min(most, Math.max(-most, missing));
  const target: Point = [eyes[0] + aside, eyes[1] - (0.5 - eyesAt) * shown, eyes[2] - 0.8];
  const position = add(target, scale([0, 0.02, 1], distance));
  return {
    camera: { position, target, fovDegrees: fov },
    face: [0.5 - aside / (shown * aspect), eyesAt + 0.35 / shown, 1.05 / shown],
    horizon: mix(0.62, 0.5, Math.min(1, shown / 18)),
  };
}

/** Whether any of a part can lie above the lower edge of the picture; what is wholly below is not drawn. */
export function isInView({ spec, buffers }: Part, camera: CameraSpec): boolean {
  let start = 0;
  for (const buffer of spec.buffers) {
    if (buffer.name === 'position') {
      const bytes = buffers.get(spec.key)!;
      const positions = new Float32Array(bytes.buffer, bytes.byteOffset + start, buffer.bytes / 4);
      return reaches(positions, camera);
    }
    start += Math.ceil(buffer.bytes / 4) * 4;
  }
  return true;
}

function reaches(positions: Float32Array, { position, target, fovDegrees }: CameraSpec): boolean {
  const forward = normalize(subtract(target, position));
  const up = normalize(subtract([0, 1, 0], scale(forward, forward[1])));
  const slope = Math.tan((fovDegrees * Math.PI) / 360) * 1.04;
  for (let at = 0; at < positions.length; at += 3) {
    const p = subtract([positions[at]!, positions[at + 1]!, positions[at + 2]!], position);
    if (dot(p, up) > -slope * dot(p, forward)) return true;
  }
  return false;
}
