import { z } from 'zod';

const Medium = z.enum(['image', 'text', 'speech', 'video']);
const binding = z.string().min(3).max(300);
const use = z.enum(['always', 'chosen']);

/** What a person settles for a workflow of their own. */
export const WorkflowMapping = z.strictObject({
  label: z.string().trim().min(1, 'Give it a name.').max(80),
  ability: z.string().min(1).max(40),
  /** `always`: before the engine's other ways of doing that work; `chosen`: only where somebody picks it. */
  use,
  /** Bindings (`<node id>.<input>`) by the name of the input. */
  inputs: z.record(z.string().max(40), z.array(binding).max(20)),
  /** Where pictures go, the picture to work on first. */
  pictures: z.array(binding).max(8),
  /** Nodes whose files are the result. */
  outputs: z.array(z.string().max(80)).max(8),
  steps: z.number().int().min(1).max(200).optional(),
});
export type WorkflowMapping = z.infer<typeof WorkflowMapping>;

const Place = z.object({ binding: z.string(), label: z.string(), value: z.union([z.string(), z.number()]) });
const missing = z.array(z.string()).nullable();

/** POST /api/v1/engine-instances/:engineId/workflows/read (multipart: file) ; keeps nothing. */
export const WorkflowReading = z.object({
  /** The workflow as text, to be sent back with the mapping. */
  document: z.string(),
  medium: Medium,
  nodes: z.array(z.object({ id: z.string(), label: z.string(), known: z.boolean().nullable() })),
  inputs: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      help: z.string(),
      places: z.array(Place),
      suggested: z.array(z.string()),
    }),
  ),
  pictures: z.array(Place),
  outputs: z.array(z.object({ node: z.string(), label: z.string() })),
  models: z.array(z.object({ folder: z.string(), name: z.string(), known: z.boolean().nullable() })),
  /** Null where the engine could not be asked. */
  missing,
  abilities: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      medium: Medium,
      takesPicture: z.boolean(),
      required: z.array(z.string()),
    }),
  ),
  suggestion: WorkflowMapping.extend({ label: z.string() }),
  notes: z.array(z.string()),
});
export type WorkflowReading = z.infer<typeof WorkflowReading>;

/** GET /api/v1/engine-instances/:engineId/workflows/:workflowId ; its mapping stands in `suggestion`. */
export const KeptWorkflow = z.object({ id: z.string(), reading: WorkflowReading });

/**
 * POST /api/v1/engine-instances/:engineId/workflows ; PUT …/:workflowId ; DELETE …/:workflowId answers what was deleted
 * in this shape, so that it can be kept again.
 */
export const KeepWorkflow = z.strictObject({
  document: z.string().min(2).max(2_500_000),
  mapping: WorkflowMapping,
});
export type KeepWorkflow = z.infer<typeof KeepWorkflow>;

export const Workflow = z.object({
  id: z.string(),
  label: z.string(),
  ability: z.string(),
  abilityLabel: z.string(),
  medium: Medium,
  use,
  nodes: z.number(),
  /** Places for pictures. */
  pictures: z.number(),
  /** Null where the engine was not asked. */
  missing,
  engineId: z.string(),
  engineName: z.string(),
});
export type Workflow = z.infer<typeof Workflow>;

/** GET /api/v1/engine-workflows : of every engine that is on. GET /api/v1/engine-instances/:engineId/workflows : of one, asked. */
export const Workflows = z.object({ items: z.array(Workflow) });
