import { FaceShape, type Look } from '#kernel/look.ts';
import type { Shot } from '#kernel/shot.ts';
import {
  eyeOf,
  eyePart,
  fittedPart,
  hairColor,
  mixRgb,
  type Part,
  type PosedBody,
  skinPart,
} from './body-parts.ts';
import { frame, isInView } from './camera.ts';
import { expressionWeights, type FaceMotion, jawOpening, mouthOpening } from './expressions.ts';
import type { FaceMasks } from './face-masks.ts';
import { glassesParts } from './glasses.ts';
import { hairParts } from './hair.ts';
import { type Dressed, dress } from './outfit-parts.ts';
import type { CharacterPack } from './pack.ts';
import type { BufferStore } from './page-session.ts';
import { bodyPoses } from './pose-catalogue.ts';
import { bonePose, eyeTurnOf, type HeadTurn } from './poses.ts';
import type { SceneSpec } from './scene-spec.ts';
import { morph, shapeWeights } from './shape.ts';
import { boneMatrices, type PosedBone, poseSkeleton, skinBody } from './skeleton.ts';
import { moodOf } from './stage.ts';
import {
  aboutAxis,
  add,
  clamp,
  invert,
  multiply,
  normalize,
  type Quaternion,
  rotate,
  scale,
  smoothstep,
  subtract,
  type Vector,
} from './vector.ts';

export interface FrameRequest {
  readonly look: Look;
  readonly shot: Shot;
  /** Pixels. */
  readonly size: { readonly width: number; readonly height: number };
  /** Whether the painting style of the shot is applied. */
  readonly paint: boolean;
  readonly face?: FaceMotion;
  readonly head?: HeadTurn;
  readonly layer?: 'full' | 'character' | 'background';
  /** Draws only this part, in pixels of `size`; finish effects at its edge may differ from the whole picture's. */
  readonly crop?: {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
  };
  /** Varies what is random in the scene: leaves, lights, brush strokes. 1 when absent. */
  readonly seed?: number;
}

/** Everything the page needs to draw one request. Pure: the same request gives the same scene. */
export function buildScene(
  pack: CharacterPack,
  masks: FaceMasks,
  request: FrameRequest,
): { spec: SceneSpec; buffers: BufferStore } {
  const { look, shot, size, layer = 'full', seed = 1 } = request;
  const shape = shapeWeights(look);
  const face = expressionWeights(shot.expression, request.face);
  const shaped = morph(pack, shape);
  const rest = morph(pack, new Map([...shape, ...face]));
  // Joints come from the unexpressive mesh: a smile must not move the skeleton.
  const skeleton = poseSkeleton(pack, shaped, bonePose(pack, shaped, bodyPoses[shot.pose], request.head));
  const matrices = boneMatrices(skeleton);
  const body: PosedBody = {
    pack,
    rest,
    posed: skinBody(pack, rest, matrices),
    matrices,
    masks,
  };
  const eyes = { left: eyeOf(body, 'left'), right: eyeOf(body, 'right') };
  const middle = scale(add(eyes.left.center, eyes.right.center), 0.5);
  const hands = ['L', 'R'].map((side) => skeleton[pack.boneIndex.get(`finger3-1.${side}`)!]!.position);
  const framed = frame(shot, middle, size, hands);
  const mood = moodOf(shot);
  const parts: Part[] = [];
  if (layer !== 'background') {
    const clothes = dressed(pack, masks, request);
    parts.push(skinPart(body, look, clothes.hidden), ...clothes.parts);
    parts.push(...hairParts({ ...body, rest: shaped }, look, skeleton));
    parts.push(...faceParts(body, request, face, skeleton, eyes, framed.camera.position));
    if (look.glasses) parts.push(...glassesParts(body, skeleton, eyes));
  }
  const seen = parts.filter((part) => part.spec.kind !== 'cloth' || isInView(part, framed.camera));
  const buffers: BufferStore = new Map(seen.flatMap((part) => [...part.buffers]));
  const spec: SceneSpec = {
    width: request.crop?.width ?? size.width,
    height: request.crop?.height ?? size.height,
    layer,
    parts: seen.map((part) => part.spec),
    camera: request.crop
      ? {
          ...framed.camera,
          window: {
            left: request.crop.left,
            top: request.crop.top,
            fullWidth: size.width,
            fullHeight: size.height,
          },
        }
      : framed.camera,
    lights: mood.lights,
    backdrop: {
      ...{ scene: shot.scene, seed, horizon: framed.horizon, blur: 1 },
      ...(framed.view && { view: framed.view }),
    },
    finish: {
      style: shot.style,
      paint: request.paint && shot.style !== 'clean',
      shadowTint: mood.shadowTint,
      highlightTint: mood.highlightTint,
      bloom: mood.bloom,
      vignette: mood.vignette,
      ...(mood.tone && { tone: mood.tone }),
      face: framed.face,
      seed,
    },
    focus: add(middle, [0, shot.framing === 'full' ? -7 : -1.6, -0.4]),
    shadowRadius: shot.framing === 'full' ? 10 : shot.framing === 'waist' ? 5.5 : 4,
    output: layer === 'character' ? { type: 'image/png', quality: 1 } : { type: 'image/jpeg', quality: 0.92 },
  };
  return { spec, buffers };
}

