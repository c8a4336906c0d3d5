import { sql } from 'drizzle-orm';
import type { AppContext } from '#context';
import { inNameOf } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { AppError } from '#kernel/errors.ts';
import { newId, type UserId, type WorkspaceId } from '#kernel/ids.ts';
import { assertTimeZone } from '#kernel/time-zone.ts';
import type { MakeOwner } from './contract.ts';
import { cookiesOf, type SignInLibrary } from './sign-in-service.ts';
import { members, workspaces } from './tables.ts';

const lockKey = 726_354_919;

/** True until somebody has made themselves the owner. */
export async function needsOwner(app: AppContext): Promise<boolean> {
  const [row] = await app.db.select({ userId: members.userId }).from(members).limit(1);
  return row === undefined;
}

/**
 * The first visit: makes the owner and their workspace, and signs them in.
 * @returns the session's Set-Cookie values.
 * @throws AppError `conflict` when there is an owner already.
 */
export async function makeOwner(
  app: AppContext,
  library: SignInLibrary,
  input: MakeOwner,
): Promise<string[]> {
  assertTimeZone(input.timeZone);
  const client = await app.pool.connect();
  try {
    // Two first visits at once: the second waits here, then finds an owner.
    await client.query('select pg_advisory_lock($1)', [lockKey]);
    if (!(await needsOwner(app))) throw alreadyOwned();
    // A first visit cut off half-way left a user without a workspace: it starts afresh.
    await client.query('delete from auth."user"');
    const cookies = await signUp(library, input);
    const { rows } = await client.query<{ id: UserId }>('select id from auth."user" limit 1');
    await makeWorkspace(app, rows[0]!.id, input);
    return cookies;
  } finally {
    await client.query('select pg_advisory_unlock($1)', [lockKey]).catch(() => undefined);
    client.release();
  }
}

async function signUp(library: SignInLibrary, { name, email, password }: MakeOwner): Promise<string[]> {
  const answer = await library.api.signUpEmail({ body: { name, email, password }, asResponse: true });
  const refusal = new AppError('invalid', 'This e-mail address and password were not accepted.', {
    hint: 'Check the address, and use a password of 10 to 200 characters.',
  });
  return cookiesOf(answer, refusal);
}

async function makeWorkspace(app: AppContext, userId: UserId, input: MakeOwner): Promise<void> {
  const workspaceId = newId<WorkspaceId>();
  const ctx = inNameOf(app, workspaceId, { kind: 'user', userId, name: input.name }, 'owner');
  await inTransaction(ctx, async (ctx) => {
    await ctx.db
      .insert(workspaces)
      .values({ id: workspaceId, name: input.workspaceName, timeZone: input.timeZone });
    await ctx.db.insert(members).values({ workspaceId, userId, role: 'owner', createdAt: sql`now()` });
    await recordActivity(ctx, {
      verb: 'workspace.created',
      subject: { type: 'workspace', id: workspaceId, topic: 'workspace' },
      summary: `${input.name} opened the studio “${input.workspaceName}”.`,
    });
  });
}

function alreadyOwned(): AppError {
  return new AppError('conflict', 'This studio already has an owner.', {
    hint: 'Sign in instead, or ask the owner to invite you.',
  });
}
