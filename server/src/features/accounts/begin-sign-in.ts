import { createHash, randomBytes } from 'node:crypto';
import { lt, sql } from 'drizzle-orm';
import type { Ctx } from '#context';
import { characterCard } from '#features/characters/index.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import { type AccountId, type CharacterId, newId } from '#kernel/ids.ts';
import type { PlatformAdapter } from '#platforms/platform.ts';
import { rehearsalPath } from '#platforms/simulators/rehearsal-plugin.ts';
import { completed, keepRegistration, readRegistration } from './app-registrations.ts';
import { makeRehearsalAccount } from './connect-account.ts';
import type { BeginSignIn } from './contract.ts';
import { rehearsalUrl } from './platform-account.ts';
import { findAccount } from './queries.ts';
import { asking, callBeforeAccount } from './refusal.ts';
import { requireRealCreator } from './require-real-creator.ts';
import { type Kept, signInSealedFor } from './sign-in-kept.ts';
import { accountSignIns } from './tables.ts';

/** A person has this long to sign in at the platform and come back. */
const openMinutes = 20;
/** Old ones are kept this long so that a late return can be told what happened. */
const keptHours = 24;
const stateBytes = 32;

/** Where platforms send a person back to: what stands in the app registration, letter for letter. */
export function redirectUrlOf({ config }: Pick<Ctx, 'config'>): string {
  return `${config.publicUrl}/api/v1/oauth/callback`;
}

/** How a state is known here: its SHA-256 in hex, so that the table gives no state away. */
export const hashOfState = (state: string) => createHash('sha256').update(state).digest('hex');

/**
 * Begins signing in on the platform's own page, or on its simulator's.
 * @returns where to send the person's browser.
 * @throws AppError when the platform has no such page, a field is missing, or it refuses the app.
 */
export async function beginSignIn(ctx: Ctx, input: BeginSignIn): Promise<{ authorizeUrl: string }> {
  requireRole(ctx, 'editor');
  const userId = signedInUser(ctx);
  const characterId = await characterOf(ctx, input);
  const character = await characterCard(ctx, characterId);
  const { platform, mode } = input;
  await requireRealCreator(ctx, platform, { id: characterId, name: character.name });
  const adapter = ctx.platforms.get(platform);
  const { oauth, manifest } = adapter;
  if (!oauth || !manifest.oauth) {
    throw new AppError('invalid', `${manifest.name} has no sign-in page for apps.`, {
      hint: 'Connect the account with the fields it asks for.',
    });
  }
  const redirectUrl = redirectUrlOf(ctx);
  const fields =
    mode === 'rehearsal'
      ? await rehearsalApp(ctx, adapter, { redirectUrl, character, again: input.accountId !== undefined })
      : await liveApp(ctx, adapter, input.fields ?? {});
  const baseUrl = mode === 'rehearsal' ? rehearsalUrl(ctx, platform) : undefined;
  const state = randomBytes(stateBytes).toString('base64url');
  const { authorizeUrl, kept } = await asking(manifest.name, () =>
    oauth.begin({ fields, redirectUrl, state, baseUrl }, callBeforeAccount(ctx)),
  );
  const id = newId();
  const secret: Kept = { kept: { ...kept }, redirectUrl, baseUrl: baseUrl ?? null };
  await ctx.db
    .delete(accountSignIns)
    .where(lt(accountSignIns.expiresAt, sql`${ctx.now()}::timestamptz - ${`${keptHours} hours`}::interval`));
  await ctx.db.insert(accountSignIns).values({
    ...{ id, workspaceId: ctx.workspaceId, characterId, userId, platform, mode },
    accountId: (input.accountId as AccountId | undefined) ?? null,
    stateHash: hashOfState(state),
    sealed: ctx.vault.seal(JSON.stringify(secret), signInSealedFor(id)),
    expiresAt: new Date(ctx.now().getTime() + openMinutes * 60_000),
    createdAt: ctx.now(),
  });
  return { authorizeUrl: forBrowser(ctx, authorizeUrl, platform, mode) };
}

function signedInUser(ctx: Ctx): string {
  if (ctx.actor.kind === 'user') return ctx.actor.userId;
  throw new AppError('forbidden', 'Only a person can sign in at a platform.', {
    hint: 'Do it in the dashboard.',
  });
}

/** Of the account that is connected again, else the one asked for. */
async function characterOf(ctx: Ctx, input: BeginSignIn): Promise<CharacterId> {
  if (!input.accountId) return input.characterId as CharacterId;
  const account = await findAccount(ctx, input.accountId as AccountId);
  if (account.platform === input.platform && account.mode === input.mode) return account.characterId;
  throw new AppError('invalid', 'That account is on another platform.', { field: 'accountId' });
}

/** The workspace's registration, with what was typed now; it is kept for the next account. */
async function liveApp(ctx: Ctx, { manifest }: PlatformAdapter, typed: Readonly<Record<string, string>>) {
  const known = await readRegistration(ctx, manifest.id);
  const fields = completed(manifest, typed, known);
  const changed = Object.entries(fields).some(([name, value]) => known[name] !== value);
  if (changed) await keepRegistration(ctx, manifest.id, fields);
  return fields;
}

interface Rehearsed {
  readonly redirectUrl: string;
  readonly character: { readonly handle: string; readonly name: string };
  readonly again: boolean;
}

/** An app and, for a new account, an account to grant on the rehearsal network. */
async function rehearsalApp(
  ctx: Ctx,
  { manifest }: PlatformAdapter,
  { redirectUrl, character, again }: Rehearsed,
) {
  const simulator = ctx.rehearsal.get(manifest.id);
  if (!simulator.createApp) {
    throw new AppError('invalid', `Signing in at ${manifest.name} cannot be rehearsed.`, {
      hint: 'Connect a rehearsal account in one click instead.',
    });
  }
  if (!again) await makeRehearsalAccount(ctx, manifest.id, character);
  const { fields } = await simulator.createApp({ redirectUrl });
  return fields;
}

/** The simulator's page as this person's browser reaches it: this program's own address may be another. */
function forBrowser(ctx: Ctx, authorizeUrl: string, platform: string, mode: BeginSignIn['mode']): string {
  const own = rehearsalUrl(ctx, platform);
  if (mode !== 'rehearsal' || !authorizeUrl.startsWith(own)) return authorizeUrl;
  return `${ctx.config.publicUrl}${rehearsalPath}/${platform}${authorizeUrl.slice(own.length)}`;
}
