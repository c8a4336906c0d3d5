import { z } from 'zod';
import { AppError } from '#kernel/errors.ts';
import type { WorkflowDraft } from './import-workflow.ts';
import {
  faultsOf,
  ownPrefix,
  Recipe,
  type RecipeAbility,
  type RecipeInput,
  recipeAbilities,
  recipeInputs,
  splitBinding,
} from './recipe.ts';

const Binding = z.string().regex(/^[^.\s]+\.\S+$/, 'A binding looks like 5.seed.');

/** What a person settled on screen for an imported workflow. */
export const WorkflowMapping = z.strictObject({
  label: z.string().trim().min(1).max(80),
  ability: z.enum(Object.keys(recipeAbilities) as [keyof typeof recipeAbilities]),
  inputs: z.partialRecord(z.enum(recipeInputs), z.array(Binding).max(20)),
  /** Where pictures go, the source first. */
  pictures: z.array(Binding).max(8),
  outputs: z.array(z.string()).min(1, 'Choose the node whose picture is the result.').max(8),
  /** `always`: before the program's own recipes. */
  use: z.enum(['always', 'chosen']).default('always'),
  /** In place of the number that stands at the places mapped as `steps`. */
  steps: z.number().int().min(1).max(200).optional(),
});
export type WorkflowMapping = z.infer<typeof WorkflowMapping>;

/**
 * Makes a recipe of an imported workflow, to be kept in the instance's setting `recipes`.
 * @param id Of the recipe; made of the label when absent.
 * @throws AppError `invalid` with what does not fit together
 */
export function bindWorkflow(
  draft: WorkflowDraft,
  mapping: z.input<typeof WorkflowMapping>,
  id?: string,
): Recipe {
  const read = readMapping(mapping);
  const { label, ability, inputs, pictures, outputs, use, steps } = read;
  const medium = ability === 'image-to-video' ? 'video' : 'image';
  refuseUnfit(draft, read, medium);
  const recipe = Recipe.parse({
    version: 1,
    id: id ?? idOf(label),
    label,
    medium,
    abilities: [ability],
    order: 0,
    ...(use === 'chosen' && { onlyWhenChosen: true }),
    minimumVersion: '0',
    minimumVramGib: 0,
    negativeWorks: (inputs.negative ?? []).length > 0,
    ...frameOf(draft, read),
    ...clipOf(draft, read),
    // What the file names stay unless they are ours to fill.
    inputs: { ...inputs, prefix: prefixesOf(draft, outputs) },
    pictures: {
      required: Math.min(1, pictures.length),
      slots: pictures.map((input) => ({ input, nodes: [], bypass: {} })),
    },
    models: draft.models.map(({ binding, folder, name }) => ({
      ...{ folder, name, inputs: [binding], licence: 'As the file’s own terms say', commercial: null },
      source: 'https://docs.comfy.org/',
    })),
    packs: [],
    outputs,
    evidence: { verified: true, source: 'A workflow of your own', note: 'Imported here.' },
    graph: withSteps(draft.graph, inputs.steps ?? [], steps),
  });
  const [fault] = faultsOf(recipe);
  if (fault) {
    throw new AppError('invalid', `The mapping does not fit the workflow: ${fault}`, {
      hint: 'Choose another place for it.',
    });
  }
  return recipe;
}

function readMapping(mapping: z.input<typeof WorkflowMapping>): WorkflowMapping {
  const read = WorkflowMapping.safeParse(mapping);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new AppError('invalid', issue?.message ?? 'The mapping cannot be read.', {
    field: issue?.path.join('.') ?? '',
    hint: 'Correct it and save again. Nothing is lost.',
  });
}

function withSteps(graph: Recipe['graph'], bindings: readonly string[], steps: number | undefined) {
  if (steps === undefined) return graph;
  const changed = structuredClone(graph);
  for (const binding of bindings) {
    const { node, input } = splitBinding(binding);
    const found = changed[node];
    if (found) found.inputs[input] = steps;
  }
  return changed;
}

function refuseUnfit(draft: WorkflowDraft, mapping: WorkflowMapping, medium: 'image' | 'video'): void {
  const { ability, inputs, pictures, outputs } = mapping;
  const refuse = (message: string, hint: string, field: string) => {
    throw new AppError('invalid', message, { hint, field });
  };
  if (medium !== draft.medium) {
    refuse(
      draft.medium === 'video' ? 'This workflow makes clips.' : 'This workflow makes pictures.',
      'Choose what it is for accordingly.',
      'ability',
    );
  }
  if (ability !== 'text-to-image' && pictures.length === 0) {
    refuse(
      'This kind of work begins with a picture, and none is mapped.',
      'Map a Load Image node.',
      'pictures',
    );
  }
  if (ability === 'text-to-image' && pictures.length > 0) {
    refuse(
      'A picture from words takes no picture.',
      'Choose another kind of work, or leave the Load Image nodes as they are.',
      'pictures',
    );
  }
  const required = requiredInputs(ability);
  if (required.includes('positive') && (inputs.positive ?? []).length === 0) {
    refuse('No place is mapped for the prompt.', 'Map a text input.', 'inputs.positive');
  }
  if (required.includes('seed') && (inputs.seed ?? []).length === 0) {
    refuse(
      'No place is mapped for the seed.',
      'Map a seed: without it every take is the same.',
      'inputs.seed',
    );
  }
  const unknown = outputs.find((output) => !draft.outputs.some(({ node }) => node === output));
  if (unknown !== undefined) {
    refuse(`Node ${unknown} writes no file.`, 'Choose a node that saves.', 'outputs');
  }
}

/** What must be mapped for a kind of work. */
export const requiredInputs = (ability: RecipeAbility): readonly RecipeInput[] =>
  ability === 'upscale' ? [] : ability === 'detail-face' ? ['seed'] : ['positive', 'seed'];

export const idOf = (label: string) => `${ownPrefix}${slugOf(label)}`;

function slugOf(label: string): string {
  const slug = label
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return slug === '' ? 'workflow' : slug;
}

/** As large as the workflow was drawn for. */
function frameOf(draft: WorkflowDraft, { inputs }: WorkflowMapping): Partial<Recipe> {
  const width = literalAt(draft, inputs.width?.[0]);
  const height = literalAt(draft, inputs.height?.[0]);
  if (!width || !height) return {};
  return { frame: { megapixels: (width * height) / 1024 ** 2, multiple: 16 } };
}

function clipOf(draft: WorkflowDraft, { inputs, ability }: WorkflowMapping): Partial<Recipe> {
  const frames = literalAt(draft, inputs.frames?.[0]);
  if (ability !== 'image-to-video' || !frames) return {};
  const rates = Object.values(draft.graph).map((node) => node.inputs.fps ?? node.inputs.frame_rate);
  const framesPerSecond = rates.find((rate): rate is number => typeof rate === 'number') ?? 16;
  return { clip: { framesPerSecond, mostFrames: Math.max(frames, 81), frameStep: 4 } };
}

function literalAt(draft: WorkflowDraft, binding: string | undefined): number | undefined {
  if (binding === undefined) return undefined;
  const { node, input } = splitBinding(binding);
  const value = draft.graph[node]?.inputs[input];
  return typeof value === 'number' ? value : undefined;
}

/** Own names for the files, so that a cached one is never taken for new. */
function prefixesOf(draft: WorkflowDraft, outputs: readonly string[]): string[] {
  return draft.candidates.prefix
    .map(({ binding }) => binding)
    .filter((binding) => outputs.includes(splitBinding(binding).node));
}
