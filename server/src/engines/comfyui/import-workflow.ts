import { z } from 'zod';
import type { WorkflowPlace } from '#engines/own-workflows.ts';
import { AppError } from '#kernel/errors.ts';
import { circleIn, missingLinkIn, nodesBehind, titleOf } from './graph-links.ts';
import { Graph, type GraphNode, linkOf, type RecipeInput, recipeInputs } from './recipe.ts';

/** A workflow that was read, with what might be mapped where. */
export interface WorkflowDraft {
  readonly graph: Graph;
  readonly medium: 'image' | 'video';
  readonly candidates: Readonly<Record<RecipeInput, readonly WorkflowPlace[]>>;
  /** LoadImage nodes: where pictures go in. */
  readonly pictures: readonly WorkflowPlace[];
  /** Nodes that write files. */
  readonly outputs: readonly { readonly node: string; readonly label: string }[];
  /** What we would map; a person confirms or changes it. */
  readonly suggestion: {
    readonly inputs: Readonly<Partial<Record<RecipeInput, readonly string[]>>>;
    readonly pictures: readonly string[];
    readonly outputs: readonly string[];
  };
  /** Model files it names. */
  readonly models: readonly { readonly binding: string; readonly folder: string; readonly name: string }[];
}

export const exportHint = 'In ComfyUI choose Workflow, Export (API), and import that file.';
const mostNodes = 400;
/** Of the workflow itself, without pictures. */
export const mostTextBytes = 2_000_000;

/**
 * Reads a workflow in ComfyUI's API format (menu Workflow, Export (API)), as text or parsed.
 * @throws AppError `invalid` with what to export instead, or what in it leads nowhere or round in a circle
 */
export function importWorkflow(input: unknown): WorkflowDraft {
  const graph = readGraph(input);
  const nodes = Object.entries(graph);
  const lost = missingLinkIn(graph);
  if (lost !== undefined) {
    throw new AppError('invalid', `The workflow is incomplete: ${lost}`, {
      hint: 'Export it again from ComfyUI with every node it needs.',
    });
  }
  const circle = circleIn(graph);
  if (circle) {
    throw new AppError('invalid', `The workflow runs round in a circle: ${circle.join(' → ')}.`, {
      hint: 'Break the circle in ComfyUI: no node may wait for its own result.',
    });
  }
  const outputs = nodes.filter(([, node]) => isOutput(node.class_type));
  if (outputs.length === 0) {
    throw new AppError('invalid', 'The workflow writes no picture and no clip.', {
      hint: 'Add a Save Image or Save Video node, and export it again.',
    });
  }
  const medium = outputs.some(([, node]) => /video|webm|webp|vhs/i.test(node.class_type)) ? 'video' : 'image';
  const candidates = findCandidates(graph);
  const pictures = bindingsWhere(graph, (node, name) => /^LoadImage/.test(node) && name === 'image');
  return {
    graph,
    medium,
    candidates,
    pictures,
    outputs: outputs.map(([node]) => ({ node, label: titleOf(node, graph) })),
    suggestion: {
      inputs: suggest(graph, candidates),
      pictures: pictures.map(({ binding }) => binding),
      outputs: finalOutput(graph, outputs),
    },
    models: findModels(graph),
  };
}

function readGraph(input: unknown): Graph {
  const value = typeof input === 'string' ? parseJson(input) : input;
  const drawing = z
    .looseObject({ nodes: z.array(z.unknown()), links: z.array(z.unknown()) })
    .safeParse(value);
  if (drawing.success) {
    throw new AppError('invalid', 'This file is a workflow as ComfyUI draws it, not as it runs it.', {
      hint: exportHint,
    });
  }
  const wrapped = z.looseObject({ prompt: z.record(z.string(), z.unknown()) }).safeParse(value);
  const graph = Graph.safeParse(wrapped.success ? wrapped.data.prompt : value);
  if (!graph.success || Object.keys(graph.data).length === 0) {
    throw new AppError('invalid', 'This file is no ComfyUI workflow.', { hint: exportHint });
  }
  if (Object.keys(graph.data).length > mostNodes) {
    throw new AppError('too_large', `The workflow has more than ${mostNodes} nodes.`, {
      hint: 'Import a smaller part of it.',
    });
  }
  for (const id of Object.keys(graph.data)) {
    if (/[.\s]/.test(id)) throw new AppError('invalid', `The node id “${id}” cannot be used.`);
  }
  return Object.fromEntries(Object.entries(graph.data).map(([id, node]) => [id, plainNode(node)]));
}

