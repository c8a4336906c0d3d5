import { z } from 'zod';

/** What routes are chosen by; also the ids of an instance's abilities. */
export const recipeAbilities = {
  'text-to-image': 'A new picture from words',
  'image-from-references': 'A new picture that keeps the face of reference pictures',
  edit: 'A change to a picture, the person kept',
  'detail-face': 'The face of a picture drawn again, finer',
  upscale: 'A larger picture',
  'image-to-video': 'A clip filmed from a still',
} as const;
export type RecipeAbility = keyof typeof recipeAbilities;
const abilityIds = Object.keys(recipeAbilities) as [RecipeAbility, ...RecipeAbility[]];

/** The values that a recipe may take. `prefix` names the output files, so that no cached file is answered. */
export const recipeInputs = [
  'positive',
  'negative',
  'seed',
  'width',
  'height',
  'frames',
  'strength',
  'steps',
  'prefix',
] as const;
export type RecipeInput = (typeof recipeInputs)[number];

/** `<node id>.<input name>`; an input's name may hold dots, a node's id never does. */
const Binding = z.string().regex(/^[^.\s]+\.\S+$/, 'A binding looks like 5.seed.');

/** A link `[node id, output slot]`, or a literal. */
const NodeInput = z.json();
export const GraphNode = z.looseObject({
  class_type: z.string().min(1),
  inputs: z.record(z.string(), NodeInput),
});
export type GraphNode = z.infer<typeof GraphNode>;
/** A workflow as `POST /prompt` takes it: node id to node. */
export const Graph = z.record(z.string().min(1).max(80), GraphNode);
export type Graph = z.infer<typeof Graph>;

const RecipeModel = z.strictObject({
  /** The key of `GET /models/{folder}`. */
  folder: z.string().min(1),
  name: z.string().min(1),
  /** Regular expression, upper and lower case alike: other files of that folder that do as well. */
  pattern: z.string().optional(),
  /** Empty where the node picks the file itself at run time. */
  inputs: z.array(Binding),
  licence: z.string(),
  /** Null where we do not know. */
  commercial: z.boolean().nullable(),
  source: z.url(),
});
export type RecipeModel = z.infer<typeof RecipeModel>;

const PictureSlot = z.strictObject({
  /** The LoadImage input that takes the uploaded name. */
  input: Binding,
  /** Left out when the slot stays empty. */
  nodes: z.array(z.string()),
  /** A node left out hands on what comes into this input of its own; links to others are dropped. */
  bypass: z.record(z.string(), z.string()),
});

/** A ComfyUI workflow as data: its graph, what goes where, and what must be installed for it. */
export const Recipe = z.strictObject({
  version: z.number().int().min(1),
  id: z.string().regex(/^[a-z0-9-]{1,60}$/),
  label: z.string().min(1).max(120),
  medium: z.enum(['image', 'video']),
  abilities: z.array(z.enum(abilityIds)).min(1),
  /** Lower comes first among those that are ready. */
  order: z.number(),
  /** Used only where a person names it. */
  onlyWhenChosen: z.boolean().optional(),
  /** Of ComfyUI. */
  minimumVersion: z.string().regex(/^\d+(\.\d+)*$/),
  /** GPU memory below which it is slow or fails. */
  minimumVramGib: z.number().min(0),
  /** False at cfg 1, where the words to keep out have no effect. */
  negativeWorks: z.boolean(),
  /** Size that the model draws well; absent where the size follows from the source. */
  frame: z.strictObject({ megapixels: z.number(), multiple: z.number().int() }).optional(),
  clip: z
    .strictObject({
      framesPerSecond: z.number(),
      mostFrames: z.number().int(),
      /** Frames number this many times k, plus 1. */
      frameStep: z.number().int(),
    })
    .optional(),
  /** Put around the prompt, by ability. */
  words: z
    .partialRecord(z.enum(abilityIds), z.strictObject({ before: z.string(), after: z.string() }))
    .optional(),
  inputs: z.partialRecord(z.enum(recipeInputs), z.array(Binding)),
  /** Source first, then references. */
  pictures: z.strictObject({ required: z.number().int().min(0), slots: z.array(PictureSlot) }),
  models: z.array(RecipeModel),
  /** What its nodes need that no list of the server names. */
  unlisted: z
    .array(
      z.strictObject({
        what: z.string(),
        licence: z.string(),
        commercial: z.boolean().nullable(),
        source: z.url(),
      }),
    )
    .optional(),
  /** Said with every piece of work done by it. */
  warning: z.string().optional(),
  /** Custom nodes beyond ComfyUI's own. */
  packs: z.array(z.strictObject({ name: z.string(), source: z.url(), classes: z.array(z.string()).min(1) })),
  /** Nodes whose files are the result. */
  outputs: z.array(z.string()).min(1),
  evidence: z.strictObject({ verified: z.boolean(), source: z.string(), note: z.string() }),
  graph: Graph,
});
export type Recipe = z.infer<typeof Recipe>;

/** A link of a graph, or undefined for a literal. */
export function linkOf(value: unknown): readonly [node: string, slot: number] | undefined {
  return Array.isArray(value) &&
    value.length === 2 &&
    typeof value[0] === 'string' &&
    typeof value[1] === 'number'
    ? [value[0], value[1]]
    : undefined;
}

export function splitBinding(binding: string): { readonly node: string; readonly input: string } {
  const dot = binding.indexOf('.');
  return { node: binding.slice(0, dot), input: binding.slice(dot + 1) };
}

/** Own workflows; their ids begin so, and no other's do. */
export const ownPrefix = 'own-';
export const isOwn = ({ id }: Pick<Recipe, 'id'>) => id.startsWith(ownPrefix);

/** What is wrong with a recipe, in sentences; none when every link and binding leads somewhere. */
export function faultsOf(recipe: Recipe): string[] {
  const { graph } = recipe;
  const faults: string[] = [];
  for (const [id, { inputs }] of Object.entries(graph)) {
    for (const [name, value] of Object.entries(inputs)) {
      const link = linkOf(value);
      if (link && !graph[link[0]]) faults.push(`${id}.${name} links to node ${link[0]}, which is not there.`);
    }
  }
  const bindings = [
    ...Object.values(recipe.inputs).flat(),
    ...recipe.models.flatMap(({ inputs }) => inputs),
    ...recipe.pictures.slots.map(({ input }) => input),
  ];
  for (const binding of bindings) {
    const { node, input } = splitBinding(binding);
    const value = graph[node]?.inputs[input];
    if (value === undefined) faults.push(`${binding} is bound, but not in the graph.`);
    else if (linkOf(value)) faults.push(`${binding} is bound, but already linked to another node.`);
  }
  for (const { nodes, bypass } of recipe.pictures.slots) {
    for (const node of nodes) if (!graph[node]) faults.push(`Node ${node} of a picture is not in the graph.`);
    for (const [node, input] of Object.entries(bypass)) {
      if (!nodes.includes(node) || !linkOf(graph[node]?.inputs[input])) {
        faults.push(`Node ${node} cannot be bypassed by its input ${input}.`);
      }
    }
  }
  for (const output of recipe.outputs)
    if (!graph[output]) faults.push(`Output node ${output} is not in the graph.`);
  if (recipe.pictures.required > recipe.pictures.slots.length)
    faults.push('More pictures are required than fit.');
  return faults;
}
