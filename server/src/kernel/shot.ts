import { z } from 'zod';
import { Look } from './look.ts';

/**
 * The catalogue of what a picture can show, in words every engine understands: the built-in one
 * draws each entry, a diffusion engine puts `words` into its prompt.
 */
interface Entry {
  readonly label: string;
  /** A short noun phrase for prompts, captions and alt text. */
  readonly words: string;
}
const entries = <const T extends Record<string, Entry>>(table: T) => table;

export const scenes = entries({
  cafe: { label: 'Café window', words: 'a warm café by the window' },
  beach: { label: 'Beach at golden hour', words: 'a beach at golden hour' },
  neon: { label: 'Neon street at night', words: 'a neon-lit street at night' },
  autumn: { label: 'Autumn park', words: 'a park full of autumn leaves' },
  studio: { label: 'Pastel studio', words: 'a pastel photo studio' },
  snow: { label: 'Snowy hills', words: 'snowy hills in soft light' },
  loft: { label: 'Plant-filled loft', words: 'a bright loft full of plants' },
  rooftop: { label: 'City rooftop at dusk', words: 'a city rooftop at dusk' },
  library: { label: 'Old library', words: 'an old library with tall shelves' },
  market: { label: 'Farmers market', words: 'a colourful farmers market' },
  gym: { label: 'Gym', words: 'a bright gym in the morning' },
  meadow: { label: 'Spring meadow', words: 'a spring meadow with wild flowers' },
});
export type SceneId = keyof typeof scenes;

export const outfits = entries({
  knit: { label: 'Knit sweater', words: 'a chunky knit sweater' },
  tee: { label: 'Plain tee', words: 'a plain cotton t-shirt' },
  stripes: { label: 'Striped top', words: 'a striped long-sleeve top' },
  turtleneck: { label: 'Turtleneck', words: 'a ribbed turtleneck' },
  shirt: { label: 'Linen shirt', words: 'an open linen shirt over a tee' },
  coat: { label: 'Wool coat', words: 'a wool coat with a scarf-high collar' },
  hoodie: { label: 'Hoodie', words: 'a soft hoodie' },
  dress: { label: 'Summer dress', words: 'a sleeveless summer dress' },
  sport: { label: 'Sportswear', words: 'a fitted sports top' },
  blazer: { label: 'Blazer', words: 'a tailored blazer' },
});
export type OutfitId = keyof typeof outfits;

export const poses = entries({
  relaxed: { label: 'Relaxed', words: 'standing relaxed' },
  'three-quarter': { label: 'Three-quarter turn', words: 'turned three-quarters to the camera' },
  'over-shoulder': { label: 'Over the shoulder', words: 'looking back over a shoulder' },
  'hands-on-hips': { label: 'Hands on hips', words: 'with hands on hips' },
  'arms-crossed': { label: 'Arms crossed', words: 'with arms crossed' },
  wave: { label: 'Wave', words: 'waving hello' },
  'head-tilt': { label: 'Head tilt', words: 'with the head tilted' },
  'chin-up': { label: 'Chin up', words: 'with the chin raised' },
  thinking: { label: 'Thinking', words: 'lost in thought' },
  'hand-in-hair': { label: 'Hand in hair', words: 'with a hand in the hair' },
  walking: { label: 'Walking', words: 'walking towards the camera' },
  leaning: { label: 'Leaning', words: 'leaning to one side' },
  shrug: { label: 'Shrug', words: 'shrugging' },
  cheer: { label: 'Cheer', words: 'arms up and cheering' },
  present: { label: 'Presenting', words: 'showing something with an open hand' },
});
export type PoseId = keyof typeof poses;

export const expressions = entries({
  neutral: { label: 'Neutral', words: 'a calm expression' },
  smile: { label: 'Smile', words: 'a warm smile' },
  grin: { label: 'Grin', words: 'a wide grin' },
  laugh: { label: 'Laugh', words: 'laughing' },
  smirk: { label: 'Smirk', words: 'a playful smirk' },
  wink: { label: 'Wink', words: 'a wink' },
  surprised: { label: 'Surprised', words: 'a surprised look' },
  pensive: { label: 'Pensive', words: 'a pensive look' },
  determined: { label: 'Determined', words: 'a determined look' },
  serene: { label: 'Serene', words: 'eyes half closed, serene' },
});
export type ExpressionId = keyof typeof expressions;

export const styles = entries({
  clean: { label: 'Clean 3D', words: 'clean 3D render' },
  oil: { label: 'Oil', words: 'soft oil painting' },
  gouache: { label: 'Gouache', words: 'flat gouache illustration' },
  ink: { label: 'Ink line', words: 'ink line and wash drawing' },
});
export type StyleId = keyof typeof styles;

export const lights = entries({
  scene: { label: 'As the scene', words: 'natural light' },
  soft: { label: 'Soft', words: 'soft, even light' },
  golden: { label: 'Golden', words: 'low golden light' },
  dramatic: { label: 'Dramatic', words: 'dramatic side light' },
  rim: { label: 'Rim', words: 'a bright rim light' },
});
export type LightId = keyof typeof lights;

export const framings = entries({
  close: { label: 'Close-up', words: 'a close-up portrait' },
  portrait: { label: 'Head and shoulders', words: 'a head-and-shoulders portrait' },
  waist: { label: 'Waist up', words: 'a waist-up shot' },
  full: { label: 'Full figure', words: 'a full-length shot' },
});
export type FramingId = keyof typeof framings;

