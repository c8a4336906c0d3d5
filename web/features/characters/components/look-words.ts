import type { FaceShape, Look } from '@ainfluencer/server/kernel/look';

type FaceSlider = { name: keyof FaceShape; label: string; ends: readonly [string, string] };

/** The face sliders in the order in which one looks at a face. */
export const faceGroups: readonly { label: string; sliders: readonly FaceSlider[] }[] = [
  {
    label: 'Outline',
    sliders: [
      { name: 'faceWidth', label: 'Width', ends: ['narrow', 'wide'] },
      { name: 'faceRoundness', label: 'Roundness', ends: ['angular', 'round'] },
      { name: 'jawWidth', label: 'Jaw', ends: ['slender', 'broad'] },
      { name: 'chinHeight', label: 'Chin', ends: ['short', 'long'] },
      { name: 'cheekbones', label: 'Cheekbones', ends: ['flat', 'high'] },
      { name: 'cheekFullness', label: 'Cheeks', ends: ['hollow', 'full'] },
      { name: 'foreheadHeight', label: 'Forehead', ends: ['low', 'high'] },
    ],
  },
  {
    label: 'Eyes',
    sliders: [
      { name: 'eyeSize', label: 'Size', ends: ['small', 'large'] },
      { name: 'eyeOpenness', label: 'Openness', ends: ['narrow', 'wide'] },
      { name: 'eyeTilt', label: 'Tilt', ends: ['down', 'up'] },
      { name: 'eyeDistance', label: 'Distance', ends: ['close', 'apart'] },
      { name: 'browAngle', label: 'Brows', ends: ['flat', 'arched'] },
    ],
  },
  {
    label: 'Nose',
    sliders: [
      { name: 'noseWidth', label: 'Width', ends: ['narrow', 'wide'] },
      { name: 'noseLength', label: 'Length', ends: ['short', 'long'] },
      { name: 'noseBridge', label: 'Bridge', ends: ['low', 'high'] },
      { name: 'noseTip', label: 'Tip', ends: ['down', 'up'] },
    ],
  },
  {
    label: 'Mouth',
    sliders: [
      { name: 'mouthWidth', label: 'Width', ends: ['narrow', 'wide'] },
      { name: 'upperLip', label: 'Upper lip', ends: ['thin', 'full'] },
      { name: 'lowerLip', label: 'Lower lip', ends: ['thin', 'full'] },
    ],
  },
];

export const hairLabels: Readonly<Record<Look['hair']['style'], string>> = {
  long: 'Long',
  bob: 'Bob',
  ponytail: 'Ponytail',
  short: 'Short',
  crop: 'Crop',
  curly: 'Curly',
  afro: 'Afro',
  bun: 'Bun',
  bald: 'Bald',
};

export const hairColors = [
  { color: '#14100e', label: 'Black' },
  { color: '#3b2417', label: 'Dark brown' },
  { color: '#6b4226', label: 'Chestnut' },
  { color: '#8c5a3c', label: 'Light brown' },
  { color: '#b5803f', label: 'Dark blond' },
  { color: '#dcb876', label: 'Blond' },
  { color: '#8e3b1f', label: 'Auburn' },
  { color: '#c2582a', label: 'Copper' },
  { color: '#a8a29a', label: 'Silver' },
  { color: '#c47a9a', label: 'Rose' },
  { color: '#3d5a80', label: 'Blue' },
] as const;

export const eyeColors = [
  { color: '#2b1a10', label: 'Black-brown' },
  { color: '#6b4a2f', label: 'Brown' },
  { color: '#8a6a3a', label: 'Hazel' },
  { color: '#5f7a4a', label: 'Green' },
  { color: '#4a7a8a', label: 'Teal' },
  { color: '#4f7fb0', label: 'Blue' },
  { color: '#7d8a94', label: 'Grey' },
] as const;

export const lipColors = [
  { color: '#c45c58', label: 'Rose' },
  { color: '#b04a4a', label: 'Brick' },
  { color: '#9c3848', label: 'Berry' },
  { color: '#c87868', label: 'Peach' },
  { color: '#8a4a44', label: 'Brown' },
  { color: '#b3243a', label: 'Red' },
  { color: '#5a2430', label: 'Plum' },
] as const;

/** Skin from very light to very dark, at a neutral undertone. */
const skinStops = ['#f6dcc8', '#e8bd9b', '#c98f66', '#96603f', '#643d28', '#3c241a'] as const;

/** The colour a skin tone (0 very light, 1 very dark) and undertone (-1 cool, 1 warm) come to, as a swatch. */
export function skinColor(tone: number, undertone: number): string {
  const place = Math.min(1, Math.max(0, tone)) * (skinStops.length - 1);
  const at = Math.min(skinStops.length - 2, Math.floor(place));
  const mixed = [1, 3, 5].map((start, channel) => {
    const [from = 0, to = 0] = [skinStops[at], skinStops[at + 1]].map((stop) =>
      Number.parseInt(stop?.slice(start, start + 2) ?? '0', 16),
    );
    const warmth = [6, 0, -9][channel] ?? 0;
    const level = from + (to - from) * (place - at) + warmth * undertone;
    return Math.round(Math.min(255, Math.max(0, level)))
      .toString(16)
      .padStart(2, '0');
  });
  return `#${mixed.join('')}`;
}
