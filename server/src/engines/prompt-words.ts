import type { Look } from '#kernel/look.ts';
import {
  angles,
  distances,
  expressions,
  framings,
  gazes,
  lenses,
  lights,
  moods,
  outfits,
  poses,
  type Shot,
  scenes,
  styles,
} from '#kernel/shot.ts';

/** What a diffusion engine is told to show, and to keep out. */
export interface Prompt {
  readonly positive: string;
  readonly negative: string;
}

/** Holds whatever is asked for: nobody who looks under age, nobody undressed. */
const neverShown = [
  'child',
  'minor',
  'teenager',
  'underage',
  'childlike face',
  'nude',
  'naked',
  'topless',
  'nsfw',
  'lingerie',
  'see-through clothes',
  'sexual content',
];
const secondPerson = 'second person';
const flaws = [
  'blurry',
  'low quality',
  'jpeg artifacts',
  'deformed face',
  'asymmetric eyes',
  'extra limbs',
  'extra fingers',
  'fused fingers',
  secondPerson,
  'text',
  'watermark',
  'signature',
];

/**
 * A look and a shot in plain English for engines that read prompts. The person is always named an adult and
 * clothed, in the words to show and in the words to keep out.
 */
export function promptFor(look: Look, shot: Shot, prompt: string, negativePrompt = ''): Prompt {
  const positive = [
    `${styles[shot.style].words}, ${framings[shot.framing].words} of ${personWords(look)}`,
    ...faceWords(look),
    ...makeUpWords(shot),
    look.notes,
    `fully clothed, wearing ${outfits[shot.outfit].words}${shot.outfitColor ? ` in ${colorWord(shot.outfitColor)}` : ''}`,
    poses[shot.pose].words,
    expressions[shot.expression].words,
    gazes[shot.gaze].words,
    `in ${scenes[shot.scene].words}`,
    lights[shot.light].words,
    moodWords(shot),
    ...cameraWords(shot),
    ...peopleWords(shot),
    prompt,
  ];
  const kept = flaws.filter((flaw) => flaw !== secondPerson || !hasCompany(shot));
  return { positive: join(positive), negative: join([...neverShown, ...kept, negativePrompt]) };
}

/** Words for a change to a picture that is there: the wish, and who stays as she is. */
export function editPromptFor(look: Look, prompt: string, negativePrompt = ''): Prompt {
  const wish = prompt.trim() === '' ? 'Improve the picture' : prompt;
  return {
    positive: join([wish, `keep the same face and person: ${personWords(look)}, fully clothed`]),
    negative: join([...neverShown, ...flaws, negativePrompt]),
  };
}

/** Words for a clip filmed from a still: what moves, and that the person stays the same. */
export function motionPromptFor(shot: Shot, motion: string): Prompt {
  const movement = motion.trim() === '' ? 'small natural movements, breathing and blinking' : motion;
  return {
    positive: join([
      movement,
      `the same adult person with ${expressions[shot.expression].words}, fully clothed`,
      `in ${scenes[shot.scene].words}`,
      moodWords(shot),
      'steady camera, the face stays the same',
    ]),
    negative: join([...neverShown, ...flaws, 'flicker', 'morphing face', 'jump cut', 'static image']),
  };
}

/** One English sentence that tells what a drawn picture shows to people who cannot see it. */
export function altTextFor(look: Look, shot: Shot): string {
  const picture = framings[shot.framing].words.replace(/^a /, '');
  return `A ${picture} of a virtual ${ageWord(look)} ${personNoun(look)} with ${skinWord(look)} skin and ${hairWords(look)}, wearing ${outfits[shot.outfit].words}, ${poses[shot.pose].words} in ${scenes[shot.scene].words} with ${expressions[shot.expression].words}.`;
}

const hasCompany = ({ people = 1 }: Shot): boolean => people > 1;

/** Company is grown up and clothed too, and somebody else: two of the same face would be taken for a flaw. */
function peopleWords(shot: Shot): string[] {
  if (!hasCompany(shot)) return [];
  const others = (shot.people ?? 1) - 1;
  const who = others === 1 ? 'one other adult' : `${others} other adults`;
  return [`together with ${who} of different looks, all fully clothed`];
}

