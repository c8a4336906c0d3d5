import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { hairStyles, Look } from '#kernel/look.ts';
import { expressions, framings, gazes, lights, outfits, poses, Shot, scenes } from '#kernel/shot.ts';
import { buildScene, type FrameRequest } from './build-scene.ts';
import { expressionWeights, visemes } from './expressions.ts';
import { type FaceMasks, faceMasks } from './face-masks.ts';
import { outfitSpecs } from './outfits.ts';
import { type CharacterPack, loadPack } from './pack.ts';
import { bodyPoses } from './pose-catalogue.ts';
import { bonePose } from './poses.ts';
import { presets } from './presets.ts';
import { morph, shapeWeights } from './shape.ts';
import { boneMatrices, poseSkeleton, skinBody } from './skeleton.ts';
import { moodOf } from './stage.ts';
import { subtract } from './vector.ts';

const folder = join(import.meta.dirname, '../../../assets/character-pack');
let pack: CharacterPack;
let masks: FaceMasks;
beforeAll(async () => {
  pack = await loadPack(folder);
  masks = faceMasks(pack);
});

const size = { width: 320, height: 400 };
const request = (
  shot: (typeof Shot)['_zod']['input'] = {},
  look: (typeof Look)['_zod']['input'] = {},
): FrameRequest => ({
  look: Look.parse({ hair: { style: 'crop' }, ...look }),
  shot: Shot.parse(shot),
  size,
  paint: false,
});
function fingerprint(input: FrameRequest): string {
  const { spec, buffers } = buildScene(pack, masks, input);
  const hash = createHash('sha256').update(JSON.stringify(spec));
  for (const [name, bytes] of buffers) hash.update(name).update(bytes);
  return hash.digest('hex');
}

describe('the scene of a request', () => {
  it('is the same for the same request, and another for another expression', { timeout: 120_000 }, () => {
    const once = fingerprint(request({ outfit: 'tee' }));
    expect(fingerprint(request({ outfit: 'tee' }))).toBe(once);
    expect(fingerprint(request({ outfit: 'tee', expression: 'laugh' }))).not.toBe(once);
  });

  it('poses every bone and vertex at a finite place, hands not far from where arms reach', () => {
    const rest = morph(pack, shapeWeights(Look.parse({})));
    for (const pose of Object.keys(poses) as (keyof typeof poses)[]) {
      const skeleton = poseSkeleton(pack, rest, bonePose(pack, rest, bodyPoses[pose]));
      const posed = skinBody(pack, rest, boneMatrices(skeleton));
      expect(posed.every(Number.isFinite), pose).toBe(true);
      for (const side of ['L', 'R']) {
        const at = (bone: string) => skeleton[pack.boneIndex.get(`${bone}.${side}`)!]!.position;
        const arm = Math.hypot(...subtract(at('wrist'), at('upperarm01')));
        expect(arm, `${pose} ${side}`).toBeLessThan(4.8);
      }
    }
  });

  it('closes a hand towards its palm', () => {
    const rest = morph(pack, shapeWeights(Look.parse({})));
    const reach = (curl: number) => {
      const arm = { upper: [0.2, -1, 0], lower: [0.1, -1, 0.2], palm: [-1, 0, 0], curl } as const;
      const skeleton = poseSkeleton(pack, rest, bonePose(pack, rest, { left: arm, right: arm }));
      const at = (bone: string) => skeleton[pack.boneIndex.get(bone)!]!.position;
      // The palm of a hanging left hand faces the body, towards smaller x.
      return at('finger3-3.L')[0] - at('finger3-1.L')[0];
    };
    expect(reach(0.9)).toBeLessThan(reach(0.1) - 0.1);
  });

  it('dresses torso and hips in every outfit', { timeout: 180_000 }, () => {
    for (const outfit of Object.keys(outfits) as (keyof typeof outfits)[]) {
      const { spec } = buildScene(
        pack,
        masks,
        request({ outfit, framing: 'full' }, { hair: { style: 'bald' } }),
      );
      const cloth = spec.parts.filter((part) => part.kind === 'cloth').map((part) => part.key);
      expect(
        cloth.some((name) => name.startsWith('cloth-')),
        outfit,
      ).toBe(true);
      expect(
        cloth.some((name) => /^(legs|skirt)-/.test(name)),
        outfit,
      ).toBe(true);
    }
  });

  it('sends again only what a change of the look has changed', { timeout: 120_000 }, () => {
    const keys = (look: (typeof Look)['_zod']['input']) =>
      buildScene(pack, masks, request({ outfit: 'tee' }, look)).spec.parts.map((part) => part.key);
    const before = keys({});
    expect(keys({ skin: { tone: 0.9 }, hair: { style: 'crop', color: '#d0b080' } })).toEqual(before);
    const kept = keys({ face: { noseWidth: 0.5 } }).filter((key) => before.includes(key));
    expect(kept.some((key) => key.startsWith('cloth-'))).toBe(true);
    expect(kept.some((key) => key.startsWith('skin-'))).toBe(false);
  });

  it('leaves out clothes below the picture', () => {
    const cloth = (framing: 'close' | 'full') =>
      buildScene(pack, masks, request({ outfit: 'tee', framing })).spec.parts.map(
        ({ key }) => key.split('-')[0],
      );
    expect(cloth('full')).toContain('shoes');
    expect(cloth('close')).not.toContain('shoes');
    expect(cloth('close')).toContain('cloth');
  });

  it('draws the background alone without any part of the character', () => {
    expect(buildScene(pack, masks, { ...request(), layer: 'background' }).spec.parts).toEqual([]);
  });
});

