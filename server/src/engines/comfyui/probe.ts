import type { EngineAbility, EngineInstance, EngineMeans, EngineProbe } from '#engines/connected-engine.ts';
import type { EngineCall } from '#engines/engine.ts';
import { type Assessment, assessAbility, foldersOf } from './assess-recipe.ts';
import { connect } from './connection.ts';
import { type Inventory, readInventory } from './inventory.ts';
import { queueLength } from './job-state.ts';
import { type Recipe, type RecipeAbility, recipeAbilities } from './recipe.ts';
import { ComfySettings, recipesOf } from './settings.ts';

/** Folders whose files a person may choose from, by what they draw. */
const modelFolders = ['checkpoints', 'diffusion_models'] as const;

/** What one ComfyUI is, can do, and lacks. */
export async function probeComfy(
  instance: EngineInstance,
  { http }: EngineMeans,
  call: EngineCall,
): Promise<EngineProbe> {
  const settings = ComfySettings.parse(instance.settings);
  const connection = connect(instance, http);
  const folders = [...new Set([...modelFolders, ...foldersOf(recipesOf(settings))])];
  const inventory = await readInventory(connection, folders, call);
  const length = await queueLength(connection, call);
  const memory = inventory.vramGib === undefined ? '' : ` with ${Math.round(inventory.vramGib)} GB`;
  return {
    version: inventory.version,
    summary: `ComfyUI ${inventory.version} on ${inventory.device}${memory}.`,
    abilities: (Object.keys(recipeAbilities) as RecipeAbility[]).map((ability) =>
      abilityOf(ability, inventory, settings),
    ),
    models: modelFolders.flatMap((folder) =>
      (inventory.models.get(folder) ?? []).map((id) => ({
        id,
        medium: /wan2|ltx|hunyuan_?video|i2v|t2v|svd/i.test(id) ? ('video' as const) : ('image' as const),
      })),
    ),
    voices: [],
    ...(length !== undefined && { queueLength: length }),
    notes: notesOn(inventory, settings),
  };
}

function abilityOf(ability: RecipeAbility, inventory: Inventory, settings: ComfySettings): EngineAbility {
  const [best] = assessAbility(ability, inventory, settings);
  const medium = ability === 'image-to-video' ? 'video' : 'image';
  const label = recipeAbilities[ability];
  if (!best) return { medium, id: ability, label, ready: false, missing: ['a recipe'] };
  return {
    medium,
    id: ability,
    label: `${label} (${best.recipe.label})`,
    ready: best.missing.length === 0,
    missing: best.missing,
    ...licenceOf(best),
  };
}

/** The strictest of the licences in use. */
function licenceOf({ recipe }: Assessment): Pick<EngineAbility, 'licence'> {
  const all = [...recipe.models, ...(recipe.unlisted ?? [])];
  const first =
    all.find(({ commercial }) => commercial === false) ??
    all.find(({ commercial }) => commercial === null) ??
    all[0];
  return first
    ? { licence: { name: first.licence, commercial: first.commercial, source: first.source } }
    : {};
}

function notesOn(inventory: Inventory, settings: ComfySettings): string[] {
  const notes: string[] = [];
  if (!inventory.jobs) {
    notes.push('This ComfyUI is older: work is followed by its queue and history. Update it when you can.');
  }
  if (!inventory.previewMetadata) {
    notes.push('Its previews do not name their picture: with several at once they may be mixed up.');
  }
  if (inventory.vramGib === undefined) notes.push('It runs without a graphics card: pictures take minutes.');
  for (const recipe of bestOf(inventory, settings)) {
    if (!recipe.evidence.verified) {
      notes.push(`“${recipe.label}” is written from documentation and has not been run by us yet.`);
    }
    if (recipe.warning) notes.push(recipe.warning);
    const what = recipe.unlisted?.map((item) => item.what) ?? [];
    if (what.length > 0)
      notes.push(`“${recipe.label}” also needs ${what.join(' and ')}: it cannot be seen here.`);
    const paid = Object.values(recipe.graph).find((node) => inventory.nodes.get(node.class_type)?.paid);
    if (paid) notes.push(`“${recipe.label}” sends your data to a paid service (${paid.class_type}).`);
  }
  return notes;
}

function bestOf(inventory: Inventory, settings: ComfySettings): readonly Recipe[] {
  const best = (Object.keys(recipeAbilities) as RecipeAbility[]).flatMap((ability) => {
    const [first] = assessAbility(ability, inventory, settings);
    return first && first.missing.length === 0 ? [first.recipe] : [];
  });
  return [...new Set(best)];
}
