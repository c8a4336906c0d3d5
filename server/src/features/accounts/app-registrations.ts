import { and, asc, eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Ctx } from '#context';
import { inTransaction } from '#db/transaction.ts';
import { recordActivity } from '#features/activities/record-activity.ts';
import { requireRole } from '#features/workspaces/require-role.ts';
import { AppError } from '#kernel/errors.ts';
import { newId } from '#kernel/ids.ts';
import type { PlatformManifest } from '#platforms/platform.ts';
import { appRegistrations } from './tables.ts';

type RegistrationRow = typeof appRegistrations.$inferSelect;
type Fields = Readonly<Record<string, string>>;

const Stored = z.record(z.string(), z.string());
/** What the stored fields of a registration are sealed for. */
export const registrationSealedFor = (id: string) => `app registration ${id}`;

const ofPlatform = (ctx: Ctx, platform: string) =>
  and(eq(appRegistrations.workspaceId, ctx.workspaceId), eq(appRegistrations.platform, platform));

/** The app registrations of this workspace: which fields are kept, secrets never. */
export async function listRegistrations(ctx: Ctx) {
  requireRole(ctx, 'editor');
  const rows = await ctx.db
    .select()
    .from(appRegistrations)
    .where(eq(appRegistrations.workspaceId, ctx.workspaceId))
    .orderBy(asc(appRegistrations.platform));
  return { items: rows.map((row) => present(ctx, row)) };
}

/** The kept fields for a platform; none when nothing is kept. */
export async function readRegistration(ctx: Ctx, platform: string): Promise<Fields> {
  const [row] = await ctx.db.select().from(appRegistrations).where(ofPlatform(ctx, platform));
  return row ? openFields(ctx, row) : {};
}

/**
 * Keeps what a workspace registered at a platform, in the place of what was kept before. A secret that is left
 * empty stays as it was.
 * @throws AppError `invalid` naming the field that is missing.
 */
export async function keepRegistration(ctx: Ctx, platform: string, typed: Fields) {
  requireRole(ctx, 'editor');
  const manifest = ctx.platforms.manifest(platform);
  const fields = completed(manifest, typed, await readRegistration(ctx, platform));
  return inTransaction(ctx, async (ctx) => {
    const [old] = await ctx.db.select().from(appRegistrations).where(ofPlatform(ctx, platform)).for('update');
    const id = old?.id ?? newId();
    const sealedFields = ctx.vault.seal(JSON.stringify(fields), registrationSealedFor(id));
    const values = { id, workspaceId: ctx.workspaceId, platform, sealedFields, createdAt: ctx.now() };
    const [row] = await ctx.db
      .insert(appRegistrations)
      .values(values)
      .onConflictDoUpdate({
        target: [appRegistrations.workspaceId, appRegistrations.platform],
        set: { sealedFields, replacedAt: ctx.now() },
      })
      .returning();
    await note(ctx, manifest, 'app_registration.kept', `The app registration at ${manifest.name} was kept.`);
    return present(ctx, row!);
  });
}

/** Forgets it; accounts that were connected with it go on as they are. */
export async function deleteRegistration(ctx: Ctx, platform: string): Promise<void> {
  requireRole(ctx, 'editor');
  const manifest = ctx.platforms.manifest(platform);
  await inTransaction(ctx, async (ctx) => {
    const gone = await ctx.db.delete(appRegistrations).where(ofPlatform(ctx, platform)).returning();
    if (gone.length === 0) throw new AppError('not_found', `No registration at ${manifest.name} is kept.`);
    await note(
      ctx,
      manifest,
      'app_registration.deleted',
      `The app registration at ${manifest.name} was forgotten.`,
    );
  });
}

/** The fields of a registration as typed, with kept secrets where they were left empty. */
export function completed(manifest: PlatformManifest, typed: Fields, kept: Fields): Fields {
  const known = manifest.oauth?.fields ?? [];
  if (!manifest.oauth) {
    throw new AppError('invalid', `${manifest.name} has no sign-in page for apps.`, {
      hint: 'Connect the account with the fields it asks for.',
    });
  }
  return Object.fromEntries(
    known.flatMap(({ name, label, required, defaultValue }) => {
      const value = typed[name]?.trim() || kept[name] || defaultValue || '';
      if (value !== '') return [[name, value]];
      if (!required) return [];
      throw new AppError('invalid', `${label} is missing.`, {
        field: `fields.${name}`,
        hint: `It stands in the app you made at ${manifest.name}.`,
      });
    }),
  );
}

function openFields(ctx: Ctx, row: RegistrationRow): Fields {
  return Stored.parse(JSON.parse(ctx.vault.open(row.sealedFields, registrationSealedFor(row.id))));
}

function present(ctx: Ctx, row: RegistrationRow) {
  const fields = openFields(ctx, row);
  const manifest = ctx.platforms.manifest(row.platform);
  return {
    platform: row.platform,
    platformName: manifest.name,
    fields: (manifest.oauth?.fields ?? []).flatMap(({ name, label, kind }) => {
      const value = fields[name];
      if (value === undefined) return [];
      return [{ name, label, secret: kind === 'secret', value: kind === 'secret' ? null : value }];
    }),
    keptAt: (row.replacedAt ?? row.createdAt).toISOString(),
  };
}

const note = (ctx: Ctx, manifest: PlatformManifest, verb: string, summary: string) =>
  recordActivity(ctx, {
    verb,
    subject: { type: 'app_registration', id: manifest.id, topic: 'accounts' },
    summary,
  });
