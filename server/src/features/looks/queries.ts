import { and, desc, eq, isNull, lt, ne, sql } from 'drizzle-orm';
import type { Ctx } from '#context';
import { AppError } from '#kernel/errors.ts';
import type { CharacterId } from '#kernel/ids.ts';
import { mostLooks } from './contract.ts';
import { savedLooks } from './tables.ts';

export type LookRow = typeof savedLooks.$inferSelect;

const ofCharacter = (ctx: Ctx, characterId: string) =>
  and(eq(savedLooks.workspaceId, ctx.workspaceId), eq(savedLooks.characterId, characterId as CharacterId));
const own = (ctx: Ctx, characterId: string, id: string) =>
  and(ofCharacter(ctx, characterId), eq(savedLooks.id, id));

/** Newest first, without deleted ones. */
export async function looksOf(ctx: Ctx, characterId: string): Promise<LookRow[]> {
  return ctx.db
    .select()
    .from(savedLooks)
    .where(and(ofCharacter(ctx, characterId), isNull(savedLooks.deletedAt)))
    .orderBy(desc(savedLooks.createdAt), desc(savedLooks.id))
    .limit(mostLooks);
}

/** A look, deleted ones included while they can come back. @throws AppError `not_found`. */
export async function readLook(ctx: Ctx, characterId: string, id: string): Promise<LookRow> {
  const [row] = await ctx.db
    .select()
    .from(savedLooks)
    .where(own(ctx, characterId, id));
  if (row) return row;
  throw new AppError('not_found', 'This character has no such saved look.', {
    hint: 'It may have been deleted for good. Save it again from a shot.',
  });
}

/** Whether another look of the character is called so; letters count the same large and small. */
export async function isNameTaken(
  ctx: Ctx,
  characterId: string,
  name: string,
  except = '',
): Promise<boolean> {
  const rows = await ctx.db
    .select({ id: savedLooks.id })
    .from(savedLooks)
    .where(
      and(
        ofCharacter(ctx, characterId),
        isNull(savedLooks.deletedAt),
        sql`lower(${savedLooks.name}) = lower(${name})`,
        except === '' ? undefined : ne(savedLooks.id, except),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

export async function insertLooks(ctx: Ctx, rows: (typeof savedLooks.$inferInsert)[]): Promise<void> {
  if (rows.length > 0) await ctx.db.insert(savedLooks).values(rows);
}

export async function updateLook(
  ctx: Ctx,
  { characterId, id }: Pick<LookRow, 'characterId' | 'id'>,
  change: Partial<Pick<LookRow, 'name' | 'deletedAt'>>,
): Promise<void> {
  await ctx.db
    .update(savedLooks)
    .set(change)
    .where(own(ctx, characterId, id));
}

/** Takes away for good what was deleted before a moment. */
export async function removeDeletedLooks(ctx: Ctx, characterId: string, before: Date): Promise<void> {
  await ctx.db.delete(savedLooks).where(and(ofCharacter(ctx, characterId), lt(savedLooks.deletedAt, before)));
}
