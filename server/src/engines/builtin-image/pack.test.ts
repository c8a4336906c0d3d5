import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { FaceShape, Look } from '#kernel/look.ts';
import { type CharacterPack, loadPack } from './pack.ts';
import { morph, shapeWeights } from './shape.ts';

const folder = join(import.meta.dirname, '../../../assets/character-pack');
let pack: CharacterPack;
beforeAll(async () => {
  pack = await loadPack(folder);
});

const sliders = Object.keys(FaceShape.parse({})) as (keyof FaceShape)[];
const all = (value: number) => Object.fromEntries(sliders.map((slider) => [slider, value]));

/** Distance of the chin from the brow and of the cheeks from each other, decimetres. */
function headBox(look: Look): { width: number; depth: number } {
  const rest = morph(pack, shapeWeights(look));
  let [x, front, back] = [0, -Infinity, Infinity];
  for (let v = 0; v < pack.vertexCount; v++) {
    const baseY = pack.positions[v * 3 + 1]!;
    if (baseY < 6.9 || baseY > 8 || Math.abs(pack.positions[v * 3]!) > 0.8) continue;
    x = Math.max(x, Math.abs(rest[v * 3]!));
    front = Math.max(front, rest[v * 3 + 2]!);
    back = Math.min(back, rest[v * 3 + 2]!);
  }
  return { width: x * 2, depth: front - back };
}

describe('the character pack', () => {
  it('holds no shapes of children and no genital shapes', () => {
    const names = [...pack.targets.keys()];
    expect(names.length).toBeGreaterThan(500);
    expect(names.filter((name) => /baby|child|genital|penis|nipple|pregnant/.test(name))).toEqual([]);
  });

  it('has every shape that any look asks for', () => {
    for (const value of [-1, -0.5, 0.5, 1])
      for (const femininity of [0, 0.5, 1])
        for (const build of ['slim', 'average', 'athletic', 'curvy', 'broad'] as const) {
          const look = Look.parse({
            femininity,
            apparentAge: 60,
            face: all(value),
            body: { build, height: 0.9 },
          });
          expect(() => morph(pack, shapeWeights(look))).not.toThrow();
        }
  });

  it('refuses a folder that holds no pack, and says what to do', async () => {
    await expect(loadPack('/nowhere')).rejects.toMatchObject({
      code: 'unavailable',
      hint: expect.stringContaining('/nowhere'),
    });
  });
});

describe('shape weights', () => {
  it('stay between 0 and 1 with every slider at its end', () => {
    for (const value of [-1, 1]) {
      const weights = shapeWeights(Look.parse({ face: all(value) }));
      for (const weight of weights.values()) expect(weight).toBeGreaterThanOrEqual(0);
      for (const weight of weights.values()) expect(weight).toBeLessThanOrEqual(1);
    }
  });

  it('keep a head of human size when every slider stands at its end', () => {
    for (const value of [-1, 1])
      for (const femininity of [0, 1]) {
        const { width, depth } = headBox(Look.parse({ femininity, face: all(value) }));
        expect(width).toBeGreaterThan(1.2);
        expect(width).toBeLessThan(2.2);
        expect(depth).toBeGreaterThan(1.3);
        expect(depth).toBeLessThan(2.6);
      }
  });

  it('give way together: one slider at its end moves more than the same slider among many', () => {
    const alone = shapeWeights(Look.parse({ face: { cheekbones: 1 } }));
    const crowded = shapeWeights(Look.parse({ face: all(1) }));
    const cheek = 'cheek/l-cheek-bones-out';
    expect(crowded.get(cheek)!).toBeLessThan(alone.get(cheek)!);
  });

  it('differ by age without using any shape below young adult', () => {
    const old = shapeWeights(Look.parse({ apparentAge: 80 }));
    const young = shapeWeights(Look.parse({ apparentAge: 18 }));
    const share = (weights: ReadonlyMap<string, number>, age: string) =>
      [...weights]
        .filter(([name]) => name.endsWith(`-female-${age}`))
        .reduce((sum, [, weight]) => sum + weight, 0);
    expect(share(old, 'old')).toBeGreaterThan(0.6);
    expect(share(young, 'old')).toBe(0);
    expect(share(young, 'young')).toBeCloseTo(1, 1);
  });
});
