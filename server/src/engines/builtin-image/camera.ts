import type { AngleId, DistanceId, FramingId, LensId, Shot } from '#kernel/shot.ts';
import type { Part } from './body-parts.ts';
import type { BackdropSpec, CameraSpec, Point } from './scene-spec.ts';
import { add, dot, mix, normalize, scale, subtract, type Vector } from './vector.ts';

/** Height of what the picture shows, and where the eyes stand in it, from 0 top to 1 bottom. */
const framings: Readonly<Record<FramingId, { height: number; eyes: number; fov: number }>> = {
  close: { height: 3.1, eyes: 0.44, fov: 16 },
  portrait: { height: 4.7, eyes: 0.38, fov: 18 },
  waist: { height: 7.6, eyes: 0.27, fov: 20 },
  full: { height: 18.6, eyes: 0.13, fov: 22 },
};

/** Vertical angles of view in degrees; without a lens each framing has its own, which are those of 65 to 85 mm. */
const lensAngles: Readonly<Partial<Record<LensId, number>>> = { wide: 38, normal: 27, tele: 10 };
/** How much nearer the background comes with a lens that sees less of it. */
const lensZoom: Readonly<Partial<Record<LensId, number>>> = { normal: 1.04, tele: 1.5 };
const distanceShare: Readonly<Record<DistanceId, number>> = { near: 0.82, framing: 1, far: 1.24 };
/** How far the camera goes up around its target, in radians, and which part of the painting is then behind. */
const pitches: Readonly<Partial<Record<AngleId, { up: number; zoom: number; place: number }>>> = {
  low: { up: -0.36, zoom: 1.25, place: 0 },
  high: { up: 0.42, zoom: 1.3, place: 1 },
  overhead: { up: 0.42, zoom: 1.3, place: 1 },
};
/** The page draws up to 200 decimetres far. */
const farthest = 180;

export interface Framed {
  readonly camera: CameraSpec;
  /** Centre of the face on the picture and its radius in picture heights. */
  readonly face: readonly [number, number, number];
  readonly horizon: number;
  /** What is seen of the painted place; all of it when absent. */
  readonly view?: NonNullable<BackdropSpec['view']>;
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
  { framing, camera = {} }: Pick<Shot, 'framing' | 'camera'>,
  eyes: Vector,
  size: { width: number; height: number },
  hands: readonly Vector[] = [],
): Framed {
  const height = framings[framing].height * distanceShare[camera.distance ?? 'framing'];
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
  const angle = (camera.lens && lensAngles[camera.lens]) ?? framings[framing].fov;
  const distance = Math.min(farthest, shown / 2 / Math.tan((angle * Math.PI) / 360));
  const fovDegrees = distance < farthest ? angle : (Math.atan(shown / 2 / distance) * 360) / Math.PI;
  const half = (shown * aspect) / 2;
  const missing = raised.length > 0 ? Math.max(0, right - half) - Math.max(0, left - half) : 0;
  const most = farthestAside * shown * aspect;
  const aside = (aspect > 1.3 ? shown * aspect * 0.12 : 0) + Math.min(most, Math.max(-most, missing));
  const target: Point = [eyes[0] + aside, eyes[1] - (0.5 - eyesAt) * shown, eyes[2] - 0.8];
  const pitch = camera.angle && pitches[camera.angle];
  const from: Vector = pitch ? [0, Math.sin(pitch.up), Math.cos(pitch.up)] : [0, 0.02, 1];
  const faceAt = eyesAt + 0.35 / shown;
  const level = { position: add(target, scale(from, distance)), target, fovDegrees };
  const placed = pitch ? withFaceAt(level, add(eyes, [0, -0.35, 0]), faceAt, shown) : level;
  const view = viewOf(camera.lens, pitch);
  return {
    camera: placed,
    face: [0.5 - aside / (shown * aspect), faceAt, 1.05 / shown],
    horizon: mix(0.62, 0.5, Math.min(1, shown / 18)),
    ...(view && { view }),
  };
}

function viewOf(
  lens: LensId | undefined,
  pitch: { readonly zoom: number; readonly place: number } | undefined,
): Framed['view'] {
  const zoom = (pitch?.zoom ?? 1) * ((lens && lensZoom[lens]) ?? 1);
  return zoom === 1 ? undefined : { zoom, place: pitch?.place ?? 0.55 };
}

/** Moves a camera that looks up or down along, so that the face stands as high on the picture as at eye level. */
function withFaceAt(camera: CameraSpec, face: Vector, wanted: number, shown: number): CameraSpec {
  const down: Vector = [0, (wanted - heightOn(camera, face)) * shown, 0];
  return { ...camera, position: add(camera.position, down), target: add(camera.target, down) };
}

/** Where a point stands on the picture, 0 top to 1 bottom. */
export function heightOn({ position, target, fovDegrees }: CameraSpec, point: Vector): number {
  const forward = normalize(subtract(target, position));
  const up = normalize(subtract([0, 1, 0], scale(forward, forward[1])));
  const to = subtract(point, position);
  return 0.5 - dot(to, up) / dot(to, forward) / 2 / Math.tan((fovDegrees * Math.PI) / 360);
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