/** Clothes by what they are cut from: colours and faces change without them. The oldest goes first. */
const wardrobe = new Map<string, Dressed>();
const mostDressed = 10;
const plainFace = FaceShape.parse({});

/** Clothes are cut to the body without the sliders of the face: those move the neck by hairs only. */
function dressed(pack: CharacterPack, masks: FaceMasks, { look, shot, head }: FrameRequest): Dressed {
  const { femininity, apparentAge, heritage, body } = look;
  const shape = { ...look, face: plainFace };
  const content = { femininity, apparentAge, heritage, body, pose: shot.pose, head };
  const key = JSON.stringify({ ...content, outfit: shot.outfit, color: shot.outfitColor });
  let known = wardrobe.get(key);
  if (!known) {
    const rest = morph(pack, shapeWeights(shape));
    const matrices = boneMatrices(poseSkeleton(pack, rest, bonePose(pack, rest, bodyPoses[shot.pose], head)));
    known = dress({ pack, rest, posed: skinBody(pack, rest, matrices), matrices, masks }, shot);
    wardrobe.set(key, known);
    if (wardrobe.size > mostDressed) wardrobe.delete(wardrobe.keys().next().value!);
  }
  return known;
}

function faceParts(
  body: PosedBody,
  { look, shot, face: motion }: FrameRequest,
  face: ReadonlyMap<string, number>,
  skeleton: readonly PosedBone[],
  eyes: Record<'left' | 'right', { center: Vector }>,
  camera: Vector,
): Part[] {
  // A speaking mouth opens without drawing back the lips: lowered teeth would show through its corners.
  const speaks = motion?.viseme !== undefined;
  const head = skeleton[body.pack.boneIndex.get('head')!]!.rotation;
  const brow = look.hair.brows
    ? hairColor({ ...look, hair: { ...look.hair, color: look.hair.brows } })
    : mixRgb(hairColor(look), [0.02, 0.013, 0.01], 0.45);
  const browName = look.femininity < 0.4 ? 'brow-full' : 'brow-soft';
  const parts: Part[] = [
    eyePart(body, 'left', gazeTurn(head, eyes.left.center, camera, shot), look),
    eyePart(body, 'right', gazeTurn(head, eyes.right.center, camera, shot), look),
    fittedPart(
      body,
      browName,
      'card',
      { color: mixRgb(brow, [0.5, 0.5, 0.5], look.hair.grey * 0.5), strength: 1.25 },
      { texture: browName, subdivide: true },
    ),
    fittedPart(
      body,
      'lash-soft',
      'card',
      { color: [0.012, 0.009, 0.008], strength: look.femininity > 0.5 ? 1.15 : 0.7 },
      {
        texture: 'lash-soft',
      },
    ),
  ];
  if (mouthOpening(face) > 0.02) {
    parts.push(
      fittedPart(
        body,
        'teeth',
        'solid',
        { color: [0.8, 0.76, 0.69], gloss: 0.22, alpha: 1, depthShade: 0, inner: 0.65, mapped: 1 },
        { texture: 'teeth', dropUpper: speaks ? 0 : 0.035 * smoothstep(0.06, 0.26, jawOpening(face)) },
      ),
    );
    parts.push(
      fittedPart(body, 'tongue', 'solid', {
        color: [0.42, 0.12, 0.12],
        gloss: 0.3,
        alpha: 1,
        depthShade: 0.8,
        inner: 0.2,
        mapped: 0,
      }),
    );
  }
  return parts;
}

/** Turns an eye to the camera as far as eyes go, or aside from where the head faces. */
function gazeTurn(head: Quaternion, eye: Vector, camera: Vector, shot: Shot): Quaternion {
  const [yaw, pitch] = eyeTurnOf(shot.gaze);
  const local = rotate(invert(head), normalize(subtract(camera, eye)));
  const follows = shot.gaze === 'camera' ? 1 : 0.25;
  const toYaw = clamp(Math.atan2(local[0], local[2]) * follows + yaw, -0.6, 0.6);
  const toPitch = clamp(-Math.asin(clamp(local[1], -1, 1)) * follows + pitch, -0.4, 0.4);
  return multiply(head, multiply(aboutAxis([0, 1, 0], toYaw), aboutAxis([1, 0, 0], toPitch)));
}