/** Without what a picture's own record adds, such as whether the node has changed. */
function plainNode({ class_type, inputs, _meta }: GraphNode): GraphNode {
  return { class_type, inputs, ...(_meta !== undefined && { _meta }) };
}

function parseJson(text: string): unknown {
  if (text.length > mostTextBytes) {
    throw new AppError('too_large', 'The workflow file is larger than 2 MB.', {
      hint: 'Export it without embedded pictures.',
    });
  }
  try {
    // Python writes NaN, which JSON does not know, where a node is to run every time.
    return JSON.parse(text.replace(/(?<=[[:,]\s*)NaN(?=\s*[\],}])/g, 'null'));
  } catch (cause) {
    throw new AppError('invalid', 'This file is no JSON, so it is no workflow.', {
      hint: exportHint,
      cause,
    });
  }
}

/** Of several the one that the most nodes lead to, and rather a saved picture than one that is only shown. */
function finalOutput(graph: Graph, outputs: readonly (readonly [string, GraphNode])[]): string[] {
  const saving = outputs.filter(([, node]) => node.class_type !== 'PreviewImage');
  const [last] = (saving.length > 0 ? saving : outputs)
    .map(([id]) => ({ id, behind: nodesBehind(id, graph) }))
    .toSorted((a, b) => b.behind - a.behind);
  return last ? [last.id] : [];
}

const isOutput = (className: string) =>
  /^(Save(Image|Video|WEBM|AnimatedWEBP)\w*|VHS_VideoCombine|PreviewImage)$/.test(className);

function bindingsWhere(
  graph: Graph,
  fits: (className: string, input: string, value: string | number) => boolean,
): WorkflowPlace[] {
  return Object.entries(graph).flatMap(([id, node]) =>
    Object.entries(node.inputs).flatMap(([name, value]) =>
      (typeof value === 'string' || typeof value === 'number') && fits(node.class_type, name, value)
        ? [{ binding: `${id}.${name}`, label: `${titleOf(id, graph)}: ${name}`, value }]
        : [],
    ),
  );
}

function findCandidates(graph: Graph): Record<RecipeInput, WorkflowPlace[]> {
  const named = (pattern: RegExp) =>
    bindingsWhere(graph, (_, name, value) => pattern.test(name) && typeof value === 'number');
  const texts = bindingsWhere(
    graph,
    (_, name, value) =>
      typeof value === 'string' &&
      /^(text|prompt|text_[gl]|clip_l|t5xxl|negative_prompt|positive|negative)$/.test(name),
  );
  return {
    positive: texts,
    negative: texts,
    seed: named(/^(noise_)?seed$/),
    width: named(/^width$/),
    height: named(/^height$/),
    frames: named(/^(length|frames|video_frames|num_frames)$/),
    strength: named(/^denoise$/),
    steps: named(/^steps$/),
    prefix: bindingsWhere(graph, (_, name) => name === 'filename_prefix'),
  };
}

