import { createHash } from 'node:crypto';
import { and, eq, lt, sql } from 'drizzle-orm';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { idempotencyKeys } from '#features/workspaces/tables.ts';
import { AppError } from '#kernel/errors.ts';
import type { WorkspaceId } from '#kernel/ids.ts';

const longestKey = 200;
const largestKeptAnswer = 256 * 1024;
/** A request whose process died leaves its key open; after this long it may be done again. */
const abandonedSeconds = 120;
const keepDays = 1;
const sweepMilliseconds = 3600_000;

interface Claim {
  readonly workspaceId: WorkspaceId;
  readonly key: string;
}
const claims = new WeakMap<FastifyRequest, Claim>();

/** A POST with an `Idempotency-Key` is carried out once per workspace; later ones get the first answer again. */
export function addIdempotency(app: FastifyInstance): void {
  const sweep = setInterval(() => {
    const { db, now, log } = app.studio;
    forgetOldKeys(db, now()).catch((error: unknown) =>
      log.warn({ err: error }, 'Old request keys were not forgotten'),
    );
  }, sweepMilliseconds);
  sweep.unref();
  app.addHook('onClose', async () => clearInterval(sweep));

  app.addHook('preHandler', async (request, reply) => {
    const key = request.headers['idempotency-key'];
    const workspaceId = request.session?.workspace?.id;
    if (request.method !== 'POST' || typeof key !== 'string' || !workspaceId || request.isMultipart()) return;
    if (key.length === 0 || key.length > longestKey) {
      throw new AppError('invalid', `An Idempotency-Key is 1 to ${longestKey} characters.`);
    }
    const earlier = await claim(app, { workspaceId, key }, fingerprintOf(request));
    if (earlier) {
      return reply
        .code(earlier.status)
        .header('idempotent-replay', 'true')
        .send(earlier.answer ?? undefined);
    }
    claims.set(request, { workspaceId, key });
  });

  app.addHook('onSend', async (request, reply, payload) => {
    const claimed = claims.get(request);
    if (!claimed) return payload;
    claims.delete(request);
    await settle(app, claimed, reply.statusCode, payload);
    return payload;
  });
}

function fingerprintOf(request: FastifyRequest): string {
  return createHash('sha256')
    .update(`${request.url}\n${JSON.stringify(request.body ?? null)}`)
    .digest('hex');
}

async function claim(app: FastifyInstance, { workspaceId, key }: Claim, fingerprint: string) {
  const { db } = app.studio;
  const mine = and(eq(idempotencyKeys.workspaceId, workspaceId), eq(idempotencyKeys.key, key));
  await db.delete(idempotencyKeys).where(
    and(
      mine,
      sql`(${idempotencyKeys.status} is null and ${idempotencyKeys.createdAt} < now() - make_interval(secs => ${abandonedSeconds})
        or ${idempotencyKeys.createdAt} < now() - make_interval(days => ${keepDays}))`,
    ),
  );
  const made = await db
    .insert(idempotencyKeys)
    .values({ workspaceId, key, fingerprint })
    .onConflictDoNothing()
    .returning({ key: idempotencyKeys.key });
  if (made.length > 0) return undefined;
  const [earlier] = await db.select().from(idempotencyKeys).where(mine);
  if (!earlier || earlier.fingerprint !== fingerprint) {
    throw new AppError('conflict', 'This Idempotency-Key was used for another request.', {
      hint: 'Use a new key for a new request.',
    });
  }
  if (earlier.status === null) {
    throw new AppError('conflict', 'This request is already being carried out.', {
      hint: 'Wait for its answer.',
    });
  }
  return { status: earlier.status, answer: earlier.answer };
}

/** Failures are not kept, so that the same key may be tried again. */
async function settle(app: FastifyInstance, { workspaceId, key }: Claim, status: number, payload: unknown) {
  const mine = and(eq(idempotencyKeys.workspaceId, workspaceId), eq(idempotencyKeys.key, key));
  const keepable =
    payload === undefined ||
    payload === null ||
    (typeof payload === 'string' && payload.length < largestKeptAnswer);
  if (status >= 400 || !keepable) {
    await app.studio.db.delete(idempotencyKeys).where(mine);
    return;
  }
  const answer: unknown = typeof payload === 'string' && payload !== '' ? JSON.parse(payload) : null;
  await app.studio.db.update(idempotencyKeys).set({ status, answer }).where(mine);
}

/** Forgets keys older than a day. */
async function forgetOldKeys(db: FastifyInstance['studio']['db'], now: Date): Promise<void> {
  const oldest = new Date(now.getTime() - keepDays * 24 * 3600 * 1000);
  await db.delete(idempotencyKeys).where(lt(idempotencyKeys.createdAt, oldest));
}
