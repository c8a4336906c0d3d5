import type { Inventory } from './inventory.ts';
import { type Graph, isOwn, linkOf, type Recipe, type RecipeAbility, type RecipeModel } from './recipe.ts';
import { type ComfySettings, pinnedRoute, recipesOf } from './settings.ts';

export interface Assessment {
  readonly recipe: Recipe;
  /** Each with where it goes; empty when the recipe can run. */
  readonly missing: readonly string[];
  /** Model files by binding. */
  readonly models: ReadonlyMap<string, string>;
  /** Where the file that draws comes from, for the asset's record. */
  readonly mainModel: string;
  readonly fitsMemory: boolean;
}

/** What an inventory lacks for a recipe, and which of its files are used. */
export function assessRecipe(recipe: Recipe, inventory: Inventory, checkpoint = ''): Assessment {
  const missing = missingNodes(recipe, inventory);
  const models = new Map<string, string>();
  let mainModel = recipe.models[0]?.name ?? recipe.id;
  recipe.models.forEach((model, index) => {
    const file = fileFor(model, inventory.models.get(model.folder) ?? [], checkpoint);
    if (file === undefined) missing.push(`${model.folder}/${model.name}`);
    else for (const binding of model.inputs) models.set(binding, file);
    if (index === 0 && file !== undefined) mainModel = file;
  });
  if (isOlder(inventory.version, recipe.minimumVersion) && missing.length > 0) {
    missing.push(`ComfyUI ${recipe.minimumVersion} or newer (it is ${inventory.version})`);
  }
  const fitsMemory = inventory.vramGib === undefined || inventory.vramGib + 0.6 >= recipe.minimumVramGib;
  return { recipe, missing, models, mainModel, fitsMemory };
}

/** All recipes for an ability: own and pinned ones first, then ready ones that fit the memory, then by their order. */
export function assessAbility(
  ability: RecipeAbility,
  inventory: Inventory,
  settings: ComfySettings,
): readonly Assessment[] {
  const pinned = pinnedRoute(settings, ability);
  const rank = ({ recipe, missing, fitsMemory }: Assessment) => [
    // An own workflow that lacks something does not stand in the way of one that works.
    recipe.id === pinned || (isOwn(recipe) && missing.length === 0) ? 0 : 1,
    missing.length > 0 ? 1 : 0,
    fitsMemory ? 0 : 1,
    // Among those that lack something, the one that lacks least tells best what to install.
    missing.length,
  ];
  return recipesOf(settings)
    .filter(({ abilities, onlyWhenChosen }) => abilities.includes(ability) && !onlyWhenChosen)
    .map((recipe) => assessIn(recipe, inventory, settings))
    .toSorted((a, b) => {
      const [left, right] = [rank(a), rank(b)];
      const at = left.findIndex((value, index) => value !== right[index]);
      return at === -1 ? 0 : left[at]! - right[at]!;
    });
}

/** As `assessRecipe`; an own workflow draws with the checkpoint that it names. */
export function assessIn(recipe: Recipe, inventory: Inventory, { checkpoint }: ComfySettings): Assessment {
  return assessRecipe(recipe, inventory, isOwn(recipe) ? '' : checkpoint);
}

/** Folders that the recipes' models lie in. */
export function foldersOf(recipes: readonly Recipe[]): string[] {
  return [...new Set(recipes.flatMap(({ models }) => models.map(({ folder }) => folder)))];
}

function missingNodes(recipe: Recipe, { nodes }: Inventory): string[] {
  const missing = new Set<string>();
  const bound = new Set([
    ...recipe.models.flatMap(({ inputs }) => inputs),
    ...recipe.pictures.slots.map(({ input }) => input),
  ]);
  for (const [id, { class_type: name, inputs }] of Object.entries(recipe.graph)) {
    const info = nodes.get(name);
    if (!info) {
      const pack = recipe.packs.find(({ classes }) => classes.includes(name));
      missing.add(
        pack
          ? `custom_nodes/${pack.name} (node ${name})`
          : `node ${name} (of a newer ComfyUI, or a custom one)`,
      );
      continue;
    }
    for (const [input, value] of Object.entries(inputs)) {
      const { choices, openList = true } = info.inputs.get(input) ?? {};
      if (!choices || openList || linkOf(value) || bound.has(`${id}.${input}`)) continue;
      if (!choices.some((choice) => choice === value))
        missing.add(`${name}: ${input} “${JSON.stringify(value).replaceAll('"', '')}”`);
    }
  }
  return [...missing];
}

/** The file to use: the pinned one, the one named by the recipe, or the first that does as well. */
function fileFor(model: RecipeModel, files: readonly string[], checkpoint: string): string | undefined {
  if (model.folder === 'checkpoints' && files.includes(checkpoint)) return checkpoint;
  const sameName = (file: string) => baseName(file) === baseName(model.name);
  const exact = files.find((file) => slashes(file) === slashes(model.name)) ?? files.find(sameName);
  if (exact !== undefined || model.pattern === undefined) return exact;
  const pattern = new RegExp(model.pattern, 'i');
  return files.find((file) => pattern.test(file));
}

/** Servers on Windows list `folder\file`. */
const slashes = (file: string) => file.replaceAll('\\', '/');
const baseName = (file: string) => slashes(file).split('/').at(-1)?.toLowerCase();

function isOlder(version: string, minimum: string): boolean {
  const numbers = (text: string) => (text.match(/\d+/g) ?? []).map(Number);
  const [have, need] = [numbers(version), numbers(minimum)];
  const at = need.findIndex((value, index) => value !== (have[index] ?? 0));
  return at !== -1 && (have[at] ?? 0) < need[at]!;
}

/**
 * Fits a graph to the server's own version of its nodes: required inputs that came later get their defaults.
 * Nodes drift between releases; what has no default is left for the server to name.
 */
export function fillDefaults(graph: Graph, { nodes }: Inventory): void {
  for (const node of Object.values(graph)) {
    for (const [name, info] of nodes.get(node.class_type)?.inputs ?? []) {
      if (!info.required || info.link || node.inputs[name] !== undefined) continue;
      const value = info.default ?? info.choices?.[0];
      if (isLiteral(value)) node.inputs[name] = value;
    }
  }
}

function isLiteral(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