/** Follows the samplers' own links to tell the words to show from those to keep out. */
function suggest(graph: Graph, candidates: Record<RecipeInput, WorkflowPlace[]>) {
  const inputs: Partial<Record<RecipeInput, string[]>> = {};
  const texts = new Set(candidates.positive.map(({ binding }) => binding));
  const positive = textsBehind(graph, 'positive', texts);
  const negative = textsBehind(graph, 'negative', texts).filter((binding) => !positive.includes(binding));
  const named = candidates.negative.filter(({ binding }) => binding.endsWith('.negative_prompt'));
  for (const name of recipeInputs) {
    const found = candidates[name].map(({ binding }) => binding);
    // Denoise below 1 is the workflow's own choice: only a person knows whether it means strength.
    if (name === 'positive') inputs.positive = positive.length > 0 ? positive : found.slice(0, 1);
    else if (name === 'negative') inputs.negative = [...negative, ...named.map(({ binding }) => binding)];
    else if (name === 'width' || name === 'height')
      inputs[name] = found.filter((one) => isCanvas(graph, one));
    else if (name !== 'strength') inputs[name] = found;
  }
  return Object.fromEntries(
    Object.entries(inputs).filter(([, bindings]) => bindings.length > 0),
  ) as typeof inputs;
}

/** Sizes of what is drawn, not of what is scaled on the way. */
function isCanvas(graph: Graph, binding: string): boolean {
  const name = graph[binding.slice(0, binding.indexOf('.'))]?.class_type ?? '';
  return /latent|tovideo|scheduler/i.test(name) && !/scale|crop/i.test(name);
}

function textsBehind(graph: Graph, input: 'positive' | 'negative', texts: ReadonlySet<string>): string[] {
  const found = new Set<string>();
  const seen = new Set<string>();
  const visit = (id: string) => {
    if (seen.has(id)) return;
    seen.add(id);
    for (const [name, value] of Object.entries(graph[id]?.inputs ?? {})) {
      if (texts.has(`${id}.${name}`)) found.add(`${id}.${name}`);
      const link = linkOf(value);
      // Through conditioning only: a model's own words are none of the prompt's.
      if (link && (name === input || /conditioning|guider|positive|text|prompt/.test(name))) visit(link[0]);
    }
  };
  for (const node of Object.values(graph)) {
    const link = linkOf(node.inputs[input]);
    if (link && /sampler|guider|detailer/i.test(node.class_type)) visitFrom(link[0], input, graph, visit);
  }
  return [...found];
}

/** Nodes that hand on both kinds, such as WanImageToVideo, are left by the input of the same name. */
function visitFrom(
  id: string,
  input: 'positive' | 'negative',
  graph: Graph,
  visit: (id: string) => void,
): void {
  const through = linkOf(graph[id]?.inputs[input]);
  if (through) visitFrom(through[0], input, graph, visit);
  else visit(id);
}

const modelFolders: Readonly<Record<string, string>> = {
  ckpt_name: 'checkpoints',
  unet_name: 'diffusion_models',
  clip_name: 'text_encoders',
  clip_name1: 'text_encoders',
  clip_name2: 'text_encoders',
  clip_name3: 'text_encoders',
  vae_name: 'vae',
  lora_name: 'loras',
  control_net_name: 'controlnet',
  instantid_file: 'instantid',
  pulid_file: 'pulid',
  ipadapter_file: 'ipadapter',
};
/** Inputs whose name alone does not tell the folder. */
const modelFoldersByClass: Readonly<Record<string, string>> = {
  'UpscaleModelLoader.model_name': 'upscale_models',
  'CLIPVisionLoader.clip_name': 'clip_vision',
};

/** Files by the folder that each is looked up in; others are compared with the node's own list of choices. */
function findModels(graph: Graph): { binding: string; folder: string; name: string }[] {
  return Object.entries(graph).flatMap(([id, { class_type, inputs }]) =>
    Object.entries(inputs).flatMap(([input, value]) => {
      const folder = modelFoldersByClass[`${class_type}.${input}`] ?? modelFolders[input];
      return folder !== undefined && typeof value === 'string' && /\.\w{2,12}$/.test(value)
        ? [{ binding: `${id}.${input}`, folder, name: value }]
        : [];
    }),
  );
}
