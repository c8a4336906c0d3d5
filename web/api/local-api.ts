import 'server-only';
import type { z } from 'zod';

const waitMilliseconds = 10_000;

/**
 * Reads a public endpoint while rendering on the server. The program tells its own address in
 * `AINFLUENCER_LOCAL_URL`, so a request's Host header never decides where we call.
 * @returns null when there is no such thing.
 */
export async function readPublic<Shape extends z.ZodType>(
  path: string,
  answer: Shape,
): Promise<z.output<Shape> | null> {
  // biome-ignore lint/style/noProcessEnv: set by the program itself before it loads the dashboard.
  const origin = process.env.AINFLUENCER_LOCAL_URL ?? 'http://127.0.0.1:3000';
  const response = await fetch(`${origin}/api/v1/public${path}`, {
    cache: 'no-store',
    signal: AbortSignal.timeout(waitMilliseconds),
  });
  if (response.status === 404 || response.status === 400) return null;
  if (!response.ok) throw new Error(`The studio answered ${response.status} for ${path}.`);
  return answer.parse(await response.json());
}

/** Where people reach this studio: the base of link previews. */
export function publicAddress(): URL {
  // biome-ignore lint/style/noProcessEnv: as above, the server that runs us says it.
  return new URL(process.env.AINFLUENCER_PUBLIC_URL ?? 'http://localhost:3000');
}
