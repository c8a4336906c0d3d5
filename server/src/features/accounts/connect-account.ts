import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { characterCard } from '#features/characters/index.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError, type ErrorCode } from '#kernel/errors.ts';
import { type AccountId, type CharacterId, newId } from '#kernel/ids.ts';
import {
  type ConnectedAccount,
  type ConnectInput,
  PlatformError,
  type PlatformFailure,
} from '#platforms/platform.ts';
import type { ConnectAccount } from './contract.ts';
import { rehearsalUrl } from './platform-account.ts';
import { presentAccount } from './present-account.ts';
import { findAccount, sealedFor } from './queries.ts';
import { accounts } from './tables.ts';

const longestMilliseconds = 60_000;
const mostHandles = 50;

/**
 * Connects a character to an account of its own: made on the rehearsal network, or one on the platform itself.
 * @throws AppError when the platform refuses, in its own words and with what to do.
 */
export async function connectAccount(ctx: Ctx, input: ConnectAccount) {
  requireRole(ctx, 'editor');
  const character = await characterCard(ctx, input.characterId as CharacterId);
  const adapter = ctx.platforms.get(input.platform);
  const id = newId<AccountId>();
  const fields: ConnectInput =
    input.mode === 'rehearsal'
      ? await rehearsalFields(ctx, input.platform, input.handle ?? character.handle, character.name)
      : { fields: input.fields };
  const connected = await asking(adapter.manifest.name, () =>
    adapter.connect(fields, {
      signal: AbortSignal.timeout(longestMilliseconds),
      now: ctx.now,
      // Nothing is stored yet: what `connect` answers holds the newest credentials.
      renewCredentials: async (stale, renew) => (await renew(stale)).credentials,
      limits: { take: async () => undefined, learn: async () => undefined },
    }),
  );
  await save(ctx, id, input, connected);
  return presentAccount(ctx, await findAccount(ctx, id), character);
}

/** Makes an account on the rehearsal network; a handle taken there gets a number behind it. */
async function rehearsalFields(
  ctx: Ctx,
  platform: string,
  handle: string,
  displayName: string,
): Promise<ConnectInput> {
  const simulator = ctx.rehearsal.get(platform);
  const bio = 'A virtual character, made with AI.';
  for (let number = 1; ; number += 1) {
    const wanted = number === 1 ? handle : `${handle}-${number}`;
    try {
      const { fields } = await simulator.createAccount({ handle: wanted, displayName, bio });
      return { fields, baseUrl: rehearsalUrl(ctx, platform) };
    } catch (error) {
      const taken = error instanceof AppError && error.code === 'conflict';
      if (!taken || number >= mostHandles) throw error;
    }
  }
}

async function save(
  ctx: Ctx,
  id: AccountId,
  input: ConnectAccount,
  connected: ConnectedAccount,
): Promise<void> {
  const row: typeof accounts.$inferInsert = {
    id,
    workspaceId: ctx.workspaceId,
    characterId: input.characterId as CharacterId,
    platform: input.platform,
    mode: input.mode,
    remoteId: connected.remoteId,
    handle: connected.handle,
    displayName: connected.displayName,
    baseUrl: input.mode === 'live' ? connected.baseUrl : null,
    credentials: ctx.vault.seal(JSON.stringify(connected.credentials), sealedFor(id)),
    tokenExpiresAt: connected.tokenExpiresAt,
    createdAt: ctx.now(),
  };
  await inTransaction(ctx, async (ctx) => {
    const made = await ctx.db
      .insert(accounts)
      .values(row)
      .onConflictDoNothing()
      .returning({ id: accounts.id });
    if (made.length === 0) {
      throw new AppError('conflict', `${connected.handle} is already connected in this workspace.`, {
        hint: 'Disconnect it first, or use another account.',
      });
    }
    await recordActivity(ctx, {
      verb: 'account.connected',
      subject: { type: 'account', id, topic: 'accounts' },
      characterId: input.characterId,
      summary: `${connected.handle} was connected${input.mode === 'rehearsal' ? ' on the rehearsal network' : ''}.`,
      facts: { warnings: connected.warnings },
    });
  });
}

const codeOf: Readonly<Record<PlatformFailure, ErrorCode>> = {
  rate_limited: 'rate_limited',
  unavailable: 'unavailable',
  needs_reconnect: 'invalid',
  rejected: 'invalid',
  media_rejected: 'invalid',
  policy: 'forbidden',
  restricted: 'forbidden',
  checkpoint: 'forbidden',
  gone: 'invalid',
  outcome_unknown: 'unavailable',
};

/** A platform's refusal as ours. */
async function asking<T>(platformName: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    throw new AppError(codeOf[error.failure], `${platformName}: ${error.message}`, {
      // Adapters speak of deliveries, which are tried again; nobody tries to connect but a person.
      hint:
        error.failure === 'unavailable'
          ? 'Check that this machine reaches the internet, then try again. Nothing was saved.'
          : (error.hint ?? 'Check what you entered and try again. Nothing was saved.'),
      cause: error,
    });
  }
}
