import { z } from 'zod';

export const media = ['image', 'text', 'speech', 'video'] as const;
const Medium = z.enum(media);

/** A built-in engine: whether it works here, what it offers, and what a connected one would add. */
export const EngineState = z.object({
  id: z.string(),
  name: z.string(),
  medium: Medium,
  builtIn: z.boolean(),
  ok: z.boolean(),
  summary: z.string(),
  remedy: z.string().optional(),
  offers: z.array(z.string()),
  connectedWouldAdd: z.array(z.string()),
});
export type EngineState = z.infer<typeof EngineState>;

/** GET /api/v1/engines */
export const EngineStates = z.object({
  items: z.array(EngineState),
  /** Of the built-in engine and of every connected one that is on. */
  voices: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      language: z.string(),
      /** What a character's voice names as its engine. */
      engine: z.string(),
      engineName: z.string(),
    }),
  ),
});

/** GET /api/v1/engine-kinds : programs and services that can be connected. */
export const EngineKindInfo = z.object({
  id: z.string(),
  name: z.string(),
  summary: z.string(),
  media: z.array(Medium),
  hosted: z.boolean(),
  /** Beside the studio, without a server: there is no address to give. */
  runsHere: z.boolean(),
  defaultAddress: z.string().nullable(),
  key: z.enum(['none', 'optional', 'required']),
  setUp: z.array(z.string()),
  homepage: z.string(),
  fields: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      help: z.string(),
      kind: z.enum(['text', 'number', 'switch', 'model', 'choice']),
      choices: z.array(z.object({ value: z.string(), label: z.string() })).optional(),
      medium: Medium.optional(),
    }),
  ),
  /** Settings as they are when nobody says otherwise. */
  defaults: z.record(z.string(), z.unknown()),
  /** How to get a workflow of one's own out of it; null where it runs none. */
  workflows: z.object({ exportSteps: z.array(z.string()) }).nullable(),
});
export type EngineKindInfo = z.infer<typeof EngineKindInfo>;
export const EngineKindInfos = z.object({ items: z.array(EngineKindInfo) });

export const Ability = z.object({
  medium: Medium,
  id: z.string(),
  label: z.string(),
  ready: z.boolean(),
  missing: z.array(z.string()),
  licence: z.object({ name: z.string(), commercial: z.boolean().nullable(), source: z.string() }).optional(),
});

/** What an instance said of itself. */
export const Probe = z.object({
  version: z.string(),
  summary: z.string(),
  abilities: z.array(Ability),
  models: z.array(z.object({ id: z.string(), medium: Medium })),
  voices: z.array(z.object({ id: z.string(), label: z.string(), language: z.string() })),
  queueLength: z.number().optional(),
  notes: z.array(z.string()),
});
export type Probe = z.infer<typeof Probe>;

export const EngineInstanceInfo = z.object({
  id: z.string(),
  kind: z.string(),
  kindName: z.string(),
  name: z.string(),
  address: z.string(),
  runsHere: z.boolean(),
  hasKey: z.boolean(),
  settings: z.record(z.string(), z.unknown()),
  enabled: z.boolean(),
  media: z.array(Medium),
  health: z.enum(['unknown', 'ok', 'unreachable', 'set_aside', 'off']),
  /** One sentence for a person. */
  healthMessage: z.string(),
  healthHint: z.string(),
  setAsideUntil: z.string().nullable(),
  probe: Probe.nullable(),
  probedAt: z.string().nullable(),
  /** Our work there now. */
  running: z.number(),
  /** Median of the last runs by ability, in seconds. */
  speeds: z.array(z.object({ ability: z.string(), seconds: z.number(), runs: z.number() })),
  /** The model in its memory, as far as known. */
  loadedModel: z.string().nullable(),
  /** What loading a model costs there, learnt from first runs after a change of models. */
  swaps: z.array(z.object({ model: z.string(), seconds: z.number(), runs: z.number() })),
});
export type EngineInstanceInfo = z.infer<typeof EngineInstanceInfo>;
/** GET /api/v1/engine-instances */
export const EngineInstanceInfos = z.object({ items: z.array(EngineInstanceInfo) });

const address = z.string().trim().min(1, 'Give the address of the engine.').max(500);
const name = z.string().trim().min(1, 'Give it a name.').max(60);
const key = z.string().trim().max(4000);
const settings = z.record(z.string().max(60), z.unknown());

/** POST /api/v1/engine-instances/test : asks an engine without keeping anything. */
export const TestEngine = z.strictObject({
  kind: z.string().max(40),
  address,
  key: key.optional(),
  settings: settings.default({}),
});
export type TestEngine = z.infer<typeof TestEngine>;

/** POST /api/v1/engine-instances */
export const ConnectEngine = z.strictObject({
  ...TestEngine.shape,
  name,
  /** Keeps it although it does not answer now: the machine may be off. */
  evenIfUnreachable: z.boolean().default(false),
});
export type ConnectEngine = z.infer<typeof ConnectEngine>;

