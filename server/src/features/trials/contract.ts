import { z } from 'zod';

const trialSteps = ['text', 'picture', 'pictures', 'video', 'story', 'thread', 'first_comment'] as const;
export type TrialStepName = (typeof trialSteps)[number];
/** 'left_behind': it went out, and a person has to take it down. 'skipped': it cannot be tried here. */
const trialOutcomes = ['waiting', 'running', 'passed', 'failed', 'left_behind', 'skipped'] as const;
export type TrialOutcome = (typeof trialOutcomes)[number];

export const TrialStep = z.object({
  id: z.string(),
  step: z.enum(trialSteps),
  outcome: z.enum(trialOutcomes),
  /** Whether others can see the test post while it stands. */
  public: z.boolean(),
  url: z.string().nullable(),
  disclosed: z.boolean().nullable(),
  /** What was seen when it was read back. */
  evidence: z.string(),
  message: z.string(),
  /** What a person should do. */
  hint: z.string(),
  seconds: z.number().nullable(),
});
export type TrialStep = z.infer<typeof TrialStep>;

export const Trial = z.object({
  id: z.string(),
  startedAt: z.string(),
  running: z.boolean(),
  apiVersion: z.string().nullable(),
  adapterVersion: z.string(),
  steps: z.array(TrialStep),
  /** Markdown for an issue: no secrets, ids shortened. */
  report: z.string(),
});
export type Trial = z.infer<typeof Trial>;

/** GET /api/v1/accounts/:id/trial : what a check would do, and the latest one. */
export const TrialState = z.object({
  /** The forms that would be tried. */
  planned: z.array(z.object({ step: z.enum(trialSteps), public: z.boolean(), removable: z.boolean() })),
  latest: Trial.nullable(),
});
export type TrialState = z.infer<typeof TrialState>;
/** POST /api/v1/accounts/:id/trial starts one: 201 TrialState. */
