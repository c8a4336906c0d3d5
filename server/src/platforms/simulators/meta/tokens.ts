import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { SimulatorAnswer, SimulatorRequest } from '#platforms/simulators/simulator.ts';
import { digestOf, graphError, invalid, ok, type World } from './answers.ts';

/** Access tokens of the simulated Graph API. Only their digests are kept, as a real platform would. */

export const Token = z.object({
  /** Whose it is: an account, a Page, or a person. */
  userId: z.string(),
  kind: z.enum(['short', 'long', 'page']),
  issuedAt: z.string(),
  /** Null for a Page's, which has no end of its own. */
  expiresAt: z.string().nullable(),
  scopes: z.array(z.string()),
});
export type Token = z.infer<typeof Token>;

const hourMilliseconds = 60 * 60 * 1000;
const dayMilliseconds = 24 * hourMilliseconds;
export const longLifeMilliseconds = 60 * dayMilliseconds;

export async function issueToken(
  world: World,
  prefix: string,
  facts: Pick<Token, 'userId' | 'kind' | 'scopes'>,
): Promise<string> {
  const text = `${prefix}${randomBytes(48).toString('base64url')}`;
  const now = world.now();
  const life = facts.kind === 'short' ? hourMilliseconds : longLifeMilliseconds;
  const token: Token = {
    ...facts,
    issuedAt: now.toISOString(),
    expiresAt: facts.kind === 'page' ? null : new Date(now.getTime() + life).toISOString(),
  };
  await world.store.put('tokens', digestOf(text), token);
  return text;
}

/** The token of a request: a header, or `access_token`. */
export function tokenIn(request: SimulatorRequest): string {
  const header = /^(?:Bearer|OAuth) (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  return header ?? request.query.get('access_token') ?? '';
}

export async function tokenOf(world: World, text: string): Promise<Token | SimulatorAnswer> {
  if (text === '')
    return graphError(190, undefined, 'An access token is required to request this resource.', 401);
  const found = await world.store.get('tokens', digestOf(text));
  if (!found)
    return graphError(190, undefined, 'Invalid OAuth access token - Cannot parse access token', 401);
  const token = Token.parse(found);
  if (token.expiresAt === null || new Date(token.expiresAt) > world.now()) return token;
  return graphError(190, 463, 'Error validating access token: Session has expired.', 401);
}

/** GET /refresh_access_token and GET /access_token of Instagram and Threads. */
export async function renewToken(
  world: World,
  request: SimulatorRequest,
  grants: 'ig' | 'th',
  issue: (token: Token) => Promise<string>,
  secretIsRight: (secret: string) => Promise<boolean>,
): Promise<SimulatorAnswer> {
  const refreshing = request.path === '/refresh_access_token';
  const wanted = `${grants}_${refreshing ? 'refresh' : 'exchange'}_token`;
  if (request.query.get('grant_type') !== wanted) return invalid('grant_type');
  const token = await tokenOf(world, request.query.get('access_token') ?? '');
  if ('status' in token) return token;
  if (token.kind !== (refreshing ? 'long' : 'short')) return invalid('access_token is of the wrong kind');
  if (!refreshing && !(await secretIsRight(request.query.get('client_secret') ?? ''))) {
    return graphError(101, undefined, 'Error validating client secret.');
  }
  if (refreshing && world.now().getTime() - new Date(token.issuedAt).getTime() < dayMilliseconds) {
    return graphError(100, undefined, 'The access token must be at least 24 hours old to be refreshed.');
  }
  const access = await issue(token);
  return ok({ access_token: access, token_type: 'bearer', expires_in: longLifeMilliseconds / 1000 });
}