export const gazes = entries({
  camera: { label: 'At the camera', words: 'looking at the camera' },
  left: { label: 'To the left', words: 'looking to the left' },
  right: { label: 'To the right', words: 'looking to the right' },
  up: { label: 'Up', words: 'looking up' },
  down: { label: 'Down', words: 'looking down' },
});
export type GazeId = keyof typeof gazes;

/** The feeling of the whole picture: its light and colours. The face keeps the expression that was chosen. */
export const moods = entries({
  scene: { label: 'As the scene', words: '' },
  bright: { label: 'Bright', words: 'a bright, cheerful mood with fresh colours' },
  cosy: { label: 'Cosy', words: 'a cosy, intimate mood with warm colours' },
  dreamy: { label: 'Dreamy', words: 'a dreamy mood with a soft glow' },
  calm: { label: 'Calm', words: 'a calm, quiet mood with muted colours' },
  nostalgic: { label: 'Nostalgic', words: 'a nostalgic mood with faded film colours' },
  moody: { label: 'Moody', words: 'a moody, dark and cool atmosphere' },
  tense: { label: 'Tense', words: 'a tense, cinematic mood with hard contrast' },
});
export type MoodId = keyof typeof moods;

export const lenses = entries({
  wide: { label: 'Wide, 28 mm', words: 'shot with a 28mm wide-angle lens' },
  normal: { label: 'Normal, 50 mm', words: 'shot with a 50mm lens' },
  portrait: { label: 'Portrait, 85 mm', words: 'shot with an 85mm portrait lens' },
  tele: { label: 'Tele, 200 mm', words: 'shot with a 200mm telephoto lens, compressed perspective' },
});
export type LensId = keyof typeof lenses;

/** How far from what the framing says, the lens being the same: more or less is seen. */
export const distances = entries({
  near: { label: 'A step nearer', words: 'the camera a step nearer' },
  framing: { label: 'As framed', words: '' },
  far: { label: 'A step back', words: 'the camera a step back, more of the surroundings' },
});
export type DistanceId = keyof typeof distances;

export const angles = entries({
  eye: { label: 'Eye level', words: 'at eye level' },
  low: { label: 'From below', words: 'low-angle shot from below' },
  high: { label: 'From above', words: 'high-angle shot from above' },
  overhead: { label: 'Overhead', words: 'overhead shot, straight down' },
  tilted: { label: 'Tilted', words: 'dutch angle, tilted horizon' },
});
export type AngleId = keyof typeof angles;

/** Pixel sizes by format name, width × height. */
export const formats = {
  portrait: { label: 'Portrait 4:5', width: 1080, height: 1350 },
  square: { label: 'Square 1:1', width: 1080, height: 1080 },
  story: { label: 'Story 9:16', width: 1080, height: 1920 },
  landscape: { label: 'Landscape 16:9', width: 1600, height: 900 },
} as const;
export type FormatId = keyof typeof formats;

const oneOf = <T extends Record<string, unknown>>(table: T) =>
  z.enum(Object.keys(table) as [keyof T & string, ...(keyof T & string)[]]);

/** What the camera does beyond the framing; what is absent stays as the engine does it by itself. */
export const Camera = z.object({
  lens: oneOf(lenses).optional(),
  distance: oneOf(distances).optional(),
  angle: oneOf(angles).optional(),
});
export type Camera = z.infer<typeof Camera>;

const unit = z.number().min(0).max(1);

/** Make-up for one picture, instead of what the character wears every day. */
export const MakeUp = z.object({
  lips: Look.shape.lips.unwrap(),
  eyeShadow: unit,
  blush: unit,
});
export type MakeUp = z.infer<typeof MakeUp>;

/** Everything about one picture that is not the character herself. */
export const Shot = z.object({
  scene: oneOf(scenes).default('cafe'),
  outfit: oneOf(outfits).default('knit'),
  /** Garment colour as `#rrggbb`; the outfit's own colour when absent. */
  outfitColor: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i)
    .optional(),
  pose: oneOf(poses).default('relaxed'),
  expression: oneOf(expressions).default('smile'),
  gaze: oneOf(gazes).default('camera'),
  light: oneOf(lights).default('scene'),
  framing: oneOf(framings).default('portrait'),
  style: oneOf(styles).default('oil'),
  format: oneOf(formats).default('portrait'),
  /** As the scene when absent. */
  mood: oneOf(moods).optional(),
  camera: Camera.optional(),
  /** As the character has it every day when absent. */
  hair: Look.shape.hair.unwrap().optional(),
  makeUp: MakeUp.optional(),
  /** How many are seen, the character included; one when absent. */
  people: z.number().int().min(1).max(8).optional(),
});
export type Shot = z.infer<typeof Shot>;

/** What a person keeps of a shot as a look: what is worn, where, in which light and mood, and the camera. */
export const ShotLook = Shot.pick({
  outfit: true,
  outfitColor: true,
  hair: true,
  makeUp: true,
  scene: true,
  light: true,
  mood: true,
  framing: true,
  camera: true,
});
export type ShotLook = z.infer<typeof ShotLook>;

/** How the character looks in one picture: as every day, but for the hair and make-up of the shot. */
export function lookIn({ hair, makeUp }: Pick<Shot, 'hair' | 'makeUp'>, look: Look): Look {
  return {
    ...look,
    ...(hair && { hair }),
    ...(makeUp && {
      lips: makeUp.lips,
      eyes: { ...look.eyes, shadow: makeUp.eyeShadow },
      skin: { ...look.skin, blush: makeUp.blush },
    }),
  };
}
