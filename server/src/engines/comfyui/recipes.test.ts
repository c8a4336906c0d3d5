import { describe, expect, it } from 'vitest';
import { buildGraph } from './build-graph.ts';
import { builtinRecipes } from './builtin-recipes.ts';
import { faultsOf, linkOf, Recipe, type RecipeAbility, recipeAbilities } from './recipe.ts';

const recipes = builtinRecipes();
const none = { values: {}, models: new Map<string, string>() };

it('has a recipe for every ability, each under its own id', () => {
  const able = new Set(recipes.flatMap(({ abilities }) => abilities));
  expect(able).toEqual(new Set(Object.keys(recipeAbilities) as RecipeAbility[]));
  expect(new Set(recipes.map(({ id }) => id)).size).toBe(recipes.length);
});

describe.each(recipes)('$id', (recipe) => {
  it('links and binds to what is there', () => expect(faultsOf(recipe)).toEqual([]));

  it('names its output files by a prefix', () => expect(recipe.inputs.prefix?.length).toBeGreaterThan(0));

  it('names the pack of every node that is not in it by chance', () => {
    const classes = new Set(Object.values(recipe.graph).map((node) => node.class_type));
    for (const { classes: fromPack } of recipe.packs)
      for (const name of fromPack) expect(classes).toContain(name);
  });

  it('stays whole with any number of pictures that fit', () => {
    const { required, slots } = recipe.pictures;
    for (let count = required; count <= slots.length; count += 1) {
      const names = slots.slice(0, count).map((_, index) => `picture-${index}.png`);
      const graph = buildGraph(recipe, { ...none, pictures: names });
      const loaded = Object.values(graph).filter((node) => node.class_type === 'LoadImage');
      expect(loaded.map((node) => node.inputs.image).toSorted()).toEqual(names.toSorted());
      for (const node of Object.values(graph)) {
        for (const value of Object.values(node.inputs)) {
          const link = linkOf(value);
          if (link) expect(Object.keys(graph)).toContain(link[0]);
        }
      }
    }
  });
});

it('chains the references that are given', () => {
  const klein = recipes.find(({ id }) => id === 'flux2-klein-4b')!;
  const graph = buildGraph(klein, { ...none, values: { seed: 7, width: 896 }, pictures: ['a.png', 'b.png'] });
  expect(graph['6']?.inputs).toMatchObject({ positive: ['52', 0], negative: ['62', 0] });
  expect(graph['52']?.inputs.conditioning).toEqual(['51', 0]);
  expect(graph['9']?.inputs.noise_seed).toBe(7);
  expect([graph['8']?.inputs.width, graph['10']?.inputs.width]).toEqual([896, 896]);
  expect(klein.graph['9']?.inputs.noise_seed).toBe(0);
});

it('notices links and bindings that lead nowhere', () => {
  const broken = Recipe.parse({
    ...structuredClone(recipes.find(({ id }) => id === 'sdxl')!),
    inputs: { positive: ['2.words'], seed: ['5.model'] },
    outputs: ['99'],
    graph: { '5': { class_type: 'KSampler', inputs: { model: ['1', 0] } } },
    models: [],
  });
  expect(faultsOf(broken)).toHaveLength(4);
});
