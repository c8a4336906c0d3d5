import { type Graph, type GraphNode, linkOf, type Recipe, type RecipeInput, splitBinding } from './recipe.ts';

export type RecipeValues = Readonly<Partial<Record<RecipeInput, string | number>>>;

export interface GraphFilling {
  readonly values: RecipeValues;
  /** Names as the engine gave them for uploaded files, in the order of the recipe's slots. */
  readonly pictures: readonly string[];
  /** Model files by binding. */
  readonly models: ReadonlyMap<string, string>;
}

/** The graph of a recipe with everything put in and the empty picture slots left out. */
export function buildGraph(recipe: Recipe, { values, pictures, models }: GraphFilling): Graph {
  const graph: Graph = structuredClone(recipe.graph);
  for (const [name, bindings] of Object.entries(recipe.inputs)) {
    const value = values[name as RecipeInput];
    if (value !== undefined) for (const binding of bindings) set(graph, binding, value);
  }
  for (const [binding, file] of models) set(graph, binding, file);
  recipe.pictures.slots.forEach((slot, index) => {
    // A slot that cannot be left out shows the last picture once more.
    const picture = pictures[index] ?? (slot.nodes.length === 0 ? pictures.at(-1) : undefined);
    if (picture !== undefined) set(graph, slot.input, picture);
  });
  // From the last slot on, so that what a bypass leads to is still there.
  for (const slot of recipe.pictures.slots.slice(pictures.length).toReversed()) leaveOut(graph, slot);
  return graph;
}

function set(graph: Graph, binding: string, value: string | number): void {
  const { node, input } = splitBinding(binding);
  const found = graph[node];
  if (found) found.inputs[input] = value;
}

function leaveOut(graph: Graph, slot: Recipe['pictures']['slots'][number]): void {
  for (const node of Object.values(graph)) relink(graph, node, slot);
  for (const id of slot.nodes) delete graph[id];
}

function relink(graph: Graph, node: GraphNode, slot: Recipe['pictures']['slots'][number]): void {
  for (const [name, value] of Object.entries(node.inputs)) {
    const link = linkOf(value);
    if (!link || !slot.nodes.includes(link[0])) continue;
    const through = slot.bypass[link[0]];
    const further = through === undefined ? undefined : graph[link[0]]?.inputs[through];
    if (further === undefined) delete node.inputs[name];
    else node.inputs[name] = further;
  }
}
