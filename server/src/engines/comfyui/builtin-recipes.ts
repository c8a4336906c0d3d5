import { readdirSync, readFileSync } from 'node:fs';
import { Recipe } from './recipe.ts';

const folder = new URL('./recipes/', import.meta.url);
let loaded: readonly Recipe[] | undefined;

/** The recipes that come with the program, in their default order. Read once. */
export function builtinRecipes(): readonly Recipe[] {
  loaded ??= readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => Recipe.parse(JSON.parse(readFileSync(new URL(name, folder), 'utf8'))))
    .toSorted((a, b) => a.order - b.order);
  return loaded;
}
