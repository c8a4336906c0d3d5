import { Problem } from '@ainfluencer/server/contract/workspaces';

/** A refusal of the API (RFC 9457), or what stands for one when no answer came. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly hint: string | undefined;
  readonly field: string | undefined;
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(problem: {
    status: number;
    code: string;
    detail: string;
    hint?: string | undefined;
    field?: string | undefined;
    facts?: Readonly<Record<string, unknown>> | undefined;
  }) {
    super(problem.detail);
    this.status = problem.status;
    this.code = problem.code;
    this.detail = problem.detail;
    this.hint = problem.hint;
    this.field = problem.field;
    this.facts = problem.facts ?? {};
  }
}

/** Reads a refusal out of an answer's body; an answer that explains nothing is told as such. */
export function readProblem(status: number, body: unknown): ApiProblem {
  const parsed = Problem.safeParse(body);
  if (parsed.success) return new ApiProblem(parsed.data);
  return new ApiProblem({
    status,
    code: 'unreadable',
    detail: `The studio answered with an error (${status}) it did not explain.`,
    hint: 'Try again; the log of the program says more.',
  });
}

/** What stands for an answer when none came. */
export function unreachable(): ApiProblem {
  return new ApiProblem({
    status: 0,
    code: 'unreachable',
    detail: 'The studio does not answer.',
    hint: 'Check that the program is still running and that this device is online, then try again.',
  });
}

/** What to show about anything thrown. */
export function describeError(error: unknown): { detail: string; hint: string | undefined } {
  if (error instanceof ApiProblem) return { detail: error.detail, hint: error.hint };
  return {
    detail: error instanceof Error && error.message ? error.message : 'Something went wrong on this page.',
    hint: 'Reload the page; nothing that was saved is lost.',
  };
}

/** The message for one field of a form, when that is the field that was refused. */
export function fieldError(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiProblem) || error.field === undefined) return undefined;
  return error.field === field || error.field.startsWith(`${field}.`) ? error.detail : undefined;
}
