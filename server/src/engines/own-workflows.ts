import type { AbilityId, EngineInstance, EngineMeans } from './connected-engine.ts';
import type { EngineCall, Medium } from './engine.ts';

/** A place in a workflow that one of our values may go to. */
export interface WorkflowPlace {
  /** `<node id>.<input>` */
  readonly binding: string;
  /** What a person reads: the node's title, its class and the input. */
  readonly label: string;
  /** What stands there now. */
  readonly value: string | number;
}

/** One of our values, with the places it may go to. */
export interface WorkflowInput {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  readonly places: readonly WorkflowPlace[];
  /** Bindings of the places that we would take. */
  readonly suggested: readonly string[];
}

/** Kinds of work that a workflow can do, and what must be mapped for each. */
export interface WorkflowAbility {
  readonly id: AbilityId;
  readonly label: string;
  readonly medium: Medium;
  /** Whether it begins with a picture. */
  readonly takesPicture: boolean;
  /** Inputs that must be mapped. */
  readonly required: readonly string[];
}

/** A workflow that was read: what is in it, what could be mapped, and what the engine lacks for it. */
export interface WorkflowReading {
  /** The workflow as text; it is sent back to be kept. */
  readonly document: string;
  readonly medium: Medium;
  readonly nodes: readonly {
    readonly id: string;
    readonly label: string;
    /** Null where the engine could not be asked. */
    readonly known: boolean | null;
  }[];
  readonly inputs: readonly WorkflowInput[];
  /** Where pictures go in. */
  readonly pictures: readonly WorkflowPlace[];
  readonly outputs: readonly { readonly node: string; readonly label: string }[];
  readonly models: readonly {
    readonly folder: string;
    readonly name: string;
    readonly known: boolean | null;
  }[];
  /** What is missing there, each with where it goes; null where the engine could not be asked. */
  readonly missing: readonly string[] | null;
  /** Kinds of work that fit what it makes. */
  readonly abilities: readonly WorkflowAbility[];
  /** The mapping we would make; a person confirms or changes it. */
  readonly suggestion: WorkflowMapping;
  /** What a person should know, in sentences. */
  readonly notes: readonly string[];
}

/** What a person settled for a workflow. */
export interface WorkflowMapping {
  readonly label: string;
  readonly ability: AbilityId;
  /** `always`: before the program's own ways of doing that work; `chosen`: only where it is named. */
  readonly use: 'always' | 'chosen';
  /** Bindings by input. */
  readonly inputs: Readonly<Record<string, readonly string[]>>;
  /** Where pictures go, the picture to work on first. */
  readonly pictures: readonly string[];
  /** Nodes whose files are the result. */
  readonly outputs: readonly string[];
  /** How many steps to sample in, where the workflow shall not keep its own number. */
  readonly steps?: number | undefined;
}

/** A workflow that is kept with an instance. */
export interface OwnWorkflow {
  readonly id: string;
  readonly label: string;
  readonly ability: AbilityId;
  readonly abilityLabel: string;
  readonly medium: Medium;
  readonly use: WorkflowMapping['use'];
  readonly nodes: number;
  /** Places for pictures. */
  readonly pictures: number;
  /** What is missing there; null where the engine was not asked or does not answer. */
  readonly missing: readonly string[] | null;
}

type Settings = Readonly<Record<string, unknown>>;

/** Own workflows of a kind of engine that runs such files. They live in one setting of the instance. */
export interface EngineWorkflows {
  /** The setting they are kept in; no form shows it. */
  readonly setting: string;
  /** How to get the file, step by step. */
  readonly exportSteps: readonly string[];
  /** The most bytes a file may have. */
  readonly maxBytes: number;
  /**
   * Reads a file, and asks the instance what it lacks for it. An instance that does not answer is no error.
   * @throws AppError `invalid`, `too_large` or `unsupported_media` with what to export instead
   */
  read(
    instance: EngineInstance,
    file: Uint8Array,
    means: EngineMeans,
    call: EngineCall,
  ): Promise<WorkflowReading>;
  /** Those of an instance; it is asked what it lacks for each where `asking` is given. */
  list(
    instance: EngineInstance,
    asking?: { readonly means: EngineMeans; readonly call: EngineCall },
  ): Promise<readonly OwnWorkflow[]>;
  /** What is kept under an id, to be looked at and changed. */
  find(
    settings: Settings,
    id: string,
  ): { readonly document: string; readonly mapping: WorkflowMapping } | undefined;
  /**
   * Settings that hold the workflow: under the id given, in place of what stands there, else under a new one.
   * @throws AppError `invalid` with what does not fit together, `conflict` for a name in use or too many
   */
  keep(
    settings: Settings,
    kept: { readonly document: string; readonly mapping: WorkflowMapping; readonly id?: string | undefined },
  ): { readonly settings: Settings; readonly id: string };
  /** Settings without it. */
  remove(settings: Settings, id: string): Settings;
}
