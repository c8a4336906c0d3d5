import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors, isResponseSerializationError } from 'fastify-type-provider-zod';
import type { Problem } from '#features/workspaces/contract.ts';
import { AppError, type ErrorCode } from '#kernel/errors.ts';

const statusOf: Readonly<Record<ErrorCode, number>> = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  too_large: 413,
  unsupported_media: 415,
  rate_limited: 429,
  unavailable: 503,
  storage_full: 507,
  internal: 500,
};

/** PostgreSQL errors that mean "not now": connection classes 08 and 57P, and what Node says of a closed socket. */
const databaseGone = /^(08...|57P0[1-5]|53300|ECONNREFUSED|ECONNRESET|ENOENT|EPIPE)$/;
const databaseGoneWords =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/;

/** Answers every failure as RFC 9457 problem details, and logs what nobody expected. */
export function answerError(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): void {
  const problem = problemOf(error, request.id);
  // What is away (an engine, a platform) has said so in words: only what nobody expected needs its stack.
  if (problem.code === 'unavailable') request.log.warn(problem.detail);
  else if (problem.status >= 500) request.log.error({ err: error }, problem.detail);
  if (problem.code === 'rate_limited' && error instanceof AppError === false)
    reply.header('retry-after', '60');
  void reply.code(problem.status).header('content-type', 'application/problem+json').send(problem);
}

/** @param requestId named in the log, so that a person can point at it. */
export function problemOf(error: FastifyError | Error, requestId: string): Problem {
  const known = recognise(error);
  const { code, message, hint, field, facts } = known;
  return {
    type: `urn:ainfluencer:problem:${code}`,
    title: code.replaceAll('_', ' '),
    status: statusOf[code],
    code,
    detail: message,
    ...(hint === undefined ? {} : { hint }),
    ...(field === undefined ? {} : { field }),
    ...(Object.keys(facts).length === 0 ? {} : { facts }),
    requestId,
  };
}

function recognise(error: FastifyError | Error): AppError {
  if (error instanceof AppError) return error;
  if (hasZodFastifySchemaValidationErrors(error)) return fromValidation(error.validation);
  if (isResponseSerializationError(error)) return unexpected(error);
  if (isDatabaseGone(error)) {
    return new AppError('unavailable', 'The database is not answering. Nothing was saved.', {
      hint: 'It is usually back within seconds: try again. If not, run npm run doctor.',
      cause: error,
    });
  }
  return fromStatus(error) ?? unexpected(error);
}

function fromValidation(issues: readonly { instancePath: string; message?: string }[]): AppError {
  const [first] = issues;
  const field = first?.instancePath.replace(/^\//, '').replaceAll('/', '.');
  const details = field ? { field } : {};
  return new AppError('invalid', first?.message ?? 'The request cannot be read.', {
    ...details,
    hint: 'Correct it and send it again. Nothing was changed.',
    ...(issues.length > 1
      ? {
          facts: { problems: issues.map((issue) => ({ field: issue.instancePath, message: issue.message })) },
        }
      : {}),
  });
}

function fromStatus(error: FastifyError | Error): AppError | undefined {
  const status = 'statusCode' in error ? error.statusCode : undefined;
  if (status === undefined || status >= 500) return undefined;
  const code: ErrorCode =
    status === 413
      ? 'too_large'
      : status === 415
        ? 'unsupported_media'
        : status === 429
          ? 'rate_limited'
          : status === 404
            ? 'not_found'
            : 'invalid';
  const hint =
    code === 'rate_limited'
      ? 'Wait a minute, then try again.'
      : code === 'too_large'
        ? 'Send a smaller file or request.'
        : 'Correct the request and send it again.';
  return new AppError(code, error.message, { hint, cause: error });
}

function isDatabaseGone(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > 3) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const fromDatabase = databaseGone.test(code) && (code !== 'ENOENT' || /PGSQL/.test(error.message));
  return fromDatabase || databaseGoneWords.test(error.message) || isDatabaseGone(error.cause, depth + 1);
}

function unexpected(cause: unknown): AppError {
  return new AppError('internal', 'Something went wrong inside the studio.', {
    hint: 'Try again. If it happens again, look for this request in the log of the server.',
    cause,
  });
}
