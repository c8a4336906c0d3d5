import { join, resolve } from 'node:path';
import { ZodError } from 'zod';
import { AppError } from '#kernel/errors.ts';
import { type Env, readEnv } from './env.ts';

export const processRoles = ['api', 'generation', 'platform', 'automation'] as const;
export type ProcessRole = (typeof processRoles)[number];

/** The settings of one process, shaped and free of contradictions. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** Where people and platforms reach this program, without a slash at the end. */
  readonly publicUrl: string;
  /** Where this program reaches itself. */
  readonly localUrl: string;
  readonly dataFolder: string;
  readonly database: { readonly kind: 'embedded' } | { readonly kind: 'server'; readonly url: string };
  readonly roles: readonly ProcessRole[];
  readonly dev: boolean;
  /** Whether this process serves the dashboard beside the API. */
  readonly dashboard: boolean;
  readonly logLevel: Env['AINFLUENCER_LOG'];
  /** Whether engines may lie on this machine and its private network; content never reaches it. */
  readonly privateEngines: boolean;
  readonly chromePath: string | undefined;
  readonly ffmpegPath: string | undefined;
}

const repositoryRoot = resolve(import.meta.dirname, '../../..');

/** @throws AppError `invalid` naming the variable and what it should be. */
export function loadConfig(source?: NodeJS.ProcessEnv): Config {
  try {
    return shape(readEnv(source));
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    const lines = error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new AppError('invalid', `The settings cannot be read. ${lines.join(' ')}`, {
      hint: 'Correct these environment variables, or unset them to use the defaults.',
      cause: error,
    });
  }
}

function shape(env: Env): Config {
  const localUrl = `http://127.0.0.1:${env.PORT}`;
  return {
    host: env.HOST,
    port: env.PORT,
    publicUrl: (env.AINFLUENCER_URL ?? `http://localhost:${env.PORT}`).replace(/\/$/, ''),
    localUrl,
    dataFolder: resolve(env.AINFLUENCER_DATA ?? join(repositoryRoot, 'data')),
    database: env.DATABASE_URL ? { kind: 'server', url: env.DATABASE_URL } : { kind: 'embedded' },
    roles: rolesOf(env.AINFLUENCER_ROLES),
    dev: env.AINFLUENCER_DEV === '1',
    dashboard: true,
    logLevel: env.AINFLUENCER_LOG,
    privateEngines: env.AINFLUENCER_PRIVATE_ENGINES === 'on',
    chromePath: env.CHROME_PATH,
    ffmpegPath: env.FFMPEG_PATH,
  };
}

function rolesOf(list: string | undefined): readonly ProcessRole[] {
  if (!list) return processRoles;
  const asked = list.split(',').map((name) => name.trim());
  const unknown = asked.filter((name) => !processRoles.some((role) => role === name));
  if (unknown.length > 0) {
    throw new AppError('invalid', `AINFLUENCER_ROLES names ${unknown.join(', ')}, which is not a role.`, {
      hint: `Use any of ${processRoles.join(', ')}, separated by commas.`,
    });
  }
  return processRoles.filter((role) => asked.includes(role));
}