/** The lips stand among the words of the face. */
function makeUpWords({ makeUp }: Shot): string[] {
  return [
    ...(makeUp && makeUp.eyeShadow > 0.4 ? ['eye shadow'] : []),
    ...(makeUp && makeUp.blush > 0.5 ? ['rosy blush'] : []),
  ];
}

const moodWords = ({ mood = 'scene' }: Shot): string => moods[mood].words;

function cameraWords({ camera = {} }: Shot): string[] {
  const { lens, distance, angle } = camera;
  return [
    ...(lens ? [lenses[lens].words] : []),
    ...(distance ? [distances[distance].words] : []),
    ...(angle ? [angles[angle].words] : []),
  ];
}

function join(parts: readonly string[]): string {
  return parts
    .map((part) => part.trim().replace(/[\s,.;]+$/, ''))
    .filter((part) => part !== '')
    .join(', ');
}

function personWords(look: Look): string {
  const origin = originWords(look);
  const build = look.body.build === 'average' ? '' : `${look.body.build} `;
  return `an adult ${build}${origin === '' ? '' : `${origin} `}${personNoun(look)}, ${look.apparentAge} years old, ${skinWord(look)} skin, ${hairWords(look)}, ${eyeWord(look.eyes.color)} eyes`;
}

function personNoun({ femininity }: Look): string {
  if (femininity > 0.6) return 'woman';
  return femininity < 0.4 ? 'man' : 'androgynous person';
}

function ageWord({ apparentAge }: Look): string {
  if (apparentAge < 30) return 'young adult';
  if (apparentAge < 50) return 'adult';
  return apparentAge < 65 ? 'middle-aged' : 'older';
}

/** The heritage where it stands out; a mix is told by face, skin and hair alone. */
function originWords({ heritage }: Look): string {
  const total = heritage.african + heritage.asian + heritage.european;
  if (total <= 0) return '';
  const words = { african: 'African', asian: 'East Asian', european: 'European' } as const;
  const main = (Object.keys(words) as (keyof typeof words)[]).filter((key) => heritage[key] / total >= 0.3);
  if (main.length > 2) return '';
  return main.length === 2 ? `mixed ${main.map((key) => words[key]).join(' and ')}` : words[main[0]!];
}

function skinWord({ skin }: Look): string {
  const tones: readonly [number, string][] = [
    [0.15, 'very fair'],
    [0.35, 'fair'],
    [0.55, 'tan'],
    [0.75, 'brown'],
    [1, 'dark brown'],
  ];
  const tone = tones.find(([limit]) => skin.tone <= limit)?.[1] ?? 'brown';
  return skin.undertone > 0.5 ? `warm ${tone}` : skin.undertone < -0.5 ? `cool ${tone}` : tone;
}

const hairShapes: Readonly<Record<Look['hair']['style'], string>> = {
  long: 'long hair',
  bob: 'hair in a bob',
  ponytail: 'hair in a ponytail',
  short: 'short hair',
  crop: 'cropped hair',
  curly: 'curly hair',
  afro: 'afro hair',
  bun: 'hair in a bun',
  bald: 'a shaved head',
};

function hairWords({ hair }: Look): string {
  const shape = hairShapes[hair.style];
  if (hair.style === 'bald') return shape;
  if (hair.grey > 0.7) return `grey ${shape}`;
  const color = hairColorWord(hair.color);
  return `${color} ${shape}${hair.grey > 0.25 ? ' with grey strands' : ''}`;
}

type FaceTrait = readonly [keyof Look['face'], low: string, high: string];
const faceTraits: readonly FaceTrait[] = [
  ['faceWidth', 'narrow face', 'wide face'],
  ['faceRoundness', 'angular face', 'round face'],
  ['jawWidth', 'slim jaw', 'broad jaw'],
  ['chinHeight', 'short chin', 'long chin'],
  ['cheekbones', 'soft cheekbones', 'high cheekbones'],
  ['cheekFullness', 'hollow cheeks', 'full cheeks'],
  ['foreheadHeight', 'low forehead', 'high forehead'],
  ['browAngle', 'straight brows', 'arched brows'],
  ['eyeSize', 'small eyes', 'large eyes'],
  ['eyeOpenness', 'narrow eyes', 'wide open eyes'],
  ['eyeTilt', 'downturned eyes', 'upturned eyes'],
  ['eyeDistance', 'close-set eyes', 'wide-set eyes'],
  ['noseWidth', 'narrow nose', 'wide nose'],
  ['noseLength', 'short nose', 'long nose'],
  ['noseBridge', 'flat nose bridge', 'high nose bridge'],
  ['noseTip', 'downturned nose tip', 'upturned nose tip'],
  ['mouthWidth', 'small mouth', 'wide mouth'],
  ['upperLip', 'thin upper lip', 'full upper lip'],
  ['lowerLip', 'thin lower lip', 'full lower lip'],
];
/** Below this a slider is too near the average to be worth a word. */
const tellingTrait = 0.35;
const mostTraits = 6;

