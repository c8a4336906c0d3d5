import { z } from 'zod';
import type { Progress } from '#engines/engine.ts';
import { AppError } from '#kernel/errors.ts';
import { type Graph, type Recipe, splitBinding } from './recipe.ts';

/** What went wrong at ComfyUI, in the `facts.engineError` of an error. */
export type ComfyFailure =
  | 'MISSING_NODE'
  | 'MISSING_MODEL'
  | 'INVALID_PARAM'
  | 'UPLOAD_LOST'
  | 'BAD_WORKFLOW'
  | 'NO_FACE_IN_REFERENCE'
  | 'OUT_OF_MEMORY'
  | 'INTERRUPTED'
  | 'BAD_OUTPUT';

const NodeError = z.looseObject({
  type: z.string().default(''),
  message: z.string().default(''),
  details: z.string().default(''),
  extra_info: z
    .looseObject({ input_name: z.string().optional(), class_type: z.string().optional() })
    .nullish(),
});
type NodeError = z.infer<typeof NodeError>;
const NodeErrors = z.record(
  z.string(),
  z.looseObject({ errors: z.array(NodeError).default([]), class_type: z.string().default('') }),
);
/** Some versions send the error as plain text, and empty node errors as a list. */
const Refusal = z.looseObject({
  error: z.union([NodeError, z.string()]).optional(),
  node_errors: z.union([NodeErrors, z.array(z.unknown())]).optional(),
});

/** The node errors of an answer; also good answers carry them when only a part of the graph was taken. */
export function nodeErrorsIn(body: unknown): boolean {
  const parsed = Refusal.safeParse(body);
  return (
    parsed.success && !Array.isArray(parsed.data.node_errors) && Object.keys(nodesOf(parsed.data)).length > 0
  );
}

function nodesOf(refusal: z.infer<typeof Refusal>): z.infer<typeof NodeErrors> {
  return refusal.node_errors && !Array.isArray(refusal.node_errors) ? refusal.node_errors : {};
}

/** Why ComfyUI refused a graph, in a person's words. */
export function refusalOf(body: unknown, recipe: Recipe, graph: Graph): AppError {
  const refusal = Refusal.safeParse(body).data ?? {};
  for (const [id, { errors, class_type: className }] of Object.entries(nodesOf(refusal))) {
    const [first] = errors;
    if (first) return nodeRefusal({ id, className, error: first, recipe, graph });
  }
  const error: NodeError =
    typeof refusal.error === 'string'
      ? { type: '', message: refusal.error, details: '' }
      : (refusal.error ?? { type: '', message: 'it gave no reason', details: '' });
  const missing =
    error.type === 'missing_node_type' ? error.extra_info?.class_type : notThere.exec(error.message)?.[1];
  if (missing !== undefined) return missingNode(missing, recipe);
  return refusalError('BAD_WORKFLOW', `ComfyUI refused the workflow “${recipe.label}”: ${said(error)}.`, {
    hint: 'Update ComfyUI, or choose another route for this work on the engine’s page.',
  });
}

/** Released versions before `missing_node_type` say it in words only. */
const notThere = /node (\S+) (?:does not exist|not found)/i;

interface RefusedNode {
  readonly id: string;
  readonly className: string;
  readonly error: NodeError;
  readonly recipe: Recipe;
  readonly graph: Graph;
}

function nodeRefusal({ id, className, error, recipe, graph }: RefusedNode): AppError {
  const input = error.extra_info?.input_name ?? /^'?(\w+)'?:/.exec(error.details)?.[1] ?? '';
  if (error.type === 'value_not_in_list') {
    const binding = `${id}.${input}`;
    const model = recipe.models.find(({ inputs }) => inputs.includes(binding));
    const literal = graph[id]?.inputs[input];
    const value = typeof literal === 'string' || typeof literal === 'number' ? String(literal) : '';
    if (model || looksLikeFile(value))
      return missingModel(model?.folder ?? input, value || model?.name || '', model?.source);
    return refusalError('INVALID_PARAM', `This ComfyUI knows no “${value}” for ${input} of ${className}.`, {
      hint: 'Update ComfyUI and its custom nodes.',
      facts: { node: id, input },
    });
  }
  if (error.type === 'custom_validation_failed' && /invalid (image|video|audio) file/i.test(said(error))) {
    return refusalError('UPLOAD_LOST', 'ComfyUI no longer has a picture that was just sent to it.', {
      hint: 'Try again; if it stays, look whether its input folder can be written.',
    });
  }
  return refusalError(
    error.type.startsWith('value_') || error.type === 'invalid_input_type' ? 'INVALID_PARAM' : 'BAD_WORKFLOW',
    `ComfyUI refused ${input === '' ? 'an input' : input} of ${className || `node ${id}`}: ${said(error)}.`,
    {
      hint: 'Update ComfyUI and its custom nodes; if it stays, choose another route.',
      facts: { node: id, input },
    },
  );
}

