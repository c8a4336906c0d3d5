import { AppError } from '#kernel/errors.ts';
import { EngineHttpError } from './engine-http.ts';

/**
 * Turns what goes wrong when an address is first asked into what a person can mend: an answer that cannot be
 * understood comes from another program.
 * @throws EngineHttpError not reached; AppError `unavailable` busy or without the right key; `invalid` another program
 */
export async function orWrongProgram<T>(name: string, address: string, ask: Promise<T>): Promise<T> {
  try {
    return await ask;
  } catch (error) {
    if (!(error instanceof AppError) || error instanceof EngineHttpError) throw error;
    const status = Number(error.facts.status);
    if ([401, 403, 429].includes(status) || status >= 500) throw error;
    throw new AppError('invalid', `What answers at ${address} is not ${name}.`, {
      hint: 'Check the port: another program may use it. Or choose the kind of engine that runs there.',
      field: 'address',
      cause: error,
    });
  }
}
