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
