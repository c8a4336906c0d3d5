import { expect, it } from 'vitest';
import { Look } from '#kernel/look.ts';
import { angles, distances, lenses, moods, poses, Shot, scenes, styles } from '#kernel/shot.ts';
import { altTextFor, colorWord, editPromptFor, motionPromptFor, promptFor } from './prompt-words.ts';

const look = Look.parse({
  apparentAge: 34,
  hair: { style: 'ponytail', color: '#3b2417' },
  eyes: { color: '#3f7d4f' },
  skin: { tone: 0.6, freckles: 0.7 },
  face: { eyeSize: 0.9, jawWidth: -0.8, noseTip: 0.1 },
  heritage: { african: 0.5, asian: 0, european: 0.5 },
  notes: 'a small scar on the left brow.',
});
const shot = Shot.parse({ scene: 'market', style: 'gouache', pose: 'wave', outfitColor: '#1f3f9f' });

it('tells the person and the shot in words', () => {
  const { positive } = promptFor(look, shot, 'holding a basket of apples');
  for (const words of [
    'an adult mixed African and European woman, 34 years old',
    'brown skin',
    'dark brown hair in a ponytail',
    'green eyes',
    'large eyes',
    'slim jaw',
    'many freckles',
    'a small scar on the left brow',
    'wearing a chunky knit sweater in blue',
    styles.gouache.words,
    poses.wave.words,
    scenes.market.words,
    'holding a basket of apples',
  ]) {
    expect(positive).toContain(words);
  }
  expect(positive).not.toContain('nose tip');
});

it('tells the mood and the camera, and nothing of them where none is chosen', () => {
  const camera = { lens: 'tele', distance: 'far', angle: 'low' } as const;
  const { positive } = promptFor(look, { ...shot, mood: 'nostalgic', camera }, '');
  for (const words of [moods.nostalgic.words, lenses.tele.words, distances.far.words, angles.low.words]) {
    expect(positive).toContain(words);
  }
  expect(motionPromptFor({ ...shot, mood: 'dreamy' }, '').positive).toContain(moods.dreamy.words);
  const plain = promptFor(look, shot, '').positive;
  expect(promptFor(look, { ...shot, mood: 'scene', camera: { distance: 'framing' } }, '').positive).toBe(
    plain,
  );
  expect(plain).not.toMatch(/lens|mood|, ,/);
});

it('asks for company only where there is some, grown up and clothed', () => {
  const alone = promptFor(look, shot, '');
  expect(alone.positive).not.toContain('together with');
  expect(alone.negative).toContain('second person');
  const company = promptFor(look, { ...shot, people: 3 }, '');
  expect(company.positive).toContain('together with 2 other adults');
  expect(company.negative).not.toContain('second person');
  expect(company.negative).toContain('underage');
});

it('leaves a shot from before there were moods and cameras as it is', () => {
  const stored = JSON.parse(JSON.stringify(shot));
  expect(Shot.parse(stored)).toEqual(stored);
});

it('always says adult and clothed, and keeps minors and nudity out', () => {
  const prompts = [
    promptFor(look, shot, '', 'hats'),
    editPromptFor(look, 'make it rain', 'hats'),
    motionPromptFor(shot, ''),
  ];
  for (const { positive, negative } of prompts) {
    expect(positive).toMatch(/\badult\b/);
    expect(positive).toContain('fully clothed');
    for (const word of ['child', 'underage', 'nude', 'nsfw']) expect(negative).toContain(word);
  }
  expect(prompts[0]!.negative).toContain('hats');
  expect(prompts[1]!.positive).toMatch(/^make it rain/);
});

it('names colours as people do', () => {
  const named = ['#000000', '#ffffff', '#808080', '#c0392b', '#1f3f9f', '#6b4a2f', '#f5c6d6'].map(colorWord);
  expect(named).toEqual(['black', 'white', 'grey', 'red', 'blue', 'brown', 'light pink']);
});

it('tells what a picture shows in one sentence', () => {
  expect(altTextFor(look, shot)).toBe(
    'A head-and-shoulders portrait of a virtual adult woman with brown skin and dark brown hair in a ponytail, wearing a chunky knit sweater, waving hello in a colourful farmers market with a warm smile.',
  );
});