describe('the catalogue', () => {
  it('is drawn completely', () => {
    expect(Object.keys(outfitSpecs).sort()).toEqual(Object.keys(outfits).sort());
    expect(Object.keys(bodyPoses).sort()).toEqual(Object.keys(poses).sort());
    for (const scene of Object.keys(scenes) as (keyof typeof scenes)[])
      for (const light of Object.keys(lights) as (keyof typeof lights)[])
        expect(moodOf(Shot.parse({ scene, light })).lights.keyColor.every((value) => value > 0)).toBe(true);
    for (const expression of Object.keys(expressions) as (keyof typeof expressions)[])
      expect(expressionWeights(expression).size).toBeGreaterThan(0);
    expect([Object.keys(scenes).length, Object.keys(outfits).length, Object.keys(poses).length]).toEqual([
      12, 10, 15,
    ]);
    expect([Object.keys(gazes).length, Object.keys(framings).length]).toEqual([5, 4]);
  });

  it('replaces the mouth of the expression while speaking, and closes both eyes in a blink', () => {
    const speaking = expressionWeights('laugh', { viseme: 'A', blink: 1 });
    expect(speaking.get('expression/units/caucasian/mouth-upward-retraction')).toBeUndefined();
    expect(speaking.get('expression/units/caucasian/eye-left-closure')).toBe(1);
    for (const viseme of visemes)
      for (const weight of expressionWeights('smile', { viseme }).values())
        expect(weight).toBeLessThanOrEqual(1);
  });
});

describe('presets', () => {
  it('are adults of both sexes, with all kinds of hair and skin', () => {
    expect(presets.length).toBeGreaterThanOrEqual(12);
    expect(new Set(presets.map((preset) => preset.id)).size).toBe(presets.length);
    for (const { age, look } of presets) expect([age >= 18, look.apparentAge]).toEqual([true, age]);
    const ages = presets.map((preset) => preset.age);
    expect([Math.min(...ages), Math.max(...ages) >= 65]).toEqual([20, true]);
    const tones = presets.map((preset) => preset.look.skin.tone);
    expect([Math.min(...tones) < 0.1, Math.max(...tones) > 0.9]).toEqual([true, true]);
    const styles = new Set(presets.map((preset) => preset.look.hair.style));
    for (const style of hairStyles.filter((each) => each !== 'bald'))
      expect(styles.has(style), style).toBe(true);
    expect(presets.some((preset) => preset.look.femininity < 0.5)).toBe(true);
  });
});
