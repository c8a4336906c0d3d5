import { and, asc, desc, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Ctx } from '#context';
import { AppError } from '#kernel/errors.ts';
import type { CharacterId } from '#kernel/ids.ts';
import { containing } from '#kernel/like-pattern.ts';
import { decodeCursor, toPage } from '#kernel/paging.ts';
import type { CharacterContent, ListCharacters } from './contract.ts';
import { isLiveDeclaration } from './rules.ts';
import { characterReferences, characters, characterVersions, declarations } from './tables.ts';

export type CharacterRow = typeof characters.$inferSelect;
export type VersionRow = typeof characterVersions.$inferSelect;
export type DeclarationRow = typeof declarations.$inferSelect;
export type ReferenceRow = typeof characterReferences.$inferSelect;

const own = (ctx: Ctx, id: string) =>
  and(eq(characters.workspaceId, ctx.workspaceId), eq(characters.id, id as CharacterId));

/** The character and the content of its current version. @throws AppError `not_found`. */
export async function readCharacter(ctx: Ctx, id: string) {
  const [row] = await ctx.db
    .select({ character: characters, version: characterVersions })
    .from(characters)
    .innerJoin(
      characterVersions,
      and(
        eq(characterVersions.characterId, characters.id),
        eq(characterVersions.version, characters.version),
      ),
    )
    .where(own(ctx, id));
  if (!row) throw noCharacter();
  return row;
}

/** Holds the character's row until the transaction ends. @throws AppError `not_found`. */
export async function lockCharacter(ctx: Ctx, id: string): Promise<CharacterRow> {
  const [row] = await ctx.db.select().from(characters).where(own(ctx, id)).for('update');
  if (!row) throw noCharacter();
  return row;
}

export async function updateCharacter(
  ctx: Ctx,
  id: string,
  values: Partial<typeof characters.$inferInsert>,
): Promise<void> {
  await ctx.db
    .update(characters)
    .set({ ...values, updatedAt: ctx.now() })
    .where(own(ctx, id));
}

export async function isHandleTaken(ctx: Ctx, handle: string): Promise<boolean> {
  const rows = await ctx.db
    .select({ id: characters.id })
    .from(characters)
    .where(and(eq(characters.workspaceId, ctx.workspaceId), eq(characters.handle, handle)));
  return rows.length > 0;
}

/** A page of the workspace's characters, read along an index. */
export async function pageOfCharacters(ctx: Ctx, input: ListCharacters) {
  const byName = input.sort === 'name';
  const rows = await ctx.db
    .select()
    .from(characters)
    .where(
      and(
        eq(characters.workspaceId, ctx.workspaceId),
        input.state ? eq(characters.state, input.state) : undefined,
        input.search ? sql`${characters.search} like ${containing(input.search)}` : undefined,
        afterCursor(input),
      ),
    )
    .orderBy(
      ...(byName
        ? [sql`lower(${characters.name})`, asc(characters.id)]
        : [desc(characters.createdAt), desc(characters.id)]),
    )
    .limit(input.limit + 1);
  return toPage(rows, input.limit, (row) =>
    byName ? [row.name.toLowerCase(), row.id] : [row.createdAt.toISOString(), row.id],
  );
}

function afterCursor(input: ListCharacters) {
  if (!input.cursor) return undefined;
  if (input.sort === 'name') {
    const [name, id] = decodeCursor(input.cursor, z.tuple([z.string(), z.uuid()]));
    return sql`(lower(${characters.name}), ${characters.id}) > (${name}, ${id}::uuid)`;
  }
  const [at, id] = decodeCursor(input.cursor, z.tuple([z.iso.datetime(), z.uuid()]));
  return sql`(${characters.createdAt}, ${characters.id}) < (${at}::timestamptz, ${id}::uuid)`;
}

export async function insertVersion(
  ctx: Ctx,
  id: CharacterId,
  version: number,
  content: CharacterContent,
  note: string,
): Promise<void> {
  await ctx.db.insert(characterVersions).values({
    ...content,
    characterId: id,
    workspaceId: ctx.workspaceId,
    version,
    note,
    actor: ctx.actor,
    createdAt: ctx.now(),
  });
}

/** Newest first. */
export async function versionsOf(ctx: Ctx, id: string): Promise<VersionRow[]> {
  return ctx.db
    .select()
    .from(characterVersions)
    .where(
      and(
        eq(characterVersions.workspaceId, ctx.workspaceId),
        eq(characterVersions.characterId, id as CharacterId),
      ),
    )
    .orderBy(desc(characterVersions.version))
    .limit(500);
}

