import { z } from 'zod';

const port = z.coerce.number().int().min(1).max(65_535);

/** The flat environment, as strings. The only file besides `config.ts` that knows a variable's name. */
const Env = z.object({
  PORT: port.default(3000),
  HOST: z.string().default('127.0.0.1'),
  DATABASE_URL: z.string().optional(),
  AINFLUENCER_DATA: z.string().optional(),
  AINFLUENCER_ROLES: z.string().optional(),
  AINFLUENCER_URL: z.url().optional(),
  AINFLUENCER_DEV: z.string().optional(),
  AINFLUENCER_LOG: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
  AINFLUENCER_PRIVATE_ENGINES: z.enum(['on', 'off']).default('on'),
  CHROME_PATH: z.string().optional(),
  FFMPEG_PATH: z.string().optional(),
});
export type Env = z.infer<typeof Env>;

/** @throws AppError-like ZodError naming each variable that cannot be read. */
export function readEnv(source: NodeJS.ProcessEnv = process.env): Env {
  const filled = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  return Env.parse(filled);
}
