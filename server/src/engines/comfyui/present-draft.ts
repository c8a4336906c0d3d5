import type { WorkflowInput, WorkflowReading } from '#engines/own-workflows.ts';
import { assessRecipe } from './assess-recipe.ts';
import { requiredInputs } from './bind-workflow.ts';
import { titleOf } from './graph-links.ts';
import type { WorkflowDraft } from './import-workflow.ts';
import type { Inventory } from './inventory.ts';
import { type Recipe, type RecipeAbility, type RecipeInput, recipeAbilities } from './recipe.ts';

const inputWords: Readonly<Record<Exclude<RecipeInput, 'prefix'>, Pick<WorkflowInput, 'label' | 'help'>>> = {
  positive: { label: 'Prompt', help: 'What shall be seen: the look, the shot and your own words.' },
  negative: { label: 'Words to keep out', help: 'What must not be seen. Models at CFG 1 do not heed it.' },
  seed: { label: 'Seed', help: 'Makes each take another one, and the same take again.' },
  width: { label: 'Width', help: 'In pixels. Left as it is, every picture has the workflow’s own size.' },
  height: { label: 'Height', help: 'In pixels.' },
  frames: { label: 'Length', help: 'The number of frames of a clip.' },
  strength: { label: 'Strength', help: 'How much a change may change, 0 to 1 (denoise).' },
  steps: { label: 'Steps', help: 'How often it is sampled. Sketches take half of them.' },
};
const inputNames = Object.keys(inputWords) as (keyof typeof inputWords)[];

/** What a person looks at and settles: everything found in a workflow, with our guesses. */
export function presentDraft(draft: WorkflowDraft, inventory: Inventory | undefined): WorkflowReading {
  const { graph, medium, candidates, pictures, outputs, suggestion, models } = draft;
  const ability = abilityOf(draft);
  const takesPicture = ability !== 'text-to-image';
  const steps = candidates.steps[0]?.value;
  return {
    document: JSON.stringify(graph),
    medium,
    nodes: Object.entries(graph).map(([id, { class_type }]) => ({
      id,
      label: titleOf(id, graph),
      known: inventory ? inventory.nodes.has(class_type) : null,
    })),
    inputs: inputNames.map((name) => ({
      name,
      ...inputWords[name],
      places: candidates[name],
      suggested: suggestion.inputs[name] ?? [],
    })),
    pictures,
    outputs,
    models: models.map(({ folder, name }) => ({
      folder,
      name,
      known: inventory ? !missingModel(folder, name, inventory) : null,
    })),
    missing: inventory ? missingFor(draft, inventory) : null,
    abilities: (Object.keys(recipeAbilities) as RecipeAbility[])
      .filter((id) => (id === 'image-to-video') === (medium === 'video'))
      .map((id) => ({
        id,
        label: recipeAbilities[id],
        medium,
        takesPicture: id !== 'text-to-image',
        required: requiredInputs(id),
      })),
    suggestion: {
      label: '',
      ability,
      use: 'always',
      inputs: Object.fromEntries(
        Object.entries(suggestion.inputs).filter(([name]) => inputNames.some((known) => known === name)),
      ),
      pictures: takesPicture ? suggestion.pictures : [],
      outputs: suggestion.outputs,
      ...(typeof steps === 'number' && { steps }),
    },
    notes: notesOn(draft, inventory),
  };
}

/** What a workflow is most likely for, by its nodes. */
function abilityOf({ graph, medium, pictures }: WorkflowDraft): RecipeAbility {
  if (medium === 'video') return 'image-to-video';
  if (pictures.length === 0) return 'text-to-image';
  const has = (pattern: RegExp) => Object.values(graph).some(({ class_type }) => pattern.test(class_type));
  if (has(/facedetailer/i)) return 'detail-face';
  if (has(/ip_?adapter|instantid|pulid|photomaker/i)) return 'image-from-references';
  if (has(/upscale/i) && !has(/sampler/i)) return 'upscale';
  if (has(/upscale/i) && has(/UltimateSDUpscale/i)) return 'upscale';
  return 'edit';
}

function missingModel(folder: string, name: string, { models }: Inventory): boolean {
  const plain = (file: string) => file.replaceAll('\\', '/').split('/').at(-1)?.toLowerCase();
  return !(models.get(folder) ?? []).some((file) => plain(file) === plain(name));
}

/** The same question as before a piece of work, asked of the workflow as it is. */
function missingFor(draft: WorkflowDraft, inventory: Inventory): readonly string[] {
  const asItIs: Recipe = {
    ...{ version: 1, id: 'own-draft', label: 'Draft', medium: draft.medium, abilities: [abilityOf(draft)] },
    ...{ order: 0, minimumVersion: '0', minimumVramGib: 0, negativeWorks: true, inputs: {}, packs: [] },
    pictures: { required: 0, slots: [] },
    models: draft.models.map(({ binding, folder, name }) => ({
      ...{
        folder,
        name,
        inputs: [binding],
        licence: '',
        commercial: null,
        source: 'https://docs.comfy.org/',
      },
    })),
    outputs: draft.outputs.map(({ node }) => node),
    evidence: { verified: true, source: '', note: '' },
    graph: draft.graph,
  };
  return assessRecipe(asItIs, inventory).missing;
}

function notesOn({ graph }: WorkflowDraft, inventory: Inventory | undefined): string[] {
  if (!inventory) return ['The engine does not answer now, so what it lacks for this is not known.'];
  const paid = Object.values(graph).find(({ class_type }) => inventory.nodes.get(class_type)?.paid);
  return paid ? [`It sends your data to a paid service (${paid.class_type}).`] : [];
}
