import { fileList, type NodeClass, nodeClasses } from './comfyui-nodes.ts';

export interface SimulatedNode {
  readonly class_type?: string | undefined;
  readonly inputs: Readonly<Record<string, unknown>>;
}
export type SimulatedGraph = Readonly<Record<string, SimulatedNode>>;

/** What a simulated server has installed. */
export interface Installed {
  /** Files by folder; `input` are the uploaded ones. */
  files(folder: string): readonly string[];
  readonly missingNodes: ReadonlySet<string>;
  /** Versions before `missing_node_type` said it in words only. */
  readonly classic: boolean;
}

interface NodeProblem {
  readonly type: string;
  readonly message: string;
  readonly details: string;
  readonly extra_info: Readonly<Record<string, unknown>>;
}

export type Validation =
  | { readonly ok: true; readonly outputs: readonly string[]; readonly nodeErrors: Record<string, unknown> }
  | { readonly ok: false; readonly error: NodeProblem; readonly nodeErrors: Record<string, unknown> };

export const classOf = (name: string, installed: Installed): NodeClass | undefined =>
  installed.missingNodes.has(name) ? undefined : nodeClasses[name];

/** Validates as ComfyUI's `validate_prompt` does: outputs that fail are dropped, the rest would run. */
export function validateGraph(graph: SimulatedGraph, installed: Installed): Validation {
  const outputs: string[] = [];
  for (const [id, { class_type: name = '' }] of Object.entries(graph)) {
    const found = classOf(name, installed);
    if (!found) return { ok: false, error: unknownClass(id, name, installed), nodeErrors: {} };
    if (found.outputNode) outputs.push(id);
  }
  if (outputs.length === 0) {
    const error = problem('prompt_no_outputs', 'Prompt has no outputs', '');
    return { ok: false, error, nodeErrors: {} };
  }
  const nodeErrors: Record<string, unknown> = {};
  const good = outputs.filter((output) => {
    const problems = new Map<string, NodeProblem[]>();
    check(output, { graph, installed, problems, seen: new Set() });
    for (const [id, errors] of problems) {
      nodeErrors[id] = { errors, dependent_outputs: [output], class_type: graph[id]?.class_type };
    }
    return problems.size === 0;
  });
  if (good.length > 0) return { ok: true, outputs: good, nodeErrors };
  const error = problem(
    'prompt_outputs_failed_validation',
    'Prompt outputs failed validation',
    'see node_errors',
  );
  return { ok: false, error, nodeErrors };
}

interface Checking {
  readonly graph: SimulatedGraph;
  readonly installed: Installed;
  readonly problems: Map<string, NodeProblem[]>;
  readonly seen: Set<string>;
}

function check(id: string, checking: Checking): void {
  const { graph, installed, problems, seen } = checking;
  if (seen.has(id)) return;
  seen.add(id);
  const node = graph[id];
  const found = classOf(node?.class_type ?? '', installed);
  const add = (found: NodeProblem) => problems.set(id, [...(problems.get(id) ?? []), found]);
  if (!node || !found) return;
  for (const [name, spec] of Object.entries({ ...found.optional, ...found.required })) {
    const value = node.inputs[name];
    if (value === undefined) {
      if (name in found.required)
        add(problem('required_input_missing', 'Required input is missing', name, { input_name: name }));
      continue;
    }
    if (isLink(value)) {
      const source = graph[value[0]];
      if (!source) {
        add(problem('exception_during_validation', 'Exception when validating node', `'${value[0]}'`));
        continue;
      }
      const type = classOf(source.class_type ?? '', installed)?.output[value[1]];
      if (type !== spec[0]) {
        const details = `${name}, received_type(${type}) mismatch input_type(${String(spec[0])})`;
        add(
          problem('return_type_mismatch', 'Return type mismatch between linked nodes', details, {
            input_name: name,
          }),
        );
      }
      check(value[0], checking);
      continue;
    }
    const wrong = literalProblem(name, spec, value, installed);
    if (wrong) add(wrong);
  }
}

function literalProblem(
  name: string,
  [type, options = {}]: NodeClass['required'][string],
  value: unknown,
  installed: Installed,
): NodeProblem | undefined {
  const extra = { input_name: name, received_value: value };
  if (type === fileList) {
    const folder = String(options.folder);
    const files = installed.files(folder);
    if (files.includes(String(value))) return undefined;
    return folder === 'input'
      ? problem(
          'custom_validation_failed',
          'Custom validation failed for node',
          `${name} - Invalid image file: ${String(value)}`,
          extra,
        )
      : notInList(name, value, files, extra);
  }
  const choices = Array.isArray(type) ? type : type === 'COMBO' ? (options.options as string[]) : undefined;
  if (choices) return choices.includes(String(value)) ? undefined : notInList(name, value, choices, extra);
  if (type === 'INT' || type === 'FLOAT') {
    const number = Number(value);
    if (Number.isNaN(number)) {
      return problem(
        'invalid_input_type',
        'Failed to convert an input value to a number',
        `${name}, ${String(value)}`,
        extra,
      );
    }
    if (number < Number(options.min))
      return problem('value_smaller_than_min', `Value ${number} smaller than min`, name, extra);
    if (number > Number(options.max))
      return problem('value_bigger_than_max', `Value ${number} bigger than max`, name, extra);
    return undefined;
  }
  if (type === 'STRING' || type === 'BOOLEAN') return undefined;
  // A literal where another node's output belongs.
  return problem(
    'bad_linked_input',
    'Bad linked input, must be a length-2 list of [node_id, slot_index]',
    name,
    extra,
  );
}

function notInList(name: string, value: unknown, list: readonly string[], extra: Record<string, unknown>) {
  const shown = list.length > 20 ? `(list of length ${list.length})` : `[${list.map((one) => `'${one}'`)}]`;
  return problem('value_not_in_list', 'Value not in list', `${name}: '${String(value)}' not in ${shown}`, {
    ...extra,
    input_config: null,
  });
}

function unknownClass(id: string, name: string, { classic }: Installed): NodeProblem {
  return classic
    ? problem('invalid_prompt', `Cannot execute because node ${name} does not exist.`, `Node ID '#${id}'`)
    : problem('missing_node_type', `Node '${name}' not found. The custom node may not be installed.`, '', {
        node_id: id,
        class_type: name,
        node_title: name,
      });
}

function problem(
  type: string,
  message: string,
  details: string,
  extra_info: Readonly<Record<string, unknown>> = {},
): NodeProblem {
  return { type, message, details, extra_info };
}

export function isLink(value: unknown): value is [string, number] {
  return (
    Array.isArray(value) && value.length === 2 && typeof value[0] === 'string' && typeof value[1] === 'number'
  );
}
