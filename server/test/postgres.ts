import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { administrate } from './administrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the server that `start-test-postgres.ts` started for this run, its database left open. */
    postgres: { connectionString: string; templateDatabase: string };
  }
}

export interface TestDatabase extends AsyncDisposable {
  readonly connectionString: string;
}

/**
 * A database of its own with every migration applied, copied from a template in about 50 ms.
 * Dispose it (`await using`) when done; open connections to it are cut off.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { connectionString, templateDatabase } = inject('postgres');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administrate(connectionString, `create database ${name} template ${templateDatabase}`);
  const address = new URL(connectionString);
  address.pathname = `/${name}`;
  return {
    connectionString: address.href,
    [Symbol.asyncDispose]: () =>
      administrate(connectionString, `drop database if exists ${name} with (force)`),
  };
}
