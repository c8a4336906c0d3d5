import type { Look } from '#kernel/look.ts';
import { expressions, outfits, poses, type Shot, scenes, styles } from '#kernel/shot.ts';

const tones: readonly [number, string][] = [
  [0.15, 'very fair'],
  [0.35, 'fair'],
  [0.55, 'tan'],
  [0.75, 'brown'],
  [1, 'dark brown'],
];
const hair: Readonly<Record<Look['hair']['style'], string>> = {
  long: 'long hair',
  bob: 'a bob',
  ponytail: 'a ponytail',
  short: 'short hair',
  crop: 'cropped hair',
  curly: 'curly hair',
  afro: 'an afro',
  bun: 'hair in a bun',
  bald: 'a shaved head',
};

/** One English sentence that tells what a picture shows to people who cannot see it. */
export function altTextOf(look: Look, shot: Shot): string {
  const age =
    look.apparentAge < 30
      ? 'young adult'
      : look.apparentAge < 50
        ? 'adult'
        : look.apparentAge < 65
          ? 'middle-aged'
          : 'older';
  const person = look.femininity > 0.6 ? 'woman' : look.femininity < 0.4 ? 'man' : 'person';
  const tone = tones.find(([limit]) => look.skin.tone <= limit)?.[1] ?? 'brown';
  const medium = shot.style === 'clean' ? '3D render' : styles[shot.style].words.replace(/^soft /, '');
  const article = /^[aeiou]/.test(medium) ? 'An' : 'A';
  return `${article} ${medium} of a virtual ${age} ${person} with ${tone} skin and ${hair[look.hair.style]}, wearing ${outfits[shot.outfit].words}, ${poses[shot.pose].words} in ${scenes[shot.scene].words} with ${expressions[shot.expression].words}.`;
}