function faceWords(look: Look): string[] {
  const strongest = faceTraits
    .filter(([key]) => Math.abs(look.face[key]) >= tellingTrait)
    .toSorted(([a], [b]) => Math.abs(look.face[b]) - Math.abs(look.face[a]))
    .slice(0, mostTraits)
    .map(([key, low, high]) => (look.face[key] < 0 ? low : high));
  return [
    ...strongest,
    ...(look.skin.freckles > 0.25 ? [look.skin.freckles > 0.6 ? 'many freckles' : 'light freckles'] : []),
    ...(look.facialHair === 'none' ? [] : [look.facialHair === 'beard' ? 'a beard' : 'stubble']),
    ...(look.lips.strength > 0.4 ? [`${colorWord(look.lips.color)} lips`] : []),
    ...(look.glasses ? ['wearing glasses'] : []),
  ];
}

interface Hsl {
  /** Degrees. */
  readonly hue: number;
  readonly saturation: number;
  readonly lightness: number;
}

function hslOf(color: string): Hsl {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255);
  const max = Math.max(red!, green!, blue!);
  const min = Math.min(red!, green!, blue!);
  const lightness = (max + min) / 2;
  const span = max - min;
  if (span === 0) return { hue: 0, saturation: 0, lightness };
  const sector =
    max === red!
      ? ((green! - blue!) / span + 6) % 6
      : max === green!
        ? (blue! - red!) / span + 2
        : (red! - green!) / span + 4;
  return { hue: sector * 60, saturation: span / (1 - Math.abs(2 * lightness - 1)), lightness };
}

const hues: readonly [below: number, word: string][] = [
  [15, 'red'],
  [40, 'orange'],
  [68, 'yellow'],
  [165, 'green'],
  [200, 'teal'],
  [255, 'blue'],
  [290, 'purple'],
  [345, 'pink'],
  [361, 'red'],
];

/** The everyday name of a `#rrggbb` colour. */
export function colorWord(color: string): string {
  const { hue, saturation, lightness } = hslOf(color);
  if (lightness < 0.1) return 'black';
  if (lightness > 0.93) return 'white';
  if (saturation < 0.12) return lightness > 0.7 ? 'light grey' : lightness < 0.3 ? 'dark grey' : 'grey';
  if (hue >= 15 && hue < 50 && lightness < 0.45) return lightness < 0.22 ? 'dark brown' : 'brown';
  const word = hues.find(([below]) => hue < below)?.[1] ?? 'red';
  return lightness > 0.75 ? `light ${word}` : lightness < 0.28 ? `dark ${word}` : word;
}

function hairColorWord(color: string): string {
  const { hue, saturation, lightness } = hslOf(color);
  if (lightness < 0.09) return 'black';
  if (saturation < 0.15) return lightness > 0.75 ? 'white' : lightness > 0.35 ? 'silver' : 'black';
  if (hue < 25 && saturation > 0.45) return lightness < 0.25 ? 'auburn' : lightness < 0.6 ? 'red' : 'pink';
  if (hue >= 15 && hue < 68) {
    if (lightness < 0.2) return 'dark brown';
    if (lightness < 0.34) return 'brown';
    if (lightness < 0.5) return hue < 32 ? 'ginger' : 'dark blonde';
    return lightness < 0.75 ? 'blonde' : 'platinum blonde';
  }
  return lightness < 0.16 ? 'dark brown' : colorWord(color);
}

function eyeWord(color: string): string {
  const { hue, saturation, lightness } = hslOf(color);
  if (saturation < 0.12) return 'grey';
  if (hue < 55) return lightness > 0.42 ? 'hazel' : lightness < 0.2 ? 'dark brown' : 'brown';
  return hue < 170 ? 'green' : 'blue';
}