/** PATCH /api/v1/engine-instances/:id ; an empty `key` forgets the key. */
export const EditEngine = z.strictObject({
  name: name.optional(),
  address: address.optional(),
  key: key.optional(),
  settings: settings.optional(),
  enabled: z.boolean().optional(),
});
export type EditEngine = z.infer<typeof EditEngine>;

/** POST /api/v1/engine-instances/find : engines at their usual ports on this machine. */
export const FoundEngines = z.object({
  items: z.array(z.object({ kind: z.string(), kindName: z.string(), address: z.string(), probe: Probe })),
  /** How many addresses were asked. */
  asked: z.number(),
});

/**
 * Which engine makes what. `automatic`: a connected one that can, else the built-in one. `builtin`: the built-in
 * one. `instances`: these, in order of preference, and the built-in one only where `fallback` says so.
 */
export const RouteChoice = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('automatic') }),
  z.strictObject({ kind: z.literal('builtin') }),
  z.strictObject({
    kind: z.literal('instances'),
    instanceIds: z.array(z.uuid()).min(1, 'Choose at least one engine.').max(20),
    fallback: z.boolean().default(false),
  }),
]);
export type RouteChoice = z.infer<typeof RouteChoice>;

/** GET /api/v1/engine-routes?characterId= ; PUT /api/v1/engine-routes */
export const EngineRoute = z.object({
  medium: Medium,
  /** Null where the character follows the workspace. */
  choice: RouteChoice.nullable(),
  /** What would work now, in words: "Workshop PC", or "Built in: nothing connected can do this". */
  now: z.string(),
  /** `waiting`: a connected one that does not answer just now. */
  by: z.enum(['connected', 'waiting', 'builtin', 'nobody']),
});
export type EngineRoute = z.infer<typeof EngineRoute>;
export const EngineRoutes = z.object({ items: z.array(EngineRoute) });
export const RoutesQuery = z.object({ characterId: z.uuid().optional() });
export const SetRoute = z.strictObject({
  characterId: z.uuid().optional(),
  medium: Medium,
  /** Null makes a character follow the workspace again. */
  choice: RouteChoice.nullable(),
});
export type SetRoute = z.infer<typeof SetRoute>;

/** Kept free for people to look, between the last take and the time of publishing, until somebody says otherwise. */
export const usualReviewLeadMinutes = 120;

export const dropRules = ['spare_takes_first', 'undated_first', 'never_drop'] as const;
export type DropRule = (typeof dropRules)[number];

/** PUT /api/v1/engine-plan/settings */
export const PlanSettings = z.strictObject({
  /** What is dropped first when something with a time would be late. */
  dropRule: z.enum(dropRules),
  reviewLeadMinutes: z
    .number()
    .int()
    .min(0)
    .max(7 * 24 * 60),
});
export type PlanSettings = z.infer<typeof PlanSettings>;

/** When what was asked for a post will be ready. */
export const Readiness = z.object({
  /** Null while every engine that can do it is away. */
  readyAt: z.string().nullable(),
  /** By when it is needed: the time of publishing less the time to look; null for a post without a time. */
  neededBy: z.string().nullable(),
  late: z.boolean(),
  /** Takes that wait or run. */
  takes: z.number(),
});
export type Readiness = z.infer<typeof Readiness>;

const QueuedWork = z.object({
  id: z.string(),
  generationId: z.string().nullable(),
  takeId: z.string().nullable(),
  takeNumber: z.number().nullable(),
  characterId: z.string().nullable(),
  characterName: z.string(),
  medium: Medium,
  /** The post it is for. */
  postId: z.string().nullable(),
  /** When that post is planned to go out. */
  plannedAt: z.string().nullable(),
  neededBy: z.string().nullable(),
  /** Another take of a request that has one. */
  spare: z.boolean(),
});

/** One piece of work in the plan. */
export const PlannedBar = z.object({
  ...QueuedWork.shape,
  state: z.enum(['running', 'waiting']),
  startsAt: z.string(),
  readyAt: z.string(),
  /** Seconds of that for loading another model. */
  swapSeconds: z.number(),
  late: z.boolean(),
});
export type PlannedBar = z.infer<typeof PlannedBar>;

/** GET /api/v1/engine-plan : who does what, in which order, and when it will be ready. */
export const EnginePlan = z.object({
  now: z.string(),
  settings: PlanSettings,
  lanes: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      builtIn: z.boolean(),
      loadedModel: z.string().nullable(),
      bars: z.array(PlannedBar),
    }),
  ),
  /** Work that no engine can do just now. */
  stuck: z.array(QueuedWork),
  /** Dropped by the rule; each can be asked for again. */
  dropped: z.array(z.object({ ...QueuedWork.shape, reason: z.string(), droppedAt: z.string() })),
});
export type EnginePlan = z.infer<typeof EnginePlan>;