function missingNode(className: string, recipe: Recipe): AppError {
  const pack = recipe.packs.find(({ classes }) => classes.includes(className));
  return refusalError('MISSING_NODE', `This ComfyUI lacks the node ${className} for “${recipe.label}”.`, {
    hint: pack
      ? `Install ${pack.name} from ${pack.source} in its custom_nodes folder, and restart it.`
      : 'Update ComfyUI to a newer version, or install the custom node it belongs to, and restart it.',
    facts: { node: className, ...(pack && { pack: pack.name }) },
  });
}

function missingModel(folder: string, name: string, source?: string): AppError {
  return refusalError('MISSING_MODEL', `ComfyUI lacks the model file ${folder}/${name}.`, {
    hint: `Put it into models/${folder} of ComfyUI${source ? `; it is at ${source}` : ''}.`,
    facts: { folder, name },
  });
}

function refusalError(
  engineError: ComfyFailure,
  message: string,
  details: { hint: string; facts?: Readonly<Record<string, unknown>> },
): AppError {
  return new AppError('unavailable', message, {
    hint: details.hint,
    facts: { engineError, ...details.facts },
  });
}

function said(error: NodeError): string {
  const words = [error.message, error.details].filter((part) => part !== '').join(': ');
  return (
    words
      .replace(/\s+/g, ' ')
      .replace(/[.\s]+$/, '')
      .slice(0, 300) || 'it gave no reason'
  );
}

function looksLikeFile(value: string): boolean {
  return /\.(safetensors|ckpt|pt|pth|bin|gguf|onnx)$/i.test(value);
}

const ExecutionError = z.looseObject({
  node_id: z.string().nullish(),
  node_type: z.string().nullish(),
  exception_message: z.string().nullish(),
  exception_type: z.string().nullish(),
});

type Failed = Extract<Progress<never>, { state: 'failed' }>;

/** Why work that had begun ended, in a person's words. */
export function executionFailure(error: unknown, recipe: Recipe | undefined): Failed {
  const { node_type, node_id, exception_message, exception_type } =
    ExecutionError.safeParse(error).data ?? {};
  const words = (exception_message ?? '').split('\n')[0]?.trim().replace(/\.$/, '') ?? '';
  const type = exception_type ?? '';
  if (/OutOfMemory/i.test(type) || /out of memory/i.test(words)) {
    return {
      state: 'failed',
      message: 'The graphics card of ComfyUI ran out of memory.',
      hint: 'Close what else uses it, or choose a smaller route for this work on the engine’s page.',
      retry: true,
    };
  }
  if (/no face detected/i.test(words)) {
    return {
      state: 'failed',
      message: 'ComfyUI found no face in the reference picture.',
      hint: 'Use a reference that shows the face from the front, large and clear.',
      retry: false,
    };
  }
  if (/model not found|insightface model is required|No such file|does not exist/i.test(words)) {
    const files = recipe?.models.map(({ folder, name }) => `${folder}/${name}`).join(', ');
    return {
      state: 'failed',
      message: `ComfyUI lacks a model file: ${words}.`,
      ...(files && { hint: `This route needs ${files}.` }),
      retry: false,
    };
  }
  const where = node_type ?? (node_id ? `node ${node_id}` : 'a node');
  return {
    state: 'failed',
    message: `ComfyUI failed in ${where}: ${words === '' ? 'it gave no reason' : words.slice(0, 300)}.`,
    hint: 'Look into ComfyUI’s own window for more; updating it and its custom nodes often helps.',
    retry: true,
  };
}

export const outOfMemory = (error: unknown): boolean => {
  const { exception_type, exception_message } = ExecutionError.safeParse(error).data ?? {};
  return /OutOfMemory/i.test(exception_type ?? '') || /out of memory/i.test(exception_message ?? '');
};

export const stoppedThere: Failed = {
  state: 'failed',
  message: 'The work was stopped at ComfyUI.',
  hint: 'Start it again if nobody meant to stop it.',
  retry: false,
};

/** The value that a recipe's binding has in a graph that ran. */
export function valueAt(graph: Graph, bindings: readonly string[] | undefined): unknown {
  const [first] = bindings ?? [];
  if (first === undefined) return undefined;
  const { node, input } = splitBinding(first);
  return graph[node]?.inputs[input];
}
