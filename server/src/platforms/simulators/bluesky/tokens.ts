import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { SimulatorStore } from '#platforms/simulators/simulator.ts';

const Claims = z.object({
  sub: z.string(),
  scope: z.enum(['access', 'refresh', 'service']),
  exp: z.number(),
  jti: z.string(),
  /** Of a service token: for whom, and for which one method. */
  aud: z.string().optional(),
  lxm: z.string().optional(),
});
type Claims = z.infer<typeof Claims>;

const accessLifeSeconds = 2 * 60 * 60;
const refreshLifeSeconds = 90 * 24 * 60 * 60;

export type TokenVerdict =
  | { readonly did: string; readonly claims: Claims }
  | 'ExpiredToken'
  | 'InvalidToken'
  | 'AuthMissing';

/** JSON web tokens like those of a real server, so that a client may read when they end. */
export function tokensOf(store: SimulatorStore, now: () => Date) {
  const secret = async (): Promise<string> => {
    await store.add('secrets', 'tokens', randomBytes(32).toString('hex'));
    return z.string().parse(await store.get('secrets', 'tokens'));
  };
  const seal = (text: string, key: string) => createHmac('sha256', key).update(text).digest('base64url');
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

  const make = async (
    did: string,
    scope: Claims['scope'],
    lifeSeconds: number,
    more: Pick<Claims, 'aud' | 'lxm'> = {},
  ): Promise<string> => {
    const exp = Math.floor(now().getTime() / 1000) + lifeSeconds;
    const claims: Claims = { sub: did, scope, exp, jti: randomBytes(12).toString('hex'), ...more };
    const text = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
    return `${text}.${seal(text, await secret())}`;
  };

  return {
    async makePair(did: string) {
      return {
        accessJwt: await make(did, 'access', accessLifeSeconds),
        refreshJwt: await make(did, 'refresh', refreshLifeSeconds),
      };
    },

    /** A token for one method of one service, in the account's name. */
    makeService: (did: string, lifeSeconds: number, aud: string, lxm: string) =>
      make(did, 'service', lifeSeconds, { aud, lxm }),

    /** Makes a refresh token worthless. */
    async revoke(claims: Claims): Promise<void> {
      await store.put('revoked', claims.jti, true);
    },

    async verify(
      authorization: string | undefined,
      scope: Claims['scope'],
      revokedToo = false,
    ): Promise<TokenVerdict> {
      const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
      if (!token) return 'AuthMissing';
      const [header, payload, signature] = token.split('.');
      const right = Buffer.from(seal(`${header}.${payload}`, await secret()));
      const given = Buffer.from(signature ?? '');
      if (right.length !== given.length || !timingSafeEqual(right, given)) return 'InvalidToken';
      const claims = Claims.parse(JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()));
      if (claims.scope !== scope) return 'InvalidToken';
      if (claims.exp * 1000 <= now().getTime()) return 'ExpiredToken';
      if (!revokedToo && (await store.get('revoked', claims.jti))) return 'ExpiredToken';
      return { did: claims.sub, claims };
    },
  };
}
