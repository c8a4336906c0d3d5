/**
 * The closed list of ways a use case can refuse. Transports map them to their own answers;
 * see `http/error-responses.ts`.
 */
export const errorCodes = [
  'invalid',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'gone',
  'too_large',
  'unsupported_media',
  'rate_limited',
  'unavailable',
  'storage_full',
  'internal',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** What a person can do about an error, and where it sits in what they sent. */
export interface ErrorDetails {
  /** One sentence: what to do next. */
  readonly hint?: string;
  /** Path of the offending field in the request, such as `persona.age`. */
  readonly field?: string;
  /** Facts a client may show or act on. Never a secret. */
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** An error whose message may be shown to the person who caused it. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly field: string | undefined;
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.hint = details.hint;
    this.field = details.field;
    this.facts = details.facts ?? {};
  }
}

/** The message of anything thrown, for logs and for people. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
