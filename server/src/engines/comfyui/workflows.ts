import type { EngineInstance, EngineMeans } from '#engines/connected-engine.ts';
import type { EngineCall } from '#engines/engine.ts';
import type { EngineWorkflows, OwnWorkflow, WorkflowMapping } from '#engines/own-workflows.ts';
import { AppError } from '#kernel/errors.ts';
import { assessIn, foldersOf } from './assess-recipe.ts';
import { bindWorkflow, idOf } from './bind-workflow.ts';
import { connect } from './connection.ts';
import { importWorkflow } from './import-workflow.ts';
import { type Inventory, readInventory } from './inventory.ts';
import { presentDraft } from './present-draft.ts';
import { readWorkflowFile } from './read-workflow-file.ts';
import { type Recipe, recipeAbilities, splitBinding } from './recipe.ts';
import { ComfySettings } from './settings.ts';

const mostWorkflows = 50;

/** Workflows in ComfyUI's API format, kept as recipes of the instance. */
export const comfyWorkflows: EngineWorkflows = {
  setting: 'recipes',
  exportSteps: [
    'In ComfyUI choose Workflow, Export (API), and drop the file here.',
    'A PNG that ComfyUI saved holds its workflow too, as long as no other program has touched it.',
  ],
  maxBytes: 25 * 1024 * 1024,
  async read(instance, file, means, call) {
    const draft = importWorkflow(readWorkflowFile(file));
    const folders = [...new Set(draft.models.map(({ folder }) => folder))];
    return presentDraft(draft, await inventoryOf(instance, folders, means, call));
  },
  async list(instance, asking) {
    const settings = ComfySettings.parse(instance.settings);
    if (settings.recipes.length === 0) return [];
    const folders = foldersOf(settings.recipes);
    const inventory = asking && (await inventoryOf(instance, folders, asking.means, asking.call));
    return settings.recipes.map((recipe) => presentOwn(recipe, inventory, settings));
  },
  find(settings, id) {
    const recipe = ComfySettings.parse(settings).recipes.find((one) => one.id === id);
    return recipe && { document: JSON.stringify(recipe.graph), mapping: mappingOf(recipe) };
  },
  keep(settings, { document, mapping, id }) {
    const read = ComfySettings.parse(settings);
    const draft = importWorkflow(document);
    const others = read.recipes.filter((one) => one.id !== id);
    const label = mapping.label.trim();
    if (others.some((one) => one.label.toLowerCase() === label.toLowerCase())) {
      throw new AppError('conflict', `There is already a workflow called “${label}” here.`, {
        field: 'label',
        hint: 'Give it another name, or change that one.',
      });
    }
    if (others.length >= mostWorkflows) {
      throw new AppError('conflict', `This engine holds ${mostWorkflows} workflows already.`, {
        hint: 'Delete one that you no longer use.',
      });
    }
    const taken = new Set(others.map((one) => one.id));
    const recipe = bindWorkflow(draft, { ...mapping, ...ownShape(mapping) }, id ?? freeId(label, taken));
    const recipes =
      id === undefined ? [recipe, ...others] : read.recipes.map((one) => (one.id === id ? recipe : one));
    return { settings: { ...read, recipes }, id: recipe.id };
  },
  remove(settings, id) {
    const read = ComfySettings.parse(settings);
    return { ...read, recipes: read.recipes.filter((one) => one.id !== id) };
  },
};

type OwnMapping = Parameters<typeof bindWorkflow>[1];

/** The port's mapping names abilities and inputs in general; `bindWorkflow` looks at each. */
function ownShape({
  ability,
  inputs,
  pictures,
  outputs,
}: WorkflowMapping): Pick<OwnMapping, 'ability' | 'inputs' | 'pictures' | 'outputs'> {
  return {
    ability: ability as OwnMapping['ability'],
    inputs: inputs as OwnMapping['inputs'],
    pictures: [...pictures],
    outputs: [...outputs],
  };
}

function freeId(label: string, taken: ReadonlySet<string>): string {
  const id = idOf(label);
  if (!taken.has(id)) return id;
  for (let number = 2; ; number += 1) if (!taken.has(`${id}-${number}`)) return `${id}-${number}`;
}

/** Nothing when it does not answer: what is missing is then not known. */
async function inventoryOf(
  instance: EngineInstance,
  folders: readonly string[],
  { http }: EngineMeans,
  call: EngineCall,
): Promise<Inventory | undefined> {
  return readInventory(connect(instance, http), folders, call).catch(() => undefined);
}

function presentOwn(recipe: Recipe, inventory: Inventory | undefined, settings: ComfySettings): OwnWorkflow {
  const [ability = 'text-to-image'] = recipe.abilities;
  return {
    id: recipe.id,
    label: recipe.label,
    ability,
    abilityLabel: recipeAbilities[ability],
    medium: recipe.medium,
    use: recipe.onlyWhenChosen ? 'chosen' : 'always',
    nodes: Object.keys(recipe.graph).length,
    pictures: recipe.pictures.slots.length,
    missing: inventory ? assessIn(recipe, inventory, settings).missing : null,
  };
}

function mappingOf(recipe: Recipe): WorkflowMapping {
  const [ability = 'text-to-image'] = recipe.abilities;
  const { prefix: _, ...inputs } = recipe.inputs;
  const steps = valueAt(recipe, inputs.steps?.[0]);
  return {
    label: recipe.label,
    ability,
    use: recipe.onlyWhenChosen ? 'chosen' : 'always',
    inputs,
    pictures: recipe.pictures.slots.map(({ input }) => input),
    outputs: recipe.outputs,
    ...(typeof steps === 'number' && { steps }),
  };
}

function valueAt(recipe: Recipe, binding: string | undefined): unknown {
  if (binding === undefined) return undefined;
  const { node, input } = splitBinding(binding);
  return recipe.graph[node]?.inputs[input];
}
