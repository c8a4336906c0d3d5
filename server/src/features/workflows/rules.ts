import type { Ctx } from '#context';
import type { AbilityId } from '#engines/connected-engine.ts';
import type {
  EngineWorkflows,
  WorkflowMapping as Mapping,
  WorkflowReading as Reading,
} from '#engines/own-workflows.ts';
import { AppError } from '#kernel/errors.ts';
import type { WorkflowMapping, WorkflowReading } from './contract.ts';

/** @throws AppError `invalid` for a kind of engine that runs no such files */
export function workflowsOfKind(ctx: Ctx, kindId: string): EngineWorkflows {
  const { name, workflows } = ctx.connected.kind(kindId);
  if (workflows) return workflows;
  throw new AppError('invalid', `${name} runs no workflows of your own.`, {
    hint: 'Connect an engine that does, such as ComfyUI.',
  });
}

export function noSuchWorkflow(): AppError {
  return new AppError('not_found', 'This engine keeps no such workflow.', {
    hint: 'It may have been deleted meanwhile.',
  });
}

/** The kind looks at the ability's name: it knows which ones it has. */
export const portMapping = (mapping: WorkflowMapping): Mapping => ({
  ...mapping,
  ability: mapping.ability as AbilityId,
});

/** As the browser gets it: the same, with lists of its own. */
export function presentReading(reading: Reading): WorkflowReading {
  const { suggestion } = reading;
  return {
    ...reading,
    nodes: [...reading.nodes],
    inputs: reading.inputs.map((input) => ({
      ...input,
      places: [...input.places],
      suggested: [...input.suggested],
    })),
    pictures: [...reading.pictures],
    outputs: [...reading.outputs],
    models: [...reading.models],
    missing: reading.missing && [...reading.missing],
    abilities: reading.abilities.map((one) => ({ ...one, required: [...one.required] })),
    suggestion: presentMapping(suggestion),
    notes: [...reading.notes],
  };
}

export function presentMapping({ inputs, pictures, outputs, steps, ...rest }: Mapping): WorkflowMapping {
  return {
    ...rest,
    inputs: Object.fromEntries(Object.entries(inputs).map(([name, bindings]) => [name, [...bindings]])),
    pictures: [...pictures],
    outputs: [...outputs],
    ...(steps !== undefined && { steps }),
  };
}