/** @throws AppError `not_found`. */
export async function readVersion(ctx: Ctx, id: string, version: number): Promise<VersionRow> {
  const [row] = await ctx.db
    .select()
    .from(characterVersions)
    .where(
      and(
        eq(characterVersions.workspaceId, ctx.workspaceId),
        eq(characterVersions.characterId, id as CharacterId),
        eq(characterVersions.version, version),
      ),
    );
  if (row) return row;
  throw new AppError('not_found', `This character has no version ${version}.`);
}

/** Newest first, withdrawn and ended ones included. */
export async function declarationsOf(ctx: Ctx, characterId: string): Promise<DeclarationRow[]> {
  return ctx.db
    .select()
    .from(declarations)
    .where(
      and(
        eq(declarations.workspaceId, ctx.workspaceId),
        eq(declarations.characterId, characterId as CharacterId),
      ),
    )
    .orderBy(desc(declarations.createdAt), desc(declarations.id));
}

/** The newest declaration that holds today. */
export async function liveDeclaration(ctx: Ctx, characterId: string): Promise<DeclarationRow | undefined> {
  return (await declarationsOf(ctx, characterId)).find((row) => isLiveDeclaration(row, ctx.now()));
}

/** @throws AppError `not_found`. */
export async function readDeclaration(ctx: Ctx, characterId: string, id: string): Promise<DeclarationRow> {
  const row = (await declarationsOf(ctx, characterId)).find((declaration) => declaration.id === id);
  if (row) return row;
  throw new AppError('not_found', 'This character has no such declaration or consent.');
}

export async function referencesOf(ctx: Ctx, characterId: string): Promise<ReferenceRow[]> {
  return ctx.db
    .select()
    .from(characterReferences)
    .where(
      and(
        eq(characterReferences.workspaceId, ctx.workspaceId),
        eq(characterReferences.characterId, characterId as CharacterId),
      ),
    )
    .orderBy(desc(characterReferences.createdAt));
}

/** @throws AppError `not_found`. */
export async function readReference(ctx: Ctx, characterId: string, id: string): Promise<ReferenceRow> {
  const row = (await referencesOf(ctx, characterId)).find((reference) => reference.id === id);
  if (row) return row;
  throw new AppError('not_found', 'There is no such reference file.');
}

export async function deleteReference(ctx: Ctx, id: string): Promise<void> {
  await ctx.db
    .delete(characterReferences)
    .where(and(eq(characterReferences.workspaceId, ctx.workspaceId), eq(characterReferences.id, id)));
}

/** Ends a declaration and takes away what stands on it; answers the files of those references. */
export async function endDeclaration(ctx: Ctx, id: string, withdrawnAt: Date): Promise<readonly string[]> {
  await ctx.db
    .update(declarations)
    .set({ withdrawnAt })
    .where(and(eq(declarations.workspaceId, ctx.workspaceId), eq(declarations.id, id)));
  const removed = await ctx.db
    .delete(characterReferences)
    .where(
      and(eq(characterReferences.workspaceId, ctx.workspaceId), eq(characterReferences.declarationId, id)),
    )
    .returning({ sha256: characterReferences.sha256 });
  return removed.map(({ sha256 }) => sha256);
}

/**
 * Holds everybody else off one file until the transaction ends: whoever names it in a row, and whoever would
 * remove it since no row names it.
 */
export async function lockFile(ctx: Pick<Ctx, 'db'>, sha256: string): Promise<void> {
  await ctx.db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${sha256}, 7))`);
}

/** Whether a row of any workspace names this file: files are stored once for all of them. */
export async function isFileNamed(ctx: Pick<Ctx, 'db'>, sha256: string): Promise<boolean> {
  const { rows } = await ctx.db.execute<{ named: boolean }>(sql`
    select exists (select 1 from character_references where sha256 = ${sha256})
        or exists (select 1 from declarations where scope -> 'evidence' ->> 'sha256' = ${sha256})
        or exists (select 1 from music_files where sha256 = ${sha256})
        or exists (select 1 from character_origins where file_sha256 = ${sha256})
        or exists (select 1 from assets where ${sha256} in (sha256, cover_sha256, captions_sha256)) as named`);
  return rows[0]?.named ?? true;
}

function noCharacter(): AppError {
  return new AppError('not_found', 'There is no such character in this workspace.', {
    hint: 'It may have been removed, or belong to another workspace.',
  });
}
