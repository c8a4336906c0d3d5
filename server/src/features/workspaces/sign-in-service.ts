import { betterAuth } from 'better-auth';
import { Pool } from 'pg';
import { AppError } from '#kernel/errors.ts';
import { hashPassword, verifyPassword } from './password-hash.ts';

const sessionSeconds = 30 * 24 * 3600;
const refreshAfterSeconds = 24 * 3600;
export const shortestPassword = 10;

export interface SignInOptions {
  readonly connectionString: string;
  readonly secret: string;
  readonly publicUrl: string;
}

/** Somebody signed in, as the session says. */
export interface SignedIn {
  readonly sessionId: string;
  readonly userId: string;
  readonly name: string;
  readonly email: string;
}

/** The sign-in library, set up once per process. Sign-up is not reachable from outside: only `makeOwner` calls it. */
export type SignInLibrary = ReturnType<typeof openSignIn>;

export function openSignIn({ connectionString, secret, publicUrl }: SignInOptions) {
  const pool = new Pool({
    connectionString,
    max: 3,
    options: '-c search_path=auth',
    connectionTimeoutMillis: 10_000,
    application_name: 'ainfluencer-sign-in',
  });
  pool.on('error', () => undefined);
  const auth = betterAuth({
    database: pool,
    secret,
    baseURL: publicUrl,
    basePath: '/api/auth',
    telemetry: { enabled: false },
    logger: { disabled: true },
    emailAndPassword: {
      enabled: true,
      minPasswordLength: shortestPassword,
      maxPasswordLength: 200,
      password: { hash: hashPassword, verify: ({ hash, password }) => verifyPassword(hash, password) },
    },
    session: { expiresIn: sessionSeconds, updateAge: refreshAfterSeconds },
    advanced: {
      cookiePrefix: 'ainfluencer',
      useSecureCookies: publicUrl.startsWith('https:'),
      defaultCookieAttributes: { sameSite: 'lax', httpOnly: true, path: '/' },
    },
  });
  return { api: auth.api, pool, close: () => pool.end() };
}

/** The cookies of a library answer. @throws AppError for a refusal, in our own words. */
export async function cookiesOf(answer: Response, refusal: AppError): Promise<string[]> {
  if (answer.ok) return answer.headers.getSetCookie();
  if (answer.status >= 500) {
    throw new AppError('unavailable', 'Sign-in is not working at the moment.', {
      hint: 'Try again in a minute. If it stays so, look at the log of the server.',
    });
  }
  throw refusal;
}
